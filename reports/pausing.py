"""只因暂停而按时: what pauses did to each window's share, and which windows stand out."""

from __future__ import annotations

from dataclasses import dataclass

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
    """Windows with `paused_band` and `pause_only_band` beside their peers, and the reasons.

    `windows` adds to the columns of etl.read.pausing.by_window: share_paused, share_only and the
    two bands: 高于同类 is unusual, by the window's 99 % interval against its peers' share.
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
        if self.unusual.empty:
            return [first, "各窗口的暂停都与同类窗口相当。"]
        named = "、".join(self.unusual["window_name"].head(4))
        return [first, f"暂停明显多于同类、请先核对原因的窗口：{named}。"]

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
    """Read and compare for one scope; peers are those of the whole centre."""
    everyone = _everyone(scope)
    windows = pausing.by_window(build, everyone)
    groups = windows.groupby("peer_group")[["promised", "paused", "only_by_pause"]].sum()
    for part, band in (("paused", "paused_band"), ("only_by_pause", "only_band")):
        windows[band] = [
            _band(row[part], row["promised"], groups.loc[row["peer_group"]], part)
            for _, row in windows.iterrows()
        ]
    windows["share_paused"] = windows["paused"] / windows["promised"]
    windows["share_only"] = windows["only_by_pause"] / windows["promised"]
    kept = windows[_in_scope(windows, scope)].reset_index(drop=True)
    past = scope.within(shift_month(scope.last, 1 - HISTORY_MONTHS), scope.last)
    months = pausing.monthly(build, past)
    trend = series(
        list(months["month"].dt.date), list(months["only_by_pause"]), list(months["promised"])
    )
    return Pausing(kept, pausing.reasons(build, scope), trend)


def _everyone(scope: Scope) -> Scope:
    return Scope(scope.first, scope.last, scope.basis, None, None, scope.channel, scope.case_type)


def _in_scope(windows: pd.DataFrame, scope: Scope) -> pd.Series:
    kept = pd.Series(True, index=windows.index)
    if scope.dept is not None:
        kept &= windows["dept_name"] == scope.dept
    if scope.window is not None:
        kept &= windows["window_code"] == scope.window
    return kept


def _band(part: float, whole: float, group: pd.Series, name: str) -> str:
    found = band_against(part, whole, group[name], group["promised"])
    # Fewer pauses than the peers is nothing to look into.
    return found if found in (UNUSUAL, TOO_FEW) else USUAL
