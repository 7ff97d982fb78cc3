"""The parts of 评分规则: the book in Chinese, a copy to change, what would change, versions."""

from __future__ import annotations

import tomllib
import zlib
from typing import Any

import pandas as pd
import streamlit as st

from etl import rules_edit
from etl.errors import UserError
from etl.read import Build, Scope
from etl.settings import Settings
from pages.shared import decide, frame
from pages.shared.cached import ask
from pages.shared.labels import NAME_FIRST
from records.errors import RecordsError
from records.users import User
from reports import words
from scoring.rulebook import Rulebook, read_rulebook
from scoring.rulebook.edit import (
    FIELDS,
    RULES,
    SHARES,
    changeable,
    differences,
    told,
    with_changes,
)
from scoring.rulebook.model import GB_GROUPS, Rules
from scoring.scores import score_windows

DRAFT, REFUSED = "rules_draft", "rules_refused"
SCALINGS = {
    "percentile": "同类位次",
    "linear": "零分线到满分线按比例",
    "deduction": "每件扣分，扣完为止",
}
RULE, DIMENSION = "参评与推荐", "三个维度"


def book(rules: Rulebook) -> None:
    """Every indicator, the two ways to add up, who takes part, and what excludes."""
    for dimension in rules.dimensions:
        st.subheader(f"{dimension.name}（{dimension.points:g} 分）", anchor=False)
        some = rules.of(dimension.name)
        frame.table(
            pd.DataFrame(
                {
                    "项目": [one.label for one in some],
                    "满分": [f"{one.points:g}" for one in some],
                    "怎么算": [SCALINGS[one.scaling] for one in some],
                    "说明": [one.definition for one in some],
                    "数据": [one.source for one in some],
                    "现在": ["可测量" if one.measured else f"待录入：{one.reason}" for one in some],
                }
            ),
            f"评分规则-{dimension.name}",
            f"rules-{dimension.name}",
        )
    st.subheader("按国标四组（GB/T 32169.4-2015）再归一次", anchor=False)
    frame.on_screen(
        pd.DataFrame(
            {
                "分组": list(GB_GROUPS),
                "满分": [
                    f"{sum(one.points for one in rules.indicators if one.gb_group == group):g}"
                    for group in GB_GROUPS
                ],
                "项目": [
                    "、".join(one.label for one in rules.indicators if one.gb_group == group)
                    for group in GB_GROUPS
                ],
            }
        )
    )
    st.subheader("参评、推荐与否决", anchor=False)
    figures = [f"{what}：{told(name, getattr(rules.rules, name))}" for name, what in RULES.items()]
    st.markdown("；".join(figures) + "。")
    st.markdown("一票否决：" + "、".join(rules.rules.vetoes) + "。否决由人依据核定。")
    for one in rules.bonuses:
        st.caption(f"{one.label}：{one.definition}")


def edit(settings: Settings, user: User, build: Build, scope: Scope, rules: Rulebook) -> None:
    """Change a copy figure by figure, see what it changes, publish it with the reason."""
    decide.said()
    if refused := st.session_state.pop(REFUSED, None):
        st.error(frame.plain(refused))
    if not user.is_named:
        st.info(f"{NAME_FIRST}改；每次发布都会记下是谁、为什么。")
        return
    in_force = rules_edit.text_of(settings, rules.year)
    text = st.session_state.get(DRAFT) or in_force
    st.caption("改的是草稿：点“发布”之前，谁看到的得分都不变。改完各维度和总分须仍是原来的合计。")
    try:
        draft = read_rulebook(text, "草稿")
        problem = ""
    except UserError as error:
        draft, problem = None, str(error)
    _fields(text, rules)
    if text == in_force:
        return
    if draft is None:
        st.warning(f"{frame.plain(problem)}。改平之前不能发布。")
    else:
        _changes(build, scope, rules, draft)
    reason = st.text_input("为什么改（发布时必填）", key="rules_reason", max_chars=200, width=520)
    with st.container(horizontal=True):
        st.button(
            "发布", key="rules_publish", type="primary", disabled=draft is None or not (reason or "").strip(),
            on_click=_publish, args=(settings, user, rules, text),
        )  # fmt: skip
        st.button("丢弃草稿", key="rules_drop", on_click=_drop)


def _fields(text: str, rules: Rulebook) -> None:
    """The figures of one indicator, of the three dimensions or of the rules, to be changed."""
    labels = {one.key: f"{one.dimension} · {one.label}" for one in rules.indicators}
    choices = {**labels, RULE: RULE, DIMENSION: DIMENSION}
    chosen = st.selectbox("改哪一项", list(choices), key="rules_of", format_func=choices.__getitem__, width=420)  # fmt: skip
    raw = _figures(text, chosen)
    with st.container(horizontal=True):
        for name, value in raw.items():
            _one_field(text, chosen, name, value)


