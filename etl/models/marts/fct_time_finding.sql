-- as: view
-- grain: one oddity in the dates of one case; a part of fct_finding
select '办结早于受理' as finding, 'cases' as landed_table, case_no as row_name,
    window_code, batch_id, case_id % 10000000000 as row_no,
    cast(finished_at as string) as detail
from fct_case_own where has_date_conflict
union all
select '办结时间在统计日之后', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    cast(finished_on as string)
from fct_case_own join dim_clock using (clock_id) where is_finished_later
union all
select '状态为办结但没有办结时间', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    status
from fct_case_own where status = '办结' and finished_at is null
union all
select '申请晚于受理', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    cast(applied_on as string)
from fct_case_own join dim_clock using (clock_id) where applied_on > accepted_on
union all
select '日期超出日历范围', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    cast(accepted_on as string)
from fct_case_own join dim_clock using (clock_id) where is_accepted_odd
union all
select '来源到期日与按时限推算的不同', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    case when promise_due_on <> promise_counted_on
        then cast(promise_due_on as string) || ' / ' || cast(promise_counted_on as string)
        else cast(statutory_due_on as string) || ' / ' || cast(statutory_counted_on as string) end
from fct_case_own join dim_clock using (clock_id)
where promise_due_on <> promise_counted_on or statutory_due_on <> statutory_counted_on
union all
select '到期日超出日历范围', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    coalesce(cast(promise_value as string) || promise_unit, '') || '/'
        || coalesce(cast(legal_value as string) || legal_unit, '')
from fct_case_own join dim_clock using (clock_id) where is_due_beyond and not is_accepted_odd
union all
select '逾期未告知，视为受理', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    cast(received_on as string)
from fct_case_own where is_deemed_accepted
union all
select '没有受理时间，按收件日计算', 'cases', case_no, window_code, batch_id,
    case_id % 10000000000, cast(received_on as string)
from fct_case_own where is_acceptance_assumed and not is_deemed_accepted
union all
select '送达早于办结', 'cases', case_no, window_code, batch_id, case_id % 10000000000,
    cast(delivered_on as string)
from fct_case_own where delivered_on < cast(finished_at as date)
