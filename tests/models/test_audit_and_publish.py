"""A build is published whole or not at all, and says what it is made of."""

import datetime as dt
import os
import time

import duckdb
import pytest
from model_build import Office

import etl.runner
from etl.audit import audit, count_checks
from etl.calendar import Override, calendar, known_years, read_overrides
from etl.errors import BuildError, UserError
from etl.models import Model, all_models
from etl.settings import KEPT_BUILDS

CASE = {"办件编号": "A1", "受理时间": "2018-03-01 09:00:00", "承诺办结时限": "5"}
FINISHED = CASE | {"办结时间": "2018-03-06 10:00:00"}
SMALL = "select * from (values (1, 'x'), (1, 'x'), (2, null), (-3, 'y')) t(a, b)"


def model(*header: str, sql: str = SMALL) -> Model:
    """A small mart with those header lines."""
    return Model("mart_bad", "marts", sql, header, frozenset())


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("check: a > -4", 0),
        ("check: a > 0", 1),
        ("check: b = 'x'", 1),
        ("not null: a", 0),
        ("not null: b", 1),
        ("unique: a", 1),
        ("unique: a, b", 1),
    ],
)
def test_a_check_counts_the_rows_that_fail(line, rows):
    with duckdb.connect() as con:
        con.execute(f"create table mart_bad as {SMALL}")
        found = audit(con, model(line))
    assert [failure.rows for failure in found] == ([rows] if rows else [])
    assert all("mart_bad" in str(failure) and line in str(failure) for failure in found)


def test_checks_of_a_header_are_counted_each():
    assert count_checks(model("grain: one row", "not null: a, b", "check: a > 0", "unique: a")) == 4


def failing_build(office: Office, monkeypatch: pytest.MonkeyPatch, bad: Model) -> str:
    """The error of a build with one more model, after a good one; the good one must stay."""
    office.land("cases", [FINISHED])
    before = office.build()
    held = before.path.read_bytes()
    office.land("cases", [CASE | {"办件编号": "A2"}])
    monkeypatch.setattr(etl.runner, "all_models", lambda: (*all_models(), bad))
    with pytest.raises(BuildError) as caught:
        office.build()
    assert office.settings.published() == (before.build_id, before.path)
    assert before.path.read_bytes() == held
    left = sorted(path.name for path in office.settings.builds.iterdir())
    assert left == [before.path.name, "build.lock"]
    return str(caught.value)


def test_a_failing_check_leaves_the_published_build(office, monkeypatch):
    said = failing_build(office, monkeypatch, model("check: a > 0"))
    assert "mart_bad" in said
    assert "1 行" in said


def test_a_failing_model_leaves_the_published_build(office, monkeypatch):
    assert "mart_bad" in failing_build(office, monkeypatch, model(sql="select nowhere"))


def test_every_failing_check_is_named(office, monkeypatch):
    said = failing_build(office, monkeypatch, model("check: a > 0", "not null: b", "unique: a"))
    assert all(check in said for check in ("check: a > 0", "not null: b", "unique: a"))


def test_a_failed_build_is_followed_by_a_good_one(office, monkeypatch):
    failing_build(office, monkeypatch, model("check: a > 0"))
    monkeypatch.undo()
    assert office.build().tables["fct_case"] == 2


def test_nothing_landed_is_said(office):
    with pytest.raises(UserError, match="还没有导入任何数据"):
        office.build()
    assert office.settings.published() is None


def test_landed_without_any_date_asks_for_one(office):
    office.land("items", [{"事项编码": "I1", "事项名称": "甲事项"}])
    with pytest.raises(UserError, match="--as-of"):
        office.build()
    assert office.build(as_of=dt.date(2018, 3, 1)).tables["dim_item"] == 1


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("cases", {"办件编号": "A2", "受理时间": "2018-03-01", "办结时间": "2018-05-09 10:00:00"}),
        ("cases", {"办件编号": "A2", "受理时间": "2018-05-09 23:59:59"}),
        ("pauses", {"办件编号": "A1", "特别程序开始时间": "2018-05-09"}),
        (
            "ratings",
            {"办件编号": "A1", "满意度": "满意", "评价时间": "2018-05-09", "文字评价": "好"},
        ),
        ("joint_cases", {"并联编号": "J1", "项目名称": "甲", "办结时间": "2018-05-09"}),
    ],
)
def test_as_of_is_the_latest_landed_event(office, table, row):
    office.land("cases", [FINISHED])
    office.land(table, [row])
    assert office.build().as_of == dt.date(2018, 5, 9)
    assert office.query("select as_of from meta_build") == [{"as_of": dt.date(2018, 5, 9)}]


