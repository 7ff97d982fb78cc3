-- grain: one landed case row with a time of receipt and none of acceptance
-- is_deemed: accepted by law on the day of receipt (行政许可法 32(1)(四)): nobody told the applicant
-- within five working days what was missing, and the papers were neither refused nor sent back
-- is_begun: a case all the same: deemed accepted, or finished and nobody was told of missing papers
-- not null: case_id, is_deemed, is_begun
with unaccepted as (
    select l.batch_seq * 10000000000 + l.row_no as case_id, l.case_no, l.source_system,
        l.window_code, l.batch_id, l.row_no, l.finished_at is not null as is_finished,
        cast(l.received_at as date) as received_on, l.notice_at, l.supplement_count,
        cast(l.notice_at as date) as notice_on,
        coalesce(cast(l.finished_at as date), p.as_of) as handled_on,
        coalesce(l.status, '') in ('草稿', '不予受理', '作废', '退件', '撤回')
            or coalesce(l.result, '') in ('退回', '作废', '撤回', '不予受理') as is_refused
    from landed_cases l
    cross join build_parameters p
    where l.accepted_at is null and l.received_at is not null
),

-- The fifth working day ends with its date: a rest day after it is too late.
told as (
    select u.*,
        coalesce(h.workday_no - r.workday_no > 5
            or h.workday_no - r.workday_no = 5 and not h.is_workday, false) as is_long_ago,
        case when u.notice_at is not null then n.workday_no - r.workday_no > 5
            or n.workday_no - r.workday_no = 5 and not n.is_workday
            else coalesce(u.supplement_count, 0) = 0 end as is_untold
    from unaccepted u
    left join dim_date r on r.date = u.received_on
    left join dim_date h on h.date = u.handled_on
    left join dim_date n on n.date = u.notice_on
)

select
    case_id, case_no, source_system, window_code, batch_id, row_no, received_on, is_finished,
    not is_refused and coalesce(is_untold, false) and is_long_ago as is_deemed,
    not is_refused and coalesce(is_untold, false) and (is_long_ago or is_finished) as is_begun
from told
