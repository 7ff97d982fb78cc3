-- grain: one rating, latest version
-- grade: 5 非常满意 to 1 非常不满意; lowest_grade: the worst of all its versions (1, 2 or 3)
-- unique: rating_id
-- not null: rating_id, grade, rated_at
-- check: grade between 1 and 5
with ranked as (
    select *, min(case grade when '不满意' then 2 when '非常不满意' then 1 else 3 end) over (
            partition by source_system, row_key
        ) as lowest_grade, row_number() over (
        partition by source_system, row_key
        order by updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from landed_ratings
)

select
    source_system || ':' || row_key as rating_id, source_system, case_no, item_code, window_code,
    window_name, staff_no, stage, channel,
    case grade when '非常满意' then 5 when '满意' then 4 when '基本满意' then 3
        when '不满意' then 2 else 1 end as grade,
    grade as grade_label, text_hash, content as rating_text, rated_at,
    cast(rated_at as date) as rated_on, invalid_reason, seq, rater_mobile, lowest_grade, batch_id,
    row_no
from ranked
where version_rank = 1
