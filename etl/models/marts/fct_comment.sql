-- grain: one entry of the guestbook with its label, in order of its day
-- label_source: model until a person has decided; model_label: what the machine said
-- needs_review: below the threshold, and nobody has decided yet
-- work_rules: names of the eight rules the text earns, by people where they decided
-- is_suspect: for people to look at, kept out of the figures until they decide; suspect_key:
-- what they decide at once; a decision holds for the group as it was, so that one which has other
-- rows is decided anew; suspect_reason stays
-- is_counted: enters the figures: no suspicion, or people have decided that it counts; and not
-- is_ruled_out: found on appeal to be a mistake or malice, by a second person
-- is_complaint: someone must answer for it; one ruled out on appeal stays a complaint
-- same_day_copies: the same text on one day at one window, where five times or more
-- applicant_type: of the case that the comment names
-- unique: comment_id
-- not null: comment_id, label, text_masked, is_suspect, is_counted
-- check: label in ('praise', 'complaint', 'mixed', 'suggestion', 'inquiry', 'neutral')
-- check: probability between 0 and 1
-- check: not (is_suspect and is_counted)
select
    c.comment_id, c.comment_no, c.source_system, c.channel, c.commented_at, c.commented_on,
    cast(date_trunc('month', c.commented_on) as date) as commented_month,
    c.dept_name, c.window_code, c.staff_no, c.case_no, c.item_code, c.applicant_type, c.text_hash,
    c.text_masked, c.label, c.model_label, c.label_source, c.probability, c.needs_review,
    case when c.is_decided then p.work_rules else c.model_rules end as work_rules, c.reasons,
    c.model_version, s.copies as same_day_copies,
    s.comment_id is not null and k.is_counted is null as is_suspect, s.suspect_reason,
    s.suspect_key, (s.comment_id is null or coalesce(k.is_counted, false)) and o.row_id is null
        as is_counted, o.row_id is not null as is_ruled_out,
    c.label in ('complaint', 'mixed')
        and (s.comment_id is null or coalesce(k.is_counted, false)) as is_complaint,
    c.batch_id, c.row_no
from int_comment c
left join decided_labels p on p.comment_id = c.comment_id
left join int_comment_suspect s on s.comment_id = c.comment_id
left join decided_out o on o.kind = 'comment' and o.row_id = c.comment_id
left join decided_suspects k on k.about = 'comments' and k.suspect_key = s.suspect_key
    and k.entries = s.entries
order by c.commented_on
