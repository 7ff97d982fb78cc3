"""The files of a monthly report: made whole, and only then put under their names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from etl.errors import UserError
from etl.landing.batches import write_atomically
from etl.read import Build, Scope, figures, tables
from etl.settings import Settings
from records import months
from records.errors import StoreMissingError
from records.months import Version
from records.store import open_records
from reports import words
from reports.month import month_report
from reports.month_book import month_workbook
from reports.month_figures import Published
from reports.month_page import month_page
from reports.month_word import DRAFT, month_document
from reports.report_model import MonthReport, from_plain
from scoring.rulebook import Rulebook, rulebook_for

NAMES = {"docx": "report.docx", "xlsx": "report.xlsx", "html": "report.html"}


def report_of(
    build: Build, scope: Scope, book: Rulebook | None, published: Published | None = None
) -> MonthReport:
    """The report of a month; UserError for a month without data."""
    known = figures.months(build)
    if scope.first not in known:
        latest = f"，最近的是 {max(known):%Y-%m}" if known else ""
        raise UserError(f"{scope.first:%Y-%m} 没有数据{latest}：请换一个月，或先导入数据")
    return month_report(build, scope, book, published)


def scope_of(build: Build, month: Scope, depts: list[str], windows: list[str]) -> Scope:
    """The month narrowed to some departments and windows, windows by code or name; UserError otherwise."""
    known = tables.choices(build)
    for one in depts:
        if one not in known["departments"]:
            raise UserError(f"没有“{one}”这个部门：请核对名称")
    codes = {code: code for code, _, _ in known["windows"]}
    names: dict[str, list[str]] = {}
    for code, name, _ in known["windows"]:
        names.setdefault(name, []).append(code)
    found: list[str] = []
    for one in windows:
        some = [codes[one]] if one in codes else names.get(one, [])
        if not some:
            raise UserError(f"没有“{one}”这个窗口：请写窗口编号或名称")
        if len(some) > 1:
            raise UserError(f"叫“{one}”的窗口有 {len(some)} 个：请写窗口编号（{'、'.join(some)}）")
        found += some
    if len(depts) == 1:
        month = replace(month, dept=depts[0])
    elif depts:
        month = replace(month, depts=tuple(depts))
    if len(found) == 1:
        return replace(month, window=found[0])
    return replace(month, windows=tuple(found)) if found else month


def published_of(settings: Settings, scope: Scope) -> dict[str, Version]:
    """The published reports of a scope by month; none where nobody has recorded anything yet."""
    try:
        with open_records(settings.data, create=False) as store:
            return months.published(store, place_of(scope))
    except StoreMissingError:
        return {}


def place_of(scope: Scope) -> str:
    """What a report is of, without its month: published reports are found by it.

    A window is one whatever department was chosen beside it.
    """
    windows = sorted(scope.chosen_windows)
    if windows:
        return f"窗口 {'、'.join(windows)}"
    depts = sorted(scope.chosen_depts)
    return f"部门 {'、'.join(depts)}" if depts else "全中心"


def mark_of(version: Version | None) -> str:
    """What a file says of itself: a draft, waiting, or which version was published when."""
    if version is None:
        return DRAFT
    if not version.published_on:
        return "（待发布，不是定稿）"
    return f"（第 {version.number} 版，{words.iso_date(version.published_on)}发布）"


def book_of(settings: Settings, year: int) -> Rulebook | None:
    """The rule book of a year; None where there is none that can be used: the report then has no scores."""
    try:
        return rulebook_for(settings, year)
    except UserError:
        return None


def reports_of(published: Mapping[str, Version]) -> dict[str, MonthReport]:
    """The reports that published versions hold."""
    return {period: from_plain(one.report) for period, one in published.items()}


TEMPLATE = "月报.docx"


def template_of(settings: Settings) -> Path | None:
    """The office's own Word template, where it has put one into `templates`."""
    path = settings.project_folder("templates") / TEMPLATE
    return path if path.is_file() else None


def content(
    report: MonthReport,
    free: Mapping[str, str],
    pictures: Mapping[str, bytes] | None,
    kind: str,
    template: Path | None = None,
    mark: str = DRAFT,
) -> bytes:
    """One format; KeyError for a kind that NAMES does not hold, UserError for a broken template."""
    made = {
        "docx": lambda: month_document(report, free, pictures, template, mark),
        "xlsx": lambda: month_workbook(report, free, mark),
        "html": lambda: month_page(report, free, mark).encode(),
    }
    return made[kind]()


def contents(
    report: MonthReport,
    free: Mapping[str, str],
    pictures: Mapping[str, bytes] | None,
    template: Path | None = None,
    mark: str = DRAFT,
) -> dict[str, bytes]:
    """Every format by its file name; `pictures` None where they could not be drawn."""
    return {
        name: content(report, free, pictures, kind, template, mark) for kind, name in NAMES.items()
    }


def write(folder: Path, made: Mapping[str, bytes]) -> list[Path]:
    """Put the files into a folder, each whole or not at all; UserError where it cannot be written."""
    paths = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            path = folder / name
            write_atomically(path, content)
            paths.append(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(
            f"报告写不到“{folder}”（{reason}）：请核对目录、权限和磁盘空间，或关闭正打开的文件"
        ) from None
    return paths
