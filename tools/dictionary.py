"""The data dictionary, written from the contracts, the models' own headers and the exports."""

from __future__ import annotations

import sys

from etl import contract as contracts
from etl.models import Model, all_models
from etl.read.export_tables import EXPORTS
from etl.settings import ROOT

TARGET = ROOT / "docs" / "数据字典.md"
TYPES = {
    "id": "编号",
    "text": "文字",
    "content": "正文",
    "timestamp": "日期时间",
    "integer": "整数",
    "number": "数",
    "boolean": "是否",
    "limit": "时限（数＋单位）",
    "enum": "取值",
}
HEAD = """# 数据字典

本页由 `python -m tools.dictionary` 生成，请勿手改。

## 导入的表

表头写“接受的表头”中的任何一个都能识别（不分全角半角、大小写、括号和空格）。
"""
META = """
### meta_build

一行：build_id, as_of（统计日）, built_at, code_version, rulebook, calendar_until（节假日安排已知到）, label_model, is_demo。

### meta_batch

每批一行：batch_id, table_name, source, file, sha256, encoding, header_row, rows_in, loaded, rejected, duplicate, skipped, landed_at, landed_by。

### meta_reject

每个退回行一行：batch_id, row_no, column, value, reason。
"""


def landed() -> str:
    """Every contract as a table of its fields."""
    parts = [HEAD]
    for name in contracts.tables():
        one = contracts.load(name)
        parts.append(
            f"\n### {name} {one.label}\n\n| 字段 | 名称 | 类型 | 缺了就退回 | 接受的表头 |"
        )
        parts.append("|---|---|---|---|---|")
        for field in one.fields:
            kind = TYPES[field.type]
            if field.values:
                kind += "：" + "、".join(field.values)
            if field.pii == 2:
                kind += "（只存加密摘要）"
            must = "是" if "missing" in field.reject else ""
            parts.append(
                f"| {field.name} | {field.label} | {kind} | {must} | {'、'.join(field.aliases)} |"
            )
    return "\n".join(parts)


def published() -> str:
    """Every published model with its header."""
    parts = ["\n\n## 发布的表\n"]
    for model in sorted(all_models(), key=lambda one: one.name):
        if model.layer == "marts":
            parts.append(f"### {model.name}\n\n" + "\n".join(_lines(model)) + "\n")
    return "\n".join(parts)


def _lines(model: Model) -> list[str]:
    return [f"- {line}" for line in model.header if line and not line.startswith("as:")]


def exported() -> str:
    """Every table that the page 导出 gives, with what its columns mean."""
    parts = ["\n## 导出的表\n\n页面“导出”给出的文件；文件里附有同样的说明。"]
    for one in EXPORTS.values():
        parts.append(f"\n### {one.label}（{one.table}）\n\n{one.grain}。\n\n| 列 | 字段 | 含义 |")
        parts.append("|---|---|---|")
        parts += [f"| {each.label} | {each.name} | {each.meaning} |" for each in one.columns]
    return "\n".join(parts) + "\n"


def dictionary() -> str:
    """The whole page."""
    return landed() + published() + META + exported()


def main() -> int:
    """Write the page."""
    TARGET.write_text(dictionary(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
