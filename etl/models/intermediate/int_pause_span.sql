-- grain: one unbroken stop of one clock of one case; overlapping pauses are one span
-- clock: promise (every pause) or statutory (statutory pauses only)
-- days run after started_on up to and with ended_on, clipped to the life of the case
-- Equal stretches become one before they are numbered: a tie has no order of its own.
-- check: ended_on > started_on
with matched as (
    select
        c.case_id, p.is_statutory, greatest(p.started_on, c.accepted_on) as started_on,
        least(coalesce(p.ended_on, c.finished_on, b.as_of), coalesce(c.finished_on, b.as_of))
            as ended_on
    from stg_pauses p
    join stg_cases c on p.source_system = c.source_system and p.case_no = c.case_no
        and (p.item_code is null or c.item_code is null or p.item_code = c.item_code)
    cross join build_parameters b
    where p.ended_on is null or p.ended_on >= p.started_on
),

clocks as (
    select 'promise' as clock, case_id, started_on, ended_on from matched
    union
    select 'statutory' as clock, case_id, started_on, ended_on from matched where is_statutory
),

marked as (
    select *, case when started_on <= max(ended_on) over (
        partition by clock, case_id order by started_on, ended_on
        rows between unbounded preceding and 1 preceding) then 0 else 1 end as is_new
    from clocks
    where ended_on > started_on
),

numbered as (
    select *, sum(is_new) over (
        partition by clock, case_id order by started_on, ended_on
        rows between unbounded preceding and current row) as span_no
    from marked
)

select clock, case_id, span_no, min(started_on) as started_on, max(ended_on) as ended_on
from numbered
group by clock, case_id, span_no
