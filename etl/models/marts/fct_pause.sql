-- grain: one pause of one case, as the source tells it
-- A pause that began after it ended, or stands outside the life of its case, stops nothing.
-- is_statutory: stops both clocks; the others stop the promise's alone
-- pause_text, approver: masked; is_idle: stops nothing
-- not null: case_id, started_on, pause_kind
select
    c.case_id, c.source_system, c.case_no, c.window_code, p.pause_kind, p.is_statutory,
    p.started_on, p.ended_on, t.pause_text, a.pause_text as approver,
    coalesce(p.ended_on < p.started_on, false) or coalesce(p.ended_on <= k.accepted_on, false)
        or coalesce(p.started_on >= k.finished_on, false) as is_idle,
    p.batch_id, p.row_no
from stg_pauses p
join fct_case_own c on c.source_system = p.source_system and c.case_no = p.case_no
    and (p.item_code is null or c.item_code is null or p.item_code = c.item_code)
join dim_clock k on k.clock_id = c.clock_id
left join label_pauses t on t.raw_text = p.pause_reason and t.is_name = 0
left join label_pauses a on a.raw_text = p.approver and a.is_name = 1
