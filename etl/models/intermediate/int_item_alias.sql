-- grain: one pair of item code and name as the cases write it
-- item_code: the catalogue's code where code or name is known, else what was written
-- unique: raw_code, raw_name
with pairs as (
    select
        coalesce(item_code, '') as raw_code, coalesce(item_name, '') as raw_name,
        max(dept_name) as dept_name, count(*) as cases
    from stg_cases
    group by coalesce(item_code, ''), coalesce(item_name, '')
),

names as (
    select item_name, max(item_code) as item_code
    from stg_items group by item_name having count(*) = 1
)

select
    p.raw_code, p.raw_name, p.dept_name, p.cases,
    coalesce(c.item_code, case when p.raw_code = '' then n.item_code end,
        nullif(p.raw_code, ''), nullif(p.raw_name, '')) as item_code,
    coalesce(c.item_code, case when p.raw_code = '' then n.item_code end) is not null as is_known
from pairs p
left join stg_items c on c.item_code = p.raw_code
left join names n on n.item_name = p.raw_name
