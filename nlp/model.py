"""The whole classifier: read from the installation's folder, or trained once and kept there."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from nlp.human import human_examples
from nlp.layer import Layer
from nlp.sentiment import PolarityModel, from_counts
from nlp.store import (
    HUMAN_LABELS,
    Content,
    DamagedModelError,
    Progress,
    model_path,
    model_version,
    read_model,
    write_model,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Model:
    """Everything trained that a label needs, under the version that stored labels name."""

    version: str
    polarity: PolarityModel
    layer: Layer


def from_content(content: Content, version: str) -> Model:
    """The classifier that a model file holds."""
    return Model(version, from_counts(content["counts"]), Layer.from_json(content["layer"]))


def load_or_train(model_dir: Path, progress: Progress | None = None) -> Model:
    """The model of the current version, from `model_dir` or trained once and kept there.

    Two processes may train at once: both arrive at the same numbers and each writes the file whole.
    Raises OSError when the folder can be neither read nor written.
    """
    version = model_version(model_dir)
    try:
        return from_content(read_model(model_path(model_dir)), version)
    except FileNotFoundError:
        pass
    except DamagedModelError as error:
        log.warning("模型文件已损坏，重新训练：%s", error)
    return train_and_keep(model_dir, progress)


def train_and_keep(model_dir: Path, progress: Progress | None = None) -> Model:
    """Train anew (under a minute) and replace the kept model of this version."""
    from nlp.training import train  # noqa: PLC0415 - imports snownlp and scikit-learn: seconds

    content = train(human_examples(model_dir / HUMAN_LABELS), progress)
    write_model(content, model_path(model_dir))
    return from_content(content, model_version(model_dir))


def present(model_dir: Path) -> Model | None:
    """The model in use, or None where none has been trained yet or its file is damaged."""
    try:
        return from_content(read_model(model_path(model_dir)), model_version(model_dir))
    except (FileNotFoundError, DamagedModelError):
        return None
