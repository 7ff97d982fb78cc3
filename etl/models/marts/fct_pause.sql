-- grain: one pause of one case, as the source tells it, matched as the clock matches it
-- is_statutory: stops both clocks; the others stop the promise's alone
-- is_idle: stops no day of the case; is_outside: because it lies wholly before or after the case
-- pause_text, approver: masked
-- not null: case_id, started_on, pause_kind
with matched as (
    select
        c.case_id, p.pause_kind, p.is_statutory, p.started_on, p.ended_on, p.pause_reason,
        p.approver, p.batch_id, p.row_no,
        greatest(p.started_on, c.accepted_on) >= least(
            coalesce(p.ended_on, c.finished_on, b.as_of), coalesce(c.finished_on, b.as_of)
        ) as is_idle,
        coalesce(p.ended_on < c.accepted_on, false)
            or coalesce(p.started_on > c.finished_on, false) as is_outside
    from stg_pauses p
    join stg_cases c on p.source_system = c.source_system and p.case_no = c.case_no
        and (p.item_code is null or c.item_code is null or p.item_code = c.item_code)
    cross join build_parameters b
)

select
    m.case_id, o.source_system, o.case_no, o.window_code, m.pause_kind, m.is_statutory,
    m.started_on, m.ended_on, t.masked_text as pause_text, a.masked_text as approver, m.is_idle, m.is_outside,
    m.batch_id, m.row_no
from matched m
join fct_case_own o on o.case_id = m.case_id
left join label_texts t on t.raw_text = m.pause_reason and t.is_name = 0
left join label_texts a on a.raw_text = m.approver and a.is_name = 1
