-- grain: one calendar month
-- unique: month_no
select month_no, min(day_no) as first_day_no, count(*) as days from dim_date group by month_no
