"""Every unit with every kind of pause, start and place of a holiday; then whatever hypothesis finds.

The expected values come from the day counter, which shares no code with the models.
"""

import datetime as dt
import itertools

import pytest
from clock_engine import judge
from day_counter import Case, Limit, Pause, count, count_more
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

AS_OF = dt.date(2026, 6, 30)
D = dt.date.fromisoformat
UNITS = {
    "working days": Limit(5, "工作日"),
    "natural days": Limit(9, "自然日"),
    "hours": Limit(60, "小时"),
    "month": Limit(1, "月"),
    "year": Limit(1, "年"),
    "at once": Limit(None, "即办"),
    "due date": Limit(given=D("2026-02-26")),
}
# The Spring Festival of 2026 is 15 to 23 February; 14 and 28 February are make-up Saturdays.
STARTS = {
    "a working day long before the holiday": D("2026-01-19"),
    "the working day before the holiday": D("2026-02-13"),
    "a make-up Saturday at the holiday's door": D("2026-02-14"),
    "a day in the holiday": D("2026-02-18"),
    "a plain Saturday": D("2026-03-07"),
}
PAUSES = {
    "no pause": (),
    "a statutory pause over three days": ((1, 4, True),),
    "a local pause over three days": ((1, 4, False),),
    "both, overlapping": ((1, 5, True), (3, 8, False)),
    "two that touch": ((1, 3, True), (3, 6, True)),
    "an open statutory pause": ((2, None, True),),
    "one over the whole holiday": ((0, 14, False),),
    "one before the case": ((-9, -2, True),),
}
ENDS = {"six days later": 6, "twenty-one days later": 21, "still open": None}
NAMES = list(itertools.product(UNITS, STARTS, PAUSES, ENDS))


def built(unit: str, start: str, pause: str, end: str) -> Case:
    """One case of the grid."""
    accepted, day = STARTS[start], dt.timedelta(days=1)
    pauses = tuple(
        Pause(accepted + day * first, None if last is None else accepted + day * last, by_law)
        for first, last, by_law in PAUSES[pause]
    )
    finished = None if ENDS[end] is None else accepted + day * ENDS[end]
    kind = "即办件" if unit == "at once" else "承诺件"
    return Case(accepted, finished, UNITS[unit], Limit(20, "工作日"), pauses, kind)


@pytest.fixture(scope="module")
def judged() -> dict[tuple[str, ...], dict[str, object]]:
    """What the models say of the whole grid."""
    return dict(zip(NAMES, judge([built(*name) for name in NAMES], AS_OF), strict=True))


def test_the_grid_is_whole() -> None:
    assert len(NAMES) == len(UNITS) * len(STARTS) * len(PAUSES) * len(ENDS) >= 120


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("start", STARTS)
def test_the_grid_is_what_the_day_counter_counts(judged, unit: str, start: str) -> None:
    for name in (one for one in NAMES if one[:2] == (unit, start)):
        case = built(*name)
        assert judged[name] == count(case, AS_OF) | count_more(case, AS_OF), name


def dates(first: str, last: str) -> st.SearchStrategy[dt.date]:
    return st.dates(D(first), D(last))


LIMITS = st.one_of(
    st.builds(Limit, st.sampled_from([0, 0.5, 1, 2, 3, 5, 10, 20, 45, 250]), st.just("工作日")),
    st.builds(Limit, st.sampled_from([0, 1, 2, 5, 15, 30, 365]), st.just("自然日")),
    st.builds(Limit, st.sampled_from([1, 24, 25, 72]), st.just("小时")),
    st.builds(Limit, st.sampled_from([1, 2]), st.sampled_from(["月", "年"])),
    st.sampled_from([Limit(None, "即办"), Limit(None, "无期限"), Limit()]),
    st.builds(lambda day: Limit(given=day), dates("2025-12-01", "2026-05-01")),
)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A case about the turn of 2025, where weekends, holidays and make-up days stand close."""
    accepted = draw(dates("2025-12-15", "2026-03-15"))
    after = st.integers(-12, 45).map(lambda n: accepted + dt.timedelta(days=n))
    pause = st.builds(
        lambda start, length, by_law: Pause(
            start, None if length is None else start + dt.timedelta(days=length), by_law
        ),
        after, st.one_of(st.none(), st.integers(-2, 25)), st.booleans(),
    )  # fmt: skip
    return Case(
        accepted,
        draw(
            st.one_of(st.none(), st.integers(-3, 60).map(lambda n: accepted + dt.timedelta(days=n)))
        ),
        draw(LIMITS),
        draw(LIMITS),
        tuple(draw(st.lists(pause, max_size=4, unique=True))),
        draw(st.sampled_from(["承诺件", "即办件", "其他"])),
    )


FRIDAY, SATURDAY = D("2026-01-09"), D("2026-01-10")


# The message names the one case that is judged otherwise, so nothing needs to be shrunk.
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    phases=(Phase.explicit, Phase.generate),
)
@given(st.lists(cases(), min_size=1, max_size=25))
@example([Case(FRIDAY, SATURDAY, Limit(1), Limit(20))])
@example([Case(FRIDAY, FRIDAY, Limit(0), Limit(20), (Pause(FRIDAY, None, False),))])
def test_no_case_is_judged_otherwise_than_by_the_day_counter(found: list[Case]) -> None:
    told = judge(found, AS_OF)
    for case, row in zip(found, told, strict=True):
        assert row == count(case, AS_OF) | count_more(case, AS_OF), case
