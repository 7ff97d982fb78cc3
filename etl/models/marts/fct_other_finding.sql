-- grain: one oddity of one landed row of a table other than cases that was kept
-- not null: finding
select '特别程序结束早于开始' as finding, 'pauses' as landed_table, case_no as row_name,
    cast(null as string) as window_code, batch_id, row_no,
    cast(ended_on as string) as detail from stg_pauses where ended_on < started_on
union all
select '特别程序找不到办件', 'pauses', p.case_no, cast(null as string), p.batch_id, p.row_no,
    p.case_no from stg_pauses p
anti join stg_cases c on c.source_system = p.source_system and c.case_no = p.case_no
    and (p.item_code is null or c.item_code is null or p.item_code = c.item_code)
union all
select '评价找不到办件', 'ratings', case_no, window_code, batch_id, row_no, case_no
from fct_rating where not is_case_known and case_no is not null
union all
select '留言没有日期', 'comments', comment_no, window_code, batch_id, row_no, cast(null as string)
from fct_comment where commented_on is null
union all
select '特别程序不在办理期间', 'pauses', case_no, cast(null as string), batch_id, row_no,
    cast(started_on as string)
from (
    select case_no, batch_id, row_no, started_on
    from fct_pause
    where coalesce(ended_on >= started_on, true)
    group by case_no, batch_id, row_no, started_on
    having sum(case when is_outside then 0 else 1 end) = 0
)
union all
select '收件后尚未受理', 'cases', u.case_no, u.window_code, u.batch_id, u.row_no,
    cast(u.received_on as string)
from stg_unaccepted_cases u
anti join stg_superseded_cases s on s.case_id = u.case_id
where not u.is_begun and not u.is_finished
union all
select '办结但没有受理时间', 'cases', u.case_no, u.window_code, u.batch_id, u.row_no,
    cast(u.received_on as string)
from stg_unaccepted_cases u
anti join stg_superseded_cases s on s.case_id = u.case_id
where not u.is_begun and u.is_finished
