"""Windows beside their peers: like with like, with intervals, and who cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read import ratings, tables
from etl.read.build import Build
from etl.read.figures import Share
from etl.read.scope import Scope
from scoring.uncertainty import MIN_COMPARED, band_against, wilson

BANDS = ("高于同类", "与同类相当", "低于同类", "样本不足", "待核查")
SUSPECT_SHARE = 0.2


@dataclass(frozen=True)
class Metric:
    """A share that windows are compared by: its name and the two counts."""

    key: str
    label: str
    part: str
    whole: str


METRICS = {
    one.label: one
    for one in (
        Metric("on_time", "按时办结率", "on_time", "promised"),
        Metric("early", "提前办结率", "early", "commitment"),
        Metric("within_statutory", "法定时限内办结率", "within_statutory", "statutory"),
        Metric("satisfaction", "主动评价好评率", "active_good", "active"),
        Metric("online", "网上申请率", "online", "with_channel"),
    )
}


@dataclass(frozen=True)
class Group:
    """One peer group. `windows` has one row a window: part, whole, value, low, high, band, rank.

    Windows in the band 样本不足 have no rank and stand apart in `few`; windows that only the
    cases name, where a roster exists, are `unlisted`.
    """

    name: str
    total: Share
    windows: pd.DataFrame
    few: pd.DataFrame
    unlisted: pd.DataFrame


def ranking(build: Build, scope: Scope, label: str) -> list[Group]:
    """Peer groups with their windows, best first; each window beside the others of its group."""
    metric = METRICS[label]
    frame = tables.by_window(build, scope)
    rated = ratings.ratings_by_window(build, scope)
    frame = frame.merge(rated, on="window_code", how="left")
    frame[["active", "active_good", "suspect"]] = (
        frame[["active", "active_good", "suspect"]].fillna(0).astype(int)
    )
    columns = [
        "window_code",
        "window_name",
        "dept_name",
        "peer_group",
        "finished",
        "suspect",
        "only_by_pause",
        "is_from_cases",
    ]
    picked = frame[columns].assign(
        part=frame[metric.part].astype(int), whole=frame[metric.whole].astype(int)
    )
    has_roster = not frame["is_from_cases"].all()
    picked["unlisted"] = picked["is_from_cases"].astype(bool) & has_roster
    # The peers of a window are those of the whole centre, whatever the filters leave on screen.
    peers = _peer_totals(build, scope, metric, picked)
    # A share made of ratings that people have yet to look at proves nothing.
    picked["doubtful"] = (metric.key == "satisfaction") & (
        picked["suspect"] >= SUSPECT_SHARE * picked["whole"].clip(lower=1)
    )
    return [
        _group(str(name), part, peers[str(name)])
        for name, part in picked.groupby("peer_group", sort=True)
    ]


def _peer_totals(
    build: Build, scope: Scope, metric: Metric, picked: pd.DataFrame
) -> dict[str, Share]:
    everyone = picked
    if scope.dept or scope.window:
        whole = Scope(
            scope.first, scope.last, scope.basis, None, None, scope.channel, scope.case_type
        )
        frame = (
            tables.by_window(build, whole)
            .merge(ratings.ratings_by_window(build, whole), on="window_code", how="left")
            .fillna(0)
        )
        everyone = frame.assign(part=frame[metric.part], whole=frame[metric.whole])
    sums = everyone.groupby("peer_group")[["part", "whole"]].sum()
    return {str(name): Share(int(row["part"]), int(row["whole"])) for name, row in sums.iterrows()}


def _group(name: str, frame: pd.DataFrame, total: Share) -> Group:
    unlisted, frame = frame[frame["unlisted"]], frame[~frame["unlisted"]].copy()
    frame["band"] = [
        band_against(p, w, total.part, total.whole)
        for p, w in zip(frame["part"], frame["whole"], strict=True)
    ]
    frame.loc[frame["doubtful"] & (frame["band"] != "样本不足"), "band"] = "待核查"
    enough = frame[frame["whole"] >= MIN_COMPARED].copy()
    enough["value"] = enough["part"] / enough["whole"]
    spans = [wilson(p, w) for p, w in zip(enough["part"], enough["whole"], strict=True)]
    enough["low"], enough["high"] = [low for low, _ in spans], [high for _, high in spans]
    enough = enough.sort_values(["value", "whole"], ascending=False)
    enough["rank"] = enough["value"].rank(method="min", ascending=False).astype(int)
    return Group(name, total, enough, frame[frame["whole"] < MIN_COMPARED], unlisted)


def summary(groups: list[Group]) -> str:
    """The answer in a sentence: how many stand out, how many cannot be told apart."""
    counts = {band: sum(int((g.windows["band"] == band).sum()) for g in groups) for band in BANDS}
    few = sum(len(group.few) for group in groups)
    above, below = counts["高于同类"], counts["低于同类"]
    text = (
        f"{above} 个窗口明显高于同类，{below} 个明显低于同类，"
        f"{counts['与同类相当'] + counts['样本不足']} 个与同类分不出高下"
    )
    if counts["待核查"]:
        text += f"；{counts['待核查']} 个因大量评价待核查，先不作判断"
    return text + (f"；{few} 个样本不足，不排位。" if few else "。")
