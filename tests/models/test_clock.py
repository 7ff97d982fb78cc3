"""The clock, case by case: due dates, days used and paused, classes and verdicts."""

import datetime as dt
import re
from typing import Any

import pytest
from clock_table import AS_OF, TABLE
from day_counter import COLUMNS, Case, Limit, Pause, count
from model_build import Office

KINDS = {True: "检测", False: "补正"}
DATE = dt.date.fromisoformat


def limit(text: str) -> Limit:
    """A limit as the table writes it: `5工作日`, `即办`, `@2018-03-08` or both."""
    amount, _, given = text.partition("@")
    number, unit = re.fullmatch(r"([\d.]*)(\D*)", amount).groups()
    return Limit(
        float(number) if number else None, unit or "工作日", DATE(given) if given else None
    )


def pauses(text: str) -> tuple[Pause, ...]:
    """Pauses as the table writes them: `S2018-03-02..2018-03-06 L2018-03-07..`."""
    parts = [(one[0], *one[1:].split("..")) for one in text.split()]
    return tuple(Pause(DATE(a), DATE(b) if b else None, kind == "S") for kind, a, b in parts)


def value(text: str) -> object:
    """An expected value: a date, a number, a verdict, a word or nothing."""
    words = {"-": None, "yes": True, "no": False}
    if text in words:
        return words[text]
    if text.isdigit():
        return int(text)
    return DATE(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else text


def read(line: str) -> tuple[str, Case, dict[str, object]]:
    """One line of the table: its name, the case and the columns expected of it."""
    name, promise, statute, accepted, finished, stopped, *expected = map(str.strip, line.split("|"))
    case = Case(
        DATE(accepted),
        None if finished == "-" else DATE(finished),
        limit(promise),
        limit(statute),
        pauses(stopped),
        "即办件" if name.endswith("!") else "承诺件",
    )
    return name, case, dict(zip(COLUMNS, map(value, expected), strict=True))


CASES = [read(line) for line in TABLE.strip().splitlines()]


def raw_limit(one: Limit) -> str:
    """The limit's cell of an export."""
    return f"{'' if one.value is None else f'{one.value:g}'}{one.unit}" if has_limit(one) else ""


def has_limit(one: Limit) -> bool:
    """Whether the limit itself is given, besides any due date."""
    return one.value is not None or one.unit in ("即办", "无期限")


def case_row(number: str, case: Case) -> dict[str, object]:
    """The row of an export; due dates are midnight at the start of the day, as a vendor does."""
    return {
        "办件编号": number,
        "办件类型": case.case_type,
        "受理时间": f"{case.accepted} 16:30:05",
        "承诺办结时限": raw_limit(case.promise),
        "法定办结时限": raw_limit(case.statute),
        "承诺办结时间": f"{case.promise.given} 00:00:00" if case.promise.given else "",
        "法定办结时间": f"{case.statute.given} 00:00:00" if case.statute.given else "",
        "办结时间": f"{case.finished} 17:59:59" if case.finished else "",
    }


def pause_rows(number: str, case: Case) -> list[dict[str, object]]:
    """The rows of the pauses' export."""
    return [
        {
            "办件编号": number,
            "特别程序种类": KINDS[one.is_statutory],
            "特别程序开始时间": f"{one.start} 10:00:00",
            "特别程序结束时间": f"{one.end} 09:00:00" if one.end else "",
        }
        for one in case.pauses
    ]


def build_cases(office: Office, cases: list[Case], as_of: dt.date) -> dict[str, dict[str, Any]]:
    """Land the cases as one export and their pauses as another; what the build says of each."""
    numbered = [(f"C{i:04d}", case) for i, case in enumerate(cases)]
    office.land("cases", [case_row(number, case) for number, case in numbered])
    office.land("pauses", [row for number, case in numbered for row in pause_rows(number, case)])
    office.build(as_of)
    rows = office.query(f"select case_no, {', '.join(COLUMNS)} from fct_case order by case_no")
    return {row.pop("case_no"): row for row in rows}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """What the build says of every case of the table, by the case's name."""
    office = Office(tmp_path_factory.mktemp("clock"))
    rows = build_cases(office, [case for _, case, _ in CASES], AS_OF)
    return dict(zip((name for name, _, _ in CASES), rows.values(), strict=True))


def test_table_is_whole():
    assert len({name for name, _, _ in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize(("name", "expected"), [(n, e) for n, _, e in CASES], ids=str)
def test_case(built, name, expected):
    assert built[name] == expected


@pytest.mark.parametrize(("case", "expected"), [(c, e) for _, c, e in CASES])
def test_day_counter_agrees_with_the_table(case, expected):
    assert count(case, AS_OF) == expected
