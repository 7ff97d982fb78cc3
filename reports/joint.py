"""并联审批: elapsed time beside the sum of the departments' times, the critical path, the waiting.

Working days throughout. A project runs from its dispatch to the last of its cases, to as-of while
one is open. The critical path is walked back from the case that ended last: before it stands the
case that ended latest before it was accepted; the days between the two are waiting at a hand-over.
Idle days are working days of the project on which no case of it ran.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.read import joint
from etl.read.build import Build
from etl.read.figures import weighted_quantile
from etl.read.scope import Scope
from reports import words

FEWEST = 2


@dataclass(frozen=True)
class Step:
    """One case on the critical path; `waited`: working days between what came before and it."""

    case_no: str
    dept: str
    item: str
    waited: int
    took: int


@dataclass(frozen=True)
class Project:
    """One joint approval. `steps` has its cases in order of acceptance."""

    joint_no: str
    name: str
    lead: str
    stage: str
    steps: pd.DataFrame
    elapsed: int
    summed: int
    waiting: int
    path: list[Step]
    is_open: bool

    @property
    def saved(self) -> int:
        """Working days saved against one department after the other; negative when slower."""
        return self.summed - self.elapsed

    @property
    def slowest(self) -> str:
        """The department that holds the critical path longest."""
        return max(self.path, key=lambda one: one.took).dept if self.path else words.NOTHING


@dataclass(frozen=True)
class Joint:
    """The projects of a scope, the latest first."""

    projects: list[Project]

    @property
    def done(self) -> list[Project]:
        """Finished projects with two cases and more: the others say nothing of working together."""
        return [one for one in self.projects if not one.is_open and len(one.steps) >= FEWEST]

    def median(self, name: str) -> float | None:
        """The median of a figure over the finished projects."""
        values = sorted(getattr(one, name) for one in self.done)
        return weighted_quantile(values, [1] * len(values), 0.5)

    def holders(self) -> pd.DataFrame:
        """Departments on critical paths: dept, projects, took (working days), waited before it."""
        rows = [
            {"dept": step.dept, "project": one.joint_no, "took": step.took, "waited": step.waited}
            for one in self.done
            for step in one.path
        ]
        if not rows:
            return pd.DataFrame(columns=["dept", "projects", "took", "waited"])
        held = pd.DataFrame(rows).groupby("dept", as_index=False)
        found = held.agg(
            projects=("project", "nunique"), took=("took", "sum"), waited=("waited", "sum")
        )
        return found.sort_values(["took", "waited"], ascending=False)

    def sentences(self) -> list[str]:
        """How long projects took and what holds them up."""
        if not self.projects:
            return ["当前筛选下没有并联审批项目。"]
        open_ = sum(one.is_open for one in self.projects)
        first = f"本期发起并联审批 {len(self.projects):,} 个，已全部办结 {len(self.projects) - open_:,} 个。"
        elapsed, summed, idle = map(self.median, ("elapsed", "summed", "waiting"))
        if elapsed is None or summed is None or idle is None:
            return [first]
        told = (
            f"办结的项目一半在 {elapsed:g} 个工作日内走完全程，各部门用时相加一半不超过 {summed:g} 个；"
            f"全程中没有任何部门在办的空等，一半项目达到 {idle:g} 个工作日。"
        )
        holders = self.holders()
        held = (
            f"占关键路径最久的部门：{'、'.join(holders['dept'].head(3))}。" if len(holders) else ""
        )
        return [first, told, held] if held else [first, told]


def joint_view(build: Build, scope: Scope) -> Joint:
    """The projects begun in the scope's months."""
    steps = joint.steps(build, scope)
    return Joint([_project(no, rows) for no, rows in steps.groupby("joint_no", sort=False)])


def _project(joint_no: Any, steps: pd.DataFrame) -> Project:
    first = steps.iloc[0]
    begun, ended = int(first["dispatched_no"]), int(steps["ended_no"].max())
    begun = min(begun, int(steps["accepted_no"].min()))
    elapsed = ended - begun
    return Project(
        str(joint_no),
        _text(first["project_name"]) or str(joint_no),
        _text(first["lead_dept"]) or words.NOTHING,
        _text(first["stage"]) or words.NOTHING,
        steps,
        elapsed,
        int((steps["ended_no"] - steps["accepted_no"]).sum()),
        elapsed - _covered(steps),
        _critical_path(steps, begun),
        bool(steps["finished_on"].isna().any()),
    )


def _covered(steps: pd.DataFrame) -> int:
    """Working days on which at least one case ran: the union of their stretches."""
    covered, reached = 0, None
    for row in steps.sort_values("accepted_no").itertuples():
        start = row.accepted_no if reached is None else max(row.accepted_no, reached)
        covered += max(0, int(row.ended_no - start))
        reached = row.ended_no if reached is None else max(reached, row.ended_no)
    return covered


def _critical_path(steps: pd.DataFrame, begun: int) -> list[Step]:
    """Back from the case that ended last, each time to the one that ended latest before."""
    path: list[Step] = []
    left = steps
    while len(left):
        row = left.sort_values(["ended_no", "accepted_no", "case_no"]).iloc[-1]
        before = left[
            (left["ended_no"] <= row["accepted_no"]) & (left["case_id"] != row["case_id"])
        ]
        since = int(before["ended_no"].max()) if len(before) else begun
        path.append(
            Step(
                str(row["case_no"]), str(row["dept_name"]), _text(row["item_name"]),
                int(row["accepted_no"]) - since, int(row["ended_no"] - row["accepted_no"]),
            )
        )  # fmt: skip
        left = before
    return path[::-1]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
