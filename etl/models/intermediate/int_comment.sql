-- grain: one entry of the guestbook with its window, department, item, applicant and label
-- people's decisions on label and window come before the machine's and the export's
-- written_on: the day written; a day long past where it is not told, so that it can be joined
-- unique: comment_id
with cases as (
    select source_system, case_no, max(window_code) as window_code, max(dept_name) as dept_name,
        max(item_code) as item_code, max(applicant_type) as applicant_type
    from fct_case_own o
    semi join stg_comments r on r.source_system = o.source_system and r.case_no = o.case_no
    group by source_system, case_no
),

placed as (
    select
        s.*, case when p.has_window then p.window_code
            else coalesce(a.window_code, c.window_code) end as resolved_window,
        coalesce(p.has_window, false) as is_window_decided,
        c.dept_name as case_dept_name, coalesce(s.item_code, c.item_code) as resolved_item,
        c.applicant_type, coalesce(s.commented_on, date '1000-01-01') as written_on,
        p.label as decided_label, p.comment_id is not null as is_decided
    from stg_comments s
    left join decided_labels p on p.comment_id = s.comment_id
    left join int_window_alias a
        on a.raw_code = coalesce(s.window_code, '') and a.raw_name = coalesce(s.window_name, '')
    left join cases c on c.source_system = s.source_system and c.case_no = s.case_no
)

select
    c.comment_id, c.comment_no, c.source_system, c.channel, c.commented_at, c.commented_on,
    c.written_on, case when c.is_window_decided and d.dept_name is not null then d.dept_name
        else coalesce(c.dept_name, d.dept_name, c.case_dept_name) end as dept_name,
    c.resolved_window as window_code, coalesce(c.resolved_window, '') as at_window, c.staff_no,
    c.case_no, c.resolved_item as item_code, c.applicant_type, c.contact, c.text_hash,
    l.text_masked, coalesce(c.decided_label, l.label) as label, l.label as model_label,
    case when c.is_decided then 'human' else 'model' end as label_source, l.probability,
    l.needs_review and not c.is_decided as needs_review, l.work_rules as model_rules, l.reasons,
    l.model_version, c.is_decided, c.batch_id, c.row_no
from placed c
left join label_comments l on l.text_hash = c.text_hash
left join dim_window d on d.window_code = c.resolved_window
