-- grain: one pair of window code and name as some export writes it
-- window_code: the roster's code where code or name is known, in whichever of the two columns it
-- was written, else what was written
-- is_known: the roster has it
-- unique: raw_code, raw_name
with written as (
    select window_code, window_name from stg_cases
    union select window_code, window_name from stg_comments
    union select window_code, window_name from stg_ratings
),

pairs as (
    select distinct coalesce(window_code, '') as raw_code, coalesce(window_name, '') as raw_name
    from written
),

names as (
    select window_name, max(window_code) as window_code
    from stg_windows group by window_name having count(*) = 1
),

-- Without a roster a name that some export writes beside one code alone belongs to that code.
own_names as (
    select raw_name, max(raw_code) as window_code
    from pairs where raw_name <> '' and raw_code <> ''
    group by raw_name having count(*) = 1
),

resolved as (
    select p.raw_code, p.raw_name,
        coalesce(c.window_code, n.window_code, b.window_code, m.window_code) as roster_code
    from pairs p
    left join stg_windows c on c.window_code = p.raw_code
    left join names n on n.window_name = p.raw_name
    left join stg_windows b on b.window_code = p.raw_name
    left join names m on m.window_name = p.raw_code
)

select
    r.raw_code, r.raw_name,
    coalesce(roster_code, nullif(r.raw_code, ''), o.window_code, nullif(r.raw_name, ''))
        as window_code,
    coalesce(nullif(r.raw_name, ''), nullif(r.raw_code, '')) as written_name,
    roster_code is not null as is_known
from resolved r
left join own_names o on o.raw_name = r.raw_name
