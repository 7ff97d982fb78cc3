-- as: view
-- grain: one clock with its due dates
-- *_counted: the due date by the limit; a due date given by the source wins over it
-- *_base_on: the due date had no pause moved it
-- lawful_due: the promise's due date had only statutory pauses moved it
-- end_on: finish, or as-of while open
with dues as (
    select
        k.*, p.as_of, p.warn_workdays, p.red_after_workdays,
        coalesce(k.finished_on, p.as_of) as end_on,
        n.accepted_workday_no, n.accepted_day_no, n.accepted_month, n.is_accepted_provisional,
        n.legal_kind, n.legal_n, n.promise_kind, n.promise_n,
        coalesce(pw.workday_on, pd.next_workday_on,
            case when promise_kind = 'same_day' then k.accepted_on end) as promise_counted,
        coalesce(sw.workday_on, sd.next_workday_on,
            case when legal_kind = 'same_day' then k.accepted_on end) as statutory_counted,
        case when lawful_moved <> promise_moved
            then coalesce(lw.workday_on, lp.next_workday_on) end as lawful_counted,
        coalesce(bw.workday_on, bd.next_workday_on) as promise_base_on,
        ld.next_workday_on as statutory_base_on
    from int_clock_key k
    cross join build_parameters p
    join int_limit n on n.accepted_on = k.accepted_on
        and n.legal_value is not distinct from k.legal_value
        and n.legal_unit is not distinct from k.legal_unit
        and n.promise_value is not distinct from k.promise_value
        and n.promise_unit is not distinct from k.promise_unit
    left join int_workday pw on pw.workday_no = case when promise_kind = 'workday'
        then accepted_workday_no + promise_n + promise_moved end
    left join dim_date pd on pd.day_no = case when promise_kind = 'natural'
        then accepted_day_no + promise_n + promise_moved end
    left join int_workday sw on sw.workday_no = case when legal_kind = 'workday'
        then accepted_workday_no + legal_n + statutory_moved end
    left join dim_date sd on sd.day_no = case when legal_kind = 'natural'
        then accepted_day_no + legal_n + statutory_moved end
    left join int_workday bw on bw.workday_no = case
        when promise_kind = 'workday' and promise_moved > 0
            then accepted_workday_no + promise_n end
    left join dim_date bd on bd.day_no =
        case when promise_kind = 'natural' then accepted_day_no + promise_n end
    left join dim_date ld on ld.day_no =
        case when legal_kind = 'natural' then accepted_day_no + legal_n end
    left join int_workday lw on lw.workday_no = case when promise_kind = 'workday'
        and lawful_moved <> promise_moved then accepted_workday_no + promise_n + lawful_moved end
    left join dim_date lp on lp.day_no = case when promise_kind = 'natural'
        and lawful_moved <> promise_moved then accepted_day_no + promise_n + lawful_moved end
)

select
    *, coalesce(promise_due_on, promise_counted) as promise_due,
    coalesce(legal_due_on, statutory_counted) as statutory_due,
    coalesce(promise_due_on, lawful_counted, promise_counted) as lawful_due
from dues
