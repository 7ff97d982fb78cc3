"""The files of a version of 月报, each made when somebody asks for it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import streamlit as st

from etl.errors import UserError
from pages.shared import frame
from pages.shared.month_desk import Desk
from records import months
from records.months import Version
from records.store import open_records
from reports import month_files, month_pdf, word, words
from reports.month_charts import pictures
from reports.report_model import from_plain


def files(desk: Desk, browser: Path | None) -> None:
    """The files of a version, each made when somebody asks for it."""
    offered = _versions(desk)
    name = st.selectbox("哪一版", list(offered), key=f"version-{desk.seq}", width=420)
    version = offered[name]
    if fault := word.template_fault(month_files.template_of(desk.settings)):
        st.error(frame.plain(fault))
    if browser is None:
        st.caption("本机没有 Chrome、Edge 或 Chromium：Word 里不放图形，网页版里有。")
    kinds = {
        "docx": ("Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        "xlsx": ("Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "html": ("网页（可离线打开、打印）", "text/html"),
        "pdf": ("PDF", "application/pdf"),
    }
    if why := month_pdf.missing(browser):
        kinds.pop("pdf")
        st.caption(why)
    if fault:
        kinds.pop("docx")
    for kind, (shown, mime) in kinds.items():
        st.download_button(
            f"下载 {shown}", partial(_file, desk, version, kind, browser),
            file_name=f"{desk.report.title}.{kind}", mime=mime, key=f"month-{kind}", icon=":material/download:",
            on_click="ignore",
        )  # fmt: skip


def _versions(desk: Desk) -> dict[str, Version | None]:
    """What may be downloaded, the published first; None is today's draft."""
    with open_records(desk.settings.data) as store:
        found = months.versions(store, desk.key)
    offered: dict[str, Version | None] = {
        f"第 {one.number} 版，{words.iso_date(one.published_on)}发布": one for one in found
    }
    if desk.now.waiting is not None:
        offered["等待发布的"] = desk.now.waiting
    offered["按现在的数据的草稿"] = None
    return offered


def _file(desk: Desk, version: Version | None, kind: str, browser: Path | None) -> bytes:
    """One format; where it cannot be made, a line that says why."""
    report = desk.report if version is None else from_plain(version.report)
    free = desk.free if version is None else version.free
    mark = month_files.mark_of(version)
    try:
        if kind == "pdf":
            page = month_files.content(report, free, {}, "html", None, mark).decode()
            made, why = month_pdf.month_pdf(page, browser)
            return made or why.encode("utf-8-sig")
        drawn = pictures(report, browser) if kind == "docx" else {}
        template = month_files.template_of(desk.settings)
        return month_files.content(report, free, drawn, kind, template, mark)
    except UserError as error:
        return str(error).encode("utf-8-sig")
