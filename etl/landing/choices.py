"""What an office decided about the exports of one source, as `--mapping` takes it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from etl.contract import Contract, header_key
from etl.errors import UserError

Origin = Literal["映射指定", "记住的"]


@dataclass(frozen=True)
class Choices:
    """What an office decided about one source: headers to fields, raw values to words.

    Read from a TOML file: `[columns]` "原表头" = "field" and `[values.grade]` "1" = "非常满意";
    the field "" leaves a column as it is. `origin` says whether it was given now or remembered.
    """

    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    origin: Origin = "映射指定"

    @property
    def digest(self) -> str:
        """A short hash over what was decided: the same file read otherwise is another landing."""
        text = json.dumps([self.columns, self.values], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:12]


def read_choices(
    path: Path | None,
    contract: Contract,
    origin: Origin = "映射指定",
) -> Choices:
    """The mapping file of a source; UserError when it is unreadable or names no such field."""
    if path is None:
        return Choices()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError(f"映射文件“{path}”无法读取（{error}）：请检查 TOML 写法") from None
    columns, values = raw.get("columns", {}), raw.get("values", {})
    tables = [columns, values, *(values.values() if isinstance(values, dict) else [])]
    if not all(isinstance(one, dict) for one in tables):
        raise UserError(f"映射文件“{path.name}”写法不对：应为 [columns] 和 [values.字段] 两类小节")
    words = [*columns.values(), *(one for group in values.values() for one in group.values())]
    if not all(isinstance(one, str) for one in words):
        raise UserError(f"映射文件“{path.name}”写法不对：等号右边应是一个加引号的词")
    known = {one.name: one for one in contract.fields}
    for name in [*filter(None, columns.values()), *values]:
        if name not in known:
            raise UserError(f"映射文件“{path.name}”中的“{name}”不是“{contract.label}”表的字段")
    for name, words in values.items():
        for word in words.values():
            if word not in known[name].values:
                allowed = "、".join(known[name].values) or "（该字段不用说明取值）"
                raise UserError(
                    f"映射文件“{path.name}”中“{known[name].label}”的“{word}”不在约定的取值中：{allowed}"
                )
    return Choices({header_key(k): v for k, v in columns.items()}, values, origin)
