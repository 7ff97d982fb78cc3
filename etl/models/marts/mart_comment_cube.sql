-- grain: one combination of the columns below; comments counts its rows
-- is_repeated: the same text five times or more on one day, kept out of scores
-- check: comments > 0
select commented_month, window_code, dept_name, channel, label, needs_review,
    same_day_copies >= 5 as is_repeated, count(*) as comments
from fct_comment
group by commented_month, window_code, dept_name, channel, label, needs_review,
    same_day_copies >= 5
