"""评选台 as its users see it: looking without a name, opening, marking, what stands in the way."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from page_runs import Open, named, press, said

from etl.settings import Settings
from records import candidate_steps as steps
from records import candidates, honours, selecting
from records.candidates import AGREED, Candidate, Facts
from records.honours import Award, Selection, Step
from records.store import open_records
from records.users import User

LI, WANG = User("李明"), User("王芳")
TODAY = dt.date.today()
DEEDS = "全季提前办结，群众送来锦旗"
TITLE = "2026年第3季度红旗窗口"
KEY = "红旗窗口:2026Q3"


def opened(settings: Settings, award: Award = Award.WINDOW, *codes: str, days: int = 5) -> None:
    """A selection with candidates, as another person has left it."""
    until = (TODAY + dt.timedelta(days=days)).isoformat()
    new = Selection(str(award), "2026Q3", 2, 0.05, until, 5, "r", "规则", ())
    with open_records(settings.data) as store:
        record = selecting.open_selection(store, LI, new, 0, TODAY)
        some = [
            Candidate(code, f"{code}窗口", "某局", candidates.BY_SYSTEM, Facts(60.0, 80.0, ("得 60/80 分",), "b", "r"), "", DEEDS)
            for code in codes
        ]  # fmt: skip
        if some:
            selecting.put_forward(store, LI, new.key, some, record.seq, TODAY)


def of_now(settings: Settings) -> Selection:
    with open_records(settings.data) as store:
        found = honours.selection_of(honours.last_of(store, KEY))
    assert found is not None
    return found


def test_without_a_name_nothing_is_opened(open_page: Open, office: Settings) -> None:
    test = open_page("selection", data=office.data)
    assert not test.exception and "填写左侧的姓名" in said(test)
    assert not any(one.label == "发起评选" for one in test.button)


def test_opened_drawn_from_facts_and_given_up(open_page: Open, office: Settings) -> None:
    test = named(open_page("selection", data=office.data), "李明")
    press(test, "发起评选")
    assert not test.exception and of_now(office).award == "红旗窗口" and of_now(office).seats == 5
    assert test.selectbox(key="selection").value == TITLE and f"已发起{TITLE}评选" in said(test)
    assert "系统推荐（供参考，由人决定）" in said(test)
    next(one for one in test.button if "列为候选" in one.label).click().run()
    with open_records(office.data) as store:
        found = candidates.in_ballot(store, f"{KEY}#1")
    assert len(found) == 5 and {one.origin for one, _ in found.values()} == {"系统推荐"}
    assert sum(one.label == "办理" for one in test.button) == 5
    test.session_state["selection_tab"] = "名单"
    test.run()
    press(test, "作废")
    assert "原因没有填写" in said(test)
    next(one for one in test.text_input if one.label == "作废的原因").set_value("改到年底")
    press(test, "作废")
    assert of_now(office).stage == "已作废" and "已作废" in said(test)


def test_one_who_only_looks_sees_all_and_changes_nothing(open_page: Open, office: Settings) -> None:
    opened(office, Award.WINDOW, "A01", "B01")
    for tab in ("候选", "办一个", "名单", "权重试算", "经过"):
        test = open_page("selection", data=office.data, selection=TITLE, selection_tab=tab)
        assert not test.exception and not test.error, tab
        labels = {one.label for one in test.button}
        assert not labels & {"结束提名，开始打分", "作废", "提名"} and not any("保存" in one for one in labels)  # fmt: skip


def test_after_the_deadline_nobody_is_put_forward(open_page: Open, office: Settings) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    new = Selection("红旗窗口", "2026Q3", 2, 0.05, yesterday.isoformat(), 5, "r", "规则", ())
    with open_records(office.data) as store:
        selecting.open_selection(store, LI, new, 0, yesterday)
    test = named(open_page("selection", data=office.data, selection=TITLE), "李明")
    assert "截止。" in said(test) and not any(one.label == "提名" for one in test.button)
    next(one for one in test.button if "列为候选" in one.label).click().run()
    assert "截止：不能再提名" in said(test)


def test_a_party_member_is_marked_only_with_the_promise(open_page: Open, office: Settings) -> None:
    opened(office, Award.PARTY, "ZW1001")
    title = "2026年第3季度党员先锋岗"
    with open_records(office.data) as store:
        record = honours.last_of(store, "党员先锋岗:2026Q3")
        assert record is not None
        selecting.close_nominations(store, LI, "党员先锋岗:2026Q3", record.seq, TODAY, "都提过了")
    test = open_page("selection", data=office.data, selection=title, selection_tab="办一个")
    named(test, "李明")
    test.segmented_control[0].set_value("初评打分").run()
    assert "请先用“补充事迹”写明公开承诺" in said(test)
    with open_records(office.data) as store:
        record = honours.last_of(store, "党员先锋岗:2026Q3")
        one = candidates.in_ballot(store, "党员先锋岗:2026Q3#1")["ZW1001"][0]
        assert record is not None
        with pytest.raises(honours.SelectionError, match="公开承诺"):
            made = steps.marked(LI, (), "查过")
            selecting.act(store, LI, "党员先锋岗:2026Q3", record.seq, one, Step.MARK, made)


def test_a_mark_that_somebody_else_overtook_is_told(open_page: Open, office: Settings) -> None:
    opened(office, Award.WINDOW, "A01")
    with open_records(office.data) as store:
        record = honours.last_of(store, KEY)
        assert record is not None
        seq = selecting.close_nominations(store, LI, KEY, record.seq, TODAY, "都提过了").seq
    test = open_page("selection", data=office.data, selection=TITLE, selection_tab="办一个")
    named(test, "李明")
    next(one for one in test.text_area if one.label == "打分的依据").set_value("查过台账")
    with open_records(office.data) as store:
        one = candidates.in_ballot(store, f"{KEY}#1")["A01"][0]
        made = steps.marked(User("赵强"), (), "先打了")
        selecting.act(store, User("赵强"), KEY, seq, one, Step.MARK, made)
    press(test, "保存初评打分")
    assert "刚被别人处理过" in said(test) and "先打了" in said(test)


def test_the_list_is_made_public(open_page: Open, office: Settings) -> None:
    opened(office, Award.WINDOW, "A01", "B01")
    with open_records(office.data) as store:
        record = honours.last_of(store, KEY)
        assert record is not None
        seq = selecting.close_nominations(store, LI, KEY, record.seq, TODAY, "都提过了").seq
        for code in ("A01", "B01"):
            for user, step, made in (
                (LI, Step.MARK, steps.marked(LI, (), "查过")),
                (WANG, Step.REPLY, steps.replied(WANG, "没有意见")),
                (WANG, Step.REVIEW, steps.reviewed(WANG, AGREED, "")),
            ):
                shown = candidates.in_ballot(store, f"{KEY}#1")[code][0]
                selecting.act(store, user, KEY, seq, shown, step, made)
    test = named(open_page("selection", data=office.data, selection=TITLE, selection_tab="名单"), "王芳")  # fmt: skip
    assert "按得分列入 2 个，名额 2 个" in said(test)
    for label, text in (("公示单位", "某中心"), ("受理异议的电话或地点", "0000")):
        next(one for one in test.text_input if one.label == label).set_value(text)
    press(test, "开始公示")
    assert of_now(office).stage == "公示中" and set(of_now(office).listed) == {"A01", "B01"}
    assert any(one.label == "下载公示（Word）" for one in test.get("download_button"))


def test_a_build_without_a_whole_quarter(open_page: Open, tmp_path: Path) -> None:
    from etl import jobs  # noqa: PLC0415

    settings = Settings(tmp_path / "small")
    path = tmp_path / "cases.csv"
    path.write_text("办件编号,受理时间,办结时间\nC1,2026-03-02,2026-03-03\n", encoding="utf-8")
    jobs.call(settings, "land", str(path), "--table", "cases")
    jobs.call(settings, "build")
    test = named(open_page("selection", data=settings.data, period="2026年3月"), "李明")
    assert not test.exception and "还没有一个完整的季度" in said(test)
