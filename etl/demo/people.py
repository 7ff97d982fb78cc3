"""The staff of the windows, with names put together from common characters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.basics import Ints, bank, stream

STAFF_COUNT = 300


@dataclass(frozen=True)
class Member:
    """One member of staff."""

    number: str
    name: str
    window: int
    party: bool
    post: str
    deputy: str


def staff_counts(seed: int, windows: int) -> Ints:
    """Staff of each window: 3 to 8, adding up to STAFF_COUNT."""
    rng = stream(seed, "staff counts")
    counts = np.full(windows, 3, dtype=np.int64)
    while counts.sum() < STAFF_COUNT:
        place = int(rng.integers(windows))
        counts[place] += counts[place] < 8
    return counts


def draw_staff(seed: int, counts: Ints) -> list[Member]:
    """Staff window by window; the first of each is its chief, the next one the deputy."""
    rng, told = stream(seed, "staff"), bank("names")
    taken: set[str] = set()
    out: list[Member] = []
    for window, count in enumerate(counts.tolist()):
        numbers = [f"ZW{1001 + len(out) + k}" for k in range(count)]
        for k, number in enumerate(numbers):
            name = invented_name(rng)
            while name in taken:
                name = invented_name(rng)
            taken.add(name)
            post = "首席代表" if k == 0 else str(rng.choice(told["posts"]))
            deputy = numbers[(k + 1) % count]
            out.append(Member(number, name, window, bool(rng.random() < 0.42), post, deputy))
    return out


def invented_name(rng: np.random.Generator) -> str:
    """A name put together from common characters."""
    told = bank("names")
    first = told["given_first"][rng.integers(len(told["given_first"]))]
    second = told["given_second"][rng.integers(len(told["given_second"]))]
    surname = told["surnames"][rng.integers(len(told["surnames"]))]
    return f"{surname}{first}{second}" if rng.random() < 0.7 else f"{surname}{second}"
