-- grain: one oddity of one landed case row that was kept
-- not null: finding
with clock as (
    select c.*, l.legal_value, l.promise_value, l.is_window_known, l.is_item_known,
        l.legal_given_on, l.promise_given_on, b.as_of, s.is_case_type_assumed, s.typing_notes
    from fct_case c
    join int_case_limit l on l.case_id = c.case_id
    join stg_cases s on s.case_id = c.case_id
    cross join build_parameters b
),

rosters as (
    select (select count(*) from stg_windows) as windows, (select count(*) from stg_items) as items
)

select '办结早于受理' as finding, 'cases' as landed_table, case_no as row_name, window_code,
    batch_id, row_no, cast(finished_at as string) as detail
from clock where has_date_conflict
union all
select '办结时间在统计日之后', 'cases', case_no, window_code, batch_id, row_no,
    cast(finished_on as string) from clock where finished_on > as_of
union all
select '状态为办结但没有办结时间', 'cases', case_no, window_code, batch_id, row_no, status
from clock where status = '办结' and finished_at is null
union all
select '承诺时限长于法定时限', 'cases', case_no, window_code, batch_id, row_no,
    cast(promise_workdays as string) || ' > ' || cast(statutory_workdays as string)
from clock where promise_workdays > statutory_workdays
union all
select '即办件却有承诺天数', 'cases', case_no, window_code, batch_id, row_no,
    cast(promise_workdays as string) from clock where case_type = '即办件' and promise_workdays > 1
union all
select '时限为0或异常大', 'cases', case_no, window_code, batch_id, row_no,
    coalesce(cast(promise_value as string), '') || '/' || coalesce(cast(legal_value as string), '')
from clock where (case_type <> '即办件' and (promise_value = 0 or legal_value = 0))
    or promise_value >= 999 or legal_value >= 999 or promise_value < 0 or legal_value < 0
union all
select '窗口不在清单', 'cases', case_no, window_code, batch_id, row_no, window_code
from clock cross join rosters where windows > 0 and not is_window_known
    and window_code is not null
union all
select '没有登记窗口', 'cases', case_no, window_code, batch_id, row_no, cast(null as string)
from clock where window_code is null
union all
select '事项不在清单', 'cases', case_no, window_code, batch_id, row_no, item_code
from clock cross join rosters where items > 0 and not is_item_known
union all
select '申请晚于受理', 'cases', case_no, window_code, batch_id, row_no, cast(applied_on as string)
from clock where applied_on > accepted_on
union all
select '日期超出日历范围', 'cases', case_no, window_code, batch_id, row_no,
    cast(accepted_on as string)
from clock where year(accepted_on) < 2000 or accepted_on > as_of
union all
select '来源到期日与按时限推算的不同', 'cases', case_no, window_code, batch_id, row_no,
    case when promise_due_on <> promise_counted_on
        then cast(promise_due_on as string) || ' / ' || cast(promise_counted_on as string)
        else cast(statutory_due_on as string) || ' / ' || cast(statutory_counted_on as string) end
from clock where promise_due_on <> promise_counted_on or statutory_due_on <> statutory_counted_on
union all
select '缺少办件类型，已按时限推定', 'cases', case_no, window_code, batch_id, row_no, case_type
from clock where is_case_type_assumed
union all
select '有内容无法识别', 'cases', case_no, window_code, batch_id, row_no, typing_notes
from clock where typing_notes is not null
union all
select '状态或结果不在约定取值中', 'cases', case_no, window_code, batch_id, row_no,
    coalesce(status, '') || '/' || coalesce(result, '')
from clock where (status is not null and status not in ('草稿', '待受理', '不予受理', '补正中',
        '办理中', '特别程序', '办结', '作废', '退件', '撤回'))
    or (result is not null and result not in ('准予', '不予许可', '退回', '作废', '撤回', '转报',
        '不予受理', '其他'))
