"""Observed against expected: a window's bad events beside those that its items would bring anyone.

Indirect standardisation: what a window does is expected at the rates of the whole centre for the
same kinds of cases. The interval is Garwood's exact one for a Poisson count (Breslow and Day 1987,
ch. 2): 1 is as expected, below 1 is better.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Mixed:
    """By window (the index): observed and expected events, their ratio with its 95 % interval.

    `known` is the share of the window's cases whose kind other windows handle too: only those can be
    compared, the rest is expected at the rate of its wider kind.
    """

    frame: pd.DataFrame


COLUMNS = ("observed", "expected", "ratio", "low", "high", "cases", "known")


def standardise(counts: pd.DataFrame, level: float = 0.95) -> Mixed:
    """Compare windows by their kinds of cases.

    `counts` has a row for each window_code, kind (an item) and wider (what the item belongs to) with
    cases and events. A kind that one window alone handles says nothing of how it is handled: there
    its wider kind stands, and where that too is handled by one window alone, the centre's rate.
    """
    if counts.empty:
        return Mixed(pd.DataFrame(columns=COLUMNS, index=pd.Index([], name="window_code")))
    rows = counts.copy()
    whole = rows["events"].sum() / max(rows["cases"].sum(), 1)
    by_kind, shared_kind = _rate(rows, ["kind"])
    by_wider, shared_wider = _rate(rows, ["wider"])
    rate = np.where(shared_kind, by_kind, np.where(shared_wider, by_wider, whole))
    rows["expected"] = rows["cases"] * rate
    rows["known"] = rows["cases"] * shared_kind
    sums = rows.groupby("window_code")[["events", "expected", "cases", "known"]].sum()
    low, high = poisson_interval(sums["events"].to_numpy(float), level)
    expected = sums["expected"].where(sums["expected"] > 0)
    return Mixed(
        pd.DataFrame(
            {
                "observed": sums["events"],
                "expected": sums["expected"],
                "ratio": sums["events"] / expected,
                "low": low / expected,
                "high": high / expected,
                "cases": sums["cases"],
                "known": sums["known"] / sums["cases"].where(sums["cases"] > 0),
            }
        )
    )


def _rate(rows: pd.DataFrame, by: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """The centre's rate of each row's kind, and whether more than one window handles it."""
    grouped = rows.groupby(by, dropna=False)
    cases, events = grouped["cases"].transform("sum"), grouped["events"].transform("sum")
    shared = grouped["window_code"].transform("nunique") > 1
    return (events / cases.where(cases > 0)).fillna(0).to_numpy(), shared.to_numpy()


def poisson_interval(events: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Garwood's exact interval of the mean of a Poisson count; from 0 for no event."""
    from scipy.stats import chi2  # noqa: PLC0415  a third of a second, only when asked

    tail = (1 - level) / 2
    low = np.where(events > 0, chi2.ppf(tail, 2 * np.maximum(events, 1)) / 2, 0.0)
    return low, chi2.ppf(1 - tail, 2 * (events + 1)) / 2
