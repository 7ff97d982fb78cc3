-- grain: one item of the catalogue, latest version
-- unique: item_code
-- not null: item_code, item_name
with ranked as (
    select *, row_number() over (
        partition by item_code order by updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from landed_items
)

select
    item_code, item_name, item_type, dept_name, case_type, legal_limit, legal_limit_unit,
    promise_limit, promise_limit_unit, min_visits, is_online, is_settled_in, is_authorised,
    lead_dept, window_code, materials, fee, batch_id, row_no
from ranked
where version_rank = 1
