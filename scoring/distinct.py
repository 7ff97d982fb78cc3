"""Words said more often than before, beyond chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

SURE = 0.01
"""Chance that any word at all is named where nothing has changed."""
FEWEST = 5
"""Comments that must hold a word now for it to be named."""


@dataclass(frozen=True)
class Risen:
    """A word with the comments that hold it now and before."""

    word: str
    now: int
    before: int


def risen(said: pd.DataFrame, n_now: int, n_before: int) -> list[Risen]:
    """Words in a larger share of `n_now` comments than of `n_before`, the surest first.

    `said` has columns word, now and before: the comments that hold it. Of all comments that hold a
    word, by chance a share of n_now / (n_now + n_before) is of now: the exact binomial tail, divided
    among all words that were frequent enough to be looked at (Bonferroni), so that an ordinary month
    names none.
    """
    from scipy.stats import binom  # noqa: PLC0415  a third of a second, only when asked

    if n_now <= 0 or n_before <= 0:
        return []
    often = said[said["now"] >= FEWEST].sort_values("word")
    if often.empty:
        return []
    held = often["now"] + often["before"]
    tail = binom.sf(often["now"] - 1, held, n_now / (n_now + n_before))
    order = np.argsort(tail, kind="stable")
    return [
        Risen(str(row.word), int(row.now), int(row.before))
        for row, chance in zip(often.iloc[order].itertuples(), tail[order], strict=True)
        if chance * len(often) < SURE
    ]
