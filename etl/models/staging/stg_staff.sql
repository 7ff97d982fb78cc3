-- grain: one person of the roster, latest version
-- unique: staff_no
-- not null: staff_no
with ranked as (
    select *, row_number() over (
        partition by staff_no order by updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from landed_staff
)

select staff_no, staff_name, window_code, is_party_member, post, deputy, mobile, batch_id, row_no
from ranked
where version_rank = 1
