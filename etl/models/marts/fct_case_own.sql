-- grain: one case with what is its own; fct_case adds what its clock, window and item say
-- is_unlisted_window, is_unlisted_item: a list is there and does not have it
-- is_acceptance_assumed: no acceptance is told, the case begins with its receipt
-- is_deemed_accepted: by law, because nobody answered the receipt within five working days
-- is_within_*_by_time: as the source's own due time would judge; null without one or while open
-- delivery_workdays: from the decision on, the number of the working day that is or follows the
-- delivery; a clock of its own
-- is_delivered_in_time: within ten working days of the decision (行政许可法 44); null if unknown
-- rows as: stg_cases
-- not null: source_system, case_no, accepted_at, clock_id
with rosters as (
    select
        (select count(*) > 0 from stg_windows) as has_windows,
        (select count(*) > 0 from stg_items) as has_items
)

select
    l.case_id, k.clock_id, l.source_system, l.case_no, l.resolved_item as item_code, l.item_name,
    coalesce(l.dept_name, w.dept_name) as dept_name, l.resolved_window as window_code,
    l.staff_no, l.applicant_type, l.channel, l.applied_on, l.received_on,
    l.is_acceptance_assumed, coalesce(u.is_deemed, false) as is_deemed_accepted,
    l.accepted_at, l.finished_at, l.is_within_promise_by_time, l.is_within_statutory_by_time,
    l.delivered_on, case when l.delivered_on = l.finished_on then 0
        when l.delivered_on > l.finished_on then dd.workday_no - fd.workday_no
            + case when dd.is_workday then 0 else 1 end end as delivery_workdays,
    delivery_workdays <= 10 as is_delivered_in_time, l.status, l.result, l.is_counted,
    l.visits, l.joint_no, l.supplement_count,
    l.has_date_conflict, l.is_case_type_assumed,
    r.has_windows and not l.is_window_known and l.resolved_window is not null
        as is_unlisted_window,
    r.has_items and not l.is_item_known as is_unlisted_item, l.typing_notes, l.batch_id
from int_case_limit l
cross join rosters r
left join int_case_pause pp on pp.case_id = l.case_id and pp.clock = 'promise'
left join int_case_pause sp on sp.case_id = l.case_id and sp.clock = 'statutory'
left join int_clock_key k on k.accepted_on = l.accepted_on
    and k.finished_on is not distinct from l.finished_on
    and k.case_type = l.case_type
    and k.legal_value is not distinct from l.legal_value
    and k.legal_unit is not distinct from l.legal_unit
    and k.promise_value is not distinct from l.promise_value
    and k.promise_unit is not distinct from l.promise_unit
    and k.legal_due_on is not distinct from l.legal_due_on
    and k.promise_due_on is not distinct from l.promise_due_on
    and k.is_own_legal = (l.legal_limit is not null)
    and k.is_own_promise = (l.promise_limit is not null)
    and k.paused_workdays = coalesce(pp.paused_workdays, 0)
    and k.paused_statutory_workdays = coalesce(sp.paused_workdays, 0)
    and k.promise_moved = coalesce(pp.moved, 0) and k.statutory_moved = coalesce(sp.moved, 0)
    and k.lawful_moved = coalesce(sp.promise_moved, 0)
    and k.is_end_paused = coalesce(pp.is_end_paused, false)
left join (select case_id, is_deemed from stg_unaccepted_cases where is_deemed) u
    on u.case_id = l.case_id
left join dim_date dd on dd.date = l.delivered_on
left join dim_date fd on fd.date = case when l.delivered_on is not null then l.finished_on end
left join dim_window w on w.window_code = l.resolved_window
