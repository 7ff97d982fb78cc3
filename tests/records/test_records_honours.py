"""A selection from its opening to its archive: who may take which step, nothing decided twice or lost."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from selection_desk import (
    AFTER,
    DAY,
    DEEDS,
    KEY,
    LI,
    MARKS,
    NEW,
    UNTIL,
    WANG,
    ZHAO,
    Desk,
    candidate,
)

from records import attachments, candidates, dossiers, selecting, texts, trail
from records import candidate_steps as steps
from records.attachments import AttachmentError
from records.candidates import AGREED, SENT_BACK, CandidateError, Mark
from records.errors import NotNamedError, RecordsError, StaleSubjectError
from records.honours import SelectionError, Stage, Step
from records.selecting import Noticed
from records.store import Store
from records.users import NOBODY

BONUS = MARKS[1]


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


def test_from_the_opening_to_the_archive(desk: Desk, tmp_path: Path) -> None:
    desk.open("A", "B", "C").close().reviewed("A", "B", "C")
    # (60 + 6) of (80 + 6), and the bonus on top
    assert desk.one("A").total == pytest.approx(66 / 86 * 100 + 1)
    desk.notice("A", "B", note="C 并列，按主动好评率在后")
    assert desk.now.stage == Stage.NOTICE and desk.now.notice_until == UNTIL.isoformat()
    desk.act(
        LI,
        "B",
        Step.OBJECT,
        steps.objected(LI, "群众", "上月有人脱岗", UNTIL.isoformat(), DAY),
    )
    desk.act(WANG, "B", Step.ANSWER, steps.answered(WANG, 0, True, "查监控属实"))
    with pytest.raises(SelectionError, match="核实成立的异议"):
        desk.decide("A", "B")
    with pytest.raises(SelectionError, match="没有列入：请写明原因"):
        desk.decide("A")
    desk.decide("A", note="B 的异议成立")
    assert desk.now.honoured == ("A",) and desk.now.decided_by == "王芳"
    path = dossiers.archive_path(tmp_path, "档案.zip")
    path.parent.mkdir()
    path.write_bytes(b"whole")
    selecting.archive(
        desk.store, LI, KEY, path.name, hashlib.sha256(b"whole").hexdigest(), desk.seq
    )
    assert desk.now.stage == Stage.ARCHIVED
    assert trail.verify(desk.store) == [] and dossiers.problems(desk.store, tmp_path) == []
    path.write_bytes(b"whole!")
    assert [one.what for one in dossiers.problems(desk.store, tmp_path)] == [
        "档案“档案.zip”被改动过：内容和登记时的指纹不一致"
    ]


def test_a_nomination_has_its_deadline_and_its_deeds(desk: Desk) -> None:
    desk.open("A")
    last = dt.date(2026, 10, 10)
    desk.nominate(candidate("B"), today=last)
    with pytest.raises(SelectionError, match="2026-10-10 截止"):
        desk.nominate(candidate("C"), today=last + dt.timedelta(days=1))
    with pytest.raises(CandidateError, match="已在候选中"):
        desk.nominate(candidate("C"), candidate("A"))
    assert set(candidates.in_ballot(desk.store, desk.now.ballot)) == {"A", "B"}  # all or none
    with pytest.raises(CandidateError, match="至少写 10 个字"):
        desk.nominate(replace(candidate("C"), deeds="很好"))
    desk.nominate(replace(candidate("D", origin=candidates.BY_SYSTEM), deeds=""))
    with pytest.raises(NotNamedError):
        desk.nominate(candidate("E"), user=NOBODY)
    desk.act(LI, "D", Step.WITHDRAW, steps.withdrawn(LI, "窗口自己不参加"))
    with pytest.raises(CandidateError, match="已撤回"):
        desk.act(LI, "D", Step.WITHDRAW, steps.withdrawn(LI, "再撤一次"))
    desk.nominate(candidate("D"))
    assert not desk.one("D").is_withdrawn
    desk.close()
    with pytest.raises(SelectionError, match="打分复核"):
        desk.nominate(candidate("F"))


def test_opening(desk: Desk) -> None:
    for new, says in (
        (replace(NEW, nominate_until="2026-10-07"), "已经过了"),
        (replace(NEW, seats=0), "至少是 1"),
        (replace(NEW, notice_days=0), "至少是 1"),
    ):
        with pytest.raises(SelectionError, match=says):
            desk.open(new=new)
    desk.open(new=replace(NEW, nominate_until=DAY.isoformat()))
    with pytest.raises(SelectionError, match="已经在进行"):
        desk.open()
    with pytest.raises(SelectionError, match="还没有候选"):
        desk.close()
    selecting.cancel(desk.store, LI, KEY, "改到下季度", desk.seq)
    assert desk.open().now.stage == Stage.NOMINATING


def test_whoever_marks_neither_replies_nor_reviews_nor_decides(desk: Desk) -> None:
    desk.open("A").close()
    with pytest.raises(CandidateError, match="还没有打分"):
        desk.act(WANG, "A", Step.REVIEW, steps.reviewed(WANG, AGREED, ""))
    desk.act(LI, "A", Step.MARK, steps.marked(LI, MARKS, "查过台账"))
    with pytest.raises(CandidateError, match="不能替窗口答复"):
        desk.act(LI, "A", Step.REPLY, steps.replied(LI, "没有意见"))
    with pytest.raises(CandidateError, match="还没有答复"):
        desk.act(WANG, "A", Step.REVIEW, steps.reviewed(WANG, AGREED, ""))
    desk.act(WANG, "A", Step.REPLY, steps.replied(WANG, "没有意见"))
    with pytest.raises(CandidateError, match="由另一个人复核"):
        desk.act(LI, "A", Step.REVIEW, steps.reviewed(LI, AGREED, ""))
    with pytest.raises(RecordsError, match="退回的原因"):
        desk.act(WANG, "A", Step.REVIEW, steps.reviewed(WANG, SENT_BACK, " "))
    with pytest.raises(SelectionError, match="还没有复核完（A窗口）"):
        desk.notice("A")
    desk.act(WANG, "A", Step.REVIEW, steps.reviewed(WANG, SENT_BACK, "投诉算错了"))
    assert not desk.one("A").is_eligible
    # A new mark begins anew what followed the old one.
    desk.act(ZHAO, "A", Step.MARK, steps.marked(ZHAO, MARKS, "重新查过"))
    one = desk.one("A")
    assert (one.marked_by, one.reply, one.verdict, one.reviewed_by) == ("赵强", "", "", "")
    # Who marked it once has marked it, whoever did so later.
    for user in (LI, ZHAO):
        with pytest.raises(CandidateError, match="不能替窗口答复"):
            desk.act(user, "A", Step.REPLY, steps.replied(user, "没有意见"))
    desk.act(WANG, "A", Step.REPLY, steps.replied(WANG, "没有意见"))
    for user in (LI, ZHAO):
        with pytest.raises(CandidateError, match="由另一个人复核"):
            desk.act(user, "A", Step.REVIEW, steps.reviewed(user, AGREED, ""))
        with pytest.raises(CandidateError, match="不能撤回它的提名"):
            desk.act(user, "A", Step.WITHDRAW, steps.withdrawn(user, "不评了"))
    desk.act(WANG, "A", Step.REVIEW, steps.reviewed(WANG, AGREED, ""))
    for user in (LI, ZHAO):
        with pytest.raises(SelectionError, match="打过分"):
            desk.notice("A", user=user)
    desk.notice("A")
    for user in (LI, ZHAO):
        with pytest.raises(SelectionError, match="打过分"):
            desk.decide("A", user=user)
        with pytest.raises(SelectionError, match="打过分"):
            selecting.take_notice_back(desk.store, user, KEY, "换个名单", desk.seq)


@pytest.mark.parametrize("points", [-0.5, 6.5])
def test_a_mark_has_its_limits(desk: Desk, points: float) -> None:
    desk.open("A").close()
    for ends in (0.0, 6.0):
        mark = replace(MARKS[0], points=ends)
        desk.act(LI, "A", Step.MARK, steps.marked(LI, (mark, BONUS), "查过台账"))
        assert desk.one("A").total == pytest.approx((60 + ends) / 86 * 100 + 1)
    with pytest.raises(CandidateError, match="0 到 6 分"):
        bad = replace(MARKS[0], points=points)
        desk.act(LI, "A", Step.MARK, steps.marked(LI, (bad, BONUS), "查过台账"))
    with pytest.raises(RecordsError, match="依据没有填写"):
        desk.act(LI, "A", Step.MARK, steps.marked(LI, MARKS, ""))


def test_a_veto_is_settled_by_another(desk: Desk) -> None:
    desk.open("A", "B").close().reviewed("A", "B")
    desk.act(LI, "A", Step.VETO, steps.with_veto(LI, "违纪立案", "通报〔2026〕1号"))
    with pytest.raises(SelectionError, match="还没有复核完（A窗口）"):
        desk.notice("B")
    with pytest.raises(CandidateError, match="另一个人核定"):
        desk.act(LI, "A", Step.SETTLE, steps.settled(LI, 0, False, "查无此事"))
    desk.act(WANG, "A", Step.SETTLE, steps.settled(WANG, 0, False, "查无此事"))
    with pytest.raises(CandidateError, match="已经核定"):
        desk.act(WANG, "A", Step.SETTLE, steps.settled(WANG, 0, True, "再想想"))
    assert desk.one("A").is_eligible
    desk.act(LI, "B", Step.VETO, steps.with_veto(LI, "吵架打架", "值班记录"))
    desk.act(WANG, "B", Step.SETTLE, steps.settled(WANG, 0, True, "属实"))
    with pytest.raises(SelectionError, match="一票否决"):
        desk.notice("B")
    desk.notice("A")  # B is out, so that nobody is passed over


def test_the_list_has_its_seats_and_its_reasons(desk: Desk) -> None:
    desk.open("A", "B", "C").close().reviewed("A", "B", "C")
    with pytest.raises(SelectionError, match="名单是空的"):
        desk.notice()
    with pytest.raises(SelectionError, match="名额只有 2 个"):
        desk.notice("A", "B", "C")
    with pytest.raises(SelectionError, match="没有“X”"):
        desk.notice("X")
    with pytest.raises(SelectionError, match="C窗口的得分不低于"):
        desk.notice("A", "B")
    assert desk.now.stage == Stage.REVIEW
    # Clearly behind, nobody has to be told why it is left out.
    desk.act(
        LI, "C", Step.MARK, steps.marked(LI, (replace(MARKS[0], points=0), BONUS), "两起有责投诉")
    )
    desk.act(WANG, "C", Step.REPLY, steps.replied(WANG, "认可"))
    desk.act(WANG, "C", Step.REVIEW, steps.reviewed(WANG, AGREED, ""))
    desk.notice("A", "B")
    selecting.take_notice_back(desk.store, WANG, KEY, "漏了一个窗口", desk.seq)
    assert desk.now.stage == Stage.REVIEW and desk.now.listed == ()


@pytest.mark.parametrize(("gap", "asks"), [(0.04, True), (0.05, True), (0.06, False)])
def test_a_tie_at_the_cut_asks_for_the_reason(desk: Desk, gap: float, asks: bool) -> None:
    every = {
        one.code: replace(one, verdict=AGREED)
        for one in (candidate("A", 60.0), candidate("B", 60.0 - gap * 0.8))
    }
    assert bool(selecting.passed_over(every, ["A"], NEW.tie)) is asks


def test_one_that_took_no_part_is_never_listed(desk: Desk) -> None:
    desk.open()
    desk.nominate(candidate("S", points=None))
    desk.close().reviewed("S")
    with pytest.raises(SelectionError, match="不参评"):
        desk.notice("S")


def test_the_notice_runs_to_its_end(desk: Desk) -> None:
    desk.open("A").close().reviewed("A").notice("A")
    last = UNTIL.isoformat()
    with pytest.raises(SelectionError, match="才结束"):
        desk.decide("A", today=UNTIL)
    desk.act(LI, "A", Step.OBJECT, steps.objected(LI, "", "最后一天提出", last, UNTIL))
    assert desk.one("A").objections[0]["who"] == "未具名"
    with pytest.raises(CandidateError, match="已在 2026-10-17 结束"):
        desk.act(LI, "A", Step.OBJECT, steps.objected(LI, "群众", "过后提出", last, AFTER))
    with pytest.raises(SelectionError, match="还有没答复的异议"):
        desk.decide("A")
    with pytest.raises(CandidateError, match="另一个人核实"):
        desk.act(LI, "A", Step.ANSWER, steps.answered(LI, 0, False, "查无此事"))
    desk.act(WANG, "A", Step.ANSWER, steps.answered(WANG, 0, False, "查无此事"))
    with pytest.raises(SelectionError, match="公示过的名单"):
        desk.decide("Z")
    desk.decide("A")
    selecting.take_decision_back(desk.store, WANG, KEY, "会议名称写错", desk.seq)
    assert desk.now.stage == Stage.NOTICE and desk.now.honoured == ()
    desk.decide("A")
    with pytest.raises(SelectionError, match="已决定"):
        selecting.cancel(desk.store, LI, KEY, "不评了", desk.seq)


def test_of_two_who_decide_at_once_the_slower_is_told(desk: Desk) -> None:
    desk.open("A", "B").close()
    seen, shown = desk.seq, desk.one("A")
    mark = steps.marked(LI, MARKS, "查过台账")
    selecting.act(desk.store, LI, KEY, seen, shown, Step.MARK, mark)
    with pytest.raises(StaleSubjectError, match="刚被别人处理过"):
        selecting.act(desk.store, ZHAO, KEY, seen, shown, Step.MARK, mark)
    desk.reviewed("A", "B")
    seen, shown = desk.seq, desk.shown
    desk.notice("A", "B")
    with pytest.raises(StaleSubjectError):
        selecting.give_notice(
            desk.store, WANG, KEY, Noticed(("B",), "", UNTIL, "某中心", "窗口", shown), seen, DAY
        )
    assert desk.now.listed == ("A", "B")


def test_a_list_rests_on_what_was_on_screen(desk: Desk) -> None:
    desk.open("A", "B").close().reviewed("A", "B")
    shown = desk.shown
    desk.reviewed("A", marks=(replace(MARKS[0], points=0), BONUS))
    with pytest.raises(StaleSubjectError):
        given = Noticed(("A", "B"), "", UNTIL, "某中心", "窗口", shown)
        selecting.give_notice(desk.store, WANG, KEY, given, desk.seq, DAY)
    desk.notice("A", "B")
    shown = desk.shown
    desk.act(LI, "A", Step.VETO, steps.with_veto(LI, "违纪立案", "通报"))
    with pytest.raises(StaleSubjectError):
        given = selecting.Decision(("A", "B"), "主任办公会", "", shown)
        selecting.decide(desk.store, WANG, KEY, given, desk.seq, AFTER)


def test_what_happens_while_a_step_is_written_refuses_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between what a step looks at and its writing somebody else decides: nothing of it is written."""
    desk.open("A", "B").close().reviewed("A", "B")
    veto = steps.with_veto(LI, "违纪立案", "通报")

    def meanwhile(text: str) -> str:
        monkeypatch.undo()
        desk.act(LI, "A", Step.VETO, veto)
        return text

    monkeypatch.setattr(selecting, "kept", meanwhile)
    with pytest.raises(StaleSubjectError):
        desk.notice("A", "B")
    assert desk.now.stage == Stage.REVIEW
    desk.act(WANG, "A", Step.SETTLE, steps.settled(WANG, 0, False, "查无此事"))
    desk.notice("A", "B")

    def taken_back(now: candidates.Candidate) -> candidates.Candidate:
        selecting.take_notice_back(desk.store, WANG, KEY, "漏了一个", desk.seq)
        return steps.objected(LI, "", "脱岗", UNTIL.isoformat(), DAY)(now)

    with pytest.raises(StaleSubjectError):
        desk.act(LI, "A", Step.OBJECT, taken_back)
    assert desk.one("A").objections == ()
    desk.notice("A", "B")

    def vetoed(text: str) -> str:
        monkeypatch.undo()
        desk.act(LI, "B", Step.VETO, veto)
        return text

    monkeypatch.setattr(selecting, "kept", vetoed)
    with pytest.raises(StaleSubjectError):
        desk.decide("A", "B")
    assert desk.now.stage == Stage.NOTICE


