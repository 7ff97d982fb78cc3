-- grain: one combination of the columns below; comments counts its rows
-- is_suspect, is_counted: as in fct_comment
-- check: comments > 0
select commented_month, window_code, dept_name, channel, item_code, applicant_type, label,
    needs_review, label_source, is_suspect, is_counted, count(*) as comments
from fct_comment
group by commented_month, window_code, dept_name, channel, item_code, applicant_type, label,
    needs_review, label_source, is_suspect, is_counted
