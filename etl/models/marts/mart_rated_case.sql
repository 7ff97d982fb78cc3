-- grain: one combination of the columns below, over finished cases that enter the counts
-- rated: cases with a valid rating, whoever gave it; active_rated: with one that a person gave;
-- each case once, however often it was rated
-- check: finished > 0
-- check: active_rated <= rated and rated <= finished
with rated as (
    select source_system, case_no, bool_or(is_active) as is_actively_rated
    from fct_rating
    where is_valid and case_no is not null
    group by source_system, case_no
)

select
    c.finished_month, c.window_code, c.dept_name, c.item_code, c.applicant_type, c.channel,
    count(*) as finished, count(r.case_no) as rated,
    count(*) filter (where r.is_actively_rated) as active_rated
from fct_case c
left join rated r on r.source_system = c.source_system and r.case_no = c.case_no
where c.is_counted and c.finished_month is not null
group by c.finished_month, c.window_code, c.dept_name, c.item_code, c.applicant_type, c.channel
