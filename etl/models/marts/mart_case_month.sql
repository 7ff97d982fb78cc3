-- grain: one cohort (finished or accepted), month, window, department, channel and case type
-- Every count that a share is made of, defined once; `sound` is counted, finished, no conflict.
-- promised: sound with a promise; on_time, overdue, early as finish_class says
-- on_time_lawful: as on_time, the promise clock stopped by statutory pauses alone
-- statutory: sound with a statutory verdict; timed: sound with working days used
-- left_out: drafts, refusals, returns; conflicts: dates that contradict each other
-- used_days, statutory_days, used_of_statutory: sums in working days; a statutory limit of 999
-- and more stands for none
-- check: promised >= on_time + overdue
-- check: on_time >= on_time_lawful
-- check: statutory >= within_statutory
with cohorts as (
    select 'finished' as basis, finished_month as month, * from mart_case_cube
    union all
    select 'accepted' as basis, accepted_month as month, * from mart_case_cube
),

marked as (
    select
        *, is_counted and not has_date_conflict and finished_month is not null as is_sound,
        used_workdays * cases as used,
        case when statutory_workdays < 999 then statutory_workdays * cases end as allowed
    from cohorts
    where month is not null
)

select
    basis, month, window_code, dept_name, channel, case_type,
    sum(case when is_sound and finish_class is not null then cases else 0 end) as promised,
    sum(case when is_sound and finish_class in ('提前', '按时', '即办') then cases else 0 end)
        as on_time,
    sum(case when is_sound and finish_class is not null and (finish_class = '即办'
        or is_within_promise_lawful) then cases else 0 end) as on_time_lawful,
    sum(case when is_sound and finish_class = '超期' then cases else 0 end) as overdue,
    sum(case when is_sound and case_type = '承诺件' and finish_class is not null then cases
        else 0 end) as commitment,
    sum(case when is_sound and case_type = '承诺件' and finish_class = '提前' then cases
        else 0 end) as early,
    sum(case when is_sound and is_within_statutory is not null then cases else 0 end)
        as statutory,
    sum(case when is_sound and is_within_statutory then cases else 0 end) as within_statutory,
    sum(case when is_sound and is_within_promise_only_by_pause then cases else 0 end)
        as only_by_pause,
    sum(case when is_counted and finished_month is not null then cases else 0 end) as finished,
    sum(case when is_sound and used_workdays is not null then cases else 0 end) as timed,
    sum(case when is_counted and has_date_conflict then cases else 0 end) as conflicts,
    sum(case when not is_counted then cases else 0 end) as left_out,
    sum(case when is_counted then cases else 0 end) as counted,
    sum(case when is_counted and channel in ('电脑端网上办理', '移动端网上申请') then cases
        else 0 end) as online,
    sum(case when is_counted and channel is not null then cases else 0 end) as with_channel,
    sum(case when is_counted and case_type = '即办件' then cases else 0 end) as at_once,
    sum(case when is_counted and case_type in ('即办件', '承诺件') then cases else 0 end) as typed,
    sum(case when is_sound then used end) as used_days,
    sum(case when is_sound and used_workdays is not null then allowed end) as statutory_days,
    sum(case when is_sound and allowed is not null then used end)
        as used_of_statutory
from marked
group by basis, month, window_code, dept_name, channel, case_type
