-- grain: one comment that people should look at before it counts, with the reason
-- the same text five times or more on one day at one window; praise from a telephone of the
-- centre's staff; praise from one telephone three times or more on one day at one window; eight
-- praises or more at one window within ten minutes
-- suspect_key: what is decided at once, one reason of one window on one day and one text
-- unique: comment_id
with repeated as (
    select text_hash, written_on, at_window, count(*) as copies
    from int_comment group by text_hash, written_on, at_window
),

praised as (
    select
        c.*, s.mobile is not null as is_of_staff,
        count(*) over (partition by c.at_window, c.written_on, c.contact) as by_contact,
        -- Minutes since midnight; a time without a time of day says nothing.
        cast(extract(hour from c.commented_at) * 60 + extract(minute from c.commented_at)
            as bigint) as at_minute
    from int_comment c
    left join (select distinct mobile from stg_staff where mobile is not null) s
        on s.mobile = c.contact
    where c.label = 'praise'
),

timed as (
    select *,
        cast(floor(at_minute / 10) as bigint) as early_ten,
        cast(floor((at_minute + 5) / 10) as bigint) as late_ten
    from praised
),

bursts as (
    select
        comment_id, is_of_staff, contact, by_contact, at_minute,
        count(*) over (partition by at_window, written_on, early_ten) as in_early_ten,
        count(*) over (partition by at_window, written_on, late_ten) as in_late_ten
    from timed
),

reasons as (
    select
        c.comment_id, c.text_hash, c.written_on, c.at_window, r.copies,
        case when c.commented_on is null then null
            when r.copies >= 5 then '同窗口同日内容雷同5条以上'
            when b.is_of_staff then '留言电话是工作人员的电话'
            when b.contact is not null and b.by_contact >= 3 then '同一电话同日表扬3次以上'
            when b.at_minute > 0 and greatest(b.in_early_ten, b.in_late_ten) >= 8
                then '10分钟内集中表扬8条以上' end as suspect_reason
    from int_comment c
    join repeated r on r.text_hash = c.text_hash and r.written_on = c.written_on
        and r.at_window = c.at_window
    left join bursts b on b.comment_id = c.comment_id
)

select comment_id, case when copies >= 5 then copies end as copies, suspect_reason,
    count(*) over (partition by suspect_reason, at_window, written_on,
        case when copies >= 5 then text_hash else '' end) as entries,
    md5(suspect_reason || '|' || at_window || '|' || cast(written_on as string) || '|'
        || case when copies >= 5 then text_hash else '' end) as suspect_key
from reasons
where suspect_reason is not null
