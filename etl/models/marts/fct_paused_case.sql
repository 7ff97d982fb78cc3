-- grain: one case whose promise clock stood for a working day or more
-- Few cases are paused, so what pages ask of them is not asked of all cases.
-- check: paused_workdays > 0
select
    case_id, case_no, window_code, item_code, dept_name, channel, case_type, accepted_month,
    finished_month, is_counted, has_date_conflict, finish_class, used_workdays, paused_workdays,
    paused_statutory_workdays, is_within_promise, is_within_promise_lawful,
    is_within_promise_only_by_pause
from fct_case
where paused_workdays > 0
