"""Publishing a changed rule book: checked, written into the installation's own, recorded with who and why."""

from __future__ import annotations

import shutil
from pathlib import Path

from etl.errors import UserError
from etl.landing.batches import write_atomically
from etl.settings import ROOT, Settings
from etl.tables_edit import editing
from records import trail
from records.entries import Entry, Record, Subject
from records.store import open_records
from records.users import User
from scoring.rulebook import read_rulebook, rulebook_path

KIND, TABLE = "rulebook_change", "rulebook"
FASTER = "规则刚被别人改过：请看过现行规则再改，您的草稿还在"


def text_of(settings: Settings, year: int) -> str:
    """The text of the rule book in force for a year; UserError when there is none."""
    return rulebook_path(settings, year).read_text(encoding="utf-8-sig")


def publish(settings: Settings, user: User, year: int, text: str, seen: str, reason: str) -> Record:
    """Put a rule book in force for a year. `seen` is the hash of the one on screen.

    UserError where it does not add up, changes nothing, lacks a reason, or where somebody was faster;
    then the rules in force stay.
    """
    name = f"{year}.toml"
    book = read_rulebook(text, name)
    if book.year != year:
        raise UserError(f"规则文件写的是 {book.year} 年，不是 {year} 年：请核对")
    if not reason.strip():
        raise UserError("请写明为什么改：这句话会留在记录里")
    with editing(settings):
        before = text_of(settings, year)
        old = read_rulebook(before, name)
        if old.sha256 != seen:
            raise UserError(FASTER)
        if old.sha256 == book.sha256:
            raise UserError("规则没有改动：不用发布")
        path = _own(settings) / name
        kept = path.read_text(encoding="utf-8-sig") if path.is_file() else None
        write_atomically(path, text)
        entry = Entry(
            KIND, Subject(TABLE, str(year)), f"发布规则 {book.sha256[:8]}", reason.strip(),
            before={"sha256": old.sha256, "text": before}, after={"sha256": book.sha256, "text": text},
        )  # fmt: skip
        try:
            with open_records(settings.data) as store:
                return trail.append(store, user, entry)
        except UserError:
            # What cannot be recorded is not in force.
            if kept is None:
                path.unlink()
            else:
                write_atomically(path, kept)
            raise


def versions(settings: Settings, year: int) -> list[Record]:
    """Every published change of a year's rules, the latest first."""
    with open_records(settings.data) as store:
        return trail.read(store, subject=Subject(TABLE, str(year)), newest_first=True)


def _own(settings: Settings) -> Path:
    """The installation's own folder; with it the product's books of other years would be out of sight."""
    own = settings.data / "rulebooks"
    if not own.is_dir():
        own.mkdir(parents=True)
        for path in sorted((ROOT / "data" / "rulebooks").glob("*.toml")):
            shutil.copy2(path, own / path.name)
    return own
