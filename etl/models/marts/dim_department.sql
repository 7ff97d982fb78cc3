-- grain: one department named by the roster, the catalogue or the cases
-- unique: dept_name
-- not null: dept_name
with named as (
    select dept_name, 1 as is_in_roster from stg_windows
    union all select dept_name, 1 as is_in_roster from stg_items
    union all select dept_name, 0 as is_in_roster from (select distinct dept_name from stg_cases)
),

windows as (
    select dept_name, count(*) as windows from dim_window group by dept_name
)

select n.dept_name, coalesce(max(w.windows), 0) as windows, max(n.is_in_roster) = 0 as is_from_cases
from named n
left join windows w on w.dept_name = n.dept_name
where n.dept_name is not null
group by n.dept_name
