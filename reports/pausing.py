"""只因暂停而按时: what pauses did to each window's share, and which windows stand out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from etl.read import pausing
from etl.read.build import Build
from etl.read.figures import Share
from etl.read.scope import Scope, shift_month
from reports import words
from reports.changes import HISTORY_MONTHS, Series, series
from scoring.uncertainty import TOO_FEW, band_against

UNUSUAL, USUAL = "高于同类", "与同类相当"


@dataclass(frozen=True)
class Pausing:
    """Windows beside their peers, and the reasons.

    `windows` adds two bands to the columns of etl.read.pausing.by_window, `paused_band` and
    `only_band`: 高于同类 is unusual, by the window's 99 % interval against its peers' share, which
    stands beside them as peers_paused, peers_only and peers_promised (counts without the window).
    """

    windows: pd.DataFrame
    reasons: pd.DataFrame
    trend: Series

    def share(self, part: str) -> Share:
        """A count over all windows, of the finished cases with a promise."""
        return Share(int(self.windows[part].sum()), int(self.windows["promised"].sum()))

    @property
    def unusual(self) -> pd.DataFrame:
        """Windows that pause, or are on time only by pausing, more often than their peers."""
        bands = self.windows[["paused_band", "only_band"]]
        return self.windows[(bands == UNUSUAL).any(axis=1)]

    def sentences(self) -> list[str]:
        """How much of the on-time share rests on pauses, and where."""
        only, on_time, lawful = map(self.share, ("only_by_pause", "on_time", "on_time_lawful"))
        if not on_time.whole:
            return ["当前筛选下没有带承诺时限的办结件。"]
        first = (
            f"有承诺的办结件 {words.count(on_time.whole)} 件，其中 {words.count(only.part)} 件只因暂停而按时；"
            f"按时办结率 {words.percent(on_time.value)}，若只扣法定事由的暂停为 {words.percent(lawful.value)}。"
        )
        bands = self.windows[["paused_band", "only_band"]]
        if (bands == TOO_FEW).all(axis=None):
            return [first, "件数太少，不与同类窗口比较。"]
        if self.unusual.empty:
            return [first, "各窗口的暂停都与同类窗口相当。"]
        named = "、".join(self.unusual["window_name"].head(4))
        return [first, f"暂停明显高于同类、请先核对原因的窗口：{named}。"]

    def reasons_by_kind(self, window: str | None = None) -> pd.DataFrame:
        """Pauses by kind, of all windows or one: pause_kind, is_statutory, pauses, only_by_pause."""
        rows = (
            self.reasons if window is None else self.reasons[self.reasons["window_code"] == window]
        )
        summed = rows.groupby(["pause_kind", "is_statutory"], as_index=False)[
            ["pauses", "cases", "only_by_pause"]
        ].sum()
        return summed.sort_values("pauses", ascending=False)


def pausing_view(build: Build, scope: Scope) -> Pausing:
    """Read and compare for one scope.

    A window is compared as a whole with the windows of its group, whatever department or window
    is chosen: the filters only choose what is shown.
    """
    whole = replace(scope, dept=None, window=None)
    everyone = pausing.by_window(build, whole)
    bands = _bands(everyone[everyone["window_code"].notna()])
    shown = everyone if scope == whole else pausing.by_window(build, scope)
    windows = shown.merge(bands, on="window_code", how="left")
    windows[["paused_band", "only_band"]] = windows[["paused_band", "only_band"]].fillna(TOO_FEW)
    past = scope.within(shift_month(scope.last, 1 - HISTORY_MONTHS), scope.last)
    months = pausing.monthly(build, past)
    trend = series(
        list(months["month"].dt.date), list(months["only_by_pause"]), list(months["promised"])
    )
    return Pausing(windows, pausing.reasons(build, scope), trend)


def _bands(windows: pd.DataFrame) -> pd.DataFrame:
    """Where each window stands in its group: window_code, paused_band, only_band."""
    groups = windows.groupby("peer_group")[["promised", "paused", "only_by_pause"]].sum()
    found: dict[str, Any] = {"window_code": windows["window_code"]}
    others = groups.loc[windows["peer_group"]].to_numpy() - windows[list(groups.columns)].to_numpy()
    for place, name in enumerate(("peers_promised", "peers_paused", "peers_only")):
        found[name] = others[:, place]
    for part, band in (("paused", "paused_band"), ("only_by_pause", "only_band")):
        found[band] = [
            _band(row[part], row["promised"], groups.loc[row["peer_group"]], part)
            for _, row in windows.iterrows()
        ]
    return pd.DataFrame(found)


def _band(part: float, whole: float, group: pd.Series, name: str) -> str:
    found = band_against(part, whole, group[name], group["promised"])
    # Fewer pauses than the peers is nothing to look into.
    return found if found in (UNUSUAL, TOO_FEW) else USUAL
