-- grain: one finding of a check at the windows, latest version
-- unique: inspection_no
-- not null: inspection_no, inspected_on, category
with ranked as (
    select *, row_number() over (
        partition by inspection_no order by updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from landed_inspections
)

select
    inspection_no, cast(inspected_at as date) as inspected_on, window_code, window_name, staff_no,
    category, work_rule, finding, points, evidence, appealed, final, batch_id, row_no
from ranked
where version_rank = 1
