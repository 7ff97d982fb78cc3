-- grain: one day of acceptance with one pair of limits
-- *_kind: workday, natural (calendar days), same_day, none; null where nothing is known
-- *_n: days of that kind, rounded up; months and years count to the same day number
with limits as (
    select distinct accepted_on, legal_value, legal_unit, promise_value, promise_unit
    from int_case_limit
),

accepted as (
    select
        l.*, a.workday_no as accepted_workday_no, a.day_no as accepted_day_no,
        a.month_no as accepted_month_no, a.month_day as accepted_month_day,
        a.month as accepted_month, a.is_provisional as is_accepted_provisional
    from limits l
    left join dim_date a on a.date = l.accepted_on
)

select
    a.*,
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
from accepted a
left join int_month lm on lm.month_no = accepted_month_no + case legal_unit
    when '月' then cast(ceil(legal_value) as bigint)
    when '年' then cast(ceil(legal_value) as bigint) * 12 end
left join int_month pm on pm.month_no = accepted_month_no + case promise_unit
    when '月' then cast(ceil(promise_value) as bigint)
    when '年' then cast(ceil(promise_value) as bigint) * 12 end
