-- grain: one combination of the columns below; ratings counts its rows
-- check: ratings > 0
select rated_month, window_code, dept_name, item_code, channel, applicant_type, grade, is_active,
    is_valid, is_suspect, count(*) as ratings
from fct_rating
group by rated_month, window_code, dept_name, item_code, channel, applicant_type, grade,
    is_active, is_valid, is_suspect
