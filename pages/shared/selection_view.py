"""The parts of 评选台: which selection, how far it is, its candidates in order, its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from etl.read import Build, Scope
from etl.settings import Settings
from pages.shared import decide, frame
from pages.shared.cached import recorded, share
from records import candidates, dossiers, honours, trail
from records.candidates import Candidate
from records.errors import RecordsError, StaleSubjectError
from records.honours import Award, Selection, Stage
from records.store import Store, open_records
from records.users import User, is_same_person
from reports import words
from reports.dossier import step_words
from reports.selection import STAGES, Field, Placed, field_of, next_step, placed
from scoring.period import parse_period
from scoring.rulebook import Rulebook, rulebook_for

NEW, CHOSEN, ONE = "发起新的评选", "selection", "selection_one"
TWICE = dt.timedelta(seconds=3)
FASTER = "刚被别人处理过，您这一步没有保存：下面是最新情况，请看过再办。"


@dataclass(frozen=True)
class Desk:
    """One selection on screen: its state, the number of its last record, its candidates in order."""

    settings: Settings
    build: Build
    user: User
    now: Selection
    seq: int
    ranked: list[Placed]
    withdrawn: frozenset[str]

    @property
    def award(self) -> Award:
        """What is awarded."""
        return Award(self.now.award)

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return Stage(self.now.stage)

    @property
    def scope(self) -> Scope:
        """The months that it is about."""
        return parse_period(self.now.period).scope

    @cached_property
    def book(self) -> Rulebook:
        """The rule book of its year."""
        return rulebook_for(self.settings, self.scope.last.year)

    @property
    def every(self) -> list[Candidate]:
        """The candidates in order."""
        return [each.one for each in self.ranked]

    @cached_property
    def field(self) -> Field:
        """Everybody who may be put forward, with today's facts."""
        return share(field_of, self.build, self.award, self.scope, self.book, self.now.seats)

    @property
    def shown(self) -> dict[str, int]:
        """The candidates on screen with the numbers of their last records."""
        return {one.code: one.seq for one in self.every}

    @property
    def today(self) -> dt.date:
        """The day on the office's clock."""
        return dt.date.today()

    @property
    def title(self) -> str:
        """2026年第3季度红旗窗口."""
        return title(self.now.key)


def title(key: str) -> str:
    """The name of a selection by its key."""
    award, _, period = key.partition(":")
    return f"{parse_period(period).label}{award}"


def choose(settings: Settings) -> tuple[str, int, Selection] | None:
    """The selection on screen; None where a new one is to be opened."""
    found = recorded(settings, "selections", honours.standing)
    latest = sorted(found, key=lambda key: -found[key].seq)
    names = {title(key): key for key in latest}
    chosen = st.selectbox(
        "哪一次评选", [*names, NEW], key=CHOSEN, bind="query-params", width=420
    )  # fmt: skip
    if chosen not in names:
        return None
    record = found[names[chosen]]
    now = honours.selection_of(record)
    return None if now is None else (now.key, record.seq, now)


def desk_of(
    settings: Settings, build: Build, user: User, found: tuple[str, int, Selection]
) -> Desk:
    """What the parts of the page are drawn from."""
    _, seq, now = found
    every = recorded(
        settings,
        f"candidates of {now.ballot}",
        lambda store: candidates.in_ballot(store, now.ballot),
    )
    standing = [one for one, _ in every.values() if not one.is_withdrawn]
    gone = frozenset(one.code for one, _ in every.values() if one.is_withdrawn)
    return Desk(settings, build, user, now, seq, placed(standing, now.tie), gone)


def do(
    settings: Settings, user: User, done: str, step: Callable[[Store], object], typed: str = "",
    action: tuple[str, str] = ("", ""),
) -> bool:  # fmt: skip
    """Take a step from a button, before the page is drawn anew; whether it was taken.

    `typed`: what the person has written, to be shown again where somebody was faster. `action`: what the
    step records, and how the key of its subject ends: a second press of the same button is no failure.
    """
    try:
        with open_records(settings.data) as store:
            step(store)
    except RecordsError as error:
        if _pressed_twice(settings, user, *action):
            st.session_state[decide.DONE] = frame.plain(done)
        elif isinstance(error, StaleSubjectError):
            st.session_state.update({decide.REFUSED: FASTER, decide.LOST: typed})
        else:
            st.session_state[decide.REFUSED] = str(error)
    else:
        st.session_state[decide.DONE] = frame.plain(done)
        return True
    return False


def _pressed_twice(settings: Settings, user: User, action: str, key: str) -> bool:
    """Whether the same person has recorded the same step of the same subject a moment ago."""
    if not action:
        return False
    with open_records(settings.data) as store:
        found = trail.read(store, newest_first=True, limit=1)
    if not found or not is_same_person(found[0].actor, user.name):
        return False
    last = found[0]
    at = dt.datetime.fromisoformat(last.at.replace("Z", "+00:00"))
    is_same = last.action == action and last.subject.key.endswith(key)
    return is_same and dt.datetime.now(dt.UTC) - at < TWICE


