-- grain: one window, of the roster or named only by cases, comments or ratings
-- is_from_cases: not in the roster
-- unique: window_code
-- not null: window_code, window_name, peer_group
with named_only as (
    select
        a.window_code, coalesce(
            min(case when a.written_name <> a.window_code then a.written_name end), a.window_code
        ) as window_name
    from int_window_alias a
    where not a.is_known and a.window_code is not null
    group by a.window_code
),

departments as (
    select a.window_code, max(c.dept_name) as dept_name
    from stg_cases c
    join int_window_alias a
        on a.raw_code = coalesce(c.window_code, '') and a.raw_name = coalesce(c.window_name, '')
    where not a.is_known
    group by a.window_code
)

select
    window_code, window_name, dept_name, coalesce(peer_group, '未分组') as peer_group, chief_rep,
    staff_count, opened_on, closed_on, false as is_from_cases
from stg_windows
union all
select
    n.window_code, n.window_name, d.dept_name, '未分组' as peer_group,
    cast(null as string) as chief_rep, cast(null as bigint) as staff_count,
    cast(null as date) as opened_on, cast(null as date) as closed_on, true as is_from_cases
from named_only n
left join departments d on d.window_code = n.window_code
