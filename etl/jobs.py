"""Work started from a page: `python -m etl …` in a process of its own, its progress on disk.

A keeper process (`etl.keeper`) runs the steps one after another and outlives the page that started it, so that
a page loaded anew, or another person's, finds the same work. It holds a lock while it works: a
job whose lock is free and whose state says otherwise was cut off.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from filelock import FileLock, Timeout

from etl.command_line import MARK
from etl.errors import UserError
from etl.landing.batches import write_atomically
from etl.settings import ROOT, Settings

State = Literal["starting", "running", "done", "failed", "cancelled", "refused", "cut off"]
UNDER_WAY = ("starting", "running")
KEPT_JOBS = 20
MOMENT = "%Y-%m-%dT%H:%M:%S"
STALE_SECONDS = 86_400
START_SECONDS = 20.0
TAIL_BYTES = 65_536
FAULT = "程序出错，数据没有变化：请把操作步骤告诉系统管理员"


@dataclass(frozen=True)
class Step:
    """One command of a job: its name for people and the arguments of `python -m etl`."""

    title: str
    args: tuple[str, ...]


@dataclass(frozen=True)
class Job:
    """One piece of work as its keeper last wrote it.

    `reports` are the JSON objects of the steps done; `line` is the last line for people.
    `desk` is the folder of uploaded copies that goes when the work ends, by its name.
    """

    job: str
    title: str
    by: str
    started_at: str
    steps: tuple[Step, ...]
    desk: str | None = None
    state: State = "starting"
    step: int = 0
    reports: tuple[dict[str, Any], ...] = ()
    line: str = ""
    ended_at: str | None = None

    @property
    def is_under_way(self) -> bool:
        """Whether it still works."""
        return self.state in UNDER_WAY


def folder(settings: Settings) -> Path:
    """Where the jobs of one data folder lie."""
    return settings.data / "jobs"


def job_folder(settings: Settings, job: str) -> Path:
    """Where one job keeps its state and what its commands print."""
    return folder(settings) / job


def uploads(settings: Settings) -> Path:
    """Where uploaded copies wait for their landing, each in a folder of its own (its desk)."""
    return folder(settings) / "uploads"


def inbox(settings: Settings) -> Path:
    """Where an administrator puts files that are too large for a browser."""
    return settings.data / "inbox"


def new_desk(settings: Settings) -> Path:
    """An empty desk for one file; desks left behind a day ago are cleared away."""
    uploads(settings).mkdir(parents=True, exist_ok=True)
    for left in uploads(settings).iterdir():
        if time.time() - left.stat().st_mtime > STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    made = uploads(settings) / secrets.token_hex(8)
    made.mkdir()
    return made


def call(settings: Settings, *args: str, seconds: float = 600) -> dict[str, Any]:
    """Run one short command to its end; its JSON report.

    UserError carries the command's own line when it cannot be done.
    """
    try:
        done = subprocess.run(
            command(settings, args),
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise UserError("等了太久还没有结果：请换一个小些的文件，或稍后再试") from None
    if done.returncode != 0:
        raise UserError(last_line(done.stderr) if done.returncode == 2 else FAULT)
    return report_in(done.stdout)


def start(
    settings: Settings, title: str, by: str, steps: list[Step], desk: Path | None = None
) -> Job:
    """Start the steps in a process of their own; UserError while other work is under way."""
    other = under_way(settings)
    if other is not None:
        raise UserError(f"{other.by}正在{other.title}：请等它完成后再开始")
    kept = desk.name if desk else None
    _clear(settings, kept)
    now = dt.datetime.now()
    # Two of one second must stay in their order: the name is what `latest` goes by.
    name = f"{now:%Y%m%dT%H%M%S%f}-{secrets.token_hex(3)}"
    job = Job(name, title, by, f"{now:{MOMENT}}", tuple(steps), kept)
    save(settings, job)
    with (job_folder(settings, name) / "keeper.log").open("wb") as log:
        subprocess.Popen(
            [sys.executable, "-m", "etl.keeper", str(settings.data), name],
            cwd=ROOT,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            # a Ctrl+C for the pages must not end the work half way
            start_new_session=True,
        )
    return _await_start(settings, job)


def _await_start(settings: Settings, job: Job) -> Job:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        now = load(settings, job.job)
        if now is not None and now.state != "starting":
            if now.state == "refused":
                raise UserError(now.line)
            return now
        time.sleep(0.02)
    raise UserError("后台程序没有启动：请稍后再试，仍不行请告诉系统管理员")


def cancel(settings: Settings, job: str) -> None:
    """Ask the keeper to stop; it takes back what was landed. Nothing happens after the end."""
    (job_folder(settings, job) / "cancel").touch()


def is_cancelling(settings: Settings, job: str) -> bool:
    """Whether someone has asked for the end of this job."""
    return (job_folder(settings, job) / "cancel").exists()


def progress(settings: Settings, job: Job) -> tuple[float, str]:
    """How far the present step is, 0 to 1, and what it does, from the command's own lines."""
    path = job_folder(settings, job.job) / f"{job.step}.err"
    try:
        with path.open("rb") as stream:
            stream.seek(max(0, path.stat().st_size - TAIL_BYTES))
            lines = stream.read().decode("utf-8", "replace").splitlines()
    except FileNotFoundError:
        return 0.0, ""
    told = next((one for one in reversed(lines) if one.startswith(MARK)), None)
    if told is None:
        return 0.0, ""
    share, _, doing = told.removeprefix(MARK).partition("\t")
    return (min(int(share), 100) / 100 if share.isdecimal() else 0.0), doing


