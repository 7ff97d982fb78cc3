-- grain: one case; where an export gives several items one number, or any version of a number is
-- a joint approval's, one case and item
-- The latest version of each case: by update time where the source has one, else landed last.
-- case_id: batch and row of the winning version, the key inside a build
-- is_finished: a finish time is there; is_counted: enters shares (no draft, refusal, return)
-- unique: case_id
-- not null: source_system, case_no, accepted_at
with landed as (
    select *, batch_seq * 10000000000 + row_no as case_id from landed_cases
),

repeated as (
    select source_system, case_no from landed group by source_system, case_no having count(*) > 1
),

several as (
    select l.* from landed l
    semi join repeated r on l.source_system = r.source_system and l.case_no = r.case_no
),

shared_numbers as (
    select source_system, case_no from several
    group by source_system, case_no, batch_id having count(distinct item_code) > 1
    union
    select source_system, case_no from several where joint_no is not null
),

keyed as (
    select
        s.case_id, s.source_system, s.case_no, s.updated_at, s.batch_seq, s.row_no,
        case when n.case_no is not null then coalesce(s.item_code, '') else '' end as item_part
    from several s
    left join shared_numbers n on s.source_system = n.source_system and s.case_no = n.case_no
),

ranked as (
    select case_id, row_number() over (
        partition by source_system, case_no, item_part
        order by updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from keyed
),

superseded as (
    select case_id from ranked where version_rank > 1
),

standing as (
    select l.* from landed l anti join superseded s on l.case_id = s.case_id
)

select
    case_id, source_system, case_no, item_code, item_name, item_type, dept_name, window_code,
    window_name, staff_no, applicant_type, channel, joint_no, visits, supplement_count,
    case_type as written_case_type, case_type is null as is_case_type_assumed,
    cast(applied_at as date) as applied_on,
    accepted_at, cast(accepted_at as date) as accepted_on,
    finished_at, cast(finished_at as date) as finished_on,
    cast(delivered_at as date) as delivered_on,
    finished_at is not null as is_finished,
    legal_limit, legal_limit_unit, promise_limit, promise_limit_unit,
    cast(legal_due_at as date) as legal_due_on, cast(promise_due_at as date) as promise_due_on,
    status, result,
    not (
        coalesce(status, '') in ('草稿', '不予受理', '作废', '退件', '撤回')
        or coalesce(result, '') in ('退回', '作废', '撤回', '不予受理')
    ) as is_counted,
    coalesce(case
        when accepted_at = cast(cast(accepted_at as date) as timestamp)
            or finished_at = cast(cast(finished_at as date) as timestamp)
            then cast(finished_at as date) < cast(accepted_at as date)
        else finished_at < accepted_at
    end, false) as has_date_conflict,
    typing_notes, batch_id, row_no
from standing
