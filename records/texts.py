"""Texts that people give with a step, as they are kept: short enough, personal data hidden."""

from __future__ import annotations

import re

from nlp.mask import mask_text
from records.entries import TEXT_LENGTH
from records.errors import BadEntryError

_CHINESE = re.compile("[\u4e00-\u9fff·]{2,}")


def kept(text: str, name: str = "") -> str:
    """The text as it is kept; `name` is of the one whom it is about, and stays to be read.

    BadEntryError for one that is too long.
    """
    if len(text) > TEXT_LENGTH:
        raise BadEntryError(f"文字太长（{len(text)} 个字）：最多 {TEXT_LENGTH} 个字")
    # A name of other signs could be part of a number that has to be hidden.
    parts = text.strip().split(name) if _CHINESE.fullmatch(name) else [text.strip()]
    return name.join(mask_text(part) for part in parts)


def needed(text: str, what: str) -> str:
    """The same of a text that must not be empty; BadEntryError names `what` is missing."""
    if not text.strip():
        raise BadEntryError(f"{what}没有填写：请补上再保存")
    return kept(text)
