"""Joint approvals (并联审批): the projects of a period and the cases of each."""

from __future__ import annotations

import pandas as pd

from etl.read.build import Build
from etl.read.figures import STILL_OPEN
from etl.read.scope import Scope, shift_month


def steps(build: Build, scope: Scope) -> pd.DataFrame:
    """The child cases of projects begun in the scope's months, by project and acceptance.

    One row a case: the project's joint_no, project_name, lead_dept, stage and dispatched_on; the
    case's number, department, dates in days and numbered working days (`accepted_no`, `ended_no`,
    to as-of while open), the due date and the verdict. A project nobody registered is known by
    its cases alone and begins with the first of them. Cases without a usable stretch of time are
    left out: accepted after as-of, or 办结 without a time. The department filter keeps whole
    projects in which the department has a case.
    """
    kept, params = "", []
    for column, value in (("dept_name", scope.dept), ("window_code", scope.window)):
        if value is not None:
            kept += f" and joint_no in (select joint_no from fct_case where {column} = ?)"
            params.append(value)
    return build.frame(
        "with cases as (select *, coalesce(finished_on, (select as_of from meta_build)) as ended_on "
        "from fct_case where joint_no is not null and is_counted and not has_date_conflict "
        f"and (finished_on is not null or {STILL_OPEN}) "
        f"and accepted_on <= (select as_of from meta_build){kept}), "
        "firsts as (select joint_no, min(accepted_on) as first_on from cases group by 1) "
        "select c.joint_no, j.project_name, j.lead_dept, j.stage, "
        "coalesce(j.dispatched_on, f.first_on) as dispatched_on, d.workday_no as dispatched_no, "
        "c.case_id, c.case_no, c.dept_name, c.item_name, c.accepted_on, a.workday_no as accepted_no, "
        "c.finished_on, c.ended_on, e.workday_no as ended_no, c.paused_workdays, "
        "c.is_within_promise "
        "from cases c join firsts f using (joint_no) left join fct_joint_case j using (joint_no) "
        "left join dim_date d on d.date = coalesce(j.dispatched_on, f.first_on) "
        "left join dim_date a on a.date = c.accepted_on left join dim_date e on e.date = c.ended_on "
        "where d.workday_no is not null and a.workday_no is not null and e.workday_no is not null "
        "and coalesce(j.dispatched_on, f.first_on) >= ? and coalesce(j.dispatched_on, f.first_on) < ? "
        "order by dispatched_on desc, c.joint_no, c.accepted_on, c.case_no",
        [*params, scope.first, shift_month(scope.last, 1)],
    )


def without_cases(build: Build, scope: Scope) -> int:
    """Registered projects begun in the scope's months that no case names."""
    return int(
        build.rows(
            "select count(*) from fct_joint_case where cases = 0 and dispatched_on >= ? "
            "and dispatched_on < ?",
            [scope.first, shift_month(scope.last, 1)],
        )[0][0]
    )
