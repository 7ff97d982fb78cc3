-- grain: one work rule earned by one comment, with its words
-- words: empty where people tagged the rule
-- not null: comment_id, work_rule
with tagged as (
    select c.comment_id, r.work_rule, r.words
    from int_comment c
    join label_rules r on r.text_hash = c.text_hash
    where not c.is_decided
    union all
    select d.comment_id, d.work_rule, max(r.words) as words
    from decided_rules d
    join int_comment c on c.comment_id = d.comment_id
    left join label_rules r on r.text_hash = c.text_hash and r.work_rule = d.work_rule
    group by d.comment_id, d.work_rule
)

select
    t.comment_id, c.commented_month, c.window_code, c.dept_name, c.channel, c.label,
    c.is_counted, t.work_rule, t.words
from tagged t
join fct_comment c on c.comment_id = t.comment_id
