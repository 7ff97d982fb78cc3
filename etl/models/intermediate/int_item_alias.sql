-- grain: one pair of item code and name as the cases write it
-- item_code: the catalogue's code where the code is known, or where no code is written and the
-- name is; a code in the name's column and a name in the code's count; else what was written
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
),

resolved as (
    select p.*, coalesce(
        c.item_code, m.item_code, case when raw_code = '' then coalesce(n.item_code, b.item_code) end
    ) as catalogue_code
    from pairs p
    left join stg_items c on c.item_code = p.raw_code
    left join names m on m.item_name = p.raw_code
    left join names n on n.item_name = p.raw_name
    left join stg_items b on b.item_code = p.raw_name
)

select
    raw_code, raw_name, dept_name, cases,
    coalesce(catalogue_code, nullif(raw_code, ''), nullif(raw_name, '')) as item_code,
    catalogue_code is not null as is_known
from resolved