def test_a_veto_outlives_the_withdrawal(desk: Desk, tmp_path: Path) -> None:
    told = attachments.keep(tmp_path, "锦旗照片.pdf", PDF)
    desk.open("A", "B")
    desk.act(LI, "A", Step.DEEDS, steps.with_deeds(DEEDS, "", [told]))
    desk.act(LI, "A", Step.VETO, steps.with_veto(LI, "违纪立案", "通报"))
    desk.act(WANG, "A", Step.SETTLE, steps.settled(WANG, 0, True, "属实"))
    desk.act(LI, "A", Step.WITHDRAW, steps.withdrawn(LI, "先撤下"))
    desk.nominate(candidate("A"))
    assert desk.one("A").why_not == "有核定成立的一票否决" and desk.one("A").files == (told,)


def test_what_waits_keeps_anybody_from_the_list(desk: Desk) -> None:
    desk.open("A", "B").close().reviewed("A")
    with pytest.raises(SelectionError, match="还没有复核完（B窗口）"):
        desk.notice("A")
    desk.reviewed("B")
    desk.act(LI, "B", Step.VETO, steps.with_veto(LI, "违纪立案", "传闻"))
    with pytest.raises(SelectionError, match="还没有复核完（B窗口）"):
        desk.notice("A")


def test_words_changed_after_the_review_are_reviewed_again(desk: Desk) -> None:
    desk.open("A").close().reviewed("A")
    desk.act(LI, "A", Step.DEEDS, steps.with_deeds(f"{DEEDS}，另有一面", "", []))
    assert desk.one("A").verdict == "" and not desk.one("A").is_eligible
    desk.act(WANG, "A", Step.REVIEW, steps.reviewed(WANG, AGREED, ""))
    assert desk.one("A").is_eligible


