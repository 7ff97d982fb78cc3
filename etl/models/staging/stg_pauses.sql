-- grain: one pause of one case; the same row landed twice is one pause
-- An open pause gives way to a closed one of the same case, kind and start landed later.
-- started_on, ended_on: the pause takes the days after the start up to and with the end
-- is_statutory: stops the statutory clock too; an unknown kind is local
-- unique: pause_id
-- not null: case_no, started_on
with ranked as (
    select *, row_number() over (
        partition by source_system, row_key order by batch_seq desc, row_no desc
    ) as version_rank
    from landed_pauses
),

closed as (
    select source_system, case_no, coalesce(pause_kind, '') as kind, started_at,
        max(batch_seq) as batch_seq
    from landed_pauses
    where ended_at is not null
    group by source_system, case_no, coalesce(pause_kind, ''), started_at
),

kinds as (
    select raw_kind, max(pause_kind) as pause_kind, max(is_statutory) as is_statutory
    from ref_pause_kinds group by raw_kind
)

select
    p.batch_seq * 10000000000 + p.row_no as pause_id,
    p.source_system, p.case_no, p.item_code,
    cast(p.started_at as date) as started_on, cast(p.ended_at as date) as ended_on,
    coalesce(k.pause_kind, '本地其他') as pause_kind, p.pause_kind as pause_kind_raw,
    coalesce(k.is_statutory, 0) = 1 as is_statutory,
    p.pause_reason, p.approver, p.batch_id, p.row_no
from ranked p
left join kinds k on k.raw_kind = p.pause_kind
left join closed c on p.ended_at is null and c.source_system = p.source_system
    and c.case_no = p.case_no and c.kind = coalesce(p.pause_kind, '')
    and c.started_at = p.started_at and c.batch_seq > p.batch_seq
where p.version_rank = 1 and c.case_no is null
