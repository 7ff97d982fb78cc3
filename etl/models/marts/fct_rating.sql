-- grain: one rating
-- is_active: given by a person, not by the system after a silent period
-- is_valid: not struck out, by the source (invalid_reason), by people after a look, or on appeal
-- (is_ruled_out: a mistake or malice, decided by a second person)
-- is_complaint: 差评 that someone must answer for; one ruled out on appeal stays
-- is_suspect: a list for people to look at, never a penalty, until they have decided;
-- suspect_key: what they decide at once, for the group as it was; suspect_reason stays
-- text_masked, text_label: what the rater wrote and how it reads; contradicts: words of complaint
-- beside a good grade, or words of praise beside a bad one
-- unique: rating_id
-- not null: rating_id, grade, is_suspect, is_valid
select
    r.rating_id, r.source_system, r.case_no, r.resolved_window as window_code,
    coalesce(d.dept_name, r.dept_name) as dept_name, r.resolved_item as item_code,
    r.applicant_type, r.stage, r.channel, r.grade, r.grade_label, r.is_active,
    r.invalid_reason is null and coalesce(k.is_counted, true) and o.row_id is null as is_valid,
    o.row_id is not null as is_ruled_out,
    r.grade <= 2 and r.invalid_reason is null and coalesce(k.is_counted, true) as is_complaint,
    r.rated_at, r.rated_on, cast(date_trunc('month', r.rated_on) as date) as rated_month,
    s.rating_id is not null and k.is_counted is null as is_suspect, s.suspect_reason,
    s.suspect_key, r.is_case_known, l.text_masked, l.label as text_label,
    coalesce((l.label = 'complaint' and r.grade >= 4) or (l.label = 'praise' and r.grade <= 2),
        false) as contradicts,
    r.batch_id, r.row_no
from int_rating r
left join dim_window d on d.window_code = r.resolved_window
left join int_rating_suspect s on s.rating_id = r.rating_id
left join decided_out o on o.kind = 'rating' and o.row_id = r.rating_id
left join decided_suspects k on k.about = 'ratings' and k.suspect_key = s.suspect_key
    and k.entries = s.entries
left join label_comments l on l.text_hash = r.text_hash
