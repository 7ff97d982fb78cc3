-- grain: one paused case and clock
-- paused_workdays, paused_days: working and calendar days stopped
-- moved: how far the due date moves, in days of the limit's kind: a span counts exactly when the
-- days counted before it are fewer than the limit
-- promise_moved: how far the promise's due date moves by the spans of this clock alone
-- is_end_paused: the clock stands on the day of the finish, or of as-of while open
-- unique: case_id, clock
-- check: moved >= 0
with spans as (
    select
        s.clock, s.case_id, s.span_no,
        e.workday_no - b.workday_no as workdays, e.day_no - b.day_no as days,
        b.workday_no - n.accepted_workday_no as workdays_before,
        b.day_no - n.accepted_day_no as days_before,
        case s.clock when 'promise' then n.promise_kind else n.legal_kind end as kind,
        case s.clock when 'promise' then n.promise_n else n.legal_n end as n,
        n.promise_kind, n.promise_n,
        s.ended_on = coalesce(l.finished_on, p.as_of) as is_at_end
    from int_pause_span s
    cross join build_parameters p
    join int_case_limit l on l.case_id = s.case_id
    join int_limit n on n.accepted_on = l.accepted_on
        and n.legal_value is not distinct from l.legal_value
        and n.legal_unit is not distinct from l.legal_unit
        and n.promise_value is not distinct from l.promise_value
        and n.promise_unit is not distinct from l.promise_unit
    join dim_date b on b.date = s.started_on
    join dim_date e on e.date = s.ended_on
),

ordered as (
    select *,
        coalesce(sum(workdays) over (partition by clock, case_id order by span_no
            rows between unbounded preceding and 1 preceding), 0) as paused_workdays_before,
        coalesce(sum(days) over (partition by clock, case_id order by span_no
            rows between unbounded preceding and 1 preceding), 0) as paused_days_before
    from spans
)

select
    clock, case_id, cast(sum(workdays) as bigint) as paused_workdays,
    cast(sum(days) as bigint) as paused_days,
    cast(coalesce(sum(case
        when kind = 'workday' and workdays_before - paused_workdays_before < n then workdays
        when kind = 'natural' and days_before - paused_days_before < n then days
    end), 0) as bigint) as moved,
    cast(coalesce(sum(case
        when promise_kind = 'workday' and workdays_before - paused_workdays_before < promise_n
            then workdays
        when promise_kind = 'natural' and days_before - paused_days_before < promise_n then days
    end), 0) as bigint) as promise_moved,
    bool_or(is_at_end) as is_end_paused
from ordered
group by clock, case_id
