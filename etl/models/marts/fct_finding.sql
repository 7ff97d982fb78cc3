-- as: view
-- grain: one oddity of one landed row that was kept
-- finding: its name; detail: the value that shows it
select '承诺时限长于法定时限' as finding, 'cases' as landed_table, case_no as row_name,
    window_code, batch_id, case_id % 10000000000 as row_no,
    cast(promise_workdays as string) || ' > ' || cast(statutory_workdays as string) as detail
from fct_case_own join dim_clock using (clock_id) where promise_workdays > statutory_workdays
union all
select '即办件却有承诺天数', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    cast(promise_workdays as string)
from fct_case_own join dim_clock using (clock_id) where case_type = '即办件' and promise_workdays > 1
union all
select '时限为0或异常大', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    coalesce(cast(promise_value as string), '') || '/' || coalesce(cast(legal_value as string), '')
from fct_case_own join dim_clock using (clock_id) where (case_type <> '即办件' and (promise_value = 0 or legal_value = 0))
    or promise_value >= 999 or legal_value >= 999 or promise_value < 0 or legal_value < 0
union all
select '窗口不在清单', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    window_code
from fct_case_own where is_unlisted_window
union all
select '没有登记窗口', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    cast(null as string)
from fct_case_own where window_code is null
union all
select '事项不在清单', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    item_code
from fct_case_own where is_unlisted_item
union all
select '缺少办件类型，已按时限推定', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    case_type
from fct_case_own join dim_clock using (clock_id) where is_case_type_assumed
union all
select '有内容无法识别', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    typing_notes
from fct_case_own where typing_notes is not null
union all
select '状态或结果不在约定取值中', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    coalesce(status, '') || '/' || coalesce(result, '')
from fct_case_own where (status is not null and status not in ('草稿', '待受理', '不予受理', '补正中',
        '办理中', '特别程序', '办结', '作废', '退件', '撤回'))
    or (result is not null and result not in ('准予', '不予许可', '退回', '作废', '撤回', '转报',
        '不予受理', '其他'))
union all
select finding, landed_table, row_name, window_code, batch_id, row_no, detail
from fct_time_finding
union all
select finding, landed_table, row_name, window_code, batch_id, row_no, detail
from fct_other_finding
