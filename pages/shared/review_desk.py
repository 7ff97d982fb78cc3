"""标注复核, the desk: what is to be judged, and one comment at a time with a key for every label."""

from __future__ import annotations

import hashlib
from typing import Any

import pandas as pd
import streamlit as st

from etl.decisions import COMMENT, LABEL_REVIEW, SECOND_REVIEW
from etl.decisions import SECOND as SECOND_TABLE
from etl.read import Build, Scope, voice
from etl.settings import Settings
from nlp.rules import WORK_RULES
from pages.shared import decide, fields, frame, judged
from pages.shared.cached import ask
from pages.shared.comments import COLOURS, marked
from pages.shared.labels import LABELS, NAME_FIRST
from records.entries import Entry, Record, Subject
from records.users import User, is_same_person
from reports import words

HARD, SAMPLE, SECOND = "拿不准的先看", "随机抽样", "二审"
MODES = {
    HARD: "机器最拿不准、又最影响统计的排在前面。",
    SAMPLE: "不挑难易，按固定顺序抽，不显示机器的判断：机器准不准，按这样抽到的算。",
    SECOND: "别人复核过的抽五分之一，请另一个人独立再看一遍；不显示前一个人的结论。",
}
SHARE, AT_ONCE = 5, 40
REFUSED, SKIPPED = "review_refused", "review_skipped"


