-- grain: one entry of the guestbook with its label
-- label_source: model until a person has decided; needs_review: below the threshold
-- work_rules: names of the eight rules the text earns
-- unique: comment_id
-- not null: comment_id, label, text_masked
-- check: label in ('praise', 'complaint', 'mixed', 'suggestion', 'inquiry', 'neutral')
-- check: probability between 0 and 1
with windows as (
    select raw_code, raw_name, window_code from int_window_alias
),

repeated as (
    select text_hash, commented_on, count(*) as copies
    from stg_comments group by text_hash, commented_on
)

select
    c.comment_id, c.comment_no, c.source_system, c.channel, c.commented_on,
    cast(date_trunc('month', c.commented_on) as date) as commented_month,
    coalesce(c.dept_name, d.dept_name) as dept_name, w.window_code, c.staff_no, c.case_no,
    c.item_code, c.text_hash, l.text_masked, l.label, 'model' as label_source, l.probability,
    l.needs_review, l.work_rules, l.reasons, l.model_version, r.copies as same_day_copies,
    c.batch_id, c.row_no
from stg_comments c
left join label_comments l on l.text_hash = c.text_hash
left join windows w
    on w.raw_code = coalesce(c.window_code, '') and w.raw_name = coalesce(c.window_name, '')
left join dim_window d on d.window_code = w.window_code
left join repeated r on r.text_hash = c.text_hash
    and coalesce(r.commented_on, date '1000-01-01') = coalesce(c.commented_on, date '1000-01-01')
