"""SIGKILL at any moment of land and build: the published build stays, and nothing lasting is left.

Moments are spread over the measured length of an undisturbed run by a fixed seed. All the while
a thread opens the published build and asks for figures as the pages do; it must never fail.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from landing_cases import CASE_HEADER, ROOT, put

from etl.landing import batches
from etl.read import Scope, open_build
from etl.read.figures import case_figures, open_cases
from etl.read.tables import by_window
from etl.settings import Settings

KILLS = 15  # of each of the two commands
SMALL, LARGE = 500, 20_000
SEED = 20_261_031
PERIOD = Scope(dt.date(2024, 1, 1), dt.date(2024, 12, 1))
HEADER = f"{CASE_HEADER},窗口编号,承诺时限,更新时间"
# What tells one run from another and means nothing: names and times of builds and batches.
OF_THE_RUN = {
    "meta_build": {"build_id", "built_at"},
    "meta_batch": {"landed_at"},
}
SEQUENCE = re.compile(r"^\d{5}-(?=\w+-[0-9a-f]{8}$)")
# Identifiers that carry the number of the batch above the number of the row.
NUMBERED = ("case_id", "pause_id")
ROWS_OF_A_BATCH = 10_000_000_000


def export(folder: Path, name: str, count: int, day: int) -> Path:
    """An export of so many cases; every 100th is unusable, later days update earlier ones."""
    lines = [HEADER]
    for number in range(count):
        accepted = dt.date(2024, 1, 1) + dt.timedelta(days=number % 300)
        finished = accepted + dt.timedelta(days=number % 9) if number % 3 or day > 1 else ""
        time_or_not = "没有" if number % 100 == 99 else f"{accepted} 09:{number % 60:02d}:00"
        lines.append(
            f"YS{number:06d},{time_or_not},{finished},事项{number % 7},"
            f"W{number % 5},{number % 8}个工作日,2025-01-{day:02d}"
        )
    return put(folder, "\n".join(lines) + "\n", name)


def start(settings: Settings, *words: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "etl", *words, "--data", str(settings.data)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )


def timed(settings: Settings, *words: str) -> float:
    """Run a command to its end; how many seconds it took."""
    started = time.monotonic()
    child = start(settings, *words)
    _, said = child.communicate()
    assert child.returncode == 0, said.decode()
    return time.monotonic() - started


def moments(chance: random.Random, seconds: float) -> list[float]:
    """One moment in each equal part of a run, in random order."""
    spread = [(part + chance.random()) * seconds / KILLS for part in range(KILLS)]
    chance.shuffle(spread)
    return spread


def kill_after(child: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill a child at a moment; false where it was done before."""
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
    child.communicate()
    return child.returncode == -signal.SIGKILL


def figures(settings: Settings) -> str:
    """What pages show of the published build, opened as they open it."""
    build = open_build(settings)
    try:
        return repr(
            (
                case_figures(build, PERIOD),
                open_cases(build, PERIOD),
                by_window(build, PERIOD).to_csv(index=False),
            )
        )
    finally:
        build.close()