def test_as_of_is_not_taken_from_the_future(office):
    office.land("cases", [FINISHED, CASE | {"办件编号": "A2", "办结时间": "2091-03-06"}])
    assert office.build().as_of == dt.date(2018, 3, 6)


@pytest.mark.parametrize(
    ("as_of", "used", "kept"),
    [("2018-03-07", 4, None), ("2018-03-08", 5, None), ("2018-03-09", 6, False)],
)
def test_as_of_given_decides_open_cases(office, as_of, used, kept):
    office.land("cases", [CASE])
    assert office.build(dt.date.fromisoformat(as_of)).as_of.isoformat() == as_of
    assert office.query("select used_workdays, is_within_promise from fct_case") == [
        {"used_workdays": used, "is_within_promise": kept}
    ]


def test_ten_builds_are_kept_and_the_newest_is_published(office):
    office.land("cases", [FINISHED])
    for i in range(KEPT_BUILDS + 2):
        office.settings.builds.mkdir(exist_ok=True)
        (office.settings.builds / f"20200101T0000{i:05d}-old.duckdb").touch()
    built = office.build()
    left = sorted(path.stem for path in office.settings.builds.glob("*.duckdb"))
    assert len(left) == KEPT_BUILDS
    assert left[-1] == built.build_id
    assert left[0] == "20200101T000000003-old"


def test_an_earlier_build_stays_readable(office):
    office.land("cases", [FINISHED])
    first = office.build()
    office.land("cases", [CASE | {"办件编号": "A2"}])
    second = office.build()
    assert first.path != second.path
    counted = "select count(*) as n from fct_case"
    assert [office.query(counted, one.path)[0]["n"] for one in (first, second)] == [1, 2]


def test_a_year_without_notice_is_provisional(office):
    last = known_years()[1]
    limit = {"承诺办结时限": "20"}
    office.land(
        "cases",
        [
            CASE | limit | {"办件编号": "known", "受理时间": f"{last}-11-02"},
            CASE | limit | {"办件编号": "due beyond", "受理时间": f"{last}-12-21"},
            CASE | limit | {"办件编号": "beyond", "受理时间": f"{last + 1}-02-01"},
        ],
    )
    office.build(dt.date(last, 12, 31))
    found = office.query("select case_no, is_calendar_provisional as p from fct_case")
    assert {row["case_no"]: row["p"] for row in found} == {
        "known": False, "due beyond": True, "beyond": True,
    }  # fmt: skip
    assert office.query("select calendar_until from meta_build") == [
        {"calendar_until": dt.date(last, 12, 31)}
    ]
    provisional = "select min(date) as d from dim_date where is_provisional and year(date) > 2010"
    assert office.query(provisional) == [{"d": dt.date(last + 1, 1, 1)}]


def override(office: Office, text: str, encoding: str = "utf-8") -> None:
    """The installation's own reference folder with these days."""
    folder = office.settings.data / "reference"
    folder.mkdir(exist_ok=True)
    (folder / "calendar_overrides.csv").write_bytes(text.encode(encoding))
    (folder / "pause_kinds.csv").write_text("raw_kind,pause_kind,is_statutory\n检测,检测,1\n")


