-- grain: one joint approval with its child cases counted
-- unique: joint_no
with children as (
    select joint_no, count(*) as cases, count(*) filter (where finished_on is not null) as finished,
        count(distinct dept_name) as departments, max(used_workdays) as longest_workdays
    from fct_case where joint_no is not null group by joint_no
)

select j.joint_no, j.project_code, j.project_name, j.lead_dept, j.stage, j.dispatched_on,
    j.finished_on, coalesce(c.cases, 0) as cases, coalesce(c.finished, 0) as finished,
    c.departments, c.longest_workdays
from stg_joint_cases j
left join children c on c.joint_no = j.joint_no
