"""Windows beside their peers: like with like, with intervals, and who cannot be told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.read import peers, ratings, tables
from etl.read.build import Build
from etl.read.figures import Share
from etl.read.scope import Scope
from scoring import funnel, shrinkage
from scoring.casemix import standardise
from scoring.places import places_of
from scoring.ranking import bands
from scoring.shrinkage import Prior
from scoring.uncertainty import MIN_COMPARED, differs

BANDS = ("高于同类", "与同类相当", "低于同类", "样本不足", "待核查")
SUSPECT_SHARE = 0.2
TOP, DRAWS, SEED = 3, 2000, 20260101
PAIR, ACTED = 2, 2
"""So many windows at least are compared; the signal of a window beyond the outer limit."""


@dataclass(frozen=True)
class Metric:
    """A share that windows are compared by: its name and the two counts."""

    key: str
    label: str
    part: str
    whole: str
    unit: str = "件"


METRICS = {
    one.label: one
    for one in (
        Metric("on_time", "按时办结率", "on_time", "promised"),
        Metric("early", "提前办结率", "early", "commitment"),
        Metric("within_statutory", "法定时限内办结率", "within_statutory", "statutory"),
        Metric("satisfaction", "主动评价好评率", "active_good", "active", "条"),
        Metric("online", "网上申请率", "online", "with_channel"),
    )
}


def place_words(first: int, last: int) -> str:
    """第 3—9 名, or one place where no other is likely."""
    return f"第 {first} 名" if first == last else f"第 {first}—{last} 名"


@dataclass(frozen=True)
class Group:
    """One peer group. `windows` has one row a window, best first: part, whole, value (as counted),
    shrunk (drawn toward the peers), low and high (95 %, of shrunk), first and last (places of 95 %),
    p_top (chance to be truly among the first `seats`), tier (windows of one tier cannot be told
    apart), signal (funnel), band (what the funnel says in a word).

    Windows with fewer than ten stand apart in `few`; windows that only the cases name, where a
    roster exists, are `unlisted`.
    """

    name: str
    total: Share
    prior: Prior
    seats: int
    windows: pd.DataFrame
    few: pd.DataFrame
    unlisted: pd.DataFrame


def ranking(build: Build, scope: Scope, label: str) -> list[Group]:
    """Peer groups with their windows, best first; each window beside all of its group.

    A department or window in the scope chooses which are shown, never whom they are compared with.
    """
    metric = METRICS[label]
    whole = scope.all_windows()
    everyone = _counted(build, whole, metric)
    groups = [_group(str(name), part) for name, part in everyone.groupby("peer_group")]
    if not (scope.dept or scope.window):
        return groups
    return [_shown(group, scope) for group in groups]


def _counted(build: Build, scope: Scope, metric: Metric) -> pd.DataFrame:
    """Every window with part and whole, what is suspect of its ratings and whether it is listed."""
    frame = tables.by_window(build, scope)
    rated = ratings.ratings_by_window(build, scope)
    frame = frame.merge(rated, on="window_code", how="left")
    rated_columns = ["active", "active_good", "suspect"]
    frame[rated_columns] = frame[rated_columns].fillna(0).astype(int)
    columns = [
        "window_code", "window_name", "dept_name", "peer_group", "finished", "suspect",
        "only_by_pause", "is_from_cases",
    ]  # fmt: skip
    picked = frame[columns].assign(
        part=frame[metric.part].astype(int), whole=frame[metric.whole].astype(int)
    )
    has_roster = not frame["is_from_cases"].all()
    picked["unlisted"] = picked["is_from_cases"].astype(bool) & has_roster
    # A share made of ratings that people have yet to look at proves nothing.
    picked["doubtful"] = (metric.key == "satisfaction") & (
        picked["suspect"] >= SUSPECT_SHARE * picked["whole"].clip(lower=1)
    )
    return picked


def _group(name: str, frame: pd.DataFrame) -> Group:
    total = Share(int(frame["part"].sum()), int(frame["whole"].sum()))
    unlisted, frame = frame[frame["unlisted"]], frame[~frame["unlisted"]].copy()
    is_enough = frame["whole"] >= MIN_COMPARED
    enough, few = frame[is_enough].copy(), frame[~is_enough]
    prior = shrinkage.fit(frame["part"].to_numpy(float), frame["whole"].to_numpy(float))
    seats = min(TOP, max(1, len(enough) // 2))
    return Group(name, total, prior, seats, _placed(enough, prior, total, seats), few, unlisted)


def _placed(frame: pd.DataFrame, prior: Prior, total: Share, seats: int) -> pd.DataFrame:
    """The windows in order of what their share most likely is, with the places they may have."""
    part, whole = frame["part"].to_numpy(float), frame["whole"].to_numpy(float)
    frame["value"] = part / whole
    frame["shrunk"] = shrinkage.shrunk(part, whole, prior)
    frame["low"], frame["high"] = shrinkage.intervals(part, whole, prior)
    blank = {"first": 0, "last": 0, "p_top": 0.0, "tier": 0, "signal": 0, "rank": 0, "band": ""}
    if frame.empty:
        return frame.assign(**blank)
    rng = np.random.default_rng(SEED)
    found = places_of(shrinkage.draw(part, whole, prior, DRAWS, rng), seats)
    frame["first"], frame["last"], frame["p_top"] = found.first, found.last, found.p_top
    frame["signal"] = funnel.signal(part, whole, total.part / total.whole)
    frame["band"] = _bands(frame)
    frame = frame.sort_values(["shrunk", "whole", "window_code"], ascending=[False, False, True])
    frame["tier"] = bands(list(frame["shrunk"]), list(frame["low"]), list(frame["high"]))
    frame["rank"] = frame["shrunk"].rank(method="min", ascending=False).astype(int)
    return frame


def _bands(frame: pd.DataFrame) -> list[str]:
    """What the funnel shows in a word: beyond its outer limit a window stands out, else it does not."""
    if len(frame) < PAIR:
        return ["样本不足"] * len(frame)
    words = {ACTED: "高于同类", -ACTED: "低于同类"}
    return [
        "待核查" if doubtful else words.get(int(signal), "与同类相当")
        for doubtful, signal in zip(frame["doubtful"], frame["signal"], strict=True)
    ]


def _shown(group: Group, scope: Scope) -> Group:
    def chosen(frame: pd.DataFrame) -> pd.DataFrame:
        keep = pd.Series(True, index=frame.index)
        if scope.dept:
            keep &= frame["dept_name"] == scope.dept
        if scope.window:
            keep &= frame["window_code"] == scope.window
        return frame[keep]

    return Group(
        group.name,
        group.total,
        group.prior,
        group.seats,
        chosen(group.windows),
        chosen(group.few),
        chosen(group.unlisted),
    )


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


def moved(build: Build, scope: Scope, label: str) -> pd.DataFrame:
    """Windows whose share changed beyond chance against the period before, largest change first.

    Columns window_code, window_name, before and now (Share), change.
    """
    metric = METRICS[label]
    now, before = (_counted(build, one, metric) for one in (scope, scope.previous()))
    both = now.merge(before[["window_code", "part", "whole"]], on="window_code", suffixes=("", "_before"))  # fmt: skip
    rows = [
        (one.window_code, one.window_name, past, this, this.value - past.value)
        for one in both.itertuples()
        if differs(one.part, one.whole, one.part_before, one.whole_before)
        for past in [Share(int(one.part_before), int(one.whole_before))]
        for this in [Share(int(one.part), int(one.whole))]
        if past.value is not None and this.value is not None
    ]
    found = pd.DataFrame(rows, columns=["window_code", "window_name", "before", "now", "change"])
    return found.sort_values("change", key=np.abs, ascending=False, ignore_index=True)


def by_month(build: Build, scope: Scope, label: str, codes: list[str]) -> pd.DataFrame:
    """The place of each of some windows in each month of the scope, among those with ten and more.

    Columns window_code, month, place (1 the best, by shares drawn toward the peers of the month).
    """
    frame = peers.shares_by_month(build, scope, METRICS[label].key)
    frame = frame[frame["window_code"].isin(codes) & (frame["whole"] >= MIN_COMPARED)]
    parts = []
    for _, month in frame.groupby("month"):
        part, whole = month["part"].to_numpy(float), month["whole"].to_numpy(float)
        value = shrinkage.shrunk(part, whole, shrinkage.fit(part, whole))
        place = pd.Series(value, index=month.index).rank(method="min", ascending=False)
        parts.append(month.assign(place=place.astype(int)))
    told = pd.concat(parts) if parts else frame.assign(place=0)
    return told[["window_code", "month", "place"]]


def case_mix(build: Build, scope: Scope, label: str) -> pd.DataFrame:
    """Observed against expected misses by window: `casemix.COLUMNS` with window_name and peer_group.

    The most beyond what its items explain first. Windows without anything expected are left out.
    """
    whole = scope.all_windows()
    found = standardise(peers.kinds_by_window(build, whole, METRICS[label].key)).frame
    names = tables.by_window(build, scope).set_index("window_code")
    told = found.join(names[["window_name", "peer_group"]], how="inner")
    told = told[(told["cases"] >= MIN_COMPARED) & told["ratio"].notna()]
    return told.sort_values("ratio", ascending=False).reset_index()