@dataclass
class Reader:
    """A page that never stops asking."""

    settings: Settings
    seen: set[str] = field(default_factory=set)
    faults: list[BaseException] = field(default_factory=list)
    reads: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Ask until told to stop; any failure is kept for the test."""
        while not self._stop.wait(0.1):
            try:
                self.seen.add(figures(self.settings))
                self.reads += 1
            except BaseException as fault:  # noqa: BLE001  the test reports it, whatever it is
                self.faults.append(fault)
                return

    def stop(self) -> None:
        """No more questions."""
        self._stop.set()


@pytest.fixture
def reader(office: Settings) -> Iterator[Reader]:
    asking = Reader(office)
    thread = threading.Thread(target=asking.run)
    thread.start()
    try:
        yield asking
    finally:
        asking.stop()
        thread.join()


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    """A folder with a small build already published."""
    settings = Settings(tmp_path / "数据")
    timed(settings, "land", str(export(tmp_path, "一月.csv", SMALL, 1)), "--table", "cases")
    timed(settings, "build")
    return settings


@pytest.fixture
def undisturbed(office: Settings, tmp_path: Path) -> Settings:
    """The same folder, with the same key of hashed identifiers, for a run without kills."""
    shutil.copytree(office.data, tmp_path / "对照")
    return Settings(tmp_path / "对照")


def contents(settings: Settings) -> dict[str, list[str]]:
    """Every row of every published table, sorted, less what only tells one run from another."""
    build = open_build(settings)
    try:
        names = build.rows("select table_name from information_schema.tables order by 1")
        return {name: _rows(build.frame(f'from "{name}"'), name) for (name,) in names}
    finally:
        build.close()


def _rows(frame: Any, table: str) -> list[str]:
    kept = [name for name in frame.columns if name not in OF_THE_RUN.get(table, set())]
    for name in set(kept) & set(NUMBERED):
        frame[name] %= ROWS_OF_A_BATCH
    rows = frame[kept].astype(object).itertuples(index=False)
    # A batch's number counts landings, taken-back ones too; its table and content stay.
    return sorted(
        repr([SEQUENCE.sub("", cell) if isinstance(cell, str) else cell for cell in row])
        for row in rows
    )


def assert_nothing_left(settings: Settings) -> None:
    """No work folders, half-written files or rows that no batch owns."""
    left = [
        str(path.relative_to(settings.data))
        for path in settings.data.rglob("*")
        if path.name.startswith((".landing-", ".building-")) or path.suffix in (".tmp", ".wal")
    ]
    assert left == []
    standing_batches = batches.standing(settings)
    assert all((settings.data / one.parquet).is_file() for one in standing_batches)
    found = {path.stem for path in settings.landing.rglob("*.parquet")}
    assert found == {one.batch for one in standing_batches}
    owned = {
        settings.data / one.rejects_path for one in batches.standing(settings) if one.rejects_path
    }
    assert set(settings.rejects.glob("*")) == owned


def age(settings: Settings) -> None:
    """A day and more goes by: a young work folder may belong to a landing at work."""
    for folder in settings.landing.glob(".landing-*"):
        os.utime(folder, (0, 0))


def standing(settings: Settings) -> list[tuple[str, int, int, int]]:
    return [(b.file, b.loaded, b.rejected, b.duplicate) for b in batches.standing(settings)]


def test_killed_at_thirty_moments(
    office: Settings, undisturbed: Settings, reader: Reader, tmp_path: Path
) -> None:
    chance = random.Random(SEED)
    path = str(export(tmp_path, "全年.csv", LARGE, 2))
    land, build = ("land", path, "--table", "cases"), ("build",)
    land_seconds, build_seconds = timed(undisturbed, *land), timed(undisturbed, *build)
    before, after = figures(office), figures(undisturbed)
    assert before != after
    one, both = standing(office), standing(undisturbed)

    def landing_is_whole_or_absent() -> None:
        assert figures(office) == before
        assert standing(office) in (one, both)
        for entry in batches.standing(office)[1:]:
            # It was done before the kill: taken back, so that the next kill meets a landing.
            batches.forget(office, entry.batch, "2025-01-01T00:00:00")

    def build_is_old_or_new() -> None:
        assert figures(office) in (before, after)

    killed = disturb(office, land, moments(chance, land_seconds), landing_is_whole_or_absent)
    timed(office, *land)
    killed += disturb(office, build, moments(chance, build_seconds), build_is_old_or_new)
    assert killed >= KILLS, "只有一半不到的进程是在途中被杀的：时长量得不准"

    age(office)
    timed(office, *land)
    timed(office, *build)
    assert standing(office) == both
    assert contents(office) == contents(undisturbed)
    assert figures(office) == after
    assert_nothing_left(office)
    reader.stop()
    assert reader.faults == []
    assert reader.reads > KILLS
    assert reader.seen <= {before, after}


def disturb(
    settings: Settings, words: tuple[str, ...], when: list[float], check: Callable[[], None]
) -> int:
    """Start the command and kill it at each moment; how many were killed on the way."""
    killed = 0
    for seconds in when:
        killed += kill_after(start(settings, *words), seconds)
        check()
    return killed
