"""The command: its JSON, its words and its refusals."""

import json
import time

import pytest

from etl.settings import ROOT
from scoring.__main__ import main

FIELDS = {"window_code", "peer_group", "score", "low", "high", "band", "p_top", "n_cases",
          "n_comments", "excluded_reason", "vetoes", "dimensions"}  # fmt: skip


@pytest.fixture
def data(tiny):
    for code, times in (("A", 60), ("B", 50), ("C", 40), ("D", 5)):
        tiny.window(code).cases(code, times)
    tiny.window("X", is_from_cases=True).cases("X", 40)
    return str(tiny.publish().data)


def ran(capsys, *arguments):
    status = main(list(arguments))
    return status, *capsys.readouterr()


def test_json_on_one_line_and_words_apart(data, capsys):
    status, out, err = ran(capsys, "run", "--period", "2026Q3", "--data", data, "--json")
    assert status == 0
    assert out.count("\n") == 1
    made = json.loads(out)
    assert (made["period"], made["rulebook"]) == ("2026Q3", "2026")
    assert made["recommended"] == ["A", "B", "C"]
    assert [one["window_code"] for one in made["windows"]] == ["A", "B", "C", "D", "X"]
    assert all(set(one) >= FIELDS for one in made["windows"])
    first, small = made["windows"][0], made["windows"][3]
    assert first["low"] <= first["score"] <= first["high"]
    assert first["score"] == pytest.approx(first["points"] / first["measurable"] * 100, abs=1e-3)
    assert set(first["dimensions"]) == {"比创新", "比作风", "比业绩"}
    assert (small["score"], small["excluded_reason"]) == (None, "样本不足")
    assert "2026年第3季度" in err
    assert "默认权重，可调整" in err


def test_without_json_standard_output_stays_empty(data, capsys):
    status, out, err = ran(capsys, "run", "--period", "2026-07", "--data", data)
    assert (status, out) == (0, "")
    assert "推荐名单：A、B、C" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "--period", "2020Q1"], "2020年第1季度没有办结的办件"),
        (["run", "--period", "去年"], "时段“去年”无法识别"),
        (["run"], "命令用法不对"),
        ([], "命令用法不对"),
        (["run", "--period", "2026Q3", "--rulebook", "没有.toml"], "规则文件"),
    ],
)
def test_refusals_are_one_chinese_line(data, capsys, arguments, told):
    extra = ["--data", data] if arguments else []
    status, out, err = ran(capsys, *arguments, *extra)
    assert (status, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_before_the_first_build(tmp_path, capsys):
    status, out, err = ran(capsys, "run", "--period", "2026Q3", "--data", str(tmp_path), "--json")
    assert (status, out) == (2, "")
    assert err.startswith("还没有发布过数据：请先导入并生成")
    assert err.count("\n") == 1


def test_an_open_period_and_another_year_s_rules_are_said(tiny, capsys):
    import datetime as dt  # noqa: PLC0415

    tiny.window("A").cases("A", 30, finished_month=dt.date(2026, 10, 1))
    tiny.cases("A", 30, finished_month=dt.date(2025, 5, 1))
    data = str(tiny.publish().data)
    _, out, err = ran(capsys, "run", "--period", "2026Q4", "--data", data, "--json")
    assert json.loads(out)["is_complete"] is False
    assert "2026年第4季度尚未完结，数据统计到 2026-10-31" in err
    _, out, err = ran(capsys, "run", "--period", "2025-05", "--data", data, "--json")
    assert json.loads(out)["is_complete"] is True
    assert "2025 年没有自己的规则，按 2026 年的规则试算" in err


def test_a_rule_book_of_one_s_own(data, tmp_path, capsys):
    own = tmp_path / "试行.toml"
    text = (ROOT / "data" / "rulebooks" / "2026.toml").read_text(encoding="utf-8")
    own.write_text(text.replace("recommended = 5", "recommended = 1"), encoding="utf-8")
    arguments = ["run", "--period", "2026Q3", "--data", data, "--rulebook", str(own), "--json"]
    status, out, _ = ran(capsys, *arguments)
    assert (status, json.loads(out)["recommended"]) == (0, ["A"])


def test_five_hundred_windows_in_two_seconds(tiny, capsys):
    tiny.sql = [
        "insert into dim_window select 'W' || i, '窗口' || i, '甲局', '类' || (i % 3), false "
        "from range(500) t(i)",
        "insert into fct_case (window_code, case_type, channel, finish_class, accepted_month, "
        "finished_month, is_counted, has_date_conflict, used_workdays, supplement_count) "
        "select 'W' || (i % 500), '承诺件', '窗口办理', "
        "case when hash(i) % 20 = 0 then '超期' else '提前' end, date '2026-07-01', "
        "date '2026-07-01', true, false, 1, 0 from range(50000) t(i)",
        "insert into fct_rating select 'W' || (i % 500), '甲局', null, 1 + hash(i) % 5, true, "
        "true, false, date '2026-07-01', null, null from range(20000) t(i)",
    ]
    data = str(tiny.publish().data)
    started = time.perf_counter()
    status, out, _ = ran(capsys, "run", "--period", "2026Q3", "--data", data, "--json")
    assert time.perf_counter() - started < 2
    assert (status, len(json.loads(out)["windows"])) == (0, 500)
