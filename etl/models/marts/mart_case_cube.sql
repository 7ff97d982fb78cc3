-- grain: one combination of the columns below; cases counts its rows
-- Exact for every share, mean, median and P90 under any filter, by acceptance or by finish.
-- check: cases > 0
select
    accepted_month, finished_month, window_code, item_code, dept_name, channel, case_type,
    applicant_type, finish_class, is_within_promise, is_within_statutory,
    is_within_promise_only_by_pause, is_within_promise_lawful, is_counted, has_date_conflict,
    used_workdays, shortest_promise_workdays,
    statutory_workdays, count(*) as cases
from fct_case
group by
    accepted_month, finished_month, window_code, item_code, dept_name, channel, case_type,
    applicant_type, finish_class, is_within_promise, is_within_statutory,
    is_within_promise_only_by_pause, is_within_promise_lawful, is_counted, has_date_conflict,
    used_workdays, shortest_promise_workdays,
    statutory_workdays
