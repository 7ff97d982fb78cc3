"""What all parts of the generator share: array types, random streams, phrase banks, the span."""

from __future__ import annotations

import datetime as dt
import tomllib
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]

FIRST_DAY = dt.date(2024, 11, 1)
AS_OF = dt.date(2026, 10, 31)
BAD_MONTH = "2026-03"
NONE = -1  # a day or second that is not there

_BANKS = Path(__file__).resolve().parents[2] / "data" / "demo"


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream of its own for each part, so that one part's draws never move another's."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


@cache
def bank(name: str) -> dict[str, Any]:
    """One phrase bank from `data/demo`."""
    with (_BANKS / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def texts(values: list[str]) -> Texts:
    """Strings as an object array: look-ups by index then share one string each."""
    out = np.empty(len(values), dtype=object)
    out[:] = values
    return out


def at_least_three(total: int, share: float) -> int:
    """A planted count: the share of the total, but never so few that a test sees none."""
    return max(3, round(total * share))
