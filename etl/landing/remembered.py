"""Mappings that a person decided, kept for the next file of the same source and table."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from pathlib import Path

from etl import contract as contracts
from etl.contract import Contract
from etl.landing.batches import write_atomically
from etl.landing.choices import Choices, read_choices
from etl.settings import Settings

NAME_LENGTH = 40


def remember(settings: Settings, source: str, table: str, choices: Choices, by: str) -> Path | None:
    """Keep what was decided for a source and table in the form that `--mapping` takes; its file.

    It replaces what was remembered before. Nothing is kept, and None returned, where nothing was
    decided.
    """
    contracts.load(table)
    if not choices.columns and not choices.values:
        return None
    path = _path(settings, source, table)
    write_atomically(path, _as_toml(choices, by))
    return path


def recall(settings: Settings, source: str, table: str) -> Path | None:
    """The remembered mapping of a source and table; None where there is none."""
    path = _path(settings, source, table)
    return path if path.is_file() else None


def choices_for(
    settings: Settings, source: str, contract: Contract, mapping: Path | None
) -> Choices:
    """What holds for an export: the mapping given now, else the remembered one, else nothing."""
    kept = None if mapping else recall(settings, source, contract.table)
    return read_choices(mapping or kept, contract, "记住的" if kept else "映射指定")


def forget_mapping(settings: Settings, source: str, table: str) -> bool:
    """Forget a remembered mapping; whether there was one."""
    path = recall(settings, source, table)
    if path is None:
        return False
    path.unlink()
    return True


def _path(settings: Settings, source: str, table: str) -> Path:
    """A readable folder for any source name; the hash tells names apart that read alike."""
    readable = re.sub(r"[^\w\-]", "_", source.strip())[:NAME_LENGTH]
    told = hashlib.sha256(source.strip().encode()).hexdigest()[:8]
    return settings.data / "mappings" / f"{readable}-{told}" / f"{table}.toml"


def _as_toml(choices: Choices, by: str) -> str:
    """The choices as TOML; JSON's strings are TOML's basic strings."""
    now = dt.datetime.now().isoformat(timespec="seconds")
    lines = [f"# {_plain(by)} 于 {now} 确认", "[columns]"]
    lines += [f"{_quoted(header)} = {_quoted(name)}" for header, name in choices.columns.items()]
    for name, words in choices.values.items():
        lines += ["", f"[values.{name}]"]
        lines += [f"{_quoted(raw)} = {_quoted(word)}" for raw, word in words.items()]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
