-- as: view
-- grain: one case with its window, item, kind and the two limits that hold for it
-- *_value, *_unit: the case's own limit, else the catalogue's
-- case_type: as written, else the catalogue's, else by the limits that hold
select
    c.*, w.window_code as resolved_window, i.item_code as resolved_item,
    i.is_known as is_item_known, w.is_known as is_window_known,
    coalesce(c.legal_limit, d.legal_limit) as legal_value,
    case when c.legal_limit is not null or c.legal_limit_unit = '无期限'
        then c.legal_limit_unit else d.legal_limit_unit end as legal_unit,
    coalesce(c.promise_limit, d.promise_limit) as promise_value,
    case when c.promise_limit is not null or c.promise_limit_unit = '无期限'
        then c.promise_limit_unit else d.promise_limit_unit end as promise_unit,
    coalesce(c.written_case_type, d.case_type, case
        when promise_unit = '即办' then '即办件'
        when coalesce(promise_value, legal_value) is not null then '承诺件'
        when coalesce(c.promise_due_on, c.legal_due_on) is not null then '承诺件'
        else '其他' end) as case_type
from stg_cases c
left join int_window_alias w
    on w.raw_code = coalesce(c.window_code, '') and w.raw_name = coalesce(c.window_name, '')
left join int_item_alias i
    on i.raw_code = coalesce(c.item_code, '') and i.raw_name = coalesce(c.item_name, '')
left join dim_item d on d.item_code = i.item_code
