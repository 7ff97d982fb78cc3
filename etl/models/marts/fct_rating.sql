-- grain: one rating
-- is_active: given by a person, not by the system after a silent period
-- is_valid: not struck out; is_suspect: a list for people to look at, never a penalty
-- unique: rating_id
-- not null: rating_id, grade
with cases as (
    select source_system, case_no, max(finished_at) as finished_at, max(window_code) as window_code,
        max(dept_name) as dept_name
    from fct_case group by source_system, case_no
),

texts as (
    select text_hash, window_code, rated_on, count(*) as copies
    from stg_ratings where rating_text is not null group by text_hash, window_code, rated_on
),

joined as (
    select
        r.*, c.finished_at, coalesce(a.window_code, c.window_code) as resolved_window,
        c.dept_name, c.case_no is not null as is_case_known, t.copies,
        (extract(hour from r.rated_at) * 60 + extract(minute from r.rated_at)) * 60
            + cast(floor(extract(second from r.rated_at)) as bigint) as rated_second,
        (extract(hour from c.finished_at) * 60 + extract(minute from c.finished_at)) * 60
            + cast(floor(extract(second from c.finished_at)) as bigint) as finished_second
    from stg_ratings r
    left join cases c on c.source_system = r.source_system and c.case_no = r.case_no
    left join int_window_alias a
        on a.raw_code = coalesce(r.window_code, '') and a.raw_name = coalesce(r.window_name, '')
    left join texts t on t.text_hash = r.text_hash and t.window_code = r.window_code
        and t.rated_on = r.rated_on
),

reasons as (
    select *,
        case when coalesce(channel, '') = '系统默认' then null
            when rated_on < cast(finished_at as date) or rated_on = cast(finished_at as date)
                and rated_second < finished_second then '评价早于办结'
            when rated_on = cast(finished_at as date) and finished_second > 0
                and rated_second - finished_second <= 3 then '办结后3秒内评价'
            when copies >= 5 then '同窗口同日评语雷同5条以上' end as suspect_reason
    from joined
)

select
    rating_id, source_system, case_no, resolved_window as window_code,
    coalesce(d.dept_name, r.dept_name) as dept_name, stage, channel, grade, grade_label,
    coalesce(channel, '') <> '系统默认' as is_active, invalid_reason is null as is_valid,
    rated_at, rated_on, cast(date_trunc('month', rated_on) as date) as rated_month,
    suspect_reason is not null as is_suspect, suspect_reason, is_case_known, batch_id, row_no
from reasons r
left join dim_window d on d.window_code = r.resolved_window