def test_an_override_changes_a_day(office):
    override(office, "date,is_workday,reason\n2018-03-06,0,停电\n2018-03-10,1,补班\n")
    office.land("cases", [CASE | {"办结时间": "2018-03-10 10:00:00"}])
    office.build()
    assert office.query("select promise_due_on, used_workdays from fct_case") == [
        {"promise_due_on": dt.date(2018, 3, 9), "used_workdays": 6}
    ]
    days = office.query("select holiday_name from dim_date where holiday_name like '本地%'")
    assert [day["holiday_name"] for day in days] == ["本地放假", "本地上班"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_overrides_as_a_spreadsheet_saves_them(tmp_path, encoding):
    path = tmp_path / "overrides.csv"
    path.write_bytes("date,is_workday,原因\r\n2026/3/6,0,停电\r\n,,\r\n".encode(encoding))
    assert {day: one.is_workday for day, one in read_overrides(path).items()} == {
        dt.date(2026, 3, 6): False
    }


@pytest.mark.parametrize("line", ["2018-13-01,0", "明天,0", "2018-03-06,", "2018-03-06,是", ",1"])
def test_a_bad_override_names_its_line(office, line):
    override(office, f"date,is_workday\n2018-03-05,0\n{line}\n")
    office.land("cases", [FINISHED])
    with pytest.raises(UserError, match="第3行"):
        office.build()


def test_an_override_file_in_no_known_encoding_is_said(tmp_path):
    path = tmp_path / "overrides.csv"
    path.write_bytes(b"date,is_workday\n\xff\xff\xff,0\n")
    with pytest.raises(UserError, match="编码"):
        read_overrides(path)


def test_an_override_settles_a_provisional_day():
    last = known_years()[1]
    settled = dt.date(last + 1, 1, 1)
    own = Override(last + 1, settled, False, "元旦")
    days = {day.date: day for day in calendar(dt.date(last, 6, 1), {settled: own})}
    assert not days[settled].is_provisional
    assert days[settled + dt.timedelta(1)].is_provisional


@pytest.mark.parametrize(("year", "workdays"), [(2018, 250), (2025, 248), (2026, 248)])
def test_workdays_of_a_year(year, workdays):
    days = calendar(dt.date(2026, 1, 1), {})
    assert sum(day.is_workday for day in days if day.date.year == year) == workdays


def test_meta_tables_say_what_was_landed(office):
    bad = [
        CASE | {"办件编号": "1.23E+17"},
        CASE | {"办件编号": ""},
        CASE | {"办件编号": "A3", "受理时间": "不详"},
    ]
    report = office.land("cases", [FINISHED, *bad, FINISHED])
    gone = office.land("cases", [CASE | {"办件编号": "A9"}])
    other = office.land("cases", [CASE], source="乙系统")
    etl.runner.batches.forget(office.settings, gone["batch"], "2026-01-01T00:00:00")
    office.build()
    assert office.query(
        "select batch_id, table_name, source, file, rows_in, loaded, rejected, duplicate "
        "from meta_batch order by 1"
    ) == [
        {"batch_id": report["batch"], "table_name": "cases", "source": "default",
         "file": "cases-1.csv", "rows_in": 5, "loaded": 1, "rejected": 3, "duplicate": 1},
        {"batch_id": other["batch"], "table_name": "cases", "source": "乙系统",
         "file": "cases-3.csv", "rows_in": 1, "loaded": 1, "rejected": 0, "duplicate": 0},
    ]  # fmt: skip
    rejects = office.query('select batch_id, row_no, "column", value from meta_reject order by 2')
    assert rejects == [
        {"batch_id": report["batch"], "row_no": row_no, "column": column, "value": value}
        for row_no, column, value in (
            (3, "办件编号", "1.23E+17"), (4, "办件编号", None), (5, "受理时间", "不详"),
        )
    ]  # fmt: skip
    assert len(office.query("select reason from meta_reject where reason is not null")) == 3


def rich(office: Office) -> None:
    """A landing with every kind of table and many rows that could change places."""
    cases = [
        FINISHED | {"办件编号": f"A{i % 150}", "事项编码": f"I{i % 7}", "窗口编号": f"W{i % 5}",
                    "窗口名称": f"窗口{i % 6}", "受理部门": f"部门{i % 3}"}
        for i in range(300)
    ]  # fmt: skip
    office.land("cases", cases)
    office.land("windows", [{"窗口编号": f"W{i}", "窗口名称": f"窗口{i}"} for i in range(3)])
    pauses = [
        {"办件编号": f"A{i % 60}", "特别程序种类": "检测" if i % 2 else "补正",
         "特别程序开始时间": "2018-03-01", "特别程序结束时间": f"2018-03-0{2 + i % 4}"}
        for i in range(200)
    ]  # fmt: skip
    office.land("pauses", pauses)
    office.land(
        "ratings",
        [{"办件编号": f"A{i}", "满意度": "满意", "评价时间": "2018-03-06 10:00:02", "文字评价": "好"}
         for i in range(40)],
    )  # fmt: skip


def test_the_same_landing_gives_the_same_tables(office):
    rich(office)
    first, second = office.build(), office.build()
    assert first.tables == second.tables
    names = office.query("select table_name as name from information_schema.tables")
    assert {row["name"] for row in names} >= {*first.tables, "meta_batch", "meta_reject"}
    for name in (row["name"] for row in names if row["name"] != "meta_build"):
        one, two = (office.query(f"select * from {name}", b.path) for b in (first, second))
        assert sorted(map(repr, one)) == sorted(map(repr, two)), name


def test_a_build_that_was_killed_leaves_nothing_that_counts(office):
    office.land("cases", [FINISHED])
    left = office.settings.builds / ".building-killed"
    left.mkdir(parents=True)
    (left / "build.duckdb").write_bytes(b"half")
    os.utime(left, (time.time() - 5, time.time() - 5))
    built = office.build()
    assert office.settings.published() == (built.build_id, built.path)
