"""Ten rows before and after, what was found, and in a plain sentence what will happen."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared.findings import words_of
from pages.shared.frame import on_screen, plain
from pages.shared.imports_words import skipped_words
from pages.shared.labels import table_name

# The preview counts the reasons of rejects among its findings.
SENT_BACK = "退回："


def before_and_after(told: dict[str, Any]) -> None:
    """The first rows as the file has them and as they will be kept."""
    before, after = st.tabs(["转换后的前十行", "文件里的前十行"])
    with before:
        if told["after"]:
            on_screen(pd.DataFrame(told["after"]).fillna("—").astype(str))
        else:
            st.caption("没有可以转换的行。")
    with after:
        rows = told["before"]
        width = max(map(len, rows), default=0)
        heads = {one["index"]: one["header"] for one in told["columns"]}
        names = [heads.get(i) or "（空）" for i in range(width)]
        unique = [name if names.index(name) == i else f"{name}（{i + 1}）" for i, name in enumerate(names)]  # fmt: skip
        on_screen(pd.DataFrame(rows, columns=unique).fillna("").astype(str))


def findings(told: dict[str, Any]) -> None:
    """Oddities and rejects of the rows looked at, before anything is landed."""
    if told["looked_at_rows"] is not None:
        st.caption(f"文件较大，以下只看了前 {told['looked_at_rows']:,} 行；导入时逐行核对。")
    kept = [one for one in told["findings"] if not one["name"].startswith(SENT_BACK)]
    back = [one for one in told["findings"] if one["name"].startswith(SENT_BACK)]
    if kept:
        st.markdown("**数据疑点**（照样入库）")
        on_screen(
            pd.DataFrame(
                {
                    "疑点": [one["name"] for one in kept],
                    "行数": [f"{one['rows']:,}" for one in kept],
                    "例子": [str(one["example"] or "—") for one in kept],
                    "怎么办": [words_of(one["name"]).todo for one in kept],
                }
            )
        )
    if told["rejects"]:
        st.markdown("**会退回的行**（不入库）")
        st.caption(
            "；".join(f"{one['name'].removeprefix(SENT_BACK)}：{one['rows']:,} 行" for one in back)
        )
        on_screen(
            pd.DataFrame(
                {
                    "行号": [f"{one['row_no']:,}" for one in told["rejects"]],
                    "列": [one["column"] or "—" for one in told["rejects"]],
                    "原值": [one["value"] or "（空）" for one in told["rejects"]],
                    "原因": [one["reason"] for one in told["rejects"]],
                }
            )
        )


def others(told: dict[str, Any], sheet: str | None) -> str:
    """What else of the file lands beside the part shown; empty where that is all."""
    if len(told["members"]) > 1:
        return f"以上是压缩包里的第一个文件；{len(told['members'])} 个文件中表头符合的都会导入。"
    if sheet is None and len(told["sheets"]) > 1:
        return f"以上是第一张工作表；{len(told['sheets'])} 张工作表中表头符合的都会导入。"
    return ""


def sentence(told: dict[str, Any], source: str) -> str:
    """What will happen, in one plain sentence."""
    rows, rejected = told["rows_in"], told["rejected"]
    partly = told["looked_at_rows"] is not None
    text = f"将作为“{table_name(told['table'])}”导入，来源“{plain(source)}”："
    text += f"{'前面看过的' if partly else '共'} {rows:,} 行中，退回 {rejected:,} 行，其余入库"
    if told["skipped"]:
        text += f"；跳过{skipped_words(told['skipped'])}"
    ignored = [one["header"] for one in told["columns"] if one["header"] and not one["field"]]
    if ignored:
        text += f"；{len(ignored)} 列不当作字段，原样保留"
    return text + "。以前导入过的相同的行不会重复计。导入后自动生成，各页随即更新。"
