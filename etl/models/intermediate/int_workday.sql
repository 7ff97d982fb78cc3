-- grain: one state working day, to find the date of the N-th one
-- unique: workday_no
select workday_no, date as workday_on from dim_date where is_workday
