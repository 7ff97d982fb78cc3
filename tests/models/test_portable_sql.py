"""Every model keeps to the portable subset, and the check that says so can fail."""

from pathlib import Path

import pytest
import sqlglot
from portable_rules import MAX_LINES, problems

from etl.models import FOLDER, all_models

FILES = sorted(FOLDER.glob("*/*.sql"))
HEADER = "-- grain: one row\n"
DRY = "select a, b from t"

BAD = {
    "datediff": "select datediff('day', a, b) as n from t",
    "date_diff": "select date_diff('day', a, b) as n from t",
    "date subtraction": "select finished_on - accepted_on as n from t",
    "date subtraction, qualified": "select f.finished_at - f.accepted_at as n from t f",
    "date subtraction of casts": "select cast(a as date) - cast(b as date) as n from t",
    "date subtraction of a literal": "select finished_on - date '2018-03-01' as n from t",
    "date subtraction of the latest": "select max(finished_on) - min(accepted_on) as n from t",
    "strpos": "select strpos(a, 'x') as n from t",
    "every": "select every(a) as b from t",
    "hash": "select hash(a) as b from t",
    "concat": "select concat(a, b) as c from t",
    "contains": "select contains(a, 'x') as b from t",
    "starts_with": "select starts_with(a, 'x') as b from t",
    "quantile_cont": "select quantile_cont(a, 0.9) as b from t",
    "strftime": "select strftime(a, '%Y') as b from t",
    "list function": "select list(a) as b from t",
    "qualify": "select a from t qualify row_number() over (order by a) = 1",
    "star exclude": "select * exclude (a) from t",
    "star replace": "select * replace (a + 1 as a) from t",
    "quoted identifier": 'select "a" from t',
    "colon cast": "select a::date as b from t",
    "list literal": "select [1, 2] as a from t",
    "struct literal": "select {'a': 1} as a from t",
    "bracket access": "select a[1] as b from t",
    "arrow": "select a -> 'x' as b from t",
    "integer division sign": "select a // b as c from t",
    "cast of a division": "select cast(a / b as int) as c from t",
    "cast of a division, inside": "select cast(1 + (a / b) as bigint) as c from t",
    "cast of a mean": "select cast(avg(a) as bigint) as c from t",
    "cast of a fraction": "select cast(2.5 as int) as c from t",
    "try_cast of a division": "select try_cast(a / b as int) as c from t",
    "floor without type": "select floor(a) as b from t",
    "interval": "select a + interval '1 day' as b from t",
    "today": "select current_date as b from t",
    "odd type": "select cast(a as hugeint) as b from t",
    "union by name": "select a from t union all by name select b from u",
    "asof join": "select t.a from t asof join u on t.a >= u.a",
    "from first": "from t",
    "ddl": "create table x as select a from t",
    "two statements": "select a from t; select b from t",
    "upper case": "SELECT a FROM t",
    "not SQL": "select from where",
    "too long": "select a\n" + "-- one more line\n" * MAX_LINES + "from t",
}
BAD_HEADERS = {
    "no header": "",
    "no grain": "-- check: a > 0\n",
    "empty grain": "-- grain:\n",
    "check outside the subset": HEADER + "-- check: strpos(a, 'x') > 0\n",
    "check that subtracts dates": HEADER + "-- check: finished_on - accepted_on >= 0\n",
}
GOOD = [
    DRY,
    "with a as (select b from t) select b, count(*) filter (where b > 1) as n from a group by all",
    "select cast(floor(a / b) as bigint) as c, cast(round(avg(a)) as int) as d from t",
    "select a_no - b_no as n, accepted_on + 1 as next_on, date '2018-03-01' as d from t",
    "select t.a from t semi join u on t.a = u.a anti join v on t.a = v.a",
    "select 'Hash(x)::[1] \"quoted\"' as a, cast(b as string) || 'X' as c from t",
    "select sum(a) over (partition by b order by c rows between 1 preceding and current row) as n "
    "from t union all select replace(a, 'b', 'c') as n from u where a in ('b') and exists "
    "(select 1 from v)",
]


def test_every_model_is_seen():
    assert [path.stem for path in FILES] and {path.stem for path in FILES} == {
        model.name for model in all_models()
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_model_is_portable(path: Path):
    assert problems(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_model_reads_as_spark_sql(path: Path):
    assert sqlglot.parse_one(path.read_text(encoding="utf-8"), read="spark") is not None


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
def test_forbidden_construct_is_refused(body):
    assert problems(HEADER + body)


@pytest.mark.parametrize("header", BAD_HEADERS.values(), ids=BAD_HEADERS.keys())
def test_bad_header_is_refused(header):
    assert problems(header + DRY)


@pytest.mark.parametrize("body", GOOD)
def test_sound_model_passes(body):
    assert problems(HEADER + body) == []


@pytest.mark.parametrize("lines", [MAX_LINES - 1, MAX_LINES, MAX_LINES + 1])
def test_length_is_bounded(lines):
    text = HEADER + "select a\n" + "-- filler\n" * (lines - 3) + "from t"
    assert len(text.splitlines()) == lines
    assert bool(problems(text)) == (lines > MAX_LINES)