def test_nobody_is_marked_without_deeds(desk: Desk) -> None:
    desk.open()
    desk.nominate(replace(candidate("A", origin=candidates.BY_SYSTEM), deeds=""))
    desk.close()
    with pytest.raises(CandidateError, match="至少写 10 个字"):
        desk.act(LI, "A", Step.MARK, steps.marked(LI, MARKS, "查过"))


def test_nobody_judges_in_their_own_cause(desk: Desk) -> None:
    desk.open("A")
    desk.nominate(replace(candidate("P"), name="王芳"))
    desk.close()
    with pytest.raises(CandidateError, match="您自己的评选"):
        desk.act(WANG, "P", Step.MARK, steps.marked(WANG, MARKS, "查过"))
    desk.act(LI, "P", Step.MARK, steps.marked(LI, MARKS, "查过"))
    desk.act(WANG, "P", Step.REPLY, steps.replied(WANG, "没有意见"))
    with pytest.raises(CandidateError, match="您自己的评选"):
        desk.act(WANG, "P", Step.REVIEW, steps.reviewed(WANG, AGREED, ""))
    desk.act(ZHAO, "P", Step.REVIEW, steps.reviewed(ZHAO, AGREED, ""))
    desk.act(LI, "P", Step.VETO, steps.with_veto(LI, "吵架打架", "记录"))
    with pytest.raises(CandidateError, match="您自己的评选"):
        desk.act(WANG, "P", Step.SETTLE, steps.settled(WANG, 0, False, "没有"))
    desk.act(ZHAO, "P", Step.SETTLE, steps.settled(ZHAO, 0, False, "没有"))
    desk.act(LI, "A", Step.MARK, steps.marked(LI, MARKS, "查过"))
    desk.act(ZHAO, "A", Step.REPLY, steps.replied(ZHAO, "没有意见"))
    desk.act(ZHAO, "A", Step.REVIEW, steps.reviewed(ZHAO, AGREED, ""))
    with pytest.raises(SelectionError, match="您自己在候选中"):
        desk.notice("A", "P", user=WANG)
    desk.notice("A", "P", user=ZHAO)


