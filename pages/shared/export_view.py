"""The parts of 导出: a look at the rows, the files, who has taken what."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from etl.errors import UserError
from etl.read import Build, Scope, exports
from etl.read.export_tables import EXPORTS
from etl.settings import Settings
from pages.shared import frame
from pages.shared.cached import ask, recorded
from pages.shared.labels import NAME_FIRST
from records import trail
from records.errors import RecordsError
from records.users import User
from reports import export_files, words

SHOWN, LISTED = 5, 20
MIME = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "application/zip",
    "parquet": "application/zip",
}


def sample(build: Build, scope: Scope, name: str) -> None:
    """The first rows, as they will be in the file."""
    rows = ask(exports.rows, build, scope, name, SHOWN)
    st.caption(f"前 {min(SHOWN, len(rows))} 行：")
    frame.on_screen(rows.map(_cell))
    with st.expander("各列是什么意思"):
        frame.on_screen(pd.DataFrame(export_files.meanings(name), columns=["列", "含义"]))


def _cell(value: object) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)


def files(
    settings: Settings, user: User, build: Build, scope: Scope, name: str, count: int
) -> None:
    """One button a format; every taking is recorded with the name of who took it."""
    if not user.is_named:
        st.info(f"{NAME_FIRST}导出；每次导出都会记下是谁、导出了什么。")
        return
    label = EXPORTS[name].label
    with st.container(horizontal=True):
        for kind, shown in export_files.KINDS.items():
            if kind == "xlsx" and count > export_files.EXCEL_ROWS:
                st.caption(
                    f"超过 {export_files.EXCEL_ROWS:,} 行，Excel 放不下：请用 CSV 或 Parquet。"
                )
                continue
            ending = "xlsx" if kind == "xlsx" else "zip"
            st.download_button(
                f"导出 {shown}", partial(_taken, settings, user, build, scope, name, kind),
                file_name=f"{label}-{words.period(scope)}{'' if kind == 'xlsx' else f'（{shown}）'}.{ending}", mime=MIME[kind],
                key=f"export-{kind}", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
    st.caption(
        f"{export_files.MASKED}文件里附有筛选条件、一行是什么和各列的含义；CSV 和 Parquet 装在压缩包里。日期矛盾和不计入的行也在内，按列可以去掉。"
    )


def _taken(
    settings: Settings, user: User, build: Build, scope: Scope, name: str, kind: export_files.Kind
) -> bytes:
    """The file, which nobody gets without a record of it."""
    try:
        content = export_files.export_file(build, scope, name, kind)
        export_files.log(settings, user, build, scope, name, kind)
    except UserError as error:
        return str(error).encode("utf-8-sig")
    return content


def history(settings: Settings) -> None:
    """Who has taken what, the latest first."""
    try:
        found = recorded(
            settings, "exports", lambda store: trail.read(store, kind=export_files.LOG, newest_first=True, limit=LISTED)
        )  # fmt: skip
    except RecordsError as error:
        st.error(str(error))
        return
    if not found:
        return
    with st.expander("最近的导出"):
        frame.on_screen(
            pd.DataFrame(
                {
                    "时间": [words.local_time(one.at) for one in found],
                    "谁": [one.actor for one in found],
                    "导出了什么": [one.action for one in found],
                    "筛选": [one.evidence["scope"] for one in found],
                    "行数": [words.count(one.evidence["rows"]) for one in found],
                }
            )
        )
