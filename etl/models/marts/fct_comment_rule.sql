-- grain: one work rule earned by one comment, with its words
-- not null: comment_id, work_rule
select c.comment_id, c.commented_month, c.window_code, c.dept_name, c.channel, c.label,
    c.is_repeated,
    r.work_rule, r.words
from fct_comment c
join label_rules r on r.text_hash = c.text_hash