def latest(settings: Settings) -> Job | None:
    """The job started last, with what became of it; None before any."""
    names = sorted((one.parent.name for one in folder(settings).glob("*/job.json")), reverse=True)
    job = load(settings, names[0]) if names else None
    if job is None or not job.is_under_way or _is_kept(settings, job):
        return job
    # Read again: its end may have been written between the two looks.
    job = load(settings, job.job) or job
    return replace(job, state="cut off") if job.is_under_way else job


def under_way(settings: Settings) -> Job | None:
    """The work that is going on in this data folder, whoever started it."""
    job = latest(settings)
    return job if job is not None and job.is_under_way else None


def _is_kept(settings: Settings, job: Job) -> bool:
    """Whether a keeper is at work; one that was asked for a moment ago counts."""
    made = (job_folder(settings, job.job) / "job.json").stat().st_mtime
    if job.state == "starting" and time.time() - made < START_SECONDS:
        return True
    try:
        with lock(settings).acquire(timeout=0):
            return False
    except Timeout:
        return True


def lock(settings: Settings) -> FileLock:
    """The lock that a keeper holds while it works: one job a data folder at a time."""
    folder(settings).mkdir(parents=True, exist_ok=True)
    return FileLock(folder(settings) / "running.lock")


def _clear(settings: Settings, kept: str | None) -> None:
    """Old jobs go, and the uploads of jobs that failed or were cut off, but for the one at hand."""
    old = sorted(folder(settings).glob("*/job.json"))
    for path in old[:-KEPT_JOBS]:
        shutil.rmtree(path.parent, ignore_errors=True)
    for path in old:
        job = load(settings, path.parent.name)
        if job is not None and job.desk != kept:
            drop(settings, job)


def drop(settings: Settings, job: Job) -> None:
    """The uploaded copies of a job; files of the inbox are not ours to delete."""
    if job.desk:
        shutil.rmtree(uploads(settings) / Path(job.desk).name, ignore_errors=True)


def save(settings: Settings, job: Job) -> None:
    """Write a job's state so that a reader sees the old one or the new one, whole."""
    path = job_folder(settings, job.job) / "job.json"
    write_atomically(path, json.dumps(asdict(job), ensure_ascii=False))


def load(settings: Settings, name: str) -> Job | None:
    """A job as it was last written; None where there is none."""
    try:
        raw = json.loads((job_folder(settings, name) / "job.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    raw["steps"] = tuple(Step(one["title"], tuple(one["args"])) for one in raw["steps"])
    raw["reports"] = tuple(raw["reports"])
    return Job(**raw)


def command(settings: Settings, args: tuple[str, ...]) -> list[str]:
    """The whole call of one command of the pipeline."""
    return [sys.executable, "-m", "etl", *args, "--data", str(settings.data), "--json"]


def environment() -> dict[str, str]:
    """The commands speak UTF-8 whatever the machine's own encoding is."""
    return {**os.environ, "PYTHONUTF8": "1"}


def report_in(text: str) -> dict[str, Any]:
    """The JSON object that a command printed last."""
    lines = text.splitlines()
    report: dict[str, Any] = json.loads(lines[-1]) if lines else {}
    return report


def last_line(text: str) -> str:
    """The last line for people that a command wrote."""
    lines = [one for one in text.splitlines() if one.strip() and not one.startswith(MARK)]
    return lines[-1] if lines else FAULT