def test_marks_are_those_that_the_rules_ask_for(desk: Desk) -> None:
    desk.open("A").close()
    for marks, says in (
        (MARKS[1:], "有责投诉"),
        ((), "每一项都要打"),
        ((*MARKS, Mark("own", "自造项目", 50, 50)), "不符"),
        ((replace(MARKS[0], full=60.0, points=60.0), BONUS), "不符"),
        ((*MARKS, BONUS), "不符"),
    ):
        with pytest.raises(SelectionError, match=says):
            desk.act(LI, "A", Step.MARK, steps.marked(LI, marks, "查过"))


def test_a_selection_opened_again_begins_anew(desk: Desk) -> None:
    desk.open("A").close().reviewed("A")
    honours_before = desk.now.ballot
    selecting.cancel(desk.store, LI, KEY, "改到年底", desk.seq)
    desk.open()
    assert desk.now.round == 2 and desk.now.ballot != honours_before and desk.shown == {}
    desk.nominate(candidate("A"))
    assert desk.one("A").verdict == "" and desk.one("A").marked_by == ""


def test_one_selection_has_one_rule_book(desk: Desk) -> None:
    desk.open("A")
    other = replace(candidate("B"), facts=replace(candidate("B").facts, rulebook="r2"))
    with pytest.raises(SelectionError, match="只能用同一套规则"):
        desk.nominate(other)


