"""A database as a source, against real servers: what comes in, what is refused, what never leaks."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pytest
from servers import Server

from etl import contract as contracts
from etl.command_line import hide_password
from etl.errors import UserError
from etl.landing.databases import open_database
from etl.landing.mapping import Choices, find_mapping
from etl.landing.query import Landing, typed_select
from etl.landing.readers import Source, load_raw, open_source

CASES = [
    "create table cases (case_no numeric(30,0), accepted timestamp null, finished timestamp null, "
    "item varchar(50))",
    "insert into cases values "
    "(123456789012345678901234567890, '2024-03-04 08:05:00', '2024-03-08 17:30:00', '户口迁移'), "
    "(123456789012345678901234567891, '2024-03-05 09:00:00', null, '“名”,核准')",
]
AS_CSV = (
    "办件编号,受理时间,办结时间,事项名称\n"
    "123456789012345678901234567890,2024-03-04 08:05:00,2024-03-08 17:30:00,户口迁移\n"
    '123456789012345678901234567891,2024-03-05 09:00:00,,"“名”,核准"\n'
)
QUERY = (
    "select case_no as 办件编号, accepted as 受理时间, finished as 办结时间, item as 事项名称 "
    "from cases order by case_no"
)


@pytest.fixture
def work(tmp_path: Path) -> TemporaryDirectory[str]:
    return TemporaryDirectory(dir=tmp_path)


@pytest.fixture(params=["postgres", "mariadb"])
def server(request: pytest.FixtureRequest) -> Server:
    """Each kind of server in turn."""
    found: Server = request.getfixturevalue(request.param)
    return found


def cases(server: Server) -> list[str]:
    """Statements for a table of two cases; MySQL calls a time without a zone datetime."""
    plain = "timestamp null" if "postgres" in server.driver else "datetime"
    return [one.replace("timestamp null", plain) for one in CASES]


def raw(source: Source) -> list[tuple[Any, ...]]:
    """All rows with the header, as staged."""
    assert source.staged is not None
    return duckdb.sql(source.staged.relation()).fetchall()


def answer(server: Server, query: str, work: TemporaryDirectory[str], *made: str) -> list[Any]:
    return raw(open_database(server.url(server.database(*made)), query, work))


def typed(source: Source) -> list[tuple[Any, ...]]:
    """Rows as landing types them by the contract of cases."""
    con, contract = duckdb.connect(), contracts.load("cases")
    mapping = find_mapping(source, contract, Choices())
    width = load_raw(con, source, mapping.header_row)
    land_as = Landing("b", 1, "default", "salt", width, mapping.header_row)
    return con.execute(typed_select(contract, mapping, Choices(), land_as)).fetchall()


def refused(url: str, query: str, work: TemporaryDirectory[str], password: str) -> str:
    """The line of a refusal; asserts that the password is nowhere in the chain behind it."""
    with pytest.raises(UserError) as caught:
        open_database(url, query, work)
    error: BaseException | None = caught.value
    while error is not None:
        assert password not in f"{error!s}{error!r}"
        error = error.__cause__ or error.__context__
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_rows_are_typed_as_those_of_the_same_csv(
    server: Server, work: TemporaryDirectory[str], tmp_path: Path
) -> None:
    source = open_database(server.url(server.database(*cases(server))), QUERY, work)
    csv = tmp_path / "办件.csv"
    csv.write_text(AS_CSV, encoding="utf-8")
    assert typed(source) == typed(open_source(csv, work))
    assert len(typed(source)) == 2
    assert (source.container, source.encoding, source.sheet) == ("database", None, None)


def test_the_name_for_people_holds_neither_user_nor_password(
    server: Server, work: TemporaryDirectory[str]
) -> None:
    name = server.database(*cases(server))
    source = open_database(server.url(name), QUERY, work)
    assert source.path == Path(f"{name}（127.0.0.1）")


def test_the_same_rows_again_have_the_same_hash_and_others_another(
    server: Server, work: TemporaryDirectory[str]
) -> None:
    url = server.url(server.database(*cases(server)))
    first = open_database(url, QUERY, work).sha256
    assert open_database(url, QUERY, work).sha256 == first
    assert open_database(url, QUERY + " desc", work).sha256 != first
    apart = [open_database(url, f"select {cells}", work).sha256
             for cells in ("'ab' as a, 'c' as b", "'a' as a, 'bc' as b")]  # fmt: skip
    assert apart[0] != apart[1]


def test_every_type_of_postgresql_comes_as_its_own_text(
    postgres: Server, work: TemporaryDirectory[str]
) -> None:
    rows = answer(
        postgres,
        "select * from 表 order by 编号",
        work,
        "create table 表 (编号 bigint, 带区 timestamptz, 无区 timestamp, 日 date, 是否 bool, "
        "金额 numeric(10,2), 大号 numeric(30,0), 文 text)",
        "insert into 表 values (9007199254740993, '2024-03-04 00:05:00+00', "
        "'2024-03-04 08:05:00.123', '2024-03-04', true, 1.50, 123456789012345678901234567890, "
        "'a%s:b'), (9007199254740994, 'infinity', '1753-01-01', null, false, null, null, null)",
    )
    assert rows[0] == ("编号", "带区", "无区", "日", "是否", "金额", "大号", "文")
    assert rows[1:] == [
        ("9007199254740993", "2024-03-04 08:05:00", "2024-03-04 08:05:00.123", "2024-03-04",
         "是", "1.50", "123456789012345678901234567890", "a%s:b"),
        ("9007199254740994", "infinity", "1753-01-01 00:00:00", "", "否", "", "", ""),
    ]  # fmt: skip


def test_every_type_of_mysql_comes_as_its_own_text(
    mariadb: Server, work: TemporaryDirectory[str]
) -> None:
    rows = answer(
        mariadb,
        "select * from 表 order by 编号",
        work,
        "create table 表 (编号 bigint, 时刻 timestamp null, 时间 datetime, 日 date, 是否 bit(1), "
        "金额 decimal(10,2), 评分 tinyint(1), 文 text) charset utf8mb4",
        "set time_zone = '+00:00'",
        "set sql_mode = ''",
        "insert into 表 values (9007199254740993, '2024-03-04 00:05:00', '2024-03-04 08:05:00', "
        "'2024-03-04', 1, 1.50, 4, 'a%s:b'), (9007199254740994, null, '0000-00-00', null, 0, "
        "null, null, null)",
    )
    assert rows[1:] == [
        ("9007199254740993", "2024-03-04 08:05:00", "2024-03-04 08:05:00", "2024-03-04",
         "1", "1.50", "4", "a%s:b"),
        ("9007199254740994", "", "0000-00-00 00:00:00", "", "0", "", "", ""),
    ]  # fmt: skip


def test_many_rows_come_whole_and_in_order(postgres: Server, work: TemporaryDirectory[str]) -> None:
    rows = answer(postgres, "select n from generate_series(1, 100001) n", work)
    assert rows == [("n",), *((str(n),) for n in range(1, 100_002))]


@pytest.mark.parametrize(
    "query",
    [
        "delete from cases",
        "update cases set item = 'x'",
        "select 1; delete from cases",
        "with gone as (delete from cases returning item) select item from gone",
        "-- 查询\ndelete from cases",
        "/*! delete from cases */",
        "select item from cases into outfile 'never.txt'",
        "drop table cases",
        "",
    ],
)
def test_what_would_change_the_database_is_refused(
    server: Server, work: TemporaryDirectory[str], query: str
) -> None:
    name = server.database(*cases(server))
    said = refused(server.url(name), query, work, server.password)
    assert "只能是一条 SELECT" in said or "不接受这条查询" in said
    assert server.run(name, "select count(*) from cases") == [(2,)]


def test_a_function_that_writes_meets_a_read_only_transaction(
    postgres: Server, work: TemporaryDirectory[str]
) -> None:
    name = postgres.database("create sequence s")
    said = refused(postgres.url(name), "select nextval('s')", work, postgres.password)
    assert "只读打开" in said


def test_a_select_may_follow_comments_and_brackets_and_end_in_a_semicolon(
    server: Server, work: TemporaryDirectory[str]
) -> None:
    assert answer(server, "-- 甲\n/* 乙 */ (select 'a;b' as x);", work) == [("x",), ("a;b",)]


def test_refusals_say_what_is_wrong(server: Server, work: TemporaryDirectory[str]) -> None:
    name = server.database(*cases(server))
    url, secret = server.url(name), server.password
    said = {
        "拒绝登录": (server.url(name, instead="wrong-one"), QUERY),
        "没有数据库": (server.url("nowhere"), QUERY),
        "连不上": (url.replace(f":{server.port}/", ":1/"), QUERY),
        "不接受这条查询": (url, "select 没有 from cases"),
        "没有返回任何行": (url, QUERY.replace(" order", " where item = 'x' order")),
        "二进制内容": (url, "select cast('a' as %s) as z"
                       % ("bytea" if "postgres" in server.driver else "binary")),
    }  # fmt: skip
    for words, (where, query) in said.items():
        assert words in refused(where, query, work, secret)
    assert "wrong-one" not in refused(*said["拒绝登录"], work, "wrong-one")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("oracle://u:secret@h/x", "不支持“oracle”"),
        ("postgresql://u:se@cret@h/x", "地址无法识别"),
        ("postgresql://u:secret/x", "地址无法识别"),
        ("postgresql://u:secret@h", "没有库名"),
        ("不是地址", "地址无法识别"),
    ],
)
def test_addresses_that_cannot_be_used(work: TemporaryDirectory[str], url: str, says: str) -> None:
    assert says in refused(url, QUERY, work, "secret")
    assert "cret" not in refused(url, QUERY, work, "secret")


def test_the_password_may_come_from_the_environment(
    server: Server, work: TemporaryDirectory[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = server.url(server.database(*cases(server))).replace(f":{server.password}@", "@")
    monkeypatch.delenv("ZW_DB_PASSWORD", raising=False)
    assert "拒绝登录" in refused(url, QUERY, work, server.password)
    monkeypatch.setenv("ZW_DB_PASSWORD", server.password)
    assert len(raw(open_database(url, QUERY, work))) == 3


def test_a_missing_driver_is_named(
    work: TemporaryDirectory[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "缺少数据库驱动 psycopg" in refused("postgres://u:secret@h/x", QUERY, work, "secret")


def test_passwords_in_the_words_of_a_command_are_hidden() -> None:
    assert hide_password("land --from mysql://u:p@s:s@h/x --tabel t") == (
        "land --from mysql://u:***@h/x --tabel t"
    )
