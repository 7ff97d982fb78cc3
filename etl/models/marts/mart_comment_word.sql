-- grain: one word in a month's comments of a window and label; comments counts those that hold it
-- words of two characters and more that say what a text is about, each once a comment; only
-- comments that enter the figures
-- check: comments > 0
select c.commented_month, c.window_code, c.dept_name, c.label, w.word, count(*) as comments
from fct_comment c
join label_words w on w.text_hash = c.text_hash
where c.is_counted and c.commented_month is not null
group by c.commented_month, c.window_code, c.dept_name, c.label, w.word
