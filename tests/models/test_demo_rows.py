"""Every case of the demonstration city, recomputed by pandas from its landed row, equals its row.

Cases without a pause are counted in columns by numpy's business days, paused ones day by day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from day_counter import COLUMNS, Case, Limit, Pause, count, is_workday

from etl.read import Build
from etl.settings import Settings

STATUTORY = {"听证", "检验", "检测", "专家评审"}
FIRST, LAST = dt.date(2024, 1, 1), dt.date(2032, 12, 31)
DAY = np.timedelta64(1, "D")


def landed(settings: Settings, table: str) -> pd.DataFrame:
    """The kept rows of a table as landed, by pyarrow alone."""
    files = sorted((settings.landing / table).glob("*.parquet"))
    frame = pd.concat([pq.read_table(one).to_pandas() for one in files])
    return frame[frame["row_status"] == "ok"]


@pytest.fixture(scope="module")
def off() -> np.ndarray:
    """Every day that is no working day."""
    days = [FIRST + dt.timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    return np.array([day for day in days if not is_workday(day)], dtype="datetime64[D]")


@pytest.fixture(scope="module")
def rows(demo_build: Build) -> pd.DataFrame:
    """What the build says, by case number."""
    return demo_build.frame("select * from fct_case").set_index("case_no")


@pytest.fixture(scope="module")
def cases(demo: Settings, rows: pd.DataFrame) -> pd.DataFrame:
    """The landed rows of the same cases, the last of a number, with acceptance or receipt as start."""
    frame = landed(demo, "cases").drop_duplicates("case_no", keep="last").set_index("case_no")
    frame = frame.loc[rows.index]
    frame["start"] = frame["accepted_at"].fillna(frame["received_at"])
    return frame


def days_of(column: pd.Series) -> np.ndarray:
    return column.to_numpy().astype("datetime64[D]")


def due(start: np.ndarray, value: pd.Series, unit: pd.Series, off: np.ndarray) -> np.ndarray:
    """Due dates of limits without pauses, by unit; NaT where there is none."""
    out = np.full(len(start), np.datetime64("NaT", "D"))
    known = {"weekmask": "1111111", "holidays": off}
    amount = np.ceil(value.fillna(0).to_numpy()).astype(int)
    units = unit.fillna("").to_numpy()
    at_once = (units == "即办") | ((amount == 0) & value.notna().to_numpy() & (units != "无期限"))
    chosen = (units == "工作日") & ~at_once
    out[chosen] = np.busday_offset(start[chosen], amount[chosen], roll="backward", **known)
    for name, days in (("自然日", amount), ("小时", np.ceil(amount / 24).astype(int))):
        chosen = (units == name) & ~at_once
        out[chosen] = np.busday_offset(
            start[chosen] + days[chosen] * DAY, 0, roll="forward", **known
        )
    chosen = (units == "月") & ~at_once
    months = [
        (pd.Timestamp(day) + pd.DateOffset(months=int(n))).to_datetime64().astype("datetime64[D]")
        for day, n in zip(start[chosen], amount[chosen], strict=True)
    ]
    if months:
        out[chosen] = np.busday_offset(np.array(months), 0, roll="forward", **known)
    out[at_once] = start[at_once]
    return out


def test_cases_without_a_pause(
    demo: Settings, demo_build: Build, cases: pd.DataFrame, rows: pd.DataFrame, off: np.ndarray
) -> None:
    plain = ~cases.index.isin(landed(demo, "pauses")["case_no"])
    own, told = cases[plain], rows[plain]
    assert len(own) > 15_000
    start, finish = days_of(own["start"]), days_of(own["finished_at"])
    as_of = np.datetime64(demo_build.meta.as_of)
    is_open = np.isnat(finish)
    end = np.where(is_open, as_of, finish)
    promise = due(start, own["promise_limit"], own["promise_limit_unit"], off)
    statute = due(start, own["legal_limit"], own["legal_limit_unit"], off)
    np.testing.assert_array_equal(days_of(told["promise_due_on"]), promise)
    np.testing.assert_array_equal(days_of(told["statutory_due_on"]), statute)
    used = np.busday_count(
        start + DAY, np.maximum(end, start) + DAY, weekmask="1111111", holidays=off
    )
    known = end >= start
    np.testing.assert_array_equal(told["used_workdays"].to_numpy(dtype=float)[known], used[known])
    assert told["used_workdays"][~known].isna().all()
    for name, last in (("promise", promise), ("statutory", statute)):
        kept = np.where(
            np.isnat(last), None, np.where(end > last, False, np.where(is_open, None, True))
        )
        assert list(
            told[f"is_within_{name}"].astype(object).where(told[f"is_within_{name}"].notna(), None)
        ) == list(kept)
    at_once = (own["case_type"] == "即办件").to_numpy() & (finish == start)
    classes = np.where(finish < promise, "提前", np.where(finish == promise, "按时", "超期"))
    classes = np.where(is_open | np.isnat(promise), None, np.where(at_once, "即办", classes))
    assert list(
        told["finish_class"].astype(object).where(told["finish_class"].notna(), None)
    ) == list(classes)
    assert not told["is_within_promise_only_by_pause"].any()


def test_paused_cases_day_by_day(
    demo: Settings, demo_build: Build, cases: pd.DataFrame, rows: pd.DataFrame
) -> None:
    pauses = landed(demo, "pauses")
    pauses = pauses[pauses["case_no"].isin(cases.index)]
    assert pauses["case_no"].nunique() > 500
    wrong = []
    for number, stops in pauses.groupby("case_no"):
        row = cases.loc[number]
        case = Case(
            row["start"].date(), date(row["finished_at"]), limit(row, "promise_limit"),
            limit(row, "legal_limit"),
            tuple(Pause(one.started_at.date(), date(one.ended_at), one.pause_kind in STATUTORY)
                  for one in stops.itertuples()),
            row["case_type"],
        )  # fmt: skip
        expected = count(case, demo_build.meta.as_of)
        told = {name: plain(rows.loc[number, name]) for name in COLUMNS}
        if told != expected:
            wrong.append((number, told, expected))
    assert wrong == []


def date(moment: Any) -> dt.date | None:
    return None if pd.isna(moment) else moment.date()


def limit(row: pd.Series, name: str) -> Limit:
    value, unit = row[name], row[f"{name}_unit"]
    return Limit(None if pd.isna(value) or unit == "即办" else float(value), unit or "工作日")


def plain(value: Any) -> Any:
    if pd.isna(value):
        return None
    return (
        value.date()
        if isinstance(value, pd.Timestamp)
        else value.item()
        if hasattr(value, "item")
        else value
    )
