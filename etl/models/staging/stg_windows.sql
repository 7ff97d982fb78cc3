-- grain: one window of the roster, latest version
-- unique: window_code
-- not null: window_code, window_name
with ranked as (
    select *, row_number() over (
        partition by window_code order by updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from landed_windows
)

select
    window_code, window_name, dept_name, peer_group, chief_rep, staff_count,
    cast(opened_on as date) as opened_on, cast(closed_on as date) as closed_on, batch_id, row_no
from ranked
where version_rank = 1
