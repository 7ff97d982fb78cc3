"""One window beside its peers: where it stands in each figure, and its strengths in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.read.figures import Share
from reports import words
from reports.ranking import METRICS, Group, Metric, place_words

ABOVE, BELOW = "高于同类", "低于同类"
NAMED_RULES = 2


@dataclass(frozen=True)
class Standing:
    """A window in one figure. `row` is its line of `Group.windows`, None where it has too few."""

    metric: Metric
    group: Group
    share: Share
    row: Any | None

    @property
    def band(self) -> str:
        """What it is beside its peers."""
        return "样本不足" if self.row is None else str(self.row.band)

    @property
    def places(self) -> str:
        """第 2—5 名（共 8 个）, or a dash without a place."""
        if self.row is None:
            return words.NOTHING
        span = place_words(int(self.row.first), int(self.row.last))
        return f"{span}（共 {len(self.group.windows)} 个）"


def standings(by_metric: dict[str, list[Group]], code: str) -> list[Standing]:
    """Where a window stands in every figure of METRICS; none for a window of no group."""
    found = []
    for label, groups in by_metric.items():
        for group in groups:
            for frame, has_place in ((group.windows, True), (group.few, False)):
                for row in frame[frame["window_code"] == code].itertuples():
                    share = Share(int(row.part), int(row.whole))
                    found.append(Standing(METRICS[label], group, share, row if has_place else None))
    return found


def sentences(found: list[Standing], rules: pd.DataFrame) -> list[str]:
    """The strengths first, then what to look at; nothing said that chance may have made.

    `rules` are the eight rules with praise and complaint of its comments.
    """
    if not found:
        return ["窗口不在窗口清单里，无从与同类比较：请先在窗口清单中补登。"]
    strong = [one.metric.label for one in found if one.band == ABOVE]
    weak = [one.metric.label for one in found if one.band == BELOW]
    praised = rules[rules["praise"] > 0].sort_values("praise", ascending=False).head(NAMED_RULES)
    told = [f"{one.work_rule}（{one.praise} 条）" for one in praised.itertuples()]
    first = f"{'、'.join(strong)}明显高于同类" if strong else "各项都没有明显高于同类"
    first = f"长处：{first}" if strong else first
    if told:
        first += f"；群众夸得最多的是{'、'.join(told)}"
    out = [f"{first}。"]
    if weak:
        out.append(f"要留意：{'、'.join(weak)}明显低于同类。")
    if all(one.row is None for one in found):
        out.append("本期各项都不足10件（条），不与同类比较。")
    return out


def table(found: list[Standing]) -> pd.DataFrame:
    """Every figure with its count, its place among the peers and what they make together."""
    return pd.DataFrame(
        {
            "指标": [one.metric.label for one in found],
            "本窗口": [words.share(one.share, one.metric.unit) for one in found],
            "同类合计": [words.percent(one.group.total.value) for one in found],
            "与同类相比": [one.band for one in found],
            "可能的名次": [one.places for one in found],
        }
    )
