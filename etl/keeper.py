"""The keeper of one job: runs its steps, writes how far it is, and cleans up after it.

`python -m etl.keeper DATA JOB` is started by `etl.jobs.start` and by nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from filelock import Timeout

from etl import jobs
from etl.errors import UserError
from etl.jobs import MOMENT, Job, State, Step
from etl.landing import batches
from etl.settings import ROOT, Settings

BEAT_SECONDS = 0.2
END_SECONDS = 20.0
# A page that asks whether someone is at work holds the lock for a moment.
GRACE_SECONDS = 2.0
BUSY = "另一项导入或生成正在进行：请等它完成后再开始"
TAKEN_BACK = "已取消：没有导入任何数据，上传的文件已删除"
STAYS = "已取消，但批次没能撤回：请在批次表里撤回"


def keep(settings: Settings, name: str) -> None:
    """Run a job to its end under the lock; refused where another one is under way."""
    job = jobs.load(settings, name)
    if job is None:
        return
    try:
        with jobs.lock(settings).acquire(timeout=GRACE_SECONDS):
            _work(settings, job)
    except Timeout:
        _end(settings, job, "refused", BUSY)


def _work(settings: Settings, job: Job) -> None:
    before = _entries(settings)
    for number, step in enumerate(job.steps):
        job = replace(job, state="running", step=number)
        jobs.save(settings, job)
        status = _run(settings, job, step)
        said = (jobs.job_folder(settings, job.job) / f"{number}.err").read_text("utf-8", "replace")
        if status is None:
            _end(settings, job, "cancelled", _take_back(settings, job, before))
            return
        if status != 0:
            _end(settings, job, "failed", jobs.last_line(said))
            return
        told = (jobs.job_folder(settings, job.job) / f"{number}.out").read_text("utf-8", "replace")
        job = replace(job, reports=(*job.reports, jobs.report_in(told)), line=jobs.last_line(said))
    _end(settings, job, "done", job.line)


def _run(settings: Settings, job: Job, step: Step) -> int | None:
    """The exit status of one step; None when someone cancelled it."""
    folder = jobs.job_folder(settings, job.job)
    out, err = folder / f"{job.step}.out", folder / f"{job.step}.err"
    with out.open("wb") as told, err.open("wb") as said:
        child = subprocess.Popen(
            jobs.command(settings, step.args),
            cwd=ROOT,
            env=jobs.environment(),
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=said,
        )
        while True:
            try:
                return child.wait(BEAT_SECONDS)
            except subprocess.TimeoutExpired:
                if jobs.is_cancelling(settings, job.job):
                    _stop(child)
                    return None


def _stop(child: subprocess.Popen[bytes]) -> None:
    """End a command politely, so that it takes its work folder away; then without asking."""
    child.terminate()
    try:
        child.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _take_back(settings: Settings, job: Job, before: set[str]) -> str:
    """Forget what this job landed before it was cancelled; the line for people."""
    mine = {Path(step.args[1]).name for step in job.steps if step.args[0] == "land"}
    for one in batches.all_batches(settings):
        # Another person may land from a terminal at the same time. A file of an archive is named
        # after it: 一季度.zip/一月.csv.
        is_mine = one.file.split("/")[0] in mine and one.landed_by == job.by
        if one.batch in before or not is_mine:
            continue
        try:
            batches.forget(settings, one.batch, time.strftime(MOMENT), job.by)
        except (UserError, OSError):
            return STAYS
    return TAKEN_BACK if mine else "已取消，已发布的数据没有变化"


def _entries(settings: Settings) -> set[str]:
    """The batches of the ledger."""
    return {one.batch for one in batches.all_batches(settings)}


def _end(settings: Settings, job: Job, state: State, line: str) -> None:
    if state in ("done", "cancelled"):  # after a failure the person may correct and go on
        jobs.drop(settings, job)
    jobs.save(settings, replace(job, state=state, line=line, ended_at=time.strftime(MOMENT)))


if __name__ == "__main__":
    keep(Settings(Path(sys.argv[1])), sys.argv[2])
