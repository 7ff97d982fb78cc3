"""The order of the work: city, cases, pauses, endings, faults, ratings, comments, truth."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from etl.demo.case_file import write_case_file
from etl.demo.cases import Cases, draw_cases
from etl.demo.city import City, build_city
from etl.demo.clock import judge
from etl.demo.comments import draw_comments
from etl.demo.durations import set_finishes
from etl.demo.endings import Project, add_projects, close_books
from etl.demo.exports import Bundle, write_small_exports
from etl.demo.faults import plant_faults
from etl.demo.pauses import Pauses, add_pauses
from etl.demo.ratings import draw_ratings
from etl.demo.truth import tell_truth
from etl.demo.workdays import Calendar, build_calendar

Progress = Callable[[str, float], None]
LANDING_ORDER = (
    ("items", "事项清单.xlsx"),
    ("windows", "窗口清单.csv"),
    ("staff", "人员名册.csv"),
    ("joint_cases", "并联审批.csv"),
    ("cases", "办件明细.csv"),
    ("pauses", "特别程序.csv"),
    ("comments", "留言簿.xlsx"),
    ("ratings", "好差评.csv"),
    ("inspections", "巡查.csv"),
    ("innovations", "创新举措.csv"),
)
FEWEST_CASES = 1_000  # below this the story's parts no longer find room


def _draw(
    city: City, calendar: Calendar, count: int, seed: int
) -> tuple[Cases, Pauses, list[Project]]:
    if count < FEWEST_CASES:
        raise ValueError(f"the demonstration city needs at least {FEWEST_CASES} cases")
    cases = draw_cases(city, calendar, count, seed)
    set_finishes(cases, city, calendar, seed)
    pauses = add_pauses(cases, city, calendar, seed)
    close_books(cases, pauses, city, calendar, seed)
    return cases, pauses, add_projects(cases, city, calendar, seed)


def write_cases(path: Path, count: int, seed: int, encoding: str, messy: bool) -> None:
    """The cases file alone, with the planted faults only when messy."""
    city, calendar = build_city(seed), build_calendar()
    cases, pauses, _ = _draw(city, calendar, count, seed)
    order = np.arange(len(cases), dtype=np.int64)
    if messy:
        _, order = plant_faults(cases, pauses, city, seed)
    write_case_file(path, cases, city, calendar, order, encoding, messy)


def generate(
    out: Path, count: int, comments: int, seed: int, progress: Progress | None
) -> list[tuple[str, Path]]:
    """All exports and the truth; (table, path) in the order of landing."""
    say = progress or (lambda _step, _done: None)
    folder = out / "exports"
    folder.mkdir(parents=True, exist_ok=True)
    say("造城市", 0.0)
    city, calendar = build_city(seed), build_calendar()
    cases, pauses, projects = _draw(city, calendar, count, seed)
    say("算期限", 0.3)
    verdicts = judge(cases, pauses, city, calendar)
    faults, order = plant_faults(cases, pauses, city, seed)
    clean = np.ones(len(cases), dtype=np.bool_)
    clean[list(cases.changed)] = False
    say("写评价和留言", 0.4)
    late = verdicts.is_late(cases, verdicts.promise_due)
    ratings = draw_ratings(cases, city, calendar, late, clean, seed)
    book = draw_comments(cases, city, calendar, clean, comments, seed)
    say("写文件", 0.6)
    case_path = folder / "办件明细.csv"
    write_case_file(case_path, cases, city, calendar, order, "gb18030", messy=True)
    say("写文件", 0.8)
    bundle = Bundle(city, calendar, cases, pauses, projects, ratings, book)
    write_small_exports(folder, bundle, seed)
    truth = tell_truth(bundle, verdicts, faults, len(order), seed)
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    (out / "truth.json").write_text(text, encoding="utf-8", newline="\n")
    say("完成", 1.0)
    return [(table, folder / name) for table, name in LANDING_ORDER]
