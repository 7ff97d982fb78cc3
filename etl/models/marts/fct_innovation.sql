-- grain: one measure adopted, pennant, letter of thanks or report in the media
-- is_counted: somebody has adopted it, with evidence and points; others are listed and earn nothing
-- title: masked
-- unique: innovation_no
-- not null: innovation_no, happened_on, kind, is_counted
with named as (
    select window_name, max(window_code) as window_code from stg_windows
    group by window_name having count(*) = 1
)

select
    i.innovation_no, i.happened_on, cast(date_trunc('month', i.happened_on) as date) as happened_month,
    coalesce(i.window_code, n.window_code) as window_code, d.dept_name, i.staff_no, i.kind,
    t.masked_text as title, i.evidence, i.adopted_by, i.points,
    i.evidence is not null and i.adopted_by is not null and coalesce(i.points, 0) > 0 as is_counted,
    i.batch_id, i.row_no
from stg_innovations i
left join named n on n.window_name = i.window_name
left join stg_windows d on d.window_code = coalesce(i.window_code, n.window_code)
left join label_texts t on t.raw_text = i.title and t.is_name = 0