def _figures(text: str, chosen: str) -> dict[str, Any]:
    """The figures of the draft, which may not add up at the moment."""
    raw = tomllib.loads(text)
    if chosen == RULE:
        return {name: raw["rules"].get(name, getattr(Rules, name, False)) for name in RULES}
    if chosen == DIMENSION:
        return {one["name"]: one["points"] for one in raw["dimension"]}
    found = next(one for one in raw["indicator"] if one["key"] == chosen)
    return {name: found[name] for name in changeable(found["scaling"])}


def _one_field(text: str, chosen: str, name: str, value: Any) -> None:
    # Of this text: a draft thrown away takes its fields with it.
    key = f"rules-{chosen}-{name}-{zlib.crc32(text.encode())}"
    label = FIELDS.get(name) or RULES.get(name) or f"{name}满分"
    if isinstance(value, bool):
        st.toggle(label, value, key=key, on_change=_change, args=(text, chosen, name, key))
        return
    is_share = name in SHARES
    step = 0.05 if is_share else 0.01 if name == "tie" else 1.0
    st.number_input(
        label, min_value=0.0, max_value=1.0 if is_share else 10_000.0, value=float(value), step=step,
        key=key, width=200, format="%.2f" if is_share or name == "tie" else "%g",
        on_change=_change, args=(text, chosen, name, key),
    )  # fmt: skip


def _change(text: str, chosen: str, name: str, key: str) -> None:
    value = st.session_state[key]
    if chosen == RULE:
        st.session_state[DRAFT] = with_changes(text, rules={name: value})
    elif chosen == DIMENSION:
        st.session_state[DRAFT] = with_changes(text, dimensions={name: value})
    else:
        st.session_state[DRAFT] = with_changes(text, {chosen: {name: value}})


def _changes(build: Build, scope: Scope, rules: Rulebook, draft: Rulebook) -> None:
    """What differs, and whom it brings onto the list and takes off it in the period on screen."""
    found = differences(rules, draft)
    st.subheader(f"改了 {len(found)} 处", anchor=False)
    frame.on_screen(
        pd.DataFrame(
            {
                "哪里": [one.where for one in found],
                "什么": [one.what for one in found],
                "现行": [one.before for one in found],
                "草稿": [one.after for one in found],
            }
        )
    )
    now = ask(score_windows, build, scope, rules)
    then = score_windows(build, scope, draft)
    names = {one.window_code: one.window_name for one in then.windows}
    old, new = now.recommended.codes, then.recommended.codes
    enters = "、".join(names[code] for code in new if code not in old) or "无"
    leaves = "、".join(names[code] for code in old if code not in new) or "无"
    st.markdown(
        f"按草稿，{words.period(scope)}的推荐名单：进入 {frame.plain(enters)}；退出 {frame.plain(leaves)}。"
    )


def _publish(settings: Settings, user: User, rules: Rulebook, text: str) -> None:
    reason = str(st.session_state.get("rules_reason") or "")
    try:
        rules_edit.publish(settings, user, rules.year, text, rules.sha256, reason)
    except UserError as error:
        st.session_state[REFUSED] = str(error)
    else:
        st.session_state[DRAFT] = None
        st.session_state[decide.DONE] = "已发布新的规则，得分已按新规则算。"
        st.session_state["rules_reason"] = ""


def _drop() -> None:
    st.session_state[DRAFT] = None


def versions(settings: Settings, user: User, rules: Rulebook) -> None:
    """Who published what and why; an earlier version can be taken as a draft."""
    st.caption(f"现行规则的指纹：{rules.sha256[:12]}（内容一样，指纹才一样）。")
    try:
        found = rules_edit.versions(settings, rules.year)
    except RecordsError as error:
        st.error(str(error))
        return
    if not found:
        st.info("还没有改过：现在用的是产品自带的默认规则。")
        return
    for record in found:
        with st.container(border=True):
            st.markdown(f"**{words.local_time(record.at)} {frame.plain(record.actor)}**：{frame.plain(record.reason)}")  # fmt: skip
            old = read_rulebook(record.before["text"], "原规则")
            new = read_rulebook(record.after["text"], "新规则")
            changed = "；".join(
                f"{one.where}{one.what} {one.before}→{one.after}" for one in differences(old, new)
            )
            st.caption(frame.plain(changed or "只改了说明文字"))
            st.button(
                "以改之前的那一版为草稿", key=f"rules-take-{record.seq}", type="tertiary",
                icon=":material/history:", disabled=not user.is_named,
                on_click=_take, args=(record.before["text"],),
            )  # fmt: skip


def _take(text: str) -> None:
    st.session_state[DRAFT] = text
    st.session_state["rules_tab"] = "改规则"
