-- grain: one joint approval, latest version
-- unique: joint_no
-- not null: joint_no
with ranked as (
    select *, row_number() over (
        partition by joint_no order by updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from landed_joint_cases
)

select
    joint_no, project_code, project_name, lead_dept, stage,
    cast(dispatched_at as date) as dispatched_on, cast(finished_at as date) as finished_on,
    batch_id, row_no
from ranked
where version_rank = 1
