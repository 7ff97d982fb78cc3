"""Points against an independent recomputation, the limits of every rule, and ties."""

import random
from dataclasses import replace

import pytest

from scoring.explain import explain, summary
from scoring.scores import score_windows


def scored(tiny, scope, book, code=None):
    made = score_windows(tiny.open(), scope, book)
    return made if code is None else made.window(code)


def with_rules(book, **changes):
    return replace(book, rules=replace(book.rules, **changes))


def plain_city(tiny, windows=12, seed=7):
    """Random rows, kept apart from the code under test."""
    rng = random.Random(seed)
    for number in range(windows):
        code = f"W{number:02d}"
        tiny.window(code, peer_group=("审批类", "综合窗")[number % 2])
        late, web = rng.random() * 0.15, rng.random()
        for _ in range(rng.randint(31, 120)):
            draw = rng.random()
            end = "超期" if draw < late else "按时" if draw < 0.5 else "提前"
            tiny.cases(code, 1, finish_class=end, supplement_count=rng.choice([0, 0, 0, 0, 1, 2]),
                       channel="移动端网上申请" if rng.random() < web else "窗口办理",
                       joint_no="J" if rng.random() < 0.3 else None)  # fmt: skip
        for _ in range(rng.randint(0, 40)):
            tiny.ratings(code, 1, grade=rng.choice([1, 3, 4, 5, 5, 5, 5]))
        for _ in range(rng.randint(0, 4)):
            tiny.add("dim_item", window_code=code, statutory_workdays=20.0,
                     min_visits=rng.randint(0, 2), promise_workdays=float(rng.randint(2, 20)),
                     is_settled_in=rng.random() < 0.9, is_authorised=True)  # fmt: skip
    return tiny


def between(share, floor, target):
    return min(1.0, max(0.0, (share - floor) / (target - floor)))


def by_hand(tiny, code):
    """Points and full marks by key, from the rows alone."""
    cases = [row for row in tiny.rows["fct_case"] if row["window_code"] == code]
    ratings = [row for row in tiny.rows["fct_rating"] if row["window_code"] == code]
    items = [row for row in tiny.rows["dim_item"] if row["window_code"] == code]
    group = next(w for w in tiny.rows["dim_window"] if w["window_code"] == code)["peer_group"]
    sizes = [sum(row["window_code"] == w["window_code"] for row in tiny.rows["fct_case"])
             for w in tiny.rows["dim_window"]
             if w["peer_group"] == group and w["window_code"] != code]  # fmt: skip
    n, out = len(cases), {}
    ahead = sum(1.0 if n > size else 0.5 if n == size else 0.0 for size in sizes) / len(sizes)
    out["volume"] = 12 * ahead
    out["early"] = 10 * between(sum(c["finish_class"] == "提前" for c in cases) / n, 0.5, 1)
    out["on_time"] = 10 * between(sum(c["finish_class"] != "超期" for c in cases) / n, 0.9, 1)
    out["online"] = 4 * between(sum(c["channel"] != "窗口办理" for c in cases) / n, 0, 0.8)
    out["returned"] = 4 * between(sum(c["supplement_count"] >= 2 for c in cases) / n, 0.1, 0)
    if len(ratings) >= 10:
        good = sum(r["grade"] >= 3 for r in ratings) / len(ratings)
        out["good_rating"] = 12 * between(good, 0.8, 1)
    joint = [c for c in cases if c["joint_no"]]
    if len(joint) >= 10:
        kept = sum(c["finish_class"] != "超期" for c in joint) / len(joint)
        out["joint"] = 7 * between(kept, 0.8, 1)
    if items:
        k = len(items)
        out["settled"] = 7 * between(sum(i["is_settled_in"] for i in items) / k, 0.5, 1)
        out["quick"] = 3 * between(sum(i["min_visits"] <= 1 for i in items) / k, 0, 1)
        saved = sum(i["statutory_workdays"] - i["promise_workdays"] for i in items)
        out["compression"] = 3 * between(saved / (20 * k), 0, 0.8)
    return out


def test_points_equal_an_independent_recomputation(tiny, quarter, book):
    plain_city(tiny)
    full = {one.key: one.points for one in book.indicators}
    made = scored(tiny, quarter, book)
    assert len(made.windows) == 12
    for one in made.windows:
        expected = by_hand(tiny, one.window_code)
        got = {each.key: each.points for each in one.indicators if each.points is not None}
        assert got == pytest.approx(expected)
        assert one.points == pytest.approx(sum(expected.values()))
        assert one.measurable == pytest.approx(sum(full[key] for key in expected))
        assert one.rate == pytest.approx(one.points / one.measurable)
        for parts in (one.dimensions, one.gb_groups):
            assert sum(part.points or 0 for part in parts) == pytest.approx(one.points)
            assert sum(part.measurable for part in parts) == pytest.approx(one.measurable)
            assert sum(part.full for part in parts) == 100


