"""The demonstration city: same seed, same bytes; the truth recomputed from the files alone."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from python_calamine import CalamineWorkbook

from etl.demo import Export, generate, write_cases

CASES, COMMENTS, SEED = 3_000, 300, 20261031
AS_OF = dt.date(2026, 10, 31)
ENCODINGS = {
    "办件明细.csv": "gb18030",
    "好差评.csv": "gb18030",
    "人员名册.csv": "gb18030",
    "特别程序.csv": "utf-8-sig",
    "窗口清单.csv": "utf-8",
    "并联审批.csv": "utf-8",
}
STATUTORY = {"听证", "检验", "检测", "专家评审"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("city")
    generate(out, CASES, COMMENTS, SEED)
    return out


@pytest.fixture(scope="module")
def truth(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "truth.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], list[list[Any]]]:
    """Enough cases and comments for shares to be steady: the truth and the guestbook's rows."""
    out = tmp_path_factory.mktemp("large")
    generate(out, 40_000, 8_000, 11)
    book = CalamineWorkbook.from_path(out / "exports" / "留言簿.xlsx")
    truth = json.loads((out / "truth.json").read_text(encoding="utf-8"))
    return truth, book.get_sheet_by_index(0).to_python()[3:-1]


def read_csv(folder: Path, name: str, skip: int = 0) -> list[dict[str, str]]:
    text = (folder / "exports" / name).read_bytes().decode(ENCODINGS[name])
    lines = text.split("\r\n")[skip:]
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


@pytest.fixture(scope="module")
def rows(folder: Path) -> list[dict[str, str]]:
    return read_csv(folder, "办件明细.csv", skip=1)[:-1]


@pytest.fixture(scope="module")
def pauses(folder: Path) -> list[dict[str, str]]:
    return read_csv(folder, "特别程序.csv")


@pytest.fixture(scope="module")
def ratings(folder: Path) -> list[dict[str, str]]:
    return read_csv(folder, "好差评.csv")


@pytest.fixture(scope="module")
def items(folder: Path) -> dict[str, dict[str, Any]]:
    sheet = CalamineWorkbook.from_path(folder / "exports" / "事项清单.xlsx").get_sheet_by_index(0)
    table = sheet.to_python()
    return {row[0]: dict(zip(table[1], row, strict=True)) for row in table[2:]}


@pytest.fixture(scope="module")
def comments(folder: Path) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(folder / "exports" / "留言簿.xlsx")
    return book.get_sheet_by_index(0).to_python()


def digest(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*.*"))
        if path.is_file()
    }


# --- the files as such -----------------------------------------------------------------------


def test_same_seed_gives_the_same_bytes_in_another_process(folder: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from etl.demo import generate;"
        f"generate(Path(sys.argv[1]), {CASES}, {COMMENTS}, {SEED})"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)
    assert digest(folder) == digest(tmp_path)
    assert len(digest(folder)) == 11


def test_another_seed_gives_another_city(folder: Path, tmp_path: Path) -> None:
    generate(tmp_path, CASES, COMMENTS, SEED + 1)
    assert digest(folder)["truth.json"] != digest(tmp_path)["truth.json"]


def test_exports_are_listed_in_the_order_of_landing(tmp_path: Path) -> None:
    steps: list[tuple[str, float]] = []
    exports = generate(tmp_path, 1_000, 60, 5, lambda step, done: steps.append((step, done)))
    assert all(isinstance(export, Export) and export.path.is_file() for export in exports)
    assert [export.table for export in exports] == [
        "items", "windows", "staff", "joint_cases", "cases", "pauses", "comments", "ratings",
        "inspections", "innovations",
    ]  # fmt: skip
    assert [done for _, done in steps] == sorted(done for _, done in steps)
    assert steps[-1][1] == 1.0


