-- as: view
-- grain: one case; where an export gives several items one number, or any version of a number is
-- a joint approval's, one case and item
-- The latest version of each case, see stg_superseded_cases.
-- case_id: batch and row of the winning version, the key inside a build
-- is_acceptance_assumed: no acceptance is told, so the case begins with its receipt;
-- is_deemed_accepted: by law, see stg_unaccepted_cases; other rows without acceptance are no cases
-- is_within_*_by_time: by the clock of the source's own due time, as many systems compare
-- is_finished: a finish time is there; is_counted: enters shares (no draft, refusal, return)
with landed as (
    select *, batch_seq * 10000000000 + row_no as case_id from landed_cases
),

standing as (
    select l.*, coalesce(l.accepted_at, l.received_at) as accepted_from
    from landed l
    anti join stg_superseded_cases s on l.case_id = s.case_id
    anti join (select case_id from stg_unaccepted_cases where not is_begun) u
        on l.case_id = u.case_id
)

select
    case_id, source_system, case_no, item_code, item_name, item_type, dept_name, window_code,
    window_name, staff_no, applicant_type, channel, joint_no, visits, supplement_count,
    case_type as written_case_type, case_type is null as is_case_type_assumed,
    cast(applied_at as date) as applied_on,
    cast(received_at as date) as received_on, accepted_at is null as is_acceptance_assumed,
    accepted_from as accepted_at, cast(accepted_from as date) as accepted_on,
    finished_at, cast(finished_at as date) as finished_on,
    cast(delivered_at as date) as delivered_on,
    finished_at is not null as is_finished,
    legal_limit, legal_limit_unit, promise_limit, promise_limit_unit,
    cast(legal_due_at as date) as legal_due_on, cast(promise_due_at as date) as promise_due_on,
    finished_at <= legal_due_at as is_within_statutory_by_time,
    finished_at <= promise_due_at as is_within_promise_by_time,
    status, result,
    not (
        coalesce(status, '') in ('草稿', '不予受理', '作废', '退件', '撤回')
        or coalesce(result, '') in ('退回', '作废', '撤回', '不予受理')
    ) as is_counted,
    coalesce(case
        when accepted_from = cast(cast(accepted_from as date) as timestamp)
            or finished_at = cast(cast(finished_at as date) as timestamp)
            then cast(finished_at as date) < cast(accepted_from as date)
        else finished_at < accepted_from
    end, false) as has_date_conflict,
    typing_notes, batch_id, row_no
from standing
