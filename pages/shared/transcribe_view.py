"""The parts of 留言簿誊录: a quick form, a warning of repeats, what waits to be imported."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import streamlit as st

from etl import transcripts
from etl.errors import UserError
from etl.read import Build, tables, voice
from etl.settings import Settings
from etl.transcripts import Draft
from nlp.mask import mask_text
from pages.shared import charts, drafts_view, fields, links
from pages.shared.cached import ask
from records.users import User
from reports import words

TITLE = "导入誊录的留言"
SAID, TURN, EMPTY, SURE_ASKED = "transcribed", "copy_turn", "copy_empty", "copy_sure_asked"
CLEARED = ("copy_text", "copy_signed", "copy_page")
CUT, YEARS = 40, 6


def answer(waiting: list[Draft]) -> str:
    """What is left to do, in a sentence."""
    if not waiting:
        return "没有等待导入的誊录：在下面照原文抄录，一条一存。"
    return f"已誊录 {words.count(len(waiting))} 条，还没有导入：核对后点“导入并生成”。"


def form(settings: Settings, user: User, build: Build) -> None:
    """Day, window, text, signature, page; Ctrl+Enter keeps it and empties the text.

    A form, so that leaving a field does not draw the page anew under the hands of who types.
    """
    if told := st.session_state.pop(SAID, None):
        kind, text = told
        {"kept": st.success, "refused": st.error, "repeat": st.warning}[kind](text)
    today = dt.date.today()
    day = fields.choose_day("copy", range(today.year, today.year - YEARS, -1), today)
    names = {"": fields.NO_WINDOW} | fields.windows(build)
    with st.form("copy", enter_to_submit=False):
        window = st.selectbox(
            "窗口", list(names), key="copy_window", width=360, format_func=names.__getitem__
        )
        st.text_area(
            "留言原文", key="copy_text", height=130, max_chars=transcripts.LONGEST,
            placeholder="照原文抄录，不要改写",
        )  # fmt: skip
        with st.container(horizontal=True):
            st.text_input("落款（可不填，会隐去名字）", key="copy_signed", max_chars=20, width=240)
            st.text_input("册页号（如 3-12-2）", key="copy_page", max_chars=20, width=200)
        turn = st.session_state.setdefault(TURN, 0)
        photo = st.file_uploader(
            "这一页的照片（可不传，JPG 或 PNG）", type=["jpg", "jpeg", "png"], key=f"copy_photo_{turn}",
            max_upload_size=transcripts.MOST_PHOTO_BYTES // 2**20,
        )  # fmt: skip
        if st.session_state.get(SURE_ASKED):
            st.checkbox("核对过，不是重复，仍要存", key=f"copy_sure_{turn}")
        pressed = st.form_submit_button(
            "存下这一条", key="keep", type="primary", icon=":material/save:", shortcut="Ctrl+Enter",
            disabled=not user.is_named,
        )  # fmt: skip
    if not user.is_named:
        st.caption(drafts_view.NEED_NAME)
    if pressed:
        _keep(settings, user, build, day, window or "", photo)


def _repeated(settings: Settings, build: Build, plain: str) -> str | None:
    """Where the same words are already: among the drafts or in the figures."""
    if any(one.text == plain for one in transcripts.drafts(settings)):
        return "这段话已经誊录过，正等待导入：请核对是不是同一条。"
    found = ask(voice.same_text, build, mask_text(plain))
    if found.empty:
        return None
    days = "、".join(words.date(day) for day in found["commented_on"].dropna().head(3))
    return (
        f"数据里已有 {len(found)} 条一模一样的留言（{days or '日期不详'}）：请核对是不是重复录入。"
    )


def _keep(
    settings: Settings, user: User, build: Build, day: dt.date, window_code: str, photo: Any
) -> None:
    state = st.session_state
    text = str(state.get("copy_text") or "").strip()
    repeated = _repeated(settings, build, text) if text else None
    if repeated and not state.get(f"copy_sure_{state[TURN]}"):
        state[SURE_ASKED], state[SAID] = True, ("repeat", repeated)
        st.rerun()
    try:
        transcripts.add(
            settings,
            str(user),
            day,
            text,
            window_code,
            str(state.get("copy_signed") or ""),
            str(state.get("copy_page") or ""),
            photo.getvalue() if photo is not None else b"",
        )
    except UserError as error:
        state[SAID] = ("refused", str(error))
    else:
        state[SAID] = ("kept", "已存下，可以接着抄下一条。")
        state[SURE_ASKED] = False
        # The fields are drawn already: they are emptied before they are drawn again.
        state[EMPTY] = True
        state[TURN] += 1
    st.rerun()


def emptied() -> None:
    """Empty the text, the signature and the page after an entry was kept."""
    if st.session_state.pop(EMPTY, False):
        for key in CLEARED:
            st.session_state[key] = ""


def waiting(settings: Settings, user: User, build: Build, kept: list[Draft]) -> None:
    """What was copied, to be checked, dropped or imported."""
    if not kept:
        return
    late = sum(dt.date.fromisoformat(one.written_on) > build.meta.as_of for one in kept)
    if late:
        st.info(
            f"其中 {late} 条晚于统计日 {words.date(build.meta.as_of)}：会导入，等下次导入办件、"
            "统计日往后移了才进入统计。"
        )
    windows = {code: name for code, name, _ in ask(tables.choices, build)["windows"]}
    rows = pd.DataFrame(
        {
            "日期": [words.date(dt.date.fromisoformat(one.written_on)) for one in kept],
            "窗口": [windows.get(one.window_code, words.NOTHING) for one in kept],
            "留言": [charts.cut(mask_text(one.text), CUT) for one in kept],
            "落款": [one.signed or words.NOTHING for one in kept],
            "册页号": [one.page or words.NOTHING for one in kept],
            "照片": ["有" if one.photo else words.NOTHING for one in kept],
            "谁录的": [one.by for one in kept],
        }
    )
    told = {
        one.number: f"{one.written_on} {one.page} {charts.cut(mask_text(one.text), CUT)}"
        for one in kept
    }
    chosen = drafts_view.waiting(
        rows, told, user, "誊录待导入", lambda number: transcripts.drop(settings, number)
    )
    photo = next((one.photo for one in kept if one.number == chosen), "")
    picture = transcripts.photo_path(settings, photo)
    if picture is not None:
        st.image(str(picture), "这一条的照片", width=320)
    drafts_view.land(settings, user, build, TITLE, ("transcribe",))


def many() -> None:
    """For a whole book the workbook is quicker."""
    st.caption("一次要录很多条：在“导入”页下载留言模板，用 Excel 填好后整表导入。")
    links.page("imports", "去下载模板")
