"""What a day-by-day account of one case is made of: the case, its pauses, the calendar's days."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.read.build import Build


@dataclass(frozen=True)
class CaseFile:
    """One case (columns of fct_case and its limits as written), its pauses and the days it spans.

    `days` runs from acceptance to the last of finish or as-of and both due dates, as far as the
    calendar goes.
    """

    case: dict[str, Any]
    pauses: pd.DataFrame
    days: pd.DataFrame


def find(build: Build, number: str) -> pd.DataFrame:
    """Cases of that number, of every source and item: case_id, source, item, window, accepted.

    A number typed in full width or in other letters' case is found where the plain one is not.
    """
    columns = (
        "select case_id, source_system, case_no, item_name, "
        "coalesce(window_name, window_code) as window_name, accepted_on from fct_case "
    )
    order = " order by source_system, item_name, case_id"
    plain = unicodedata.normalize("NFKC", number).strip()
    found = build.frame(f"{columns} where case_no = ?{order}", [plain])
    return (
        found
        if len(found)
        else build.frame(f"{columns} where upper(case_no) = upper(?){order}", [plain])
    )


def case_file(build: Build, case_id: int) -> CaseFile:
    """Everything about one case of this build; KeyError where there is none."""
    frame = build.frame(
        "select f.*, k.promise_value, k.promise_unit, k.legal_value, k.legal_unit, "
        "k.is_promise_due_given, k.is_statutory_due_given, k.is_promise_moved, "
        "k.is_statutory_moved, w.chief_rep "
        "from fct_case f join fct_case_own o on o.case_id = f.case_id "
        "join dim_clock k on k.clock_id = o.clock_id "
        "left join dim_window w on w.window_code = f.window_code where f.case_id = ?",
        [case_id],
    )
    if frame.empty:
        raise KeyError(case_id)
    case = {name: _plain(value) for name, value in frame.iloc[0].items()}
    pauses = build.frame(
        "select pause_kind, is_statutory, started_on, ended_on, pause_text, approver, is_idle "
        "from fct_pause where case_id = ? order by started_on, ended_on, row_no",
        [case_id],
    )
    first = case["accepted_on"]
    ends = [
        case["finished_on"] or build.meta.as_of,
        case["promise_due_on"],
        case["statutory_due_on"],
    ]
    days = build.frame(
        "select date, is_workday, is_provisional, holiday_name from dim_date "
        "where date between ? and ? order by date",
        [first, max(day for day in [first, *ends] if day is not None)],
    )
    for frame_ in (pauses, days):
        for column in frame_.select_dtypes("datetime").columns:
            frame_[column] = [None if pd.isna(day) else day.date() for day in frame_[column]]
    return CaseFile(case, pauses, days)


def _plain(value: Any) -> Any:
    """A cell as a plain Python value: dates without a time of day, None for nothing."""
    if value is pd.NaT or value is pd.NA or (isinstance(value, float) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date() if value == value.normalize() else value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value
