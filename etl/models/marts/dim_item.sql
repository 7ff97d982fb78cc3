-- grain: one item, of the catalogue or named only by cases
-- statutory_workdays, promise_workdays: limits in working days; null where the unit is another,
-- there is no limit or it is unlimited (999 and more stand for that); 即办 is 0
-- unique: item_code
-- not null: item_code
with named_only as (
    select item_code, max(nullif(raw_name, '')) as item_name, max(dept_name) as dept_name
    from int_item_alias
    where not is_known and item_code is not null
    group by item_code
)

select
    item_code, item_name, item_type, dept_name, case_type, legal_limit, legal_limit_unit,
    promise_limit, promise_limit_unit,
    case when legal_limit_unit = '工作日' and legal_limit < 999 then legal_limit
        when legal_limit_unit = '即办' then 0 end as statutory_workdays,
    case when promise_limit_unit = '工作日' and promise_limit < 999 then promise_limit
        when promise_limit_unit = '即办' then 0 end as promise_workdays,
    min_visits, is_online, is_settled_in, is_authorised, lead_dept, window_code, materials, fee,
    false as is_from_cases
from stg_items
union all
select
    item_code, coalesce(item_name, item_code) as item_name, cast(null as string) as item_type,
    dept_name, cast(null as string) as case_type, cast(null as double) as legal_limit,
    cast(null as string) as legal_limit_unit, cast(null as double) as promise_limit,
    cast(null as string) as promise_limit_unit, cast(null as double) as statutory_workdays,
    cast(null as double) as promise_workdays, cast(null as bigint) as min_visits,
    cast(null as boolean) as is_online, cast(null as boolean) as is_settled_in,
    cast(null as boolean) as is_authorised, cast(null as string) as lead_dept,
    cast(null as string) as window_code, cast(null as string) as materials,
    cast(null as string) as fee, true as is_from_cases
from named_only
