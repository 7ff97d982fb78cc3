-- grain: one landed case row that a later version of the same case replaces
-- The latest version wins: by update time where the source has one, else landed last; one without
-- a time of acceptance never wins over one that has it. Where an export gives several items one
-- number, or any version is a joint approval's, the item counts.
-- landed_repeats: the numbers that landing met more than once; only their rows are compared
-- not null: case_id
with several as (
    select l.source_system, l.case_no, l.item_code, l.joint_no, l.updated_at, l.batch_id,
        l.batch_seq, l.row_no, l.batch_seq * 10000000000 + l.row_no as case_id,
        case when l.accepted_at is null then 1 else 0 end as is_unaccepted
    from landed_cases l
    semi join landed_repeats r on l.source_system = r.source_system and l.case_no = r.case_no
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
        s.is_unaccepted,
        case when n.case_no is not null then coalesce(s.item_code, '') else '' end as item_part
    from several s
    left join shared_numbers n on s.source_system = n.source_system and s.case_no = n.case_no
),

ranked as (
    select case_id, row_number() over (
        partition by source_system, case_no, item_part
        order by is_unaccepted, updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from keyed
)

select case_id from ranked where version_rank > 1
