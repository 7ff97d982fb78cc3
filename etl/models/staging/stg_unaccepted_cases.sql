-- grain: one landed case row with a time of receipt and none of acceptance
-- is_deemed: accepted by law on the day of receipt (行政许可法 32(1)(四)): the applicant was not told
-- within five working days what was missing, and the papers were neither refused nor sent back
-- not null: case_id, is_deemed
with unaccepted as (
    select l.batch_seq * 10000000000 + l.row_no as case_id, l.*,
        cast(l.received_at as date) as received_on, cast(l.notice_at as date) as notice_on,
        coalesce(cast(l.finished_at as date), p.as_of) as handled_on
    from landed_cases l
    cross join build_parameters p
    where l.accepted_at is null and l.received_at is not null
)

select
    u.case_id, u.case_no, u.source_system, u.window_code, u.batch_id, u.row_no, u.received_on,
    coalesce(
        coalesce(u.status, '') not in ('草稿', '不予受理', '作废', '退件', '撤回')
        and coalesce(u.result, '') not in ('退回', '作废', '撤回', '不予受理')
        and (u.finished_at is not null or h.workday_no - r.workday_no > 5)
        and case when u.notice_at is not null then n.workday_no - r.workday_no > 5
            else coalesce(u.supplement_count, 0) = 0 end,
        false
    ) as is_deemed
from unaccepted u
left join dim_date r on r.date = u.received_on
left join dim_date h on h.date = u.handled_on
left join dim_date n on n.date = u.notice_on
