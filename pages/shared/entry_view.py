"""The parts of 巡查与举措录入: a form of each table, and what waits to be imported."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import streamlit as st

from etl import contract, drafts, hand_entries
from etl.drafts import Row
from etl.errors import UserError
from etl.read import Build
from etl.read import staff as read
from etl.settings import Settings
from nlp.rules import WORK_RULES
from pages.shared import drafts_view, fields
from pages.shared.cached import ask
from records.users import User
from reports import words

TABLES = {"巡查": "inspections", "创新举措": "innovations"}
SAID, TURN = "entry_said", "entry_turn"
NOBODY, NO_RULE = "不针对个人", "不涉及"
YEARS = 3


def title(table: str) -> str:
    """The name of the work that imports what was written."""
    return f"导入录入的{next(name for name, one in TABLES.items() if one == table)}"


def answer(waiting: list[Row]) -> str:
    """What is left to do, in a sentence."""
    if not waiting:
        return "没有等待导入的录入：在下面一条一存。"
    return f"已录入 {words.count(len(waiting))} 条，还没有导入：核对后点“导入并生成”。"


def form(settings: Settings, user: User, build: Build, table: str) -> None:
    """Day, window, person, kind, words, points, evidence; one row at a time."""
    if told := st.session_state.pop(SAID, None):
        kind, text = told
        {"kept": st.success, "refused": st.error}[kind](text)
    today = dt.date.today()
    day = fields.choose_day("entry", range(today.year, today.year - YEARS, -1), today)
    names = fields.windows(build)
    # Outside the form: who works there follows the window.
    window = st.selectbox(
        "窗口", list(names), index=None, key="entry_window", width=360, placeholder="请选择窗口",
        format_func=names.__getitem__,
    )  # fmt: skip
    at = f"{table}-{st.session_state.setdefault(TURN, 0)}"
    with st.form(f"entry-{at}", enter_to_submit=False):
        _who(build, window, at)
        _fields(table, at)
        st.form_submit_button(
            "存下这一条", type="primary", icon=":material/save:", disabled=not user.is_named,
            on_click=_keep, args=(settings, user, table, day, at),
        )  # fmt: skip
    if not user.is_named:
        st.caption(drafts_view.NEED_NAME)


def _who(build: Build, window: str | None, at: str) -> None:
    everybody = ask(read.staff, build)
    some = everybody[everybody["window_code"] == window]
    names = {"": NOBODY} | {
        str(one.staff_no): f"{one.staff_name}（{one.staff_no}）" for one in some.itertuples()
    }
    st.selectbox("人员（可不选）", list(names), key=f"staff-{at}", width=360, format_func=names.__getitem__)  # fmt: skip


def _fields(table: str, at: str) -> None:
    is_check = table == "inspections"
    with st.container(horizontal=True):
        st.selectbox("类别" if is_check else "种类", kinds(table), key=f"category-{at}", width=200)
        if is_check:
            st.selectbox("涉及的制度", [NO_RULE, *WORK_RULES], key=f"work_rule-{at}", width=200)
        st.number_input(
            "扣分" if is_check else "认定加分", value=0.0, step=0.5, key=f"points-{at}", format="%g",
            width=160,
        )  # fmt: skip
    if is_check:
        st.caption("这里的扣分只作记录：三比得分按评分规则每次扣分。")
    st.text_area(
        "情况（没有发现问题的可不填）" if is_check else "内容", key=f"told-{at}", height=90,
        max_chars=hand_entries.LONGEST,
    )  # fmt: skip
    st.text_input("佐证（照片、文号、登记编号等）", key=f"evidence-{at}", max_chars=200)
    if not is_check:
        st.text_input(
            "认定单位（没有认定单位和佐证的不计分）", key=f"adopted_by-{at}", max_chars=60
        )


def kinds(table: str) -> list[str]:
    """The kinds that the contract of a table knows."""
    field = next(one for one in contract.load(table).fields if one.values)
    return list(field.values)


def _keep(settings: Settings, user: User, table: str, day: dt.date, at: str) -> None:
    told = st.session_state
    rule = str(told.get(f"work_rule-{at}") or "")
    given = {
        "window_code": str(told.get("entry_window") or ""),
        "staff_no": str(told.get(f"staff-{at}") or ""),
        "category": str(told.get(f"category-{at}") or ""),
        "work_rule": "" if rule == NO_RULE else rule,
        "points": str(told.get(f"points-{at}") or 0),
        "told": str(told.get(f"told-{at}") or ""),
        "evidence": str(told.get(f"evidence-{at}") or ""),
        "adopted_by": str(told.get(f"adopted_by-{at}") or ""),
    }
    try:
        hand_entries.add(settings, table, str(user), day, given)
    except UserError as error:
        told[SAID] = ("refused", str(error))
    else:
        why = hand_entries.why_not_counted(table, given)
        told[SAID] = ("kept", f"已存下{f'（{why}）' if why else ''}，可以接着录下一条。")
        told[TURN] += 1


def waiting(settings: Settings, user: User, build: Build, table: str, kept: list[Row]) -> None:
    """What was written, to be checked, dropped or imported."""
    if not kept:
        return
    kind = hand_entries.KINDS[table]
    names = fields.windows(build)
    shown = [header for header in kind.headers if header not in ("窗口编号", "工号")]
    rows = pd.DataFrame(
        [{header: one[kind.headers[header]] or words.NOTHING for header in shown} for one in kept]
    )
    rows.insert(2, "窗口", [names.get(one["window_code"], words.NOTHING) for one in kept])
    rows["谁录的"] = [one["by"] for one in kept]
    told = {
        one[
            "number"
        ]: f"{one['day']} {names.get(one['window_code'], '')} {one['category']} {one['told'][:20]}（{one['number']}）"
        for one in kept
    }
    drafts_view.waiting(
        rows, told, user, f"{kind.title}待导入", lambda number: drafts.drop(settings, kind, number)
    )
    drafts_view.land(settings, user, build, title(table), ("enter", "--table", table))