def test_nominations_end_early_with_a_reason_and_may_be_opened_again(desk: Desk) -> None:
    desk.open("A")
    last = dt.date(2026, 10, 10)
    with pytest.raises(RecordsError, match="提前结束的原因"):
        selecting.close_nominations(desk.store, LI, KEY, desk.seq, last)
    selecting.close_nominations(desk.store, LI, KEY, desk.seq, last + dt.timedelta(days=1))
    selecting.reopen_nominations(desk.store, LI, KEY, "漏了一个窗口", desk.seq)
    desk.nominate(candidate("B"))
    assert set(desk.shown) == {"A", "B"}


@pytest.mark.parametrize(("days", "ok"), [(4, False), (5, True), (-3, False)])
def test_a_notice_is_never_shorter_than_its_days(desk: Desk, days: int, ok: bool) -> None:
    desk.open("A").close().reviewed("A")
    until = DAY + dt.timedelta(days=days)
    given = Noticed(("A",), "", until, "某中心", "窗口", desk.shown)
    if ok:
        selecting.give_notice(desk.store, WANG, KEY, given, desk.seq, DAY)
        return
    with pytest.raises(SelectionError, match="结束的日子不对"):
        selecting.give_notice(desk.store, WANG, KEY, given, desk.seq, DAY)


