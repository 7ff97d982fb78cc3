"""Who is recommended in the demonstration city: the planted best, never the gaming or the tiny window."""

from __future__ import annotations

from typing import Any

from etl.read import Build
from etl.settings import ROOT
from scoring.period import parse_period
from scoring.rulebook import load_rulebook
from scoring.scores import score_windows

BOOK = load_rulebook(ROOT / "data" / "rulebooks" / "2026.toml")
QUARTERS = ("2025Q1", "2025Q2", "2025Q3", "2025Q4", "2026Q1", "2026Q2", "2026Q3")


def test_the_best_are_recommended_and_the_gaming_window_never(
    demo_build: Build, truth: dict[str, Any]
) -> None:
    best, weak = set(truth["best_windows"]), set(truth["weak_windows"])
    hits = 0
    for quarter in QUARTERS:
        made = score_windows(demo_build, parse_period(quarter).scope, BOOK)
        codes = set(made.recommended.codes)
        assert len(codes) == BOOK.rules.recommended
        assert truth["gaming_window"] not in codes and not codes & weak
        gaming = made.window(truth["gaming_window"])
        assert gaming.rate is not None and gaming.n_suspect > 0  # takes part, with its flag
        small = made.window(truth["small_window"]["code"])
        assert small.excluded_reason == "样本不足" and small.rate is None
        assert "件" in (small.excluded_why or "")
        hits += len(codes & best)
    assert hits >= 3 * len(QUARTERS)
