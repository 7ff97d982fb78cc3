"""Models: one SELECT a file, the file's name is the table's name, the header its contract."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Literal, cast

FOLDER = Path(__file__).parent
Layer = Literal["staging", "intermediate", "marts"]
LAYERS = ("staging", "intermediate", "marts")
REFERENCE = re.compile(r"\b(?:from|join)\s+([a-z_][a-z_0-9]*)")


@dataclass(frozen=True)
class Model:
    """One model file: its select, what it reads, and the checks its header states."""

    name: str
    layer: Layer
    sql: str
    header: tuple[str, ...]
    reads: frozenset[str]

    @property
    def is_view(self) -> bool:
        """Kept as a view, so that the engine folds it into what reads it."""
        return "as: view" in self.header

    @property
    def is_published(self) -> bool:
        """Stays in the build for readers; the other layers are gone when it is closed."""
        return self.layer == "marts"

    def stated(self, word: str) -> list[str]:
        """The header's lines that begin with a word, such as `check:`."""
        return [line[len(word) :].strip() for line in self.header if line.startswith(word)]


def parse(path: Path) -> Model:
    """Read one model file."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    header = [line[2:].strip() for line in lines if line.startswith("--")]
    body = "\n".join(line for line in lines if not line.lstrip().startswith("--"))
    return Model(
        path.stem,
        cast(Layer, path.parent.name),
        body,
        tuple(header),
        frozenset(REFERENCE.findall(body)),
    )


@cache
def all_models() -> tuple[Model, ...]:
    """Every model, each after those it reads; CycleError if they read each other in a ring."""
    models = {path.stem: parse(path) for layer in LAYERS for path in (FOLDER / layer).glob("*.sql")}
    graph = {name: sorted(model.reads & models.keys()) for name, model in sorted(models.items())}
    return tuple(models[name] for name in TopologicalSorter(graph).static_order())


def leading_to(name: str) -> tuple[Model, ...]:
    """The models that one of them rests on, itself the last, in order."""
    by_name = {model.name: model for model in all_models()}
    wanted: set[str] = set()
    left = [name]
    while left:
        one = left.pop()
        if one in by_name and one not in wanted:
            wanted.add(one)
            left += by_name[one].reads
    return tuple(model for model in all_models() if model.name in wanted)


def version() -> str:
    """A short hash over every model: two builds with the same one followed the same rules."""
    digest = hashlib.sha256()
    for model in sorted(all_models(), key=lambda one: one.name):
        digest.update(model.name.encode() + model.sql.encode())
    return digest.hexdigest()[:10]
