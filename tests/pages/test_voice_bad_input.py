"""A window without comments, with one, with complaints alone, ten thousand equal texts, markup."""

from __future__ import annotations

import datetime as dt

import pytest
from data_folders import data_folder
from page_runs import Open

from etl import jobs
from etl.decisions import SUSPECT_REVIEW
from etl.read import Scope, open_build, voice
from etl.settings import Settings
from records import trail
from records.entries import Entry, Subject
from records.store import open_records
from records.users import User

MARCH = Scope(dt.date(2026, 3, 1), dt.date(2026, 3, 1))
BURST = 10_000
WINDOWS = "窗口编号,窗口名称,部门名称\nW0,没人来窗口,甲局\nW1,一条窗口,甲局\nW2,全怨窗口,甲局\nW3,刷评窗口,乙局\n"
MARKUP = "<script>alert(1)</script> **粗** [点我](http://x) :red[红] `码` 态度恶劣"
COMPLAINTS = ("态度恶劣", "等了两个小时", "推来推去", "窗口没人", "说话冲", "系统老是坏")


def comments() -> str:
    rows = [f"M1,2026-03-02 09:00,{MARKUP},W1"]
    rows += [
        f"C{n},2026-03-{n % 20 + 1:02} 10:00,{COMPLAINTS[n % 6]}，太差了，第{n}次来,W2"
        for n in range(14)
    ]
    rows += [f"B{n},2026-03-09 11:00,服务一流，人民满意,W3" for n in range(BURST)]
    return "留言编号,留言时间,留言内容,窗口编号\n" + "\n".join(rows) + "\n"


RATINGS = "评价编号,窗口编号,满意度,评价时间\nE1,W2,五颗星,2026-03-04\nE2,W2,5,2026-03-04\nE3,W2,不满意,2026-03-04\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = data_folder(tmp_path_factory.mktemp("odd") / "data")
    for table, text in (("windows", WINDOWS), ("comments", comments()), ("ratings", RATINGS)):
        path = settings.data / f"{table}.csv"
        path.write_text(text, encoding="utf-8")
        jobs.call(settings, "land", str(path), "--table", table)
    jobs.call(settings, "build", "--as-of", "2026-03-31")
    return settings


pytestmark = pytest.mark.xdist_group("model")
TABS = {
    "guestbook": ("voice_tab", ("总况", "谁和什么", "留言原文", "待核查")),
    "ratings": ("ratings_tab", ("总况", "分组看", "待核查", "打分与文字对不上")),
    "review": ("review_tab", ("逐条复核", "一致程度", "重新训练", "复核记录")),
    "loops": ("loop_tab", ("总况", "办一条")),
}


@pytest.mark.parametrize(
    "window", ["没人来窗口（W0）", "一条窗口（W1）", "全怨窗口（W2）", "刷评窗口（W3）"]
)
@pytest.mark.parametrize("name", TABS)
def test_every_tab_says_a_sentence(
    open_page: Open, office: Settings, name: str, window: str
) -> None:
    key, tabs = TABS[name]
    for tab in tabs:
        test = open_page(name, office.data, period="2026年3月", window=window, **{key: tab})
        assert not test.exception, (tab, test.exception)
        assert not test.error, (tab, [one.value for one in test.error])
        assert any(one.value.startswith("#####") for one in test.markdown), tab


def test_ten_thousand_equal_texts_are_one_group_outside_the_figures(office: Settings) -> None:
    build = open_build(office)
    told = voice.comment_figures(build, MARCH)
    assert (told.total, told.suspect) == (15, BURST)
    groups = voice.suspect_groups(build, MARCH)
    (one,) = groups.itertuples()
    assert (one.entries, one.suspect_reason) == (BURST, "同窗口同日内容雷同5条以上")
    with open_records(office.data) as store:
        trail.append(
            store,
            User("李明"),
            Entry(
                SUSPECT_REVIEW, Subject("suspect_comments", one.suspect_key), "计入", "集中活动",
                evidence={"entries": BURST}, after={"is_counted": True},
            ),
        )  # fmt: skip
    jobs.call(office, "build", "--as-of", "2026-03-31")
    assert voice.comment_figures(open_build(office), MARCH).total == 15 + BURST


def test_grades_that_mean_nothing_are_sent_back_with_the_reason(office: Settings) -> None:
    build = open_build(office)
    assert build.rows("select grade_label from fct_rating") == [("不满意",)]
    reasons = [reason for (reason,) in build.rows("select reason from meta_reject")]
    assert len(reasons) == 2 and all("满意度" in one for one in reasons)


def test_markup_is_text_on_every_page(open_page: Open, office: Settings) -> None:
    for name, key, tab in (("guestbook", "voice_tab", "留言原文"), ("loops", "loop_tab", "办一条")):
        test = open_page(
            name, office.data, period="2026年3月", window="一条窗口（W1）", **{key: tab}
        )
        shown = [one.value for one in test.markdown if "alert" in one.value]
        assert shown
        for one in shown:
            assert r"\<script\>" in one and r"\[点我\]\(http\://x\)" in one and r"\*\*粗" in one
            assert ":red[" not in one.replace(r"\:red\[", "")
