-- grain: one rating that people should look at, with the reason; never a penalty by itself
-- suspect_key: what is decided at once, one reason of one window on one day
-- unique: rating_id
with texts as (
    select text_hash, resolved_window, rated_on, count(*) as copies
    from int_rating where rating_text is not null group by text_hash, resolved_window, rated_on
),

marked as (
    select
        r.*, t.copies, s.mobile is not null as is_of_staff,
        case when r.rater_mobile is not null
            then count(*) over (partition by r.rater_mobile, r.rated_on, r.at_window) end as by_phone,
        row_number() over (
            partition by r.source_system, r.case_no, r.stage, r.is_active
            order by r.rated_at, r.rating_id
        ) as turn
    from int_rating r
    left join texts t on t.text_hash = r.text_hash and t.resolved_window = r.resolved_window
        and t.rated_on = r.rated_on
    left join (select distinct mobile from stg_staff where mobile is not null) s
        on s.mobile = r.rater_mobile
),

reasons as (
    select rating_id, at_window, rated_on,
        case when not is_active then null
            when rated_on < stage_on then '评价早于' || coalesce(stage, '办结')
            -- A time without a time of day says nothing about the order within the day.
            when rated_on = stage_on and rated_second > 0 and rated_second < stage_second
                then '评价早于' || coalesce(stage, '办结')
            when rated_on = stage_on and rated_second > 0 and stage_second > 0
                and rated_second - stage_second <= 3 then '办结后3秒内评价'
            when copies >= 5 then '同窗口同日评语雷同5条以上'
            when is_of_staff then '评价手机是工作人员的手机'
            when by_phone >= 5 then '同一手机同日评价5次以上'
            when lowest_grade <= 2 and grade >= 3 then '差评改成了好评'
            -- Without a stage one rating at the acceptance and one at the finish are right.
            when case_no is not null and turn > case when stage is null then 2 else 1 end
                and coalesce(seq, 1) < 2
                then '同一办件同一阶段重复评价'
            when channel in ('大厅平板', '大厅其他终端') and rated_second > 0
                and (not is_rated_on_workday or rated_second < 7 * 3600 or rated_second >= 20 * 3600)
                then '大厅设备在非上班时间评价' end as suspect_reason
    from marked
)

select rating_id, suspect_reason,
    count(*) over (partition by suspect_reason, at_window, rated_on) as entries,
    md5(suspect_reason || '|' || at_window || '|' || cast(rated_on as string)) as suspect_key
from reasons
where suspect_reason is not null