def test_intervals_hold_the_score_repeat_and_sum_to_the_seats(tiny, quarter, book):
    plain_city(tiny)
    made = scored(tiny, quarter, book)
    assert made == scored(tiny, quarter, book)
    for one in made.windows:
        assert 0 <= one.low <= one.rate <= one.high <= 1
        assert one.low < one.high
    assert sum(one.p_top for one in made.windows) == pytest.approx(5)
    assert made.windows[0].p_top > made.windows[-1].p_top
    assert list(made.recommended.codes) == [one.window_code for one in made.windows[:5]]
    assert made.windows[0].band == "第1档"


def test_more_cases_make_a_narrower_interval_and_all_good_is_not_certain(tiny, quarter, book):
    for code, times in (("A", 30), ("B", 300), ("C", 3000)):
        tiny.window(code).cases(code, times).ratings(code, times // 3)
    widths = [one.high - one.low for one in map(scored(tiny, quarter, book).window, "ABC")]
    assert widths[0] > widths[1] > widths[2] > 0


@pytest.mark.parametrize(("times", "reason"), [(0, "样本不足"), (29, "样本不足"), (30, None),
                                               (31, None)])  # fmt: skip
def test_thirty_cases_take_part(tiny, quarter, book, times, reason):
    for code in "BCD":
        tiny.window(code).cases(code, 50)
    tiny.window("A").cases("A", times)
    one = scored(tiny, quarter, book, "A")
    assert one.excluded_reason == reason
    if reason:
        assert (one.rate, one.points, one.low, one.p_top, one.rank, one.band) == (None,) * 6
        assert one.excluded_why == f"办结 {times} 件，少于 30 件"
        assert all(part.points is None for part in one.dimensions)
        assert {each.state for each in one.indicators} == {"不参评", "待录入"}
        assert summary(one) == f"不参评（样本不足）：办结 {times} 件，少于 30 件"


@pytest.mark.parametrize(("times", "state"), [(0, "样本不足"), (9, "样本不足"), (10, "计分"),
                                              (11, "计分")])  # fmt: skip
def test_ten_ratings_count_and_nine_leave_points_and_full_marks(tiny, quarter, book, times, state):
    tiny.window("A").cases("A", 40).ratings("A", times)
    one = scored(tiny, quarter, with_rules(book, min_points=0), "A")
    assert one.indicator("good_rating").state == state
    assert one.measurable == 24 + (12 if state == "计分" else 0)
    if times == 9:
        assert one.indicator("good_rating").why == (
            "主动评价只有 9 条，少于 10 条，不计分，也不计入可计分"
        )
    if times == 0:
        assert one.indicator("good_rating").why.startswith("没有主动评价的数据")


@pytest.mark.parametrize(("peers", "counts"), [(2, False), (3, True), (4, True)])
def test_three_peers_are_compared(tiny, quarter, book, peers, counts):
    for number in range(peers):
        tiny.window(f"W{number}").cases(f"W{number}", 40 + number)
    tiny.window("X").cases("X", 29)  # has no say in the comparison
    one = scored(tiny, quarter, book, "W0").indicator("volume")
    assert (one.points is not None) is counts
    if not counts:
        assert one.why.startswith("同类（审批类）可比的窗口只有 2 个，少于 3 个")


def test_windows_without_a_group_are_compared_with_nobody(tiny, quarter, book):
    for code in "ABCD":
        tiny.window(code, peer_group="未分组").cases(code, 40)
    one = scored(tiny, quarter, book, "A").indicator("volume")
    assert one.points is None
    assert "没有填类别" in one.why


@pytest.mark.parametrize(("min_points", "reason"), [(23.9, None), (24, None),
                                                    (24.1, "可计分不足")])  # fmt: skip
def test_too_little_to_score_on(tiny, quarter, book, min_points, reason):
    tiny.window("A").cases("A", 40)  # 提前 10, 按时 10, 在线 4
    one = scored(tiny, quarter, with_rules(book, min_points=min_points), "A")
    assert one.excluded_reason == reason
    assert (one.rate is None) is (reason is not None)


def test_a_window_with_nothing_measurable_is_not_zero(tiny, quarter, book):
    tiny.window("A").cases("A", 40, finish_class=None, channel=None)
    one = scored(tiny, quarter, with_rules(book, min_points=0), "A")
    assert (one.excluded_reason, one.rate) == ("可计分不足", None)


def test_windows_off_the_roster_are_listed_and_compare_with_nobody(tiny, quarter, book):
    for code in "ABC":
        tiny.window(code).cases(code, 40)
    tiny.window("X", is_from_cases=True).cases("X", 500)
    made = scored(tiny, quarter, book)
    assert made.window("X").excluded_reason == "未列入窗口清单"
    assert made.window("X").rate is None
    assert made.window("A").indicator("volume").points == pytest.approx(6)
    assert made.windows[-1].window_code == "X"
    assert "X" not in made.recommended.codes


@pytest.mark.parametrize(("good", "points"), [(79, 0), (80, 0), (81, 0.6), (90, 6), (99, 11.4),
                                              (100, 12)])  # fmt: skip
def test_linear_at_below_and_above_floor_and_target(tiny, quarter, book, good, points):
    tiny.window("A").cases("A", 40).ratings("A", good).ratings("A", 100 - good, grade=2)
    assert scored(tiny, quarter, book, "A").indicator("good_rating").points == \
        pytest.approx(points)  # fmt: skip


@pytest.mark.parametrize(("bad", "points"), [(0, 4), (5, 2), (9, 0.4), (10, 0), (11, 0)])
def test_linear_downward(tiny, quarter, book, bad, points):
    tiny.window("A").cases("A", 100 - bad, supplement_count=0).cases("A", bad, supplement_count=2)
    one = scored(tiny, quarter, book, "A").indicator("returned")
    assert one.points == pytest.approx(points)
    assert f"得 {points}/4 分" in one.why


@pytest.mark.parametrize(("late", "points"), [(0, 10), (1, 8), (4, 2), (5, 0), (6, 0)])
def test_a_deduction_for_each_event_stops_at_nothing(tiny, quarter, book, late, points):
    each = [replace(one, scaling="deduction", per_event=2.0) if one.key == "on_time" else one
            for one in book.indicators]  # fmt: skip
    tiny.window("A").cases("A", 40).cases("A", late, finish_class="超期")
    one = scored(tiny, quarter, replace(book, indicators=tuple(each)), "A").indicator("on_time")
    assert one.points == pytest.approx(points)
    assert (
        one.why
        == f"超期 {late} 件（有承诺时限的办结件共 {40 + late} 件），每件扣 2 分，得 {points}/10 分"
    )


def test_every_indicator_says_why(tiny, quarter, book):
    for number in range(12):
        tiny.window(f"W{number:02d}").cases(f"W{number:02d}", 1300 - 33 * number)
    tiny.ratings("W02", 40).ratings("W02", 2, grade=1, is_suspect=True)
    tiny.add("dim_item", 2, window_code="W02", statutory_workdays=20.0, promise_workdays=8.0,
             is_settled_in=True, is_authorised=True, min_visits=1)  # fmt: skip
    one = scored(tiny, quarter, book, "W02")
    told = {each.key: each.why for each in one.indicators}
    assert told["volume"] == "同类（审批类）12 个窗口中办件量居第 3 位（1,234 件），得 9.8/12 分"
    assert told["good_rating"] == (
        "主动评价好评率 95.2%（40/42 条），零分线 80%、满分线 100%，得 9.1/12 分；"
        "本期待核查 2 条，认定前照常计入"
    )
    assert told["settled"].startswith("事项进驻与授权到位 2/2 个，")
    assert told["compression"].startswith(
        "承诺时限压缩比 60.0%（2 个事项，法定合计 40 个工作日，承诺合计 16 个工作日）"
    )
    assert told["attendance"] == "没有本期巡查的数据，不计分，也不计入可计分"
    assert told["liable_complaint"] == "待录入：是否有责须由督查科查实认定"
    assert told["joint"].startswith("没有办结的并联审批子办件的数据")
    assert len(explain(one)) == 1 + len(book.indicators)
    assert all(each.why for each in one.indicators)
    assert one.indicator("liable_complaint").state == "待录入"
    assert one.indicator("attendance").points is None


def test_equal_windows_share_a_place_and_say_so(tiny, quarter, book):
    for code in "ABC":
        tiny.window(code).cases(code, 40)
    tiny.window("D").cases("D", 20).cases("D", 20, finish_class="超期")
    made = scored(tiny, quarter, book)
    assert [(one.rank, one.is_tied) for one in made.windows] == [
        (1, True), (1, True), (1, True), (4, False)]  # fmt: skip
    assert "并列第 1 位" in made.window("A").indicator("volume").why
    assert "并列第 1 名" in summary(made.window("A"))
    assert (made.window("D").group_rank, made.window("D").group_size) == (4, 4)


def test_a_scope_on_one_window_compares_with_all(tiny, quarter, book):
    plain_city(tiny)
    build = tiny.open()
    whole = score_windows(build, quarter, book)
    one = score_windows(build, replace(quarter, window="W03"), book)
    assert one.windows == (whole.window("W03"),)
    assert one.recommended == whole.recommended


def test_complaints_are_a_reference_and_cost_nothing(tiny, quarter, book):
    for code in "ABC":
        tiny.window(code).cases(code, 40)
    tiny.add("fct_comment", 2, window_code="A", label="complaint")
    made = scored(tiny, quarter, book)
    assert made.window("A").complaints_per_1000 == pytest.approx(50)
    assert made.window("A").points == made.window("B").points
