"""The rule book: what counts how much, read from TOML and checked."""

from scoring.rulebook.load import load_rulebook, read_rulebook, rulebook_for, rulebook_path
from scoring.rulebook.model import METRICS, Dimension, Extra, Indicator, Metric, Rulebook, Rules

__all__ = [
    "METRICS",
    "Dimension",
    "Extra",
    "Indicator",
    "Metric",
    "Rulebook",
    "Rules",
    "load_rulebook",
    "read_rulebook",
    "rulebook_for",
    "rulebook_path",
]
