-- grain: one rating
-- is_active: given by a person, not by the system after a silent period
-- is_valid: not struck out; is_suspect: a list for people to look at, never a penalty
-- unique: rating_id
-- not null: rating_id, grade
with cases as (
    select source_system, case_no, min(accepted_at) as accepted_at,
        min(finished_at) as finished_at, max(window_code) as window_code,
        max(dept_name) as dept_name
    from fct_case_own o
    semi join stg_ratings r on r.source_system = o.source_system and r.case_no = o.case_no
    group by source_system, case_no
),

placed as (
    select r.*, coalesce(a.window_code, c.window_code) as resolved_window, c.dept_name,
        c.case_no is not null as is_case_known,
        case when r.stage = '受理' then c.accepted_at else c.finished_at end as stage_at
    from stg_ratings r
    left join cases c on c.source_system = r.source_system and c.case_no = r.case_no
    left join int_window_alias a
        on a.raw_code = coalesce(r.window_code, '') and a.raw_name = coalesce(r.window_name, '')
),

texts as (
    select text_hash, resolved_window, rated_on, count(*) as copies
    from placed where rating_text is not null group by text_hash, resolved_window, rated_on
),

timed as (
    select
        p.*, t.copies, cast(p.stage_at as date) as stage_on,
        (extract(hour from p.rated_at) * 60 + extract(minute from p.rated_at)) * 60
            + cast(floor(extract(second from p.rated_at)) as bigint) as rated_second,
        (extract(hour from p.stage_at) * 60 + extract(minute from p.stage_at)) * 60
            + cast(floor(extract(second from p.stage_at)) as bigint) as stage_second
    from placed p
    left join texts t on t.text_hash = p.text_hash and t.resolved_window = p.resolved_window
        and t.rated_on = p.rated_on
),

reasons as (
    select *,
        case when coalesce(channel, '') = '系统默认' then null
            when rated_on < stage_on then '评价早于' || coalesce(stage, '办结')
            -- A time without a time of day says nothing about the order within the day.
            when rated_on = stage_on and rated_second > 0 and rated_second < stage_second
                then '评价早于' || coalesce(stage, '办结')
            when rated_on = stage_on and rated_second > 0 and stage_second > 0
                and rated_second - stage_second <= 3 then '办结后3秒内评价'
            when copies >= 5 then '同窗口同日评语雷同5条以上' end as suspect_reason
    from timed
)

select
    rating_id, source_system, case_no, resolved_window as window_code,
    coalesce(d.dept_name, r.dept_name) as dept_name, stage, channel, grade, grade_label,
    coalesce(channel, '') <> '系统默认' as is_active, invalid_reason is null as is_valid,
    rated_at, rated_on, cast(date_trunc('month', rated_on) as date) as rated_month,
    suspect_reason is not null as is_suspect, suspect_reason, is_case_known, batch_id, row_no
from reasons r
left join dim_window d on d.window_code = r.resolved_window
