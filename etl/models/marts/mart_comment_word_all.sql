-- grain: one word in a month's comments of a label, whatever window; as mart_comment_word
-- for views without a department or window, which are asked for most
-- check: comments > 0
select commented_month, label, word, cast(sum(comments) as bigint) as comments
from mart_comment_word
group by commented_month, label, word
order by commented_month
