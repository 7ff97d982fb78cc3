"""The vocabulary of records: what kinds there are, and their Chinese names.

A module that records something new registers its kind once, when it is imported.
"""

from __future__ import annotations

import re

from records.errors import UnknownKindError

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")

_KINDS: dict[str, str] = {
    "label_review": "标注复核",
    "label_second": "标注二审",
    "suspect_review": "评价与留言核查",
    "batch_landed": "数据导入",
    "batch_forgotten": "撤回导入",
    "build_published": "发布数据",
    "month_frozen": "月度定版",
    "month_restated": "月度更正",
    "nomination": "提名",
    "objection": "异议",
    "selection": "评选",
    "honour": "表彰",
    "score_entry": "人工计分",
    "rulebook_change": "规则调整",
    "reference_change": "日历与阈值调整",
    "loop_step": "投诉闭环",
    "loop_ruling": "投诉申诉核定",
    "ledger_entry": "台账",
    "report_published": "月报发布",
    "export": "导出",
    "sign_in": "登录",
}


def register(code: str, label: str) -> None:
    """Add a kind. Raises ValueError for a code already used with another name: a fault of ours."""
    if not _CODE.fullmatch(code) or not label.strip():
        raise ValueError(f"not a kind: {code!r}, {label!r}")
    if _KINDS.setdefault(code, label) != label:
        raise ValueError(f"kind {code!r} is registered already as {_KINDS[code]!r}")


def require(code: str) -> str:
    """The code, if it is registered; raises UnknownKindError."""
    if code not in _KINDS:
        raise UnknownKindError(f"没有“{code}”这一类记录：可用的有 {'、'.join(_KINDS)}")
    return code


def label(code: str) -> str:
    """The Chinese name; the code itself for one that a later version wrote."""
    return _KINDS.get(code, code)


def all_kinds() -> dict[str, str]:
    """Every registered kind with its Chinese name."""
    return dict(_KINDS)
