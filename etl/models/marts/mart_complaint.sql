-- grain: one entry that someone must answer for: a complaint of the guestbook or a bad rating
-- in order of its day; suspect entries are not in it until they count, those ruled out on appeal
-- (is_ruled_out) stay; row_id: comment_id or rating_id; complaint_key: what its steps are kept by
-- unique: complaint_key
-- not null: complaint_key, row_id, kind, is_ruled_out
-- check: kind in ('留言投诉', '差评')
select
    'comment:' || comment_id as complaint_key, comment_id as row_id, '留言投诉' as kind,
    commented_on as on_day, commented_month as on_month, dept_name, window_code, is_ruled_out
from fct_comment
where is_complaint
union all
select 'rating:' || rating_id, rating_id, '差评', rated_on, rated_month, dept_name, window_code,
    is_ruled_out
from fct_rating
where is_complaint
order by on_day, complaint_key
