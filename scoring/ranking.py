"""Places with ties, bands that chance cannot tell apart, and who is put forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_ROUNDING = 1e-9


@dataclass(frozen=True)
class Candidate:
    """A window that takes part. `rate` is 0–1; the rest decides a tie at the last seat."""

    code: str
    rate: float
    good_share: float | None
    overdue: int
    n_cases: int
    name: str = ""

    @property
    def tie_break(self) -> tuple[float, int, int]:
        """Smaller is better: 主动好评率, then fewer overdue, then more cases (domain rule)."""
        return (-(self.good_share if self.good_share is not None else -1.0), self.overdue,
                -self.n_cases)  # fmt: skip


@dataclass(frozen=True)
class Recommendation:
    """推荐名单: at most so many codes, those left out of it by a tie, and what people must know."""

    codes: tuple[str, ...]
    undecided: tuple[str, ...]
    note: str


def places(rates: Sequence[float], tie: float) -> list[int]:
    """The place of each rate (0–1), 1 the best; within `tie` of 100 points of the best of a
    place is the same place, and the next place counts all before it.
    """
    order = sorted(range(len(rates)), key=lambda at: -rates[at])
    out, best, place = [0] * len(rates), float("inf"), 0
    for position, at in enumerate(order, start=1):
        if (best - rates[at]) * 100 > tie + _ROUNDING:
            best, place = rates[at], position
        out[at] = place
    return out


def bands(rates: Sequence[float], lows: Sequence[float], highs: Sequence[float]) -> list[int]:
    """The band of each window from 1: those whose interval reaches that of the band's best.

    A window with a wide interval may stand in a band above one with a higher rate: it cannot be
    told apart from the best, the other can.
    """
    left = sorted(range(len(rates)), key=lambda at: (-rates[at], at))
    out, band = [0] * len(rates), 0
    while left:
        band += 1
        floor = lows[left[0]]
        for at in left:
            if highs[at] >= floor:
                out[at] = band
        left = [at for at in left if not out[at]]
    return out


def recommend(candidates: Sequence[Candidate], seats: int, tie: float) -> Recommendation:
    """The first `seats` places. A tie at the last seat is decided by the rule book's order and
    said; what that cannot decide is left to people.
    """
    ranked = places([one.rate for one in candidates], tie)
    chosen: list[Candidate] = []
    for place in sorted(set(ranked)):
        tied = sorted((one for one, at in zip(candidates, ranked, strict=True) if at == place),
                      key=lambda one: (-one.rate, one.code))  # fmt: skip
        free = seats - len(chosen)
        if free <= 0:
            break
        if len(tied) > free:
            return _at_the_cut(chosen, tied, free, place)
        chosen += tied
    return Recommendation(tuple(one.code for one in chosen), (), "")


def _at_the_cut(
    chosen: list[Candidate], tied: list[Candidate], free: int, place: int
) -> Recommendation:
    ordered = sorted(tied, key=lambda one: (one.tie_break, one.code))
    first_out = ordered[free].tie_break
    taken = [one for one in ordered[:free] if one.tie_break < first_out]
    is_open = len(taken) < free
    open_ones = [one for one in ordered if one.tie_break == first_out] if is_open else []
    note = (f"{_names(tied)} 并列第 {place} 名，只剩 {free} 个名额："
            "按主动好评率、超期件数、办件量的先后")  # fmt: skip
    note += f"列入 {_names(taken)}" if taken else "仍分不出先后"
    note += f"；{_names(open_ones)} 没有列入，由评审会决定" if open_ones else "；请评审会确认"
    return Recommendation(tuple(one.code for one in [*chosen, *taken]),
                          tuple(one.code for one in open_ones), note)  # fmt: skip


def _names(some: list[Candidate]) -> str:
    return "、".join(one.name or one.code for one in some)
