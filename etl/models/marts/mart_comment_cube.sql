-- grain: one combination of the columns below; comments counts its rows
-- is_repeated: as in fct_comment
-- check: comments > 0
select commented_month, window_code, dept_name, channel, label, needs_review,
    is_repeated, count(*) as comments
from fct_comment
group by commented_month, window_code, dept_name, channel, label, needs_review,
    is_repeated
