-- grain: one entry of the guestbook, latest version
-- text_hash: joins the label of the text
-- unique: comment_id
-- not null: comment_id, source_system, text_hash
with ranked as (
    select *, row_number() over (
        partition by source_system, row_key
        order by updated_at desc nulls last, batch_seq desc, row_no desc
    ) as version_rank
    from landed_comments
)

select
    source_system || ':' || row_key as comment_id, comment_no, source_system, channel, kind,
    commented_at, cast(commented_at as date) as commented_on, dept_name, window_code, window_name,
    staff_no, case_no, item_code, contact, text_hash, typing_notes, batch_id, row_no
from ranked
where version_rank = 1
