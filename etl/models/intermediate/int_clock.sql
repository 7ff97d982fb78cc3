-- as: view
-- grain: one clock with its due dates as numbered working days
-- *_limit_workdays: the limit in working days; for other units those between acceptance and due
-- is_*_due_given: the source gives the due date; is_*_moved: pauses moved it
select
    d.*, e.workday_no as end_workday_no, e.day_no as end_day_no, e.month as end_month,
    e.is_workday as is_end_workday,
    promise_due_on is not null as is_promise_due_given,
    legal_due_on is not null as is_statutory_due_given,
    coalesce(promise_due_on is null and promise_moved > 0
        and promise_counted <> promise_base_on, false) as is_promise_moved,
    coalesce(legal_due_on is null and statutory_moved > 0 and (statutory_base_on is null
        or statutory_counted <> statutory_base_on), false) as is_statutory_moved,
    pe.workday_no as promise_due_workday_no, se.workday_no as statutory_due_workday_no,
    case when promise_kind = 'workday' then promise_n
        when promise_kind = 'same_day' then 0
        else coalesce(pb.workday_no, pe.workday_no) - accepted_workday_no
    end as promise_limit_workdays,
    case when legal_kind = 'workday' then legal_n
        when legal_kind = 'same_day' then 0
        else coalesce(sb.workday_no, se.workday_no) - accepted_workday_no
    end as statutory_limit_workdays,
    coalesce(is_accepted_provisional, true) or coalesce(e.is_provisional, false)
        or coalesce(pe.is_provisional, false) or coalesce(se.is_provisional, false)
        as is_calendar_provisional
from int_clock_due d
left join dim_date e on e.date = d.end_on
left join dim_date pe on pe.date = d.promise_due
left join dim_date se on se.date = d.statutory_due
left join dim_date pb on pb.date = d.promise_base_on
left join dim_date sb on sb.date = d.statutory_base_on
