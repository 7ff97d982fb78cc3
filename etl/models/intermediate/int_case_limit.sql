-- as: view
-- grain: one case with its window, item and the two limits that hold for it
-- *_kind: workday, natural (calendar days), same_day, none; null where nothing is known
-- *_n: days of that kind, rounded up; months and years count to the same day number
-- *_given_on: a due date from the source, which wins over a limit
-- case_type: as written, else the catalogue's, else by the limits that hold
-- end_on: finish, or as-of while open
with limits as (
    select
        c.*, w.window_code as resolved_window, i.item_code as resolved_item,
        i.is_known as is_item_known, w.is_known as is_window_known,
        coalesce(c.legal_limit, d.legal_limit) as legal_value,
        case when c.legal_limit is not null or c.legal_limit_unit = '无期限'
            then c.legal_limit_unit else d.legal_limit_unit end as legal_unit,
        coalesce(c.promise_limit, d.promise_limit) as promise_value,
        case when c.promise_limit is not null or c.promise_limit_unit = '无期限'
            then c.promise_limit_unit else d.promise_limit_unit end as promise_unit,
        coalesce(c.written_case_type, d.case_type) as known_case_type,
        coalesce(c.finished_on, p.as_of) as end_on, p.as_of,
        a.workday_no as accepted_workday_no, a.day_no as accepted_day_no,
        a.month_no as accepted_month_no, a.month_day as accepted_month_day,
        a.month as accepted_month, a.is_provisional as is_accepted_provisional
    from stg_cases c
    cross join build_parameters p
    left join int_window_alias w
        on w.raw_code = coalesce(c.window_code, '') and w.raw_name = coalesce(c.window_name, '')
    left join int_item_alias i
        on i.raw_code = coalesce(c.item_code, '') and i.raw_name = coalesce(c.item_name, '')
    left join dim_item d on d.item_code = i.item_code
    left join dim_date a on a.date = c.accepted_on
)

select
    l.*, l.legal_due_on as legal_given_on, l.promise_due_on as promise_given_on,
    coalesce(known_case_type, case
        when promise_unit = '即办' then '即办件'
        when coalesce(promise_value, legal_value) is not null then '承诺件'
        when coalesce(promise_due_on, legal_due_on) is not null then '承诺件'
        else '其他' end) as case_type,
    case when legal_unit = '即办' or legal_value = 0 then 'same_day'
        when legal_unit = '无期限' or legal_value < 0 then 'none'
        when legal_unit = '工作日' and legal_value is not null then 'workday'
        when legal_value is not null then 'natural' end as legal_kind,
    case when legal_unit = '小时' then cast(ceil(legal_value / 24) as bigint)
        when legal_unit in ('月', '年') then
            lm.first_day_no + least(accepted_month_day, lm.days) - 1 - accepted_day_no
        else cast(ceil(legal_value) as bigint) end as legal_n,
    case when promise_unit = '即办' or promise_value = 0 then 'same_day'
        when promise_unit = '无期限' or promise_value < 0 then 'none'
        when promise_unit = '工作日' and promise_value is not null then 'workday'
        when promise_value is not null then 'natural' end as promise_kind,
    case when promise_unit = '小时' then cast(ceil(promise_value / 24) as bigint)
        when promise_unit in ('月', '年') then
            pm.first_day_no + least(accepted_month_day, pm.days) - 1 - accepted_day_no
        else cast(ceil(promise_value) as bigint) end as promise_n
from limits l
left join int_month lm on lm.month_no = accepted_month_no + case legal_unit
    when '月' then cast(ceil(legal_value) as bigint)
    when '年' then cast(ceil(legal_value) as bigint) * 12 end
left join int_month pm on pm.month_no = accepted_month_no + case promise_unit
    when '月' then cast(ceil(promise_value) as bigint)
    when '年' then cast(ceil(promise_value) as bigint) * 12 end