def progress(desk: Desk) -> None:
    """How far it is, and what has to be done now."""
    now = desk.now
    if desk.stage is Stage.CANCELLED:
        st.warning("这次评选已作废。", icon=":material/block:")
    else:
        at = STAGES.index(desk.stage)
        steps = [
            f"**{one}**" if number == at else f":gray[{one}]" for number, one in enumerate(STAGES)
        ]
        st.markdown(" → ".join(steps))
    frame.say([next_step(now, desk.every, desk.today)])
    facts = [f"名额 {now.seats}"]
    if desk.stage is Stage.NOMINATING:
        facts.append(f"提名截止 {words.iso_date(now.nominate_until)}")
    if now.notice_from:
        facts.append(f"公示 {words.iso_date(now.notice_from)}至{words.iso_date(now.notice_until)}")
    facts.append(f"{now.opened_by}发起")
    st.caption(frame.plain(" · ".join(facts)))
    if desk.book.sha256 != now.rulebook and desk.stage is Stage.NOMINATING:
        st.warning(
            "发起之后评分规则改过：同一次评选只能用同一套规则，不能再提名；要按新规则评，请作废后重新发起。"
        )
    elif any(one.facts.build_id != desk.build.build_id for one in desk.every):
        st.caption("提名之后数据更新过：得分仍是提名时的；“请先看”的提醒按现在的数据。")


def listed(desk: Desk) -> None:
    """Every candidate in order with what must be looked at first, each with the way to it."""
    if not desk.ranked:
        st.info("还没有候选。")
        return
    for each in desk.ranked:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(_line(desk, each))
            st.button(
                "办理", key=f"open-{each.one.code}", type="tertiary", icon=":material/chevron_right:",
                on_click=open_one, args=(each.one.code,),
            )  # fmt: skip
    st.caption(
        "得分＝（系统得分＋人工打分）÷（可计分＋人工满分）×100＋奖励加分；"
        f"相差不超过 {desk.now.tie:g} 分算并列，由会议决定。待核查的评价和红牌只作提醒，是否影响评选由人认定。"
    )
    with st.container(horizontal=True):
        st.button("看最新情况", icon=":material/refresh:", key="selection_refresh")
        frame.download(lambda: table(desk), f"评选台-{desk.title}", "selection-table")


def open_one(code: str) -> None:
    """Bring a candidate to the screen."""
    st.session_state.update({ONE: code, "selection_tab": "办一个"})


def _line(desk: Desk, each: Placed) -> str:
    one = each.one
    place = "—" if each.place is None else f"{'并列' if each.is_tied else ''}第 {each.place} 名"
    score = f"{one.total:.1f} 分" if one.takes_part else "不参评"
    found = [f"**{place} {frame.plain(one.name)}**", frame.plain(one.place), score, state(one)]
    found += [f":orange[{frame.plain(flags)}]"] if (flags := flags_of(desk, one)) else []
    return " · ".join(part for part in found if part)


def state(one: Candidate) -> str:
    """Where a candidate stands, in a word or two."""
    if not one.takes_part:
        return "不能列入"
    if not one.marked_by:
        return "待打分"
    if not one.reply:
        return "待答复"
    return f"复核{one.verdict}" if one.verdict else "待复核"


def flags_of(desk: Desk, one: Candidate) -> str:
    """Suspect ratings, red cards, vetoes and objections, to stand beside the name."""
    found = [desk.field.flagged.get(one.code, "")]
    upheld = sum(veto["is_upheld"] for veto in one.vetoes)
    waiting = sum(not veto["settled_by"] for veto in one.vetoes)
    found += [f"一票否决成立 {upheld} 条"] if upheld else []
    found += [f"否决待核定 {waiting} 条"] if waiting else []
    stands = sum(each["is_upheld"] for each in one.objections)
    found += [f"异议成立 {stands} 条"] if stands else []
    others = len(one.objections) - stands
    found += (
        [f"异议 {others} 条（{'待答复' if one.has_open_objection else '不成立'}）"]
        if others
        else []
    )
    return "、".join(part for part in found if part)


def table(desk: Desk) -> pd.DataFrame:
    """The candidates as a file."""
    every = desk.ranked
    return pd.DataFrame(
        {
            "名次": [each.place for each in every],
            "并列": ["是" if each.is_tied else "" for each in every],
            "编号": [each.one.code for each in every],
            "名称": [each.one.name for each in every],
            "所在": [each.one.place for each in every],
            "得分": [round(each.one.total, 2) if each.one.takes_part else None for each in every],
            "来源": [each.one.origin for each in every],
            "环节": [state(each.one) for each in every],
            "不能列入的原因": [each.one.why_not for each in every],
            "请先看": [flags_of(desk, each.one) for each in every],
            "系统依据": ["；".join(each.one.facts.lines) for each in every],
            "事迹": [each.one.deeds for each in every],
        }
    )


def history(desk: Desk) -> None:
    """Who did what when, of the selection and all its candidates."""
    found = recorded(
        desk.settings,
        f"steps of {desk.now.ballot}",
        lambda store: dossiers.steps_of(store, desk.now.key, desk.now.ballot),
    )
    frame.table(
        pd.DataFrame(
            {
                "时间": [words.local_time(one.at) for one in reversed(found)],
                "谁": [one.actor for one in reversed(found)],
                "做了什么": [one.action for one in reversed(found)],
                "对象": [str((one.after or {}).get("name") or "评选") for one in reversed(found)],
                "说明": [step_words(one) for one in reversed(found)],
                "指纹": [one.hash[:12] for one in reversed(found)],
            }
        ),
        f"经过-{desk.title}",
        "selection-steps",
    )
    st.caption("每一步都在记录链里，只增不改；核对的办法见使用手册“备份”一节。")
