-- grain: one finding of a check at the windows
-- is_counted: found to be so: a finding that was appealed counts only once it is upheld (final), one
-- that was not appealed unless it was struck out; a check without fault counts nothing
-- finding: masked
-- unique: inspection_no
-- not null: inspection_no, inspected_on, category, is_counted
with named as (
    select window_name, max(window_code) as window_code from stg_windows
    group by window_name having count(*) = 1
)

select
    i.inspection_no, i.inspected_on, cast(date_trunc('month', i.inspected_on) as date) as inspected_month,
    coalesce(i.window_code, n.window_code) as window_code, d.dept_name, i.staff_no, i.category,
    i.work_rule, t.masked_text as finding, i.points, i.evidence,
    coalesce(i.appealed, false) as is_appealed, i.final as is_upheld,
    i.category <> '无问题' and coalesce(i.final, not coalesce(i.appealed, false)) as is_counted,
    i.batch_id, i.row_no
from stg_inspections i
left join named n on n.window_name = i.window_name
left join stg_windows d on d.window_code = coalesce(i.window_code, n.window_code)
left join label_texts t on t.raw_text = i.finding and t.is_name = 0
