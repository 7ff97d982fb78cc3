"""What has been imported, taking a batch back, and empty workbooks to fill in."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from etl import contract as contracts
from etl import jobs
from etl.settings import Settings
from pages.shared import imports_job
from pages.shared.cached import told
from pages.shared.frame import on_screen, plain
from pages.shared.labels import batch_name, source_name, table_name
from records.users import User

SHOWN = 30
ASKED = "forget_asked"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def batches_of(settings: Settings) -> list[dict[str, Any]]:
    """Every batch of the ledger, the latest first; forgotten ones are in it."""
    if not settings.ledger.is_dir():
        return []
    stamp = tuple(
        sorted((one.name, one.stat().st_mtime_ns) for one in settings.ledger.glob("*.json"))
    )
    found: list[dict[str, Any]] = told(settings, stamp, "status")["batches"]
    return found[::-1]


def batch_list(settings: Settings, batches: list[dict[str, Any]], user: User, busy: bool) -> None:
    """Who imported what and when, with its account; a batch that stands can be taken back."""
    st.subheader("导入过的批次", anchor=False)
    if not batches:
        st.caption("还没有导入过任何文件。")
        return
    on_screen(_table(batches[:SHOWN]))
    if len(batches) > SHOWN:
        st.caption(f"只列出最近 {SHOWN} 批，共 {len(batches):,} 批；全部账目见“数据质量”页。")
    standing = {one["batch"]: one for one in batches if not one["forgotten_at"]}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "撤回一批", list(standing), index=None, key="forget_batch", width=420,
            placeholder="请选择批次", format_func=lambda name: _title(standing[name]),
        )  # fmt: skip
        st.button(
            "撤回……",
            key="forget",
            disabled=busy or not user.is_named or chosen is None,
            on_click=_ask,
            args=(chosen,),
        )
    asked = st.session_state.get(ASKED)
    if asked in standing and user.is_named and not busy:
        _confirm(settings, standing[asked], user)
    if not user.is_named:
        st.caption("填写姓名后才能撤回。")


def _ask(batch: str | None) -> None:
    st.session_state[ASKED] = batch


def _leave() -> None:
    st.session_state.pop(ASKED, None)


@st.dialog("撤回这一批", on_dismiss=_leave)
def _confirm(settings: Settings, batch: dict[str, Any], user: User) -> None:
    st.markdown(
        f"将撤回 **{plain(batch['file'])}**（{table_name(batch['table'])}，"
        f"{batch['rows_in']:,} 行，{plain(batch['landed_by'])}导入），然后重新生成。"
    )
    st.caption("撤回后这批数据从各页消失，登记簿上留下谁在何时撤回；要恢复请重新导入原文件。")
    if st.button("确认撤回", key="forget_sure", type="primary"):
        steps = [
            jobs.Step("撤回", ("forget", "--batch", batch["batch"], "--by", str(user))),
            imports_job.build_step(),
        ]
        _leave()
        imports_job.begin(settings, f"撤回 {batch['file']}", user, steps, None)


def _title(batch: dict[str, Any]) -> str:
    return f"{batch['file']} · {table_name(batch['table'])} · {batch['landed_at'][:10]}"


def _table(batches: list[dict[str, Any]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "批次": [batch_name(one["batch"]) for one in batches],
            "导入时间": [one["landed_at"].replace("T", " ")[:16] for one in batches],
            "导入人": [one["landed_by"] for one in batches],
            "文件": [one["file"] for one in batches],
            "表": [table_name(one["table"]) for one in batches],
            "来源": [source_name(one["source"]) for one in batches],
            "读入": [f"{one['rows_in']:,}" for one in batches],
            "入库": [f"{one['loaded']:,}" for one in batches],
            "退回": [f"{one['rejected']:,}" for one in batches],
            "重复": [f"{one['duplicate']:,}" for one in batches],
            "状态": ["已撤回" if one["forgotten_at"] else "有效" for one in batches],
            "撤回人": [one["forgotten_by"] or "—" for one in batches],
            "撤回时间": [(one["forgotten_at"] or "—").replace("T", " ")[:16] for one in batches],
        }
    )


def templates(settings: Settings) -> None:
    """Empty workbooks with Chinese headers, one a table; the paper guest book is 留言."""
    st.subheader("空白模板", anchor=False)
    st.caption("没有系统导出的，填模板再导入。纸质留言簿照着“留言”模板誊录。")
    tables = sorted(contracts.tables(), key=lambda one: (one != "comments", one != "cases", one))
    with st.container(horizontal=True):
        for table in tables:
            name = "纸质留言簿（留言）" if table == "comments" else table_name(table)
            st.download_button(
                name,
                partial(_template, settings, table),
                file_name=f"模板-{table_name(table)}.xlsx",
                mime=WORKBOOK,
                key=f"template-{table}",
                icon=":material/download:",
                on_click="ignore",
            )


def _template(settings: Settings, table: str) -> bytes:
    """The workbook, made only when somebody asks for it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        jobs.call(settings, "template", "--table", table, "--out", str(path))
        return path.read_bytes()