def test_an_open_objection_is_not_buried(desk: Desk) -> None:
    desk.open("A", "B").close().reviewed("A", "B").notice("A", "B")
    desk.act(LI, "B", Step.OBJECT, steps.objected(LI, "张三", "脱岗", UNTIL.isoformat(), DAY))
    assert desk.one("B").objections[0]["who"] == "张*"
    selecting.take_notice_back(desk.store, WANG, KEY, "重新拟定", desk.seq)
    with pytest.raises(CandidateError, match="还没答复的异议"):
        desk.act(WANG, "B", Step.WITHDRAW, steps.withdrawn(WANG, "撤下"))


def test_a_number_in_a_name_hides_nothing_less() -> None:
    assert "13912345678" not in texts.kept("群众电话13912345678致谢", "1")
    assert texts.kept("王小明主任致谢", "王小明") == "王小明主任致谢"


def test_deeds_keep_the_name_of_the_one_they_tell_of(desk: Desk) -> None:
    desk.open()
    one = replace(
        candidate("P1"), name="王小明", deeds="王小明同志帮群众补齐材料，群众电话13912345678致谢"
    )
    desk.nominate(one)
    kept = desk.one("P1").deeds
    assert "王小明同志" in kept and "13912345678" not in kept


PDF = b"%PDF-1.4 deeds"


