"""Scores of 500 windows over 24 months under 40 indicators, and one move of a weight.

The counts are drawn with a fixed seed, month by month, and added up; what is timed is all that a page
waits for: points, places, intervals by simulation and the chance of a place among the first.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from etl.read import Scope
from etl.settings import ROOT
from scoring.indicators import Measures
from scoring.period import parse_period
from scoring.rulebook import METRICS, Rulebook, load_rulebook
from scoring.rulebook.model import Metric
from scoring.scores import scores_of
from scoring.whatif import trial_of

WINDOWS, MONTHS, INDICATORS, GROUPS, SEED, RUNS = 500, 24, 40, 8, 11, 5
SCORES_SECONDS, SLIDER_MS = 2.0, 200.0


@contextmanager
def _metrics(keys: list[str]) -> Iterator[None]:
    """The catalogue of figures holds `keys` for a while."""
    METRICS.update({key: Metric("办件", "件", is_sampled=True) for key in keys})
    try:
        yield
    finally:
        for key in keys:
            METRICS.pop(key)


def _book(keys: list[str]) -> Rulebook:
    book = load_rulebook(ROOT / "data" / "rulebooks" / "2026.toml")
    like = next(one for one in book.indicators if one.key == "on_time")
    share = 100 / (len(keys) + 1)
    volume = next(one for one in book.indicators if one.key == "volume")
    made = [replace(like, key=key, label=key, points=share, floor=0.5) for key in keys]
    return replace(book, indicators=(replace(volume, points=share), *made))


def _measures(keys: list[str]) -> Measures:
    rng = np.random.default_rng(SEED)
    codes = [f"W{number:04d}" for number in range(WINDOWS)]
    monthly = rng.poisson(rng.uniform(3, 300, (1, WINDOWS, 1)), (MONTHS, WINDOWS, len(keys)))
    good = rng.binomial(monthly, rng.beta(18, 2, (1, WINDOWS, len(keys))))
    index = pd.Index(codes, name="window_code")
    whole = pd.DataFrame(monthly.sum(axis=0), index=index, columns=keys, dtype=float)
    part = pd.DataFrame(good.sum(axis=0), index=index, columns=keys, dtype=float)
    for frame in (part, whole):
        frame["volume"] = whole[keys[0]]
        frame["good_rating"] = frame[keys[1]]
    windows = pd.DataFrame(
        {
            "window_name": codes, "dept_name": "某局",
            "peer_group": [f"第{number % GROUPS}类" for number in range(WINDOWS)],
            "is_from_cases": False, "n_cases": whole["volume"], "overdue": 0, "n_comments": 0,
            "complaints": 0, "suspect": 0, "lacks_supplements": False,
        },
        index=index,
    )  # fmt: skip
    return Measures(windows, part, whole, whole.copy())


def _seconds(call: Callable[[], Any], runs: int = RUNS) -> float:
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def measure() -> dict[str, Any]:
    """Seconds of the scores, of every sentence of them, milliseconds of a weight moved and its ranges."""
    keys = [f"share_{number}" for number in range(INDICATORS - 1)]
    scope: Scope = parse_period("2026").scope
    with _metrics(keys):
        measures, book = _measures(keys), _book(keys)
        made = scores_of(measures, scope, book)
        tried = trial_of(measures, book)
        steps = [float(number) for number in range(41)]
        return {
            "windows": WINDOWS, "months": MONTHS, "indicators": INDICATORS,
            "scores_seconds": _seconds(lambda: scores_of(measures, scope, book)),
            "scores_limit": SCORES_SECONDS,
            "sentences_seconds": _seconds(
                lambda: [each.why for one in made.windows for each in one.indicators], 1
            ),
            "slider_ms": _seconds(lambda: tried.under({keys[0]: 9.0})) * 1000,
            "ranges_ms": _seconds(lambda: tried.ranges(keys[0], steps)) * 1000,
            "slider_limit": SLIDER_MS,
        }  # fmt: skip


def tell(found: dict[str, Any]) -> str:
    """The figures as ratios to their limits."""
    slider = found["slider_ms"] + found["ranges_ms"]
    return (
        f"{found['windows']} 个窗口、{found['months']} 个月、{found['indicators']} 项指标："
        f"得分、区间与名次概率 {found['scores_seconds']:.2f} 秒（上限的 "
        f"{found['scores_seconds'] / found['scores_limit']:.0%}），逐项理由 {found['sentences_seconds']:.2f} 秒；"
        f"移动一个权重 {found['slider_ms']:.0f} 毫秒，连同范围 {slider:.0f} 毫秒（上限的 "
        f"{slider / found['slider_limit']:.0%}）"
    )


def main() -> int:
    """Print the figures; the JSON object is the last line."""
    found = measure()
    print(tell(found), file=sys.stderr)
    print(json.dumps(found, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
