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
from etl.read.scope import Scope, shift_month
from reports import words

FEWEST = 2


NO_DEPT, NO_ITEM = "未登记部门", "未写事项"


@dataclass(frozen=True)
class Step:
    """One case on the critical path; `waited`: working days between what came before and it."""

    case_id: int
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
    """The projects of a scope, the latest first; `caseless` are registered and have no case."""

    projects: list[Project]
    caseless: int = 0

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
        if self.caseless:
            first += f"另有 {self.caseless:,} 个只有登记、没有办件，看不出进展。"
        elapsed, saved, idle = map(self.median, ("elapsed", "saved", "waiting"))
        if elapsed is None or saved is None or idle is None:
            return [first]
        gain = f"省下 {saved:g}" if saved >= 0 else f"多用 {-saved:g}"
        told = (
            f"办结的项目全程中位数 {elapsed:g} 个工作日，比各部门用时之和{gain} 个（中位数）；"
            f"没有任何部门在办的空等，中位数 {idle:g} 个工作日。"
        )
        holders = self.holders()
        held = (
            f"占关键路径最久的部门：{'、'.join(holders['dept'].head(3))}。" if len(holders) else ""
        )
        return [first, told, held] if held else [first, told]


def year_to(scope: Scope) -> Scope:
    """The twelve months that end with the scope: projects are few, a month may have none."""
    return scope.within(shift_month(scope.last, -11), scope.last)


def joint_view(build: Build, scope: Scope) -> Joint:
    """The projects begun in the scope's months."""
    steps = joint.steps(build, scope)
    steps["dept_name"] = steps["dept_name"].fillna(NO_DEPT)
    steps["item_name"] = steps["item_name"].fillna(NO_ITEM)
    projects = [_project(str(no), rows) for no, rows in steps.groupby("joint_no", sort=False)]
    caseless = 0 if scope.dept or scope.window else joint.without_cases(build, scope)
    return Joint(projects, caseless)


# A case as the arithmetic needs it: when it began and ended in numbered working days, and what it is.
Stretch = tuple[int, int, int, str, str, str]


def _project(joint_no: str, steps: pd.DataFrame) -> Project:
    stretches: list[Stretch] = list(
        zip(
            steps["accepted_no"].astype(int), steps["ended_no"].astype(int), steps["case_id"],
            steps["case_no"], steps["dept_name"], steps["item_name"], strict=True,
        )
    )  # fmt: skip
    first = steps.iloc[0]
    begun = min(int(first["dispatched_no"]), *(one[0] for one in stretches))
    elapsed = max(one[1] for one in stretches) - begun
    return Project(
        joint_no,
        _text(first["project_name"]) or joint_no,
        _text(first["lead_dept"]) or words.NOTHING,
        _text(first["stage"]) or words.NOTHING,
        steps,
        elapsed,
        sum(end - start for start, end, *_ in stretches),
        elapsed - _covered(stretches),
        _critical_path(stretches, begun),
        bool(steps["finished_on"].isna().any()),
    )


def _covered(stretches: list[Stretch]) -> int:
    """Working days on which at least one case ran: the union of their stretches."""
    covered, reached = 0, -1
    for start, end, *_ in sorted(stretches):
        covered += max(0, end - max(start, reached))
        reached = max(reached, end)
    return covered


def _critical_path(stretches: list[Stretch], begun: int) -> list[Step]:
    """Back from the case that ended last, each time to the one that ended latest before."""
    path: list[Step] = []
    left = stretches
    while left:
        last = max(left, key=lambda one: (one[1], one[0], one[3]))
        start, end, case_id, case_no, dept, item = last
        left = [one for one in left if one[1] <= start and one is not last]
        since = max((one[1] for one in left), default=begun)
        path.append(Step(int(case_id), case_no, dept, item, start - since, end - start))
    return path[::-1]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