def test_attachments_are_kept_by_their_bytes(desk: Desk, tmp_path: Path) -> None:
    told = attachments.keep(tmp_path, "锦旗照片.pdf", PDF)
    desk.open("A")
    desk.act(LI, "A", Step.DEEDS, steps.with_deeds(DEEDS, "", [told, told]))
    desk.act(LI, "A", Step.DEEDS, steps.with_deeds(DEEDS, "", [told]))
    assert desk.one("A").files == (told,)
    assert attachments.read(tmp_path, told) == PDF and dossiers.problems(desk.store, tmp_path) == []
    path = attachments.path_of(tmp_path, told)
    path.write_bytes(PDF[:-1] + b"!")
    assert "被改动过" in dossiers.problems(desk.store, tmp_path)[0].what
    with pytest.raises(AttachmentError, match="被改动过"):
        attachments.read(tmp_path, told)
    attachments.keep(tmp_path, "锦旗照片.pdf", PDF)  # handed in again, it is whole again
    assert dossiers.problems(desk.store, tmp_path) == []
    path.unlink()
    assert "不见了" in dossiers.problems(desk.store, tmp_path)[0].what


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("程序.exe", b"MZ", "类型不收"),
        ("没有扩展名", PDF, "类型不收"),
        ("空.pdf", b"", "空文件"),
        ("改名.pdf", b"PK\x03\x04", "不是 pdf 文件"),
        ("坏.docx", b"PK\x03\x04nothing", "不是 docx 文件"),
        ("大.pdf", b"%PDF-" + b"0" * (attachments.MOST_BYTES - 4), "最大 10 MB"),
    ],
)
def test_a_wrong_attachment_is_refused(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    with pytest.raises(AttachmentError, match=says):
        attachments.keep(tmp_path, name, content)
    assert not (tmp_path / attachments.FOLDER).exists()


def test_an_attachment_of_just_the_size_is_taken(tmp_path: Path) -> None:
    content = b"%PDF-" + b"0" * (attachments.MOST_BYTES - 5)
    assert attachments.keep(tmp_path, "满.pdf", content)["size"] == attachments.MOST_BYTES


def test_too_many_attachments(desk: Desk, tmp_path: Path) -> None:
    files = [attachments.keep(tmp_path, f"{n}.pdf", PDF + str(n).encode()) for n in range(11)]
    desk.open("A")
    desk.act(LI, "A", Step.DEEDS, steps.with_deeds(DEEDS, "", files[:10]))
    with pytest.raises(CandidateError, match="最多 10 个"):
        desk.act(LI, "A", Step.DEEDS, steps.with_deeds(DEEDS, "", files[10:]))
