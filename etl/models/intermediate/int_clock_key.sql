-- grain: one combination of all that decides a clock; millions of cases share few of them
-- lawful_moved: how far statutory pauses alone move the promise's due date
-- is_own_*: the case states the limit itself, the catalogue does not lend it
-- unique: clock_id
with combinations as (
    select distinct
        l.accepted_on, l.finished_on, l.case_type, l.legal_value, l.legal_unit, l.promise_value,
        l.promise_unit, l.legal_due_on, l.promise_due_on,
        l.legal_limit is not null as is_own_legal, l.promise_limit is not null as is_own_promise,
        coalesce(pp.paused_workdays, 0) as paused_workdays,
        coalesce(sp.paused_workdays, 0) as paused_statutory_workdays,
        coalesce(pp.moved, 0) as promise_moved, coalesce(sp.moved, 0) as statutory_moved,
        coalesce(sp.promise_moved, 0) as lawful_moved,
        coalesce(pp.is_end_paused, false) as is_end_paused
    from int_case_limit l
    left join int_case_pause pp on pp.case_id = l.case_id and pp.clock = 'promise'
    left join int_case_pause sp on sp.case_id = l.case_id and sp.clock = 'statutory'
)

select *, row_number() over (
    order by accepted_on, finished_on, case_type, legal_value, legal_unit, promise_value,
        promise_unit, legal_due_on, promise_due_on, is_own_legal, is_own_promise,
        paused_workdays, paused_statutory_workdays, promise_moved, statutory_moved, lawful_moved,
        is_end_paused
) as clock_id
from combinations
