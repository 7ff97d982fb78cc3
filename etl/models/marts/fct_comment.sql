-- grain: one entry of the guestbook with its label
-- label_source: model until a person has decided; needs_review: below the threshold
-- work_rules: names of the eight rules the text earns
-- is_repeated: the same text five times or more on one day at one window, kept out of figures
-- unique: comment_id
-- not null: comment_id, label, text_masked
-- check: label in ('praise', 'complaint', 'mixed', 'suggestion', 'inquiry', 'neutral')
-- check: probability between 0 and 1
with cases as (
    select source_system, case_no, max(window_code) as window_code, max(dept_name) as dept_name
    from fct_case_own o
    semi join stg_comments r on r.source_system = o.source_system and r.case_no = o.case_no
    group by source_system, case_no
),

placed as (
    select s.*, coalesce(a.window_code, c.window_code) as resolved_window,
        c.dept_name as case_dept_name, coalesce(s.commented_on, date '1000-01-01') as written_on
    from stg_comments s
    left join int_window_alias a
        on a.raw_code = coalesce(s.window_code, '') and a.raw_name = coalesce(s.window_name, '')
    left join cases c on c.source_system = s.source_system and c.case_no = s.case_no
),

repeated as (
    select text_hash, written_on, coalesce(resolved_window, '') as at_window, count(*) as copies
    from placed group by text_hash, written_on, coalesce(resolved_window, '')
)

select
    c.comment_id, c.comment_no, c.source_system, c.channel, c.commented_on,
    cast(date_trunc('month', c.commented_on) as date) as commented_month,
    coalesce(c.dept_name, d.dept_name, c.case_dept_name) as dept_name,
    c.resolved_window as window_code, c.staff_no, c.case_no, c.item_code, c.text_hash,
    l.text_masked, l.label, 'model' as label_source, l.probability, l.needs_review,
    l.work_rules, l.reasons, l.model_version, r.copies as same_day_copies,
    r.copies >= 5 as is_repeated, c.batch_id, c.row_no
from placed c
left join label_comments l on l.text_hash = c.text_hash
left join dim_window d on d.window_code = c.resolved_window
left join repeated r on r.text_hash = c.text_hash and r.written_on = c.written_on
    and r.at_window = coalesce(c.resolved_window, '')
