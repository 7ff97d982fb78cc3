"""Ratings and comments that people should look at before they are believed; never a penalty."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pandas as pd
import streamlit as st

from etl.decisions import SUSPECT_REVIEW, SUSPECTS
from etl.read import Build, Scope, ratings, voice
from etl.settings import Settings
from pages.shared import decide, frame, judged, links
from pages.shared.cached import ask
from pages.shared.labels import LABELS, NAME_FIRST, UNKNOWN
from records.entries import Record
from records.users import User
from reports import words

SHOWN, ROWS = 30, 12
READ: dict[str, ModuleType] = {"ratings": ratings, "comments": voice}
NOTE = {
    "ratings": "只是线索，请人核查；核定之前仍计入好评率，不扣分。",
    "comments": "只是线索，请人核查；核定之前不计入占比和得分，不扣分。",
}
NAME = {"ratings": "评价", "comments": "留言"}
REFUSED = "suspect_refused"


def suspect_line(build: Build, scope: Scope) -> None:
    """How many ratings wait for a look, with the way to them."""
    count = ask(ratings.rating_figures, build, scope).suspect
    if count:
        links.page("ratings", f"待核查的评价 {count:,} 条", ratings_tab="待核查")


def desk(build: Build, scope: Scope, settings: Settings, user: User, about: str) -> None:
    """The suspicions of a scope by group; a named person decides whether they count."""
    st.caption(NOTE[about])
    decide.said()
    if refused := st.session_state.pop(REFUSED, None):
        st.error(refused)
    last = judged.latest(settings, SUSPECT_REVIEW, SUSPECTS[about])
    decided = judged.standing(last)
    groups = [
        Group(one, NAME[about])
        for one in ask(READ[about].suspect_groups, build, scope).itertuples()
    ]
    # A decision holds for the group as it was: one that the build left open has other rows now.
    settled = {
        key
        for key, record in decided.items()
        if record.seq > build.meta.decided_seq
        or key not in {g.suspect_key for g in groups if g.is_open}
    }
    waiting = [one for one in groups if one.suspect_key not in settled]
    if not groups:
        st.success(f"本期没有待核查的{NAME[about]}。")
        return
    _waiting(build, settings, user, about, waiting, last)
    _decided(settings, user, about, [one for one in groups if one.suspect_key in settled], decided)


class Group:
    """One group of suspicion and its name for people."""

    def __init__(self, row: Any, name: str) -> None:
        self.suspect_key: str = row.suspect_key
        self.suspect_reason: str = row.suspect_reason
        self.is_open = bool(row.is_open)
        self.window_code: str = row.window_code if isinstance(row.window_code, str) else ""
        self.window: str = row.window_name if isinstance(row.window_name, str) else UNKNOWN
        self.on_day = row.on_day
        self.entries, self.good = int(row.entries), int(row.good)
        day = words.date(row.on_day) if pd.notna(row.on_day) else "日期不详"
        self.told = f"{self.window} {day} {self.suspect_reason}（{self.entries:,} 条{name}）"


def _table(groups: list[Group]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "窗口": [one.window for one in groups],
            "日期": [words.date(one.on_day) if pd.notna(one.on_day) else "—" for one in groups],
            "线索": [one.suspect_reason for one in groups],
            "条数": [words.count(one.entries) for one in groups],
            "其中好评": [words.count(one.good) for one in groups],
        }
    )


def _waiting(
    build: Build,
    settings: Settings,
    user: User,
    about: str,
    waiting: list[Group],
    last: dict[str, Record],
) -> None:
    if not waiting:
        st.success("本期的线索都已核定。")
        return
    total = sum(one.entries for one in waiting)
    st.markdown(f"**等人核定 {len(waiting):,} 组、{total:,} 条**")
    frame.table(_table(waiting), f"待核查的{NAME[about]}", f"waiting-{about}", ROWS)
    by_key = {one.suspect_key: one for one in waiting}
    chosen = st.selectbox(
        "看哪一组", list(by_key), key=f"group-{about}", format_func=lambda key: by_key[key].told
    )
    group = by_key.get(str(chosen), waiting[0])
    _rows(build, about, group)
    alike = [
        one
        for one in waiting
        if one.window_code == group.window_code
        and one.window == group.window
        and one.suspect_reason == group.suspect_reason
    ]
    together = [group]
    if len(alike) > 1:
        entries = sum(one.entries for one in alike)
        whole = f"本期同一窗口、同一线索的 {len(alike)} 组（{entries:,} 条）一起决定"
        together = alike if st.checkbox(whole, key=f"alike-{about}") else together
    reason = st.text_input(
        "核查情况（必填）", key=f"why-{about}", max_chars=200,
        placeholder="如：调取监控，是窗口人员代点",
    )  # fmt: skip
    ready = user.is_named and bool((reason or "").strip())
    with st.container(horizontal=True):
        for word, counts in ((judged.COUNTS, True), (judged.STRUCK, False)):
            st.button(
                f"核定{word}", key=f"{about}-{word}", disabled=not ready,
                icon=":material/check:" if counts else ":material/block:",
                on_click=_decide, args=(settings, user, about, together, last, counts),
            )  # fmt: skip
    if not user.is_named:
        st.caption(f"{NAME_FIRST}核定；每次核定都会记下是谁、为什么，可以撤销。")


def _rows(build: Build, about: str, group: Group) -> None:
    rows = ask(READ[about].of_group, build, group.suspect_key)
    said = rows["said"] if about == "ratings" else rows["said"].map(LABELS)
    listed = pd.DataFrame(
        {
            "时间": rows["at"].dt.strftime("%Y-%m-%d %H:%M:%S").str.removesuffix(" 00:00:00"),
            "办件编号": rows["case_no"].fillna("—"),
            "渠道": rows["channel"].fillna("—"),
            "满意度" if about == "ratings" else "判断": said,
            "文字": rows["text_masked"].fillna("—"),
        }
    )
    frame.table(listed, "一组待核查", f"group-rows-{about}", ROWS)


def _decide(
    settings: Settings,
    user: User,
    about: str,
    groups: list[Group],
    last: dict[str, Record],
    counts: bool,
) -> None:
    reason = str(st.session_state.get(f"why-{about}") or "").strip()
    problem = judged.decide_suspect(settings, user, about, groups, last, counts, reason)
    st.session_state[REFUSED] = problem
    if problem is None:
        st.session_state[f"why-{about}"] = ""


def _decided(
    settings: Settings, user: User, about: str, groups: list[Group], decided: dict[str, Record]
) -> None:
    if not groups:
        return
    with st.expander(
        f"本期已核定的 {len(groups):,} 组", key=f"decided-{about}", on_change="rerun"
    ) as it:
        if not it.open:
            return
        for one in groups[:SHOWN]:
            record = decided[one.suspect_key]
            with st.container(border=True, gap="xxsmall"):
                st.markdown(f"**{frame.plain(record.action)}**")
                st.caption(
                    f"{frame.plain(record.actor)} · {words.local_time(record.at)} · "
                    f"{frame.plain(record.reason)}"
                )
                st.button(
                    "撤销", key=f"back-{one.suspect_key}", icon=":material/undo:",
                    disabled=not user.is_named, on_click=_take_back, args=(settings, user, record),
                )  # fmt: skip
        if len(groups) > SHOWN:
            st.caption(f"只列出 {SHOWN} 组。")


def _take_back(settings: Settings, user: User, record: Record) -> None:
    st.session_state[REFUSED] = judged.take_back(settings, user, record)
