-- grain: one rating with its case, window and the moment of the stage that was rated
-- *_second: seconds since midnight; 0 where no time of day is told
-- unique: rating_id
with cases as (
    select source_system, case_no, min(accepted_at) as accepted_at,
        min(finished_at) as finished_at, max(window_code) as window_code,
        max(dept_name) as dept_name, max(item_code) as item_code,
        max(applicant_type) as applicant_type
    from fct_case_own o
    semi join stg_ratings r on r.source_system = o.source_system and r.case_no = o.case_no
    group by source_system, case_no
),

placed as (
    select r.*, coalesce(a.window_code, c.window_code) as resolved_window, c.dept_name,
        coalesce(r.item_code, c.item_code) as resolved_item, c.applicant_type,
        c.case_no is not null as is_case_known, c.accepted_at, c.finished_at,
        case when r.stage = '受理' then c.accepted_at else c.finished_at end as stage_at
    from stg_ratings r
    left join cases c on c.source_system = r.source_system and c.case_no = r.case_no
    left join int_window_alias a
        on a.raw_code = coalesce(r.window_code, '') and a.raw_name = coalesce(r.window_name, '')
)

select
    p.*, coalesce(p.channel, '') <> '系统默认' as is_active, coalesce(resolved_window, '') as at_window,
    cast(p.stage_at as date) as stage_on, dd.is_workday as is_rated_on_workday,
    extract(hour from p.rated_at) * 3600 + extract(minute from p.rated_at) * 60
        + cast(floor(extract(second from p.rated_at)) as bigint) as rated_second,
    extract(hour from p.stage_at) * 3600 + extract(minute from p.stage_at) * 60
        + cast(floor(extract(second from p.stage_at)) as bigint) as stage_second
from placed p
left join dim_date dd on dd.date = p.rated_on
