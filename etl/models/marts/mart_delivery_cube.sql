-- grain: one combination of the columns below; cases counts its rows
-- Granted cases finished without a conflict of dates, by what is known of their delivery.
-- delivery_workdays, is_delivered_in_time: as in fct_case; null where no delivery is told
-- check: cases > 0
select
    finished_month, window_code, item_code, dept_name, channel, case_type, delivery_workdays,
    is_delivered_in_time, count(*) as cases
from fct_case
where is_counted and not has_date_conflict and finished_on is not null
    and coalesce(result, '准予') = '准予'
group by
    finished_month, window_code, item_code, dept_name, channel, case_type, delivery_workdays,
    is_delivered_in_time
