-- grain: one word in a month's comments of a window and label; comments counts those that hold it
-- words of two characters and more that say what a text is about, each once a comment; only
-- comments that enter the figures. The empty word counts the comments whose words are known: texts
-- labelled by an earlier release have none
-- check: comments > 0
with known as (
    select text_hash, word from label_words
    union all
    select distinct text_hash, '' as word from label_words
)

select c.commented_month, c.window_code, c.dept_name, c.label, w.word, count(*) as comments
from fct_comment c
join known w on w.text_hash = c.text_hash
where c.is_counted and c.commented_month is not null
group by c.commented_month, c.window_code, c.dept_name, c.label, w.word
order by c.dept_name, c.commented_month
