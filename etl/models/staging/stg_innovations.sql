-- grain: one measure, pennant, letter or report, latest version
-- unique: innovation_no
-- not null: innovation_no, happened_on, kind
with ranked as (
    select *, row_number() over (
        partition by innovation_no order by updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from landed_innovations
)

select
    innovation_no, cast(happened_at as date) as happened_on, window_code, window_name, staff_no,
    kind, title, evidence, adopted_by, points, batch_id, row_no
from ranked
where version_rank = 1
