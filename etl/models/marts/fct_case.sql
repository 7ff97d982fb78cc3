-- as: view
-- grain: one case
-- What the case says of itself with its clock (dim_clock), its window and its item.
-- row_no: the row of the export, the lower ten digits of case_id
select
    o.case_id, o.source_system, o.case_no, o.item_code,
    coalesce(o.item_name, i.item_name) as item_name, o.dept_name, o.window_code, w.window_name,
    o.staff_no, o.applicant_type, k.case_type, o.channel, o.applied_on, o.received_on,
    o.is_acceptance_assumed, o.is_deemed_accepted, o.accepted_at, k.accepted_on, o.finished_at,
    k.finished_on, o.delivered_on, o.delivery_workdays, o.is_delivered_in_time, o.status,
    o.result, o.is_counted, k.finish_class, k.statutory_workdays, k.promise_workdays,
    k.statutory_due_on, k.promise_due_on, k.statutory_counted_on, k.promise_counted_on,
    k.paused_workdays, k.paused_statutory_workdays, k.used_workdays, k.used_calendar_days,
    k.is_within_promise, k.is_within_statutory, k.is_within_promise_only_by_pause,
    k.is_within_promise_lawful, o.is_within_promise_by_time, o.is_within_statutory_by_time,
    k.shortest_promise_workdays, k.is_stopped, k.card, o.visits, o.joint_no, o.supplement_count,
    k.is_calendar_provisional, o.has_date_conflict, k.promise_workdays_left,
    k.statutory_workdays_left, k.accepted_month, k.finished_month, o.batch_id,
    o.case_id % 10000000000 as row_no
from fct_case_own o
join dim_clock k on k.clock_id = o.clock_id
left join dim_window w on w.window_code = o.window_code
left join dim_item i on i.item_code = o.item_code
