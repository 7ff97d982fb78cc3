-- grain: one combination of the columns below; comments counts those that earn the rule
-- only comments that enter the figures
-- check: comments > 0
select commented_month, window_code, dept_name, label, work_rule, count(*) as comments
from fct_comment_rule
where is_counted
group by commented_month, window_code, dept_name, label, work_rule
