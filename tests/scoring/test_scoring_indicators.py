"""What is counted of each window, at the edges of every definition."""

import datetime as dt

import pytest

from etl.read import Scope
from scoring.indicators import measure
from scoring.scores import score_windows

JUNE, JULY, OCT = dt.date(2026, 6, 1), dt.date(2026, 7, 1), dt.date(2026, 10, 1)


def counted(tiny, scope, key, code="A"):
    with_a = measure(tiny.open(), scope)
    return tuple(int(frame[key][code]) for frame in (with_a.part, with_a.whole))


def test_only_sound_finished_cases_of_the_months_enter(tiny, quarter):
    tiny.window("A").cases("A", 5, finish_class="提前").cases("A", 2, finish_class="超期")
    tiny.cases("A", 1, finish_class="按时").cases("A", 3, finish_class=None, finished_month=None)
    tiny.cases("A", 4, is_counted=False, status="作废")
    tiny.cases("A", 7, finished_month=JUNE).cases("A", 8, finished_month=OCT)
    tiny.cases("A", 2, has_date_conflict=True)
    tiny.cases("A", 6, case_type="即办件", finish_class="即办")
    tiny.cases("A", 3, finish_class=None)
    assert counted(tiny, quarter, "volume") == (19, 19)
    assert counted(tiny, quarter, "early") == (5, 8)
    assert counted(tiny, quarter, "on_time") == (12, 14)


def test_online_counts_known_channels_only(tiny, quarter):
    tiny.window("A").cases("A", 2, channel="电脑端网上办理").cases("A", 3, channel="移动端网上申请")
    tiny.cases("A", 4, channel="快递申请").cases("A", 5, channel=None)
    assert counted(tiny, quarter, "online") == (5, 9)


def test_returns_take_two_supplements_but_not_one(tiny, quarter):
    tiny.window("A").window("B")
    for times, supplements in ((10, 0), (5, 1), (3, 2), (2, 3), (4, None)):
        tiny.cases("A", times, supplement_count=supplements)
    sent_back = {"is_counted": False, "status": "退件", "finished_month": None}
    tiny.cases("A", 6, **sent_back).cases("A", 1, **sent_back | {"accepted_month": OCT})
    tiny.cases("A", 1, is_counted=False, status=None, result="退回")
    tiny.cases("A", 9, is_counted=False, status="作废").cases("A", 9, finished_month=None)
    tiny.cases("B", 30)
    assert counted(tiny, quarter, "returned") == (12, 31)
    assert counted(tiny, quarter, "returned", "B") == (0, 30)
    assert list(measure(tiny.open(), quarter).windows["lacks_supplements"]) == [False, True]


def test_returns_are_blank_where_nothing_is_told_anywhere(tiny, quarter):
    tiny.window("A").cases("A", 40)
    assert counted(tiny, quarter, "returned") == (0, 0)


def test_active_valid_ratings_with_three_as_the_least_good(tiny, quarter):
    tiny.window("A")
    for grade in (1, 2, 3, 4, 5):
        tiny.ratings("A", 2, grade=grade)
    tiny.ratings("A", 7, is_active=False).ratings("A", 7, is_valid=False)
    tiny.ratings("A", 7, rated_month=JUNE).ratings("A", 3, is_suspect=True)
    assert counted(tiny, quarter, "good_rating") == (9, 13)
    assert measure(tiny.open(), quarter).windows["suspect"]["A"] == 3


def test_the_catalogue(tiny, quarter):
    tiny.window("A").window("B")

    def item(window, statutory=20.0, promise=5.0, settled=True, authorised=True, visits=2, **more):
        tiny.add("dim_item", window_code=window, statutory_workdays=statutory, min_visits=visits,
                 promise_workdays=promise, is_settled_in=settled, is_authorised=authorised,
                 **more)  # fmt: skip

    item("A")
    item("A窗口", promise=20.0, authorised=False, visits=1)
    item("A", statutory=None, settled=None, visits=0)
    item("A", statutory=0.0, promise=0.0, case_type="即办件", visits=None)
    item("A", statutory=999.0, visits=None, case_type=None)
    item("A", statutory=998.0, promise=998.0, settled=False)
    item("A", promise=None)
    item("A", is_from_cases=True)
    item("无此窗口")
    assert counted(tiny, quarter, "settled") == (4, 6)
    assert counted(tiny, quarter, "quick") == (3, 6)
    assert counted(tiny, quarter, "compression") == (15, 1038)
    assert measure(tiny.open(), quarter).n["compression"]["A"] == 3
    assert counted(tiny, quarter, "settled", "B") == (0, 0)


