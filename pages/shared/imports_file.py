"""Which file, which table, from which source: the first questions of the import page."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from etl import contract as contracts
from etl import jobs
from etl.contract import header_key
from etl.settings import DEFAULT_SOURCE, Settings
from pages.shared.labels import source_name, table_name

MEGABYTES = 1024
DESK, ROUND = "import_desk", "import_round"
FROM_HERE, FROM_INBOX = "从这台电脑选", "从待导入文件夹选"
NEW_SOURCE = "其他来源……"


@dataclass(frozen=True)
class Chosen:
    """A file on the server and the desk beside it, where its mapping is written."""

    path: Path
    desk: Path

    @property
    def stamp(self) -> tuple[str, int, int]:
        """Changes when the file does."""
        told = self.path.stat()
        return (str(self.path), told.st_size, told.st_mtime_ns)


def choose_file(settings: Settings) -> Chosen | None:
    """The file to import; None until one is chosen. What was chosen before is cleared away."""
    way = st.segmented_control(
        "文件在哪里", [FROM_HERE, FROM_INBOX], default=FROM_HERE, key="import_way"
    )
    if way == FROM_INBOX:
        return _from_inbox(settings)
    given = st.file_uploader(
        "把导出的文件拖到这里，或点按钮选择",
        key=f"upload-{st.session_state.get(ROUND, 0)}",
        max_upload_size=MEGABYTES,
        help="CSV、Excel（新旧格式）、WPS 另存的网页表格、ODS、ZIP、Parquet 都可以，按内容识别",
    )
    if given is None:
        _clear()
        return None
    held: tuple[str, Chosen] | None = st.session_state.get(DESK)
    if held is not None and held[0] == given.file_id and held[1].path.is_file():
        return held[1]
    desk = _new_desk(settings)
    path = desk / _safe(given.name)
    with path.open("wb") as copy:
        shutil.copyfileobj(given, copy)
    return _hold(given.file_id, Chosen(path, desk))


def _from_inbox(settings: Settings) -> Chosen | None:
    folder = jobs.inbox(settings)
    names = sorted(one.name for one in folder.glob("[!.]*") if one.is_file())
    if not names:
        st.info(f"待导入文件夹里没有文件：请系统管理员把大文件放进服务器的“{folder.name}”文件夹。")
        return None
    name = st.selectbox("文件", names, index=None, key="import_inbox", placeholder="请选择文件")
    if name is None:
        _clear()
        return None
    held: tuple[str, Chosen] | None = st.session_state.get(DESK)
    if held is not None and held[0] == f"inbox/{name}" and held[1].desk.is_dir():
        return held[1]
    return _hold(f"inbox/{name}", Chosen(folder / name, _new_desk(settings)))


def _new_desk(settings: Settings) -> Path:
    _clear()
    return jobs.new_desk(settings)


def _hold(key: str, chosen: Chosen) -> Chosen:
    st.session_state[DESK] = (key, chosen)
    return chosen


def _clear() -> None:
    held: tuple[str, Chosen] | None = st.session_state.pop(DESK, None)
    if held is not None:
        shutil.rmtree(held[1].desk, ignore_errors=True)


def let_go() -> None:
    """The work has the file now: the next round begins with an empty field."""
    st.session_state.pop(DESK, None)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1


def _safe(name: str) -> str:
    """The last part of a name, without what a file system refuses."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    return kept.lstrip(".")[-120:] or "上传的文件"


def guess_table(columns: list[str]) -> str:
    """The table whose known headers are most among these; 办件 where none is known."""
    keys = {header_key(one) for one in columns}

    def known(table: str) -> int:
        fields = contracts.load(table).fields
        return sum(bool(keys & {header_key(one) for one in field.aliases}) for field in fields)

    # 办件 goes first, so that it wins where two tables know as many.
    return max(sorted(contracts.tables(), key=lambda one: one != "cases"), key=known)


def choose_table(guess: str, key: str) -> str:
    """The table the file holds; the guess by its headers comes first."""
    tables = sorted(contracts.tables(), key=lambda one: one != "cases")
    chosen = st.selectbox(
        "这是什么表", tables, index=tables.index(guess), key=key, format_func=table_name, width=240
    )
    return str(chosen)


def choose_source(batches: list[dict[str, Any]]) -> str:
    """The system the export comes from: one used before, or a new one by its name."""
    used = sorted({one["source"] for one in batches} - {DEFAULT_SOURCE})
    picked = st.selectbox(
        "来自哪个系统", [DEFAULT_SOURCE, *used, NEW_SOURCE], key="import_source",
        format_func=source_name, width=240,
        help="办件、暂停、评价、留言要对得上号，须用同一个来源；不同系统编号可能相同，须分开",
    )  # fmt: skip
    if picked != NEW_SOURCE:
        return str(picked)
    named = st.text_input("来源名称", key="import_new_source", max_chars=30, width=240)
    return named.strip() or DEFAULT_SOURCE
