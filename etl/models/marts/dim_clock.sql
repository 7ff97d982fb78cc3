-- grain: one clock: what follows from acceptance, finish, limits and pauses, for all cases alike
-- used_workdays: the promise clock, working days less paused ones, to as-of while open
-- finish_class: 提前 按时 超期 by the promise, 即办 when finished on the day; null while open
-- is_within_*: by date; for an open case false once as-of is past due, else null
-- is_within_promise_only_by_pause: kept only because a pause moved the due date
-- is_within_promise_lawful: the promise judged with statutory pauses alone, as is_within_promise
-- shortest_promise_workdays: the shortest promise in working days that the finished case would
-- have kept, pauses as they were: the number of the counted day that is or follows the finish
-- is_*_due_given: the source gives the due date; is_*_moved: pauses moved it
-- is_stopped: the promise clock stands on the day of the finish, or of as-of while open
-- *_workdays_left: working days from the finish or as-of to the due date, negative past it
-- is_due_beyond: a limit is there, and its due date lies beyond the calendar
-- *_counted_on: the due date by the case's own limit where the source gave a due date too
-- card: internal 预警 (few working days left), 黄牌 (past promise), 红牌 (past statute or many
-- working days past the promise), by the thresholds of card_limits.csv
-- is_finished_later: finished after as-of; is_accepted_odd: before 2000 or after as-of
-- unique: clock_id
-- check: used_workdays >= 0
-- check: paused_workdays >= paused_statutory_workdays
-- check: finish_class is null or finished_on is not null
-- check: not (is_within_promise_only_by_pause and paused_workdays = 0 and used_calendar_days = 0)
with clock as (
    select *,
        coalesce(finished_on, as_of) > promise_due as is_past_promise,
        coalesce(finished_on, as_of) > statutory_due as is_past_statutory
    from int_clock
)

select
    clock_id, case_type, accepted_on, finished_on,
    legal_value, legal_unit, promise_value, promise_unit,
    case when finished_on is null then null
        when promise_due is null then null
        when case_type = '即办件' and finished_on = accepted_on then '即办'
        when finished_on < promise_due then '提前' when finished_on = promise_due then '按时'
        when finished_on > promise_due then '超期' end as finish_class,
    statutory_limit_workdays as statutory_workdays, promise_limit_workdays as promise_workdays,
    statutory_due as statutory_due_on, promise_due as promise_due_on,
    case when is_statutory_due_given and is_own_legal then statutory_counted end
        as statutory_counted_on,
    case when is_promise_due_given and is_own_promise then promise_counted end
        as promise_counted_on,
    paused_workdays, paused_statutory_workdays,
    case when end_on >= accepted_on
        then end_workday_no - accepted_workday_no - paused_workdays end as used_workdays,
    case when end_on >= accepted_on then end_day_no - accepted_day_no end as used_calendar_days,
    case when is_past_promise then false when finished_on is not null and promise_due is not null
        then true end as is_within_promise,
    case when is_past_statutory then false
        when finished_on is not null and statutory_due is not null then true
    end as is_within_statutory,
    case when coalesce(finished_on, as_of) > lawful_due then false
        when finished_on is not null and lawful_due is not null then true
    end as is_within_promise_lawful,
    case when finished_on is null or finished_on < accepted_on then null
        when finished_on = accepted_on then 0
        when is_end_workday and not is_end_paused
            then end_workday_no - accepted_workday_no - paused_workdays
        else end_workday_no - accepted_workday_no - paused_workdays + 1
    end as shortest_promise_workdays,
    is_end_paused as is_stopped,
    is_promise_due_given, is_statutory_due_given, is_promise_moved, is_statutory_moved,
    coalesce(finished_on is not null and not is_past_promise and promise_due_on is null
        and promise_moved > 0 and finished_on > promise_base_on, false)
        as is_within_promise_only_by_pause,
    case when is_past_statutory or end_workday_no - promise_due_workday_no > red_after_workdays
            then '红牌'
        when is_past_promise then '黄牌'
        when finished_on is null and coalesce(promise_due_workday_no, statutory_due_workday_no)
            - end_workday_no <= warn_workdays then '预警' end as card,
    is_calendar_provisional, promise_due_workday_no - end_workday_no as promise_workdays_left,
    statutory_due_workday_no - end_workday_no as statutory_workdays_left,
    promise_kind in ('workday', 'natural') and promise_due is null
        or legal_kind in ('workday', 'natural') and statutory_due is null as is_due_beyond,
    accepted_month, case when finished_on is not null
        then coalesce(end_month, cast(date_trunc('month', finished_on) as date)) end
        as finished_month,
    finished_on > as_of as is_finished_later,
    year(accepted_on) < 2000 or accepted_on > as_of as is_accepted_odd
from clock
