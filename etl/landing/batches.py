"""The batch ledger: one JSON file a landed export, written last and whole.

A Parquet file without its ledger entry does not exist for anyone, so a landing that is killed
leaves nothing behind that counts.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

from etl.errors import UserError
from etl.settings import Settings

STALE_SECONDS = 86_400


@dataclass
class Batch:
    """One landed export. `parquet` and `rejects_path` are relative to the data folder."""

    batch: str
    seq: int
    table: str
    source: str
    file: str
    sha256: str
    encoding: str | None
    sheet: str | None
    header_row: int
    choices_hash: str
    rows_in: int
    loaded: int
    rejected: int
    duplicate: int
    skipped: dict[str, int]
    rejects_path: str | None
    parquet: str
    landed_at: str
    landed_by: str
    columns: dict[str, str] = field(default_factory=dict)
    unknown_columns: list[str] = field(default_factory=list)
    forgotten_at: str | None = None


@contextmanager
def landing_lock(settings: Settings) -> Iterator[None]:
    """Landings of one data folder follow one another; the second waits for the first."""
    settings.landing.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.landing / "landing.lock"):
        yield


@contextmanager
def work_folder(settings: Settings) -> Iterator[Path]:
    """A folder of this landing's own, gone afterwards; a failed landing leaves no folder new.

    Folders of landings that were killed are taken away when they are a day old.
    """
    folder = settings.landing
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(".landing-*"):
        if time.time() - left.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    try:
        with TemporaryDirectory(dir=folder, prefix=".landing-") as name:
            yield Path(name)
    finally:
        for path in made:
            with suppress(OSError):  # a folder that holds something stays
                path.rmdir()


def write_atomically(path: Path, text: str, mode: int | None = None) -> None:
    """Write a small text file so that a reader sees the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with partial.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        # A power cut must not leave an empty file under the final name.
        os.fsync(stream.fileno())
    if mode is not None:
        partial.chmod(mode)
    partial.replace(path)


def save(settings: Settings, batch: Batch) -> None:
    """Enter a batch into the ledger; from now on it counts."""
    text = json.dumps(asdict(batch), ensure_ascii=False, indent=1)
    write_atomically(settings.ledger / f"{batch.batch}.json", text)


def all_batches(settings: Settings) -> list[Batch]:
    """Every batch ever landed, in order, forgotten ones included."""
    if not settings.ledger.is_dir():
        return []
    return sorted(map(_read, settings.ledger.glob("*.json")), key=lambda one: one.seq)


def _read(path: Path) -> Batch:
    try:
        return Batch(**json.loads(path.read_text(encoding="utf-8")))
    except (ValueError, TypeError):
        raise UserError(
            f"批次登记“{path}”已损坏：请从备份恢复这个文件，或移走它后重新导入该批文件"
        ) from None


def standing(settings: Settings, table: str | None = None) -> list[Batch]:
    """Batches that count, in landing order."""
    return [
        one
        for one in all_batches(settings)
        if one.forgotten_at is None and table in (None, one.table)
    ]


def forget(settings: Settings, batch_id: str, at: str) -> Batch:
    """Take a batch back: its rows are deleted, its ledger entry stays and says when."""
    if not settings.ledger.is_dir():
        raise UserError(f"没有批次“{batch_id}”：这里还没有导入过任何文件")
    with landing_lock(settings):
        found = next((one for one in all_batches(settings) if one.batch == batch_id), None)
        if found is None:
            raise UserError(f"没有批次“{batch_id}”：请用 python -m etl status 查看批次号")
        files = [settings.data / one for one in (found.parquet, found.rejects_path) if one]
        if found.forgotten_at is not None and not any(one.exists() for one in files):
            raise UserError(f"批次“{batch_id}”已于{found.forgotten_at}撤回，无需再撤")
        # A batch forgotten while its file was held open is finished by the next call.
        found.forgotten_at = found.forgotten_at or at
        save(settings, found)
        for one in files:
            one.unlink(missing_ok=True)
        return found
