-- grain: one window, department or person named in one comment, with its words and their place
-- kind: window, department or staff; code: window code, department name or staff number, blank
-- where several people fit
-- polarity: what the comment says of it, praise or complaint; empty when neither or unsure
-- needs_review: the label, the part about it or the person meant is unsure
-- not null: comment_id, kind, code, needs_review
-- check: kind in ('window', 'department', 'staff')
-- check: polarity in ('praise', 'complaint')
select
    c.comment_id, m.kind, m.code, m.words, m.span_start, m.span_end, m.polarity, m.needs_review
from fct_comment c
join label_mentions m on m.text_hash = c.text_hash
