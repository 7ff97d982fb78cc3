"""Words of the import page."""

from __future__ import annotations

SKIPPED = {
    "blank": "空行",
    "title": "标题",
    "section": "分段行",
    "total": "合计行",
    "note": "备注",
}


def skipped_words(skipped: dict[str, int]) -> str:
    """What was no data row, by reason; empty where nothing was skipped."""
    return "、".join(f"{SKIPPED.get(why, why)} {count:,} 行" for why, count in skipped.items())
