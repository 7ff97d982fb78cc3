-- grain: one month that has ended by as-of, window, department, channel and case type
-- Cases open when the month ended, by the due dates as they are known now; a finish written in the
-- future is a finish, as in every other count.
-- open_cases; past_promise, past_statutory: of these, past due when the month ended
-- check: open_cases >= past_promise
with spells as (
    select
        accepted_month, finished_month, window_code, dept_name, channel, case_type,
        cast(date_trunc('month', promise_due_on + 1) as date) as promise_past_month,
        cast(date_trunc('month', statutory_due_on + 1) as date) as statutory_past_month,
        count(*) as cases
    from fct_case
    cross join build_parameters
    where is_counted and not has_date_conflict
        and (finished_month > accepted_month and finished_on <= as_of
            or finished_on is null and coalesce(status, '') <> '办结')
    group by accepted_month, finished_month, window_code, dept_name, channel, case_type,
        cast(date_trunc('month', promise_due_on + 1) as date),
        cast(date_trunc('month', statutory_due_on + 1) as date)
),

ended as (
    select d.month, max(d.date) as last_on from dim_date d
    cross join build_parameters p
    where d.month >= (select min(accepted_month) from spells)
    group by d.month, p.as_of having max(d.date) <= p.as_of
)

select
    e.month, s.window_code, s.dept_name, s.channel, s.case_type, sum(s.cases) as open_cases,
    sum(case when s.promise_past_month <= e.month then s.cases else 0 end) as past_promise,
    sum(case when s.statutory_past_month <= e.month then s.cases else 0 end) as past_statutory
from spells s
join ended e on e.month >= s.accepted_month
    and (s.finished_month is null or s.finished_month > e.month)
group by e.month, s.window_code, s.dept_name, s.channel, s.case_type