def test_joint_children_with_a_verdict(tiny, quarter):
    tiny.window("A").cases("A", 9).cases("A", 4, joint_no="J1")
    tiny.cases("A", 2, joint_no="J2", finish_class="超期")
    tiny.cases("A", 3, joint_no="J2", finish_class=None, finished_month=None)
    tiny.cases("A", 1, joint_no="J2", has_date_conflict=True)
    assert counted(tiny, quarter, "joint") == (4, 6)


def test_comments_are_shown_and_repeated_ones_are_not(tiny, quarter):
    tiny.window("A").cases("A", 1)
    for label, times in (("praise", 4), ("complaint", 2), ("mixed", 1), ("inquiry", 1)):
        tiny.add("fct_comment", times, window_code="A", label=label)
    tiny.add(
        "fct_comment", 5, window_code="A", label="complaint", is_suspect=True, is_counted=False
    )
    tiny.add("fct_comment", 5, window_code=None, label="complaint")
    listed = measure(tiny.open(), quarter).windows
    assert (listed["n_comments"]["A"], listed["complaints"]["A"]) == (8, 3)


def test_cases_of_no_window_and_blank_names_do_no_harm(tiny, quarter):
    tiny.window("A", dept_name=None).cases("A", 3).cases(None, 50).ratings(None, 50)
    made = measure(tiny.open(), quarter)
    assert list(made.windows.index) == ["A"]
    assert made.value["volume"]["A"] == 3


@pytest.mark.parametrize("filters", [{"window": "A"}, {"dept": "乙局"}, {"basis": "accepted"},
                                     {"channel": "快递申请"}, {"case_type": "即办件"}])  # fmt: skip
def test_filters_never_change_what_is_counted(tiny, quarter, filters):
    tiny.window("A").window("B", dept_name="乙局").cases("A", 3).cases("B", 4, dept_name="乙局")
    made = measure(tiny.open(), Scope(quarter.first, quarter.last, **filters))
    assert dict(made.value["volume"]) == {"A": 3, "B": 4}


def test_findings_of_checks_cost_points_and_a_hall_without_checks_has_none(tiny, quarter, book):
    for code in "ABC":
        tiny.window(code).cases(code, 40)
    made = score_windows(tiny.open(), quarter, book)
    assert made.window("A").indicator("attendance").points is None
    tiny.add("fct_inspection", 3, window_code="A")
    tiny.add("fct_inspection", window_code="A", is_counted=False)
    tiny.add("fct_inspection", 2, window_code="B", category="窗容", inspected_on=dt.date(2026, 8, 2),
             inspected_month=dt.date(2026, 8, 1))  # fmt: skip
    tiny.add("fct_inspection", 9, window_code="C", inspected_month=dt.date(2026, 6, 1))
    made = score_windows(tiny.open(), quarter, book)
    told = {
        code: (made.window(code).indicator("attendance"), made.window(code).indicator("appearance"))
        for code in "ABC"
    }
    assert [one.points for one in told["A"]] == [8 - 3 * 2, 5]
    assert [one.points for one in told["B"]] == [8, 5 - 2 * 1]
    assert [one.points for one in told["C"]] == [8, 5]
    assert "在岗问题 3 次（本期巡查共 2 次），每次扣 2 分" in told["A"][0].why


@pytest.mark.parametrize(
    ("points", "earned"), [([], 0.0), ([2.0], 2.0), ([2.0, 3.0], 5.0), ([4.0, 4.0], 5.0)]
)
def test_measures_earn_up_to_the_cap_and_without_a_ledger_nothing_is_known(
    tiny, quarter, book, points, earned
):
    for code in "ABC":
        tiny.window(code).cases(code, 40)
    assert (
        score_windows(tiny.open(), quarter, book).window("A").indicator("innovation").points is None
    )
    tiny.add("fct_innovation", window_code="B", points=1.0)
    tiny.add("fct_innovation", window_code="A", points=9.0, is_counted=False)
    for one in points:
        tiny.add("fct_innovation", window_code="A", points=one)
    made = score_windows(tiny.open(), quarter, book)
    assert made.window("A").indicator("innovation").points == pytest.approx(earned)
    assert made.window("C").indicator("innovation").points == 0
