"""Training from the command line or a page: train, judge, and only then replace the old model."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from nlp.gate import Gate, judge, record
from nlp.human import kept_back, read_labels, write_labels
from nlp.model import Model, load_or_train, present, train_and_keep
from nlp.store import (
    HUMAN_LABELS,
    Progress,
    model_path,
    model_version,
    read_model,
    write_model,
)


@dataclass(frozen=True)
class Retrained:
    """The new model, what the gate said, and the version that is in use now."""

    model: Model
    gate: Gate
    in_use: str


def retrain(model_dir: Path, labels: Path | None, progress: Progress | None = None) -> Retrained:
    """Train on the corpus and on the people's labels of a file (those in use when None).

    The new model comes into use only when the gate lets it pass; either way the result is recorded.
    Raises UnusableInputError for a file that cannot be used, OSError for a folder that cannot.
    """
    own = model_dir / HUMAN_LABELS
    given = read_labels(labels) if labels else (read_labels(own) if own.exists() else [])
    # People's labels are judged against the model as shipped, also where none was trained yet.
    old = load_or_train(model_dir, progress) if given else present(model_dir)
    with TemporaryDirectory(prefix="training-") as name:
        aside = Path(name)
        if given:
            write_labels(given, aside / HUMAN_LABELS)
        new = train_and_keep(aside, progress)
        gate = judge(new, old, kept_back(aside / HUMAN_LABELS))
        if gate.passed:
            # The model first: labels that stand beside it mean a model that was judged.
            write_model(
                read_model(model_path(aside)), model_dir / new.version / model_path(aside).name
            )
            if given:
                write_labels(given, own)
    record(gate, new.version, old.version if old else None, model_dir)
    return Retrained(new, gate, model_version(model_dir))