class Desk:
    """What stands decided, and what this person may look at next."""

    def __init__(self, settings: Settings, user: User, build: Build, scope: Scope) -> None:
        self.settings, self.user, self.build, self.scope = settings, user, build, scope
        self._last = {
            LABEL_REVIEW: judged.latest(settings, LABEL_REVIEW, COMMENT),
            SECOND_REVIEW: judged.latest(settings, SECOND_REVIEW, SECOND_TABLE),
        }
        self.first, self.second = map(judged.standing, self._last.values())

    def queue(self, mode: str) -> pd.DataFrame:
        """Comments to be judged, best first, those that this person has skipped left out."""
        skipped: set[str] = st.session_state.setdefault(SKIPPED, set())
        if mode == SECOND:
            mine = [
                key
                for key, record in self.first.items()
                if not is_same_person(record.actor, self.user.name)
                and key not in self.second
                and in_sample(key)
            ]
            rows = ask(voice.comments_by_id, self.build, mine, AT_ONCE + len(skipped))
        else:
            order = "hard" if mode == HARD else "sample"
            # Those decided before the build are no machine's labels in it any more.
            new = sum(one.seq > self.build.meta.decided_seq for one in self.first.values())
            limit = AT_ONCE * (1 + (len(skipped) + new) // AT_ONCE + 1)
            rows = ask(voice.to_review, self.build, self.scope, order, limit)
            rows = rows[~rows["comment_id"].isin(self.first)]
        return rows[~rows["comment_id"].isin(skipped)]

    def seen(self, mode: str, key: str) -> int:
        """Number of the last record on a comment that is on screen, 0 without any."""
        kind, _ = self.subject(mode, key)
        found = self._last[kind].get(key)
        return found.seq if found else 0

    def sample(self) -> list[tuple[str, str]]:
        """(machine, people) of the sample: all that people judged up to the furthest one sampled.

        In the order of the numbers' hashes, which has nothing to do with how hard a comment is.
        """
        sampled = [
            _place(key)
            for key, record in self.first.items()
            if (record.evidence or {}).get("mode") == SAMPLE
        ]
        furthest = max(sampled, default="")
        return [
            (record.evidence["model_label"], record.after["label"])
            for key, record in self.first.items()
            if _place(key) <= furthest
        ]

    def subject(self, mode: str, key: str) -> tuple[str, Subject]:
        """What a judgement in this mode is recorded as, and on what."""
        if mode == SECOND:
            return SECOND_REVIEW, Subject(SECOND_TABLE, key)
        return LABEL_REVIEW, Subject(COMMENT, key)


def _place(comment_id: str) -> str:
    """Where a comment stands in the sample's order, as the read door has it."""
    return hashlib.md5(comment_id.encode(), usedforsecurity=False).hexdigest()


def in_sample(comment_id: str) -> bool:
    """One comment in five, told by its number alone, is shown to a second person."""
    return sum(comment_id.encode()) % SHARE == 0


def one_at_a_time(desk: Desk) -> None:
    """The comment to judge now, with a key for every label."""
    mode = st.segmented_control("怎么挑", list(MODES), default=HARD, key="review_mode") or HARD
    st.caption(MODES[mode])
    decide.said()
    if refused := st.session_state.pop(REFUSED, None):
        st.error(refused)
    rows = desk.queue(mode)
    _undo(desk)
    if rows.empty:
        if st.session_state.get(SKIPPED):
            st.button("再看跳过的", on_click=st.session_state[SKIPPED].clear, key="again")
        st.success("没有要看的了：可以换一种挑法，或放宽时段、窗口。")
        return
    _card(desk, mode, next(rows.itertuples()))


def _card(desk: Desk, mode: str, one: Any) -> None:
    is_blind = mode in (SECOND, SAMPLE)
    with st.container(border=True):
        text = one.text_masked if is_blind else marked(
            one.text_masked, one.reasons, COLOURS[one.model_label]
        )  # fmt: skip
        st.markdown(f"#### {frame.plain(text) if is_blind else text}")
        parts = [
            words.date(one.commented_on) if pd.notna(one.commented_on) else "",
            one.dept_name if isinstance(one.dept_name, str) else "",
            one.channel if isinstance(one.channel, str) else "",
        ]
        if not is_blind:
            parts.append(
                f"机器判为{LABELS[one.model_label]}，把握 {words.percent(one.probability)}"
            )
        st.caption(frame.plain(" · ".join(part for part in parts if part)))
    key = one.comment_id
    machine = [] if mode == SECOND or one.work_rules is None else list(one.work_rules)
    st.pills(
        "涉及哪项制度（可多选，可不选）", list(WORK_RULES), selection_mode="multi", default=machine,
        key=f"rules-{mode}-{key}",
    )  # fmt: skip
    names = {"": fields.NO_WINDOW} | fields.windows(desk.build)
    now = one.window_code if one.window_code in names else ""
    st.selectbox(
        "说的是哪个窗口", list(names), index=list(names).index(now), key=f"window-{mode}-{key}",
        width=360, format_func=names.__getitem__,
    )  # fmt: skip
    seen = desk.seen(mode, key)
    ready = desk.user.is_named
    with st.container(horizontal=True):
        for number, (label, name) in enumerate(LABELS.items(), start=1):
            st.button(
                name, key=f"label-{label}", shortcut=str(number), disabled=not ready,
                on_click=_judge, args=(desk, mode, one, label, seen),
            )  # fmt: skip
        st.button("跳过", key="skip", shortcut="0", on_click=_skip, args=(key,), type="tertiary")
    st.caption(
        "键盘：1—6 选判断并看下一条，0 跳过，9 撤销上一条。判断前先核对制度和窗口。"
        if ready
        else f"{NAME_FIRST}复核；每次判断都会记下是谁，可以撤销。"
    )


def _judge(desk: Desk, mode: str, one: Any, label: str, seen: int) -> None:
    key = one.comment_id
    standing = desk.second.get(key) if mode == SECOND else desk.first.get(key)
    window = st.session_state.get(f"window-{mode}-{key}") or None
    before = one.window_code if isinstance(one.window_code, str) else None
    # A window left as it was is not decided: a corrected export may still change it.
    said = {} if window == before else {"window_code": window}
    rules = list(st.session_state.get(f"rules-{mode}-{key}") or ())
    entry = Entry(
        *desk.subject(mode, key),
        _told(label, rules, said),
        evidence={"model_label": one.model_label, "mode": mode},
        before=standing.after if standing else None,
        after={
            "label": label,
            "work_rules": rules,
            **said,
        },
        seen=seen,
    )
    problem = judged.record(desk.settings, desk.user, [entry])
    if problem and "刚被" in problem:
        problem = "上一条刚被处理过（按键太快，或另有人在看），没有重复记下：请看这一条。"
    st.session_state[REFUSED] = problem


def _told(label: str, rules: list[str], said: dict[str, str | None]) -> str:
    """What was judged, for the list of records."""
    parts = [f"标为{LABELS[label]}"]
    if rules:
        parts.append(f"制度：{'、'.join(rules)}")
    if said:
        parts.append(f"窗口改为 {said['window_code'] or fields.NO_WINDOW}")
    return "；".join(parts)


def _skip(key: str) -> None:
    st.session_state.setdefault(SKIPPED, set()).add(key)


def _undo(desk: Desk) -> None:
    """This person's last judgement, to be taken back."""
    mine = [
        record
        for record in (*desk.first.values(), *desk.second.values())
        if is_same_person(record.actor, desk.user.name)
    ]
    if not mine or not desk.user.is_named:
        return
    last = max(mine, key=lambda record: record.seq)
    st.button(
        f"撤销上一条（{frame.plain(last.action)}）", key="undo", shortcut="9", type="tertiary",
        icon=":material/undo:", on_click=_take_back, args=(desk, last),
    )  # fmt: skip


def _take_back(desk: Desk, last: Record) -> None:
    st.session_state[REFUSED] = judged.take_back(desk.settings, desk.user, last)