def test_importing_the_package_loads_no_arrays_and_no_pages() -> None:
    code = (
        "import sys, etl.demo;"
        "print([m for m in ('numpy', 'pandas', 'duckdb', 'streamlit') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_every_text_file_decodes_and_ends_lines_with_crlf(folder: Path) -> None:
    for name, encoding in ENCODINGS.items():
        text = (folder / "exports" / name).read_bytes().decode(encoding)
        assert text.endswith("\r\n"), name
        assert text.count("\n") == text.count("\r\n"), name


def test_cases_file_has_title_header_and_total(folder: Path, truth: dict[str, Any]) -> None:
    lines = (folder / "exports" / "办件明细.csv").read_bytes().decode("gb18030").split("\r\n")
    assert lines[0].rstrip(",") == "演示市政务服务中心办件明细表（2024年11月—2026年10月）"
    assert {line.count(",") for line in lines[:-1]} == {20}
    assert lines[-2].rstrip(",") == f"合计,{truth['rows_in_file']}"
    assert len(lines) - 4 == truth["rows_in_file"]


def test_plain_cases_file_has_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    write_cases(path, 2_000, 7, encoding="utf-8", messy=False)
    table = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert len(table) == len({row["办件编号"] for row in table}) == 2_000
    iso = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
    assert all(iso.fullmatch(row["受理时间"]) for row in table)
    assert all(row["申请时间"] < row["受理时间"] for row in table)
    assert all(not row["办结时间"] or row["办结时间"] > row["受理时间"] for row in table)


def test_too_few_cases_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least"):
        generate(tmp_path, 10, 10)


# --- the catalogues --------------------------------------------------------------------------


def test_catalogues_agree_with_each_other(
    folder: Path, truth: dict[str, Any], items: dict[str, dict[str, Any]]
) -> None:
    windows = {row["窗口编号"]: row for row in read_csv(folder, "窗口清单.csv")}
    staff = {row["工号"]: row for row in read_csv(folder, "人员名册.csv")}
    assert len(windows) == truth["windows"] == 60
    assert len({row["窗口名称"] for row in windows.values()}) == 60
    assert len(staff) == truth["staff"] == 300
    assert len(items) == truth["items"] == 600
    assert len({item["事项名称"] for item in items.values()}) == 600
    assert len({row["部门名称"] for row in windows.values()}) == truth["departments"] == 12
    assert sum(row["党员"] == "是" for row in staff.values()) == truth["party_members"]
    for item in items.values():
        assert re.fullmatch(r"\d{12,}", item["事项编码"])
        assert windows[item["办理窗口"]]["部门名称"] == item["部门名称"]
        assert (item["承诺时限"] == "即办") == (item["办件类型"] == "即办件")
    for member in staff.values():
        deputy = staff[member["AB岗"]]
        assert deputy["窗口编号"] == member["窗口编号"] and deputy["工号"] != member["工号"]
    counts = Counter(member["窗口编号"] for member in staff.values())
    assert all(counts[code] == int(row["人数"]) for code, row in windows.items())
    groups = {windows[code]["窗口类别"] for code in truth["best_windows"]}
    assert groups == {"审批类", "公共服务类", "综合窗"}


def test_limits_have_many_units_and_promises_are_a_third(
    items: dict[str, dict[str, Any]],
) -> None:
    units = Counter(re.sub(r"\d", "", item["法定时限"]) for item in items.values())
    assert {"个工作日", "天", "小时", "个月", "即办", "无期限"} <= set(units)
    assert units["个工作日"] > 400
    pairs = [
        (int(i["承诺时限"][:-4]), int(i["法定时限"][:-4]))
        for i in items.values()
        if i["承诺时限"].endswith("个工作日") and i["法定时限"].endswith("个工作日")
    ]
    assert all(1 <= promise <= statute for promise, statute in pairs)
    assert 0.25 < sum(p for p, _ in pairs) / sum(s for _, s in pairs) < 0.42


# --- the cases and their faults --------------------------------------------------------------


def parse_time(text: str) -> dt.datetime | None:
    for pattern in ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y年%m月%d日"):
        try:
            return dt.datetime.strptime(text, pattern)
        except ValueError:
            continue
    return None


def days_of(limit: str) -> int | None:
    return int(limit[:-4]) if limit.endswith("个工作日") else None


def find_faults(row: dict[str, str], windows: set[str]) -> list[str]:
    accepted, finished = parse_time(row["受理时间"]), parse_time(row["办结时间"])
    promise, statute = days_of(row["承诺时限"]), days_of(row["法定时限"])
    checks = {
        "no_case_no": row["办件编号"] == "",
        "scientific_case_no": "E+" in row["办件编号"],
        "unreadable_accepted_at": accepted is None and row["受理时间"] != "",
        "deemed_accepted": row["受理时间"] == "" and row["办结时间"] != "",
        "not_accepted_yet": row["受理时间"] == row["办结时间"] == "",
        "promise_longer_than_statute": bool(promise and statute and promise > statute),
        "finished_before_accepted": bool(accepted and finished and finished < accepted),
        "finished_in_future": bool(finished and finished.date() > AS_OF),
        "finished_without_time": row["办件状态"] == "办结" and row["办结时间"] == "",
        "unknown_window": row["窗口编号"] not in windows,
        "jiban_with_days": row["办件类型"] == "即办件" and bool(promise),
        "zero_limit": promise == 0,
    }
    return [name for name, found in checks.items() if found]


def test_planted_faults_are_found_again_and_never_overlap(
    folder: Path, truth: dict[str, Any], rows: list[dict[str, str]]
) -> None:
    windows = {row["窗口编号"] for row in read_csv(folder, "窗口清单.csv")}
    found = [find_faults(row, windows) for row in rows]
    assert max(len(names) for names in found) == 1
    counts = Counter(name for names in found for name in names)
    seen: set[tuple[str, ...]] = set()
    repeats = 0
    for row in rows:
        key = tuple(row.values())
        repeats += key in seen
        seen.add(key)
    counts["duplicate_rows"] = repeats
    planted = {k: v for k, v in truth["faults"].items() if not k.startswith(("ratings", "comm"))}
    assert dict(counts) == planted
    assert min(truth["faults"].values()) >= 3


def test_case_counts(truth: dict[str, Any], rows: list[dict[str, str]]) -> None:
    assert len(rows) == truth["rows_in_file"]
    unique = list({tuple(row.values()): row for row in rows}.values())
    assert len(unique) == truth["cases_written"] == CASES
    # Granted cases until the fault made them applications that nobody has accepted.
    waiting = {"办件状态": "办结", "办理结果": "准予"}
    unique = [row | waiting if row["办件状态"] == "待受理" else row for row in unique]
    told = truth["cases"]
    assert Counter(r["办件状态"] for r in unique) == {
        k: v for k, v in told["by_status"].items() if v
    }
    assert Counter(r["办理形式"] for r in unique) == told["by_channel"]
    results = Counter(r["办理结果"] for r in unique if r["办理结果"])
    assert results == {k: v for k, v in told["by_result"].items() if v}
    assert sum(r["办件类型"] == "即办件" for r in unique) == told["instant"]
    assert 0.5 < told["by_channel"]["窗口办理"] / CASES < 0.6
    small = truth["small_window"]
    assert sum(r["窗口编号"] == small["code"] for r in unique) == small["cases"] == 3


def test_times_are_written_in_three_ways(rows: list[dict[str, str]]) -> None:
    ways: dict[str, set[str]] = {"-": set(), "/": set(), "年": set()}
    for row in rows:
        for mark, departments in ways.items():
            if mark in row["申请时间"]:
                departments.add(row["承办部门"])
    assert [len(ways[mark]) for mark in ("-", "/", "年")] == [9, 2, 1]


def test_work_is_done_on_working_days_only(rows: list[dict[str, str]]) -> None:
    weekend = 0
    for row in rows:
        accepted, finished = parse_time(row["受理时间"]), parse_time(row["办结时间"])
        if accepted is None or finished is None or finished < accepted or finished.date() > AS_OF:
            continue
        assert chinese_calendar.is_workday(accepted.date())
        assert chinese_calendar.is_workday(finished.date())
        assert row["办件类型"] != "即办件" or finished.date() == accepted.date()
        weekend += accepted.weekday() >= 5
    assert weekend > 0  # make-up days


def test_joint_projects(folder: Path, truth: dict[str, Any], rows: list[dict[str, str]]) -> None:
    projects = {row["并联编号"]: row for row in read_csv(folder, "并联审批.csv")}
    children = [row for row in rows if row["并联编号"]]
    assert len(projects) == truth["joint_projects"]
    assert len(children) == truth["joint_cases"]
    for number, project in projects.items():
        own = [row for row in children if row["并联编号"] == number]
        assert 3 <= len(own) <= 6
        assert len({row["承办部门"] for row in own}) == len(own)
        accepted = [parse_time(row["受理时间"]) for row in own]
        assert min(a for a in accepted if a).date() >= dt.date.fromisoformat(project["发起时间"])


# --- deadlines, counted day by day -----------------------------------------------------------


@cache
def works(day: dt.date) -> bool:
    return chinese_calendar.is_workday(day) if day.year <= 2026 else day.weekday() < 5


def due_on(accepted: dt.date, limit: str, paused: set[dt.date]) -> dt.date | None:
    if limit == "无期限":
        return None
    if limit == "即办":
        return accepted
    value = int(re.sub(r"\D", "", limit))
    by_work = limit.endswith("工作日")
    if limit.endswith("小时"):
        value = -(-value // 24)
    if limit.endswith("个月"):
        month = accepted.month + value
        year, month = accepted.year + (month - 1) // 12, (month - 1) % 12 + 1
        first = dt.date(year, month, 1)
        last = ((first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)).day
        value = (dt.date(year, month, min(accepted.day, last)) - accepted).days
    day = accepted
    while value:
        day += dt.timedelta(days=1)
        if day not in paused and (works(day) or not by_work):
            value -= 1
    while not works(day):
        day += dt.timedelta(days=1)
    return day


def paused_days(
    pauses: list[dict[str, str]], accepted: dt.date, end: dt.date, kinds: set[str] | None
) -> set[dt.date]:
    out: set[dt.date] = set()
    for row in pauses:
        if kinds is not None and row["特别程序种类"] not in kinds:
            continue
        start = max(dt.date.fromisoformat(row["特别程序开始时间"][:10]), accepted)
        stop = row["特别程序结束时间"]
        last = min(dt.date.fromisoformat(stop[:10]) if stop else end, end)
        out |= {start + dt.timedelta(days=k) for k in range(1, (last - start).days + 1)}
    return out


def test_verdicts_counted_day_by_day(
    folder: Path,
    truth: dict[str, Any],
    rows: list[dict[str, str]],
    pauses: list[dict[str, str]],
) -> None:
    windows = {row["窗口编号"] for row in read_csv(folder, "窗口清单.csv")}
    by_case: dict[str, list[dict[str, str]]] = {}
    for pause in pauses:
        by_case.setdefault(pause["办件编号"], []).append(pause)
    got: Counter[str] = Counter()
    for row in {tuple(row.values()): row for row in rows}.values():
        apart = row["办件状态"] in ("不予受理", "作废", "退件", "草稿") or row["办理结果"] == "撤回"
        accepted = parse_time(row["受理时间"])
        if apart or accepted is None or find_faults(row, windows):
            continue
        finished = parse_time(row["办结时间"])
        end = finished.date() if finished else AS_OF
        own = by_case.get(row["办件编号"], [])
        paused = paused_days(own, accepted.date(), end, None)
        due = due_on(accepted.date(), row["承诺时限"], paused)
        lawful = paused_days(own, accepted.date(), end, STATUTORY)
        statutory = due_on(accepted.date(), row["法定时限"], lawful)
        if finished is None:
            got["open"] += 1
            got["open_overdue"] += due is not None and end > due
            continue
        span = (end - accepted.date()).days
        days = [accepted.date() + dt.timedelta(days=k) for k in range(1, span + 1)]
        got["used_workdays_sum"] += sum(works(day) and day not in paused for day in days)
        plain = due_on(accepted.date(), row["承诺时限"], set())
        got["only_by_pause"] += due is not None and plain is not None and plain < end <= due
        got["with_promise"] += due is not None
        got["within_promise"] += due is not None and end <= due
        got["with_statutory"] += statutory is not None
        got["within_statutory"] += statutory is not None and end <= statutory
    told = truth["verdicts"]
    assert got == {
        "open": told["open"],
        "open_overdue": told["open_overdue"],
        "used_workdays_sum": told["used_workdays_sum"],
        "only_by_pause": told["within_promise_only_by_pause"],
        "with_promise": told["all"]["finished_with_promise"],
        "within_promise": told["all"]["within_promise"],
        "with_statutory": told["all"]["finished_with_statutory"],
        "within_statutory": told["all"]["within_statutory"],
    }
    assert 0.94 < got["within_promise"] / got["with_promise"] < 0.985
    assert got["within_statutory"] / got["with_statutory"] > 0.985


def test_story_of_the_bad_month_and_the_best_windows(
    large: tuple[dict[str, Any], list[list[Any]]],
) -> None:
    truth, _ = large
    months = truth["verdicts"]["all"]["by_finished_month"]
    share = {month: within / done for month, (done, within) in months.items()}
    others = [value for month, value in share.items() if month != truth["bad_month"]]
    assert 0.05 < sum(others) / len(others) - share[truth["bad_month"]] < 0.11
    assert share[truth["bad_month"]] < min(others)

    def on_time(codes: list[str]) -> float:
        told = [truth["by_window"][code] for code in codes]
        return sum(w["within_promise"] for w in told) / sum(
            w["finished_with_promise"] for w in told
        )

    assert on_time(truth["best_windows"]) > 0.98
    assert on_time(truth["weak_windows"]) < 0.93


# --- pauses, ratings, comments ---------------------------------------------------------------


def test_pauses(
    truth: dict[str, Any], rows: list[dict[str, str]], pauses: list[dict[str, str]]
) -> None:
    told = truth["pauses"]
    windows = {row["办件编号"]: row["窗口编号"] for row in rows}
    known = [p for p in pauses if p["办件编号"] in windows]
    backwards = [
        p for p in pauses if p["特别程序结束时间"] and p["特别程序结束时间"] < p["特别程序开始时间"]
    ]
    gaming = [p for p in known if windows[p["办件编号"]] == truth["gaming_window"]]
    assert len(pauses) == told["rows"]
    assert len(pauses) - len(known) == told["unknown_case"] >= 3
    assert len(backwards) == told["ended_before_start"] >= 3
    assert sum(not p["特别程序结束时间"] for p in pauses) == told["open"]
    assert Counter(p["特别程序种类"] for p in known) == {
        k: v for k, v in told["by_kind"].items() if v
    }
    assert len({p["办件编号"] for p in known}) == told["cases"]
    assert len(gaming) == told["of_gaming_window"]


def test_ratings(
    truth: dict[str, Any], rows: list[dict[str, str]], ratings: list[dict[str, str]]
) -> None:
    told = truth["ratings"]
    aliases = {"很满意": "非常满意", "一般": "基本满意", "很不满意": "非常不满意"}
    grades = Counter(aliases.get(r["满意度"], r["满意度"]) for r in ratings)
    meant = {k: v for k, v in told["by_grade"].items() if v}
    cases = {row["办件编号"]: row for row in rows}
    assert len(ratings) == told["rows"] == len({r["评价编号"] for r in ratings})
    assert {k: v for k, v in grades.items() if k in told["by_grade"]} == meant
    assert sum(grades.values()) - sum(meant.values()) == truth["faults"]["ratings_unknown_grade"]
    unknown = [r for r in ratings if r["办件编号"] not in cases]
    assert len(unknown) == truth["faults"]["ratings_unknown_case"]
    assert Counter(r["评价渠道"] for r in ratings) == told["by_channel"]
    assert 0.38 < len(ratings) / truth["cases"]["finished"] < 0.52
    assert 0.18 < told["by_channel"]["系统默认"] / len(ratings) < 0.3
    own = [r for r in ratings if r["窗口编号"] == truth["gaming_window"]]
    lags = [
        (parse_time(r["评价时间"]) - parse_time(cases[r["办件编号"]]["办结时间"])).total_seconds()
        for r in own
    ]
    assert len(own) == told["of_gaming_window"]
    assert sum(1 <= lag <= 3 for lag in lags) / len(lags) > 0.85
    assert all(lag < 0 or 1 <= lag <= 3 for lag in lags)


def test_guestbook_rows_and_labels(truth: dict[str, Any], comments: list[list[Any]]) -> None:
    header, body, total = comments[2], comments[3:-1], comments[-1]
    assert header == ["留言编号", "留言时间", "留言内容", "来源", "窗口", "部门", "办件编号"]
    assert total[0] == "合计" and total[1] == len(body) == COMMENTS
    labels, told = truth["comment_labels"], truth["comments"]
    blank = {row[0] for row in body if not row[2].strip()}
    assert len(blank) == truth["faults"]["comments_empty_text"]
    assert {row[0] for row in body} - blank == set(labels)
    assert Counter(labels.values()) == told["by_label"]
    wanted = {
        "praise": 46,
        "complaint": 22,
        "mixed": 6,
        "suggestion": 9,
        "inquiry": 9,
        "neutral": 8,
    }
    for label, share in wanted.items():
        assert abs(100 * told["by_label"][label] / len(labels) - share) < 1.5
    assert any(isinstance(row[1], dt.datetime) for row in body)
    assert any(isinstance(row[1], str) and "年" in row[1] for row in body)
    assert all("{" not in row[2] and "}" not in row[2] for row in body)


def test_guestbook_repeats_only_what_was_planted(
    truth: dict[str, Any], comments: list[list[Any]]
) -> None:
    flags = truth["comment_flags"]
    staged = [row[2] for row in comments[3:-1] if "repeated_praise" in flags.get(row[0], [])]
    assert len(staged) == truth["faults"]["comments_repeated_praise"] >= 3
    texts = [
        row[2]
        for row in comments[3:-1]
        if row[2].strip() and "repeated_praise" not in flags.get(row[0], [])
    ]
    assert 1 - len(set(texts)) / len(texts) < 0.08


def test_large_guestbook_stays_varied(large: tuple[dict[str, Any], list[list[Any]]]) -> None:
    truth, rows = large
    flags = truth["comment_flags"]
    texts = [r[2] for r in rows if r[2].strip() and "repeated_praise" not in flags.get(r[0], [])]
    assert 1 - len(set(texts)) / len(texts) < 0.08
    told = truth["comments"]
    for special in ("sarcasm", "typos", "traditional", "with_personal_data", "emoji"):
        assert told[special] > 50, special
    bad, every = told["bad_month_by_label"], told["by_label"]
    assert bad["complaint"] / sum(bad.values()) > 1.5 * every["complaint"] / sum(every.values())


def test_personal_data_are_invented(truth: dict[str, Any], comments: list[list[Any]]) -> None:
    text = "\n".join(str(row[2]) for row in comments[3:-1])
    for number in re.findall(r"\d{17}[\dX]", text):
        assert number.startswith("430399")
        weights = [2 ** (17 - place) % 11 for place in range(17)]
        total = sum(int(d) * w for d, w in zip(number, weights, strict=False))
        assert number[-1] == "10X98765432"[total % 11]
    assert all(m.startswith("1390000") for m in re.findall(r"(?<!\d)1\d{10}(?!\d)", text))
    flags = [flag for flags in truth["comment_flags"].values() for flag in flags]
    assert flags.count("personal_data") == truth["comments"]["with_personal_data"]
