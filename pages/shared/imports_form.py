"""The form of the import page: from the file to the button that imports it."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from etl import jobs
from etl.settings import Settings
from pages.shared import imports_file as files
from pages.shared import imports_job, imports_preview
from pages.shared import imports_mapping as mapping
from pages.shared.cached import told
from pages.shared.labels import source_name
from records.users import User

EVERY_SHEET = "全部符合的工作表"
# The command's advice names its options; here the boxes above do the same.
TO_COMMANDS = re.compile("：请(用|检查|改用) --.*$")
ON_THIS_PAGE = "：请在上面为这些列选定含义，或换一张表、一个工作表"


def _look(settings: Settings, chosen: files.Chosen, table: str, source: str, sheet: str | None, choices: mapping.Choices, ledger: tuple[Any, ...]) -> dict[str, Any]:  # fmt: skip
    """What the commands see in the file under the choices made so far."""
    args = ["preview", str(chosen.path), "--table", table, "--source", source]
    path = mapping.write_mapping(chosen.desk, choices)
    args += ["--mapping", str(path)] if path else []
    args += ["--sheet", sheet] if sheet else []
    made = path.read_text(encoding="utf-8") if path else ""
    with st.spinner("正在识别……"):
        return told(settings, (chosen.stamp, made, ledger), *args)


def form(settings: Settings, user: User, batches: list[dict[str, Any]]) -> None:
    """From the file to the button that imports it."""
    chosen = files.choose_file(settings)
    if chosen is None:
        return
    with st.spinner("正在读取……"):
        seen = told(settings, (chosen.stamp,), "inspect", str(chosen.path))
    # A widget of another file must not lend its choice to this one.
    key = "-".join(map(str, chosen.stamp))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        table = files.choose_table(files.guess_table(seen["columns"]), f"table-{key}")
        source = files.choose_source(batches)
        sheet = None
        if len(seen["sheets"] or []) > 1:
            named = st.selectbox(
                "工作表", [EVERY_SHEET, *seen["sheets"]], key=f"sheet-{key}", width=240,
                help="全部：每张表头符合的工作表逐张导入；下面先给您看第一张",
            )  # fmt: skip
            sheet = None if named == EVERY_SHEET else named
    choices = mapping.choices_for((key, table, source, sheet))
    # What was landed or taken back decides what is new, and what is remembered of a source.
    ledger = tuple((one["batch"], one["forgotten_at"]) for one in batches)
    found = _look(settings, chosen, table, source, sheet, choices, ledger)
    st.subheader("认出了什么", anchor=False)
    mapping.recognised(found)
    mapping.mapping_table(found)
    name = f"{key}-{table}-{source}-{sheet}"
    mapping.correct(found, choices, name)
    mapping.explain_digits(found, choices, name)
    imports_preview.before_and_after(found)
    # Before the codes are explained every row would be listed as sent back.
    if not mapping.unexplained(found, choices):
        imports_preview.findings(found)
    _decide(settings, chosen, found, choices, user, source, sheet)


def _decide(
    settings: Settings, chosen: files.Chosen, found: dict[str, Any], choices: mapping.Choices, user: User,
    source: str, sheet: str | None,
) -> None:  # fmt: skip
    """The plain sentence of what will happen, and the button."""
    asked = mapping.unexplained(found, choices)
    landed = found.get("already_landed")
    if found["problem"]:
        st.error(TO_COMMANDS.sub(ON_THIS_PAGE, found["problem"]))
        return
    if asked:
        st.warning(f"还不能导入：请先说明“{'”“'.join(asked)}”的每个代码是什么意思。")
        return
    if landed:
        st.info(f"这个文件在 {landed['landed_at'].replace('T', ' ')[:16]} 已经导入过，不用再导入。")  # fmt: skip
        return
    st.markdown(imports_preview.sentence(found, source_name(source)))
    if more := imports_preview.others(found, sheet):
        st.caption(more)
    if not user.is_named:
        st.warning("请先在左侧填写“使用者姓名”：导入会记下是谁做的。")
    if st.button("导入", key="land", type="primary", disabled=not user.is_named):
        args = ["land", str(chosen.path), "--table", found["table"], "--source", source]
        path = mapping.write_mapping(chosen.desk, choices)
        args += ["--mapping", str(path), "--remember"] if path else []
        args += ["--sheet", sheet] if sheet else []
        land = jobs.Step("导入", (*args, "--by", str(user), "--progress"))
        files.let_go()
        steps = [land, imports_job.build_step()]
        imports_job.begin(settings, f"导入 {chosen.path.name}", user, steps, chosen.desk)
