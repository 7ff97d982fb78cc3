"""The batch ledger: one JSON file a landed export, written last and whole.

A Parquet file without its ledger entry does not exist for anyone, so a landing that is killed
leaves nothing behind that counts.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from etl.errors import UserError
from etl.settings import Settings

IN_USE, WORK_LOCK = "in-use.lock", "work.lock"


@dataclass
class Batch:
    """One landed export. `parquet` and the other paths are relative to the data folder.

    `repeats_path` lists the case numbers that this batch repeats: empty when there are none,
    None when nobody looked.
    """

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
    repeats_path: str | None = None
    forgotten_at: str | None = None
    forgotten_by: str | None = None


@contextmanager
def landing_lock(settings: Settings) -> Iterator[None]:
    """Landings of one data folder follow one another; the second waits for the first."""
    settings.landing.mkdir(parents=True, exist_ok=True)
    with FileLock(settings.landing / "landing.lock"):
        yield


@contextmanager
def work_folder(settings: Settings) -> Iterator[Path]:
    """A folder of this landing's own, gone afterwards; a failed landing leaves no folder new.

    It holds a lock while it is in use, so that folders of killed landings are known and removed.
    """
    folder = settings.landing
    made = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.callback(_remove_empty, made)
        with FileLock(folder / WORK_LOCK):
            for left in folder.glob(".landing-*"):
                if _is_free(left / IN_USE):
                    shutil.rmtree(left, ignore_errors=True)
            name = stack.enter_context(
                TemporaryDirectory(dir=folder, prefix=".landing-", ignore_cleanup_errors=True)
            )
            stack.enter_context(FileLock(Path(name) / IN_USE))
        yield Path(name)


def _is_free(lock: Path) -> bool:
    """Whether nobody holds a lock: the process that did is gone, or has just cleared its folder away."""
    try:
        with FileLock(lock, timeout=0):
            return True
    except Timeout:
        return False
    except FileNotFoundError:
        # A landing that ends between our look and our try takes its folder with it.
        return True


def _remove_empty(folders: list[Path]) -> None:
    for path in folders:
        if path.is_dir() and [one.name for one in path.iterdir()] == [WORK_LOCK]:
            (path / WORK_LOCK).unlink(missing_ok=True)
        with suppress(OSError):  # a folder that holds something stays
            path.rmdir()


def sweep(settings: Settings) -> None:
    """Remove what a killed landing stored without entering it; call under the landing lock."""
    for left in settings.ledger.glob(".*.tmp"):
        left.unlink(missing_ok=True)
    known = {one.batch for one in all_batches(settings)}
    stored = [*settings.landing.glob("*/*.parquet"), *settings.rejects.glob("*")]
    for path in stored:
        is_batch = re.fullmatch(r"[0-9]{5,}-[a-z_]+-[0-9a-f]{8}", path.stem)
        if is_batch and path.stem not in known:
            path.unlink(missing_ok=True)


def write_atomically(path: Path, content: str | bytes, mode: int | None = None) -> None:
    """Write a small file so that a reader sees the old one or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: two sessions of one server are threads of one process.
    partial = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(3)}.tmp")
    try:
        partial.touch(mode=0o666 if mode is None else mode)
        with partial.open("wb") as stream:
            stream.write(content.encode() if isinstance(content, str) else content)
            stream.flush()
            # A power cut must not leave an empty file under the final name.
            os.fsync(stream.fileno())
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


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


def holding(batches: list[Batch], known: tuple[str, str, str | None, str]) -> Batch | None:
    """The batch of this content, source, sheet and choices; None where there is none."""
    for one in batches:
        if (one.sha256, one.source, one.sheet, one.choices_hash) == known:
            return one
    return None


def forget(settings: Settings, batch_id: str, at: str, by: str = "未署名") -> Batch:
    """Take a batch back: its rows are deleted, its ledger entry stays and says when and who."""
    if not settings.ledger.is_dir():
        raise UserError(f"没有批次“{batch_id}”：这里还没有导入过任何文件")
    with landing_lock(settings):
        found = next((one for one in all_batches(settings) if one.batch == batch_id), None)
        if found is None:
            raise UserError(f"没有批次“{batch_id}”：请用 python -m etl status 查看批次号")
        paths = (found.parquet, found.rejects_path, found.repeats_path)
        files = [settings.data / one for one in paths if one]
        if found.forgotten_at is not None and not any(one.exists() for one in files):
            raise UserError(f"批次“{batch_id}”已于{found.forgotten_at}撤回，无需再撤")
        # A batch forgotten while its file was held open is finished by the next call.
        found.forgotten_by = found.forgotten_by or by
        found.forgotten_at = found.forgotten_at or at
        save(settings, found)
        for one in files:
            one.unlink(missing_ok=True)
        return found
