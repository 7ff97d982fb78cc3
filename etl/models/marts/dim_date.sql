-- grain: one calendar day
-- day_no: days since 2000-01-01; workday_no: state working days up to and with the day
-- month: its first day; month_no: months since year 0; is_provisional: the year's holidays
-- were not published when the build was made, so weekends alone were counted
-- next_workday_on: the day itself or the next working day
-- unique: date
-- unique: day_no
-- check: workday_no >= 0
select
    date, day_no, cast(date_trunc('month', date) as date) as month,
    year(date) * 12 + month(date) as month_no, extract(day from date) as month_day,
    is_workday, is_provisional, holiday_name,
    cast(sum(cast(is_workday as int)) over (order by day_no) as bigint) as workday_no,
    min(case when is_workday then date end) over (
        order by day_no rows between current row and unbounded following
    ) as next_workday_on
from ref_calendar
