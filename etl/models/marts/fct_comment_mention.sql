-- grain: one window named in one comment, with its words and where they stand
-- not null: comment_id, code
select c.comment_id, m.kind, m.code, m.words, m.span_start, m.span_end
from fct_comment c
join label_mentions m on m.text_hash = c.text_hash
