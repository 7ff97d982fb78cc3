"""The committee's workbook: every number read back equals the scores; text stays text; Excel opens it."""

from __future__ import annotations

import io
import zipfile

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from etl.read import Build
from etl.settings import ROOT
from reports import words
from reports.compared_scores import changes
from reports.scores_book import Behind, workbook
from scoring.period import parse_period
from scoring.rulebook import load_rulebook
from scoring.scores import score_windows

BOOK = load_rulebook(ROOT / "data" / "rulebooks" / "2026.toml")
EVIL = "=cmd|'/c calc'!A1"


def made(build: Build, text: str, behind: Behind) -> tuple[object, dict[str, list[list[object]]]]:
    scope = parse_period(text).scope
    scores = score_windows(build, scope, BOOK)
    before = score_windows(build, scope.previous(), BOOK)
    content = workbook(scores, words.period(scope), build.meta, changes(scores, before), behind)
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return scores, {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


@pytest.fixture(scope="module")
def behind() -> Behind:
    rows = pd.DataFrame({"日期": ["2026-07-08"], "情况": [EVIL]})
    return Behind(rows, rows.rename(columns={"情况": "内容"}))


def table(sheet: list[list[object]]) -> pd.DataFrame:
    return pd.DataFrame(sheet[2:], columns=[str(one) for one in sheet[1]])


@pytest.mark.parametrize("period", ["2026Q3", "2026-10"])
def test_every_number_is_that_of_the_scores(demo_build: Build, behind: Behind, period: str) -> None:
    scores, sheets = made(demo_build, period, behind)
    assert list(sheets) == ["说明", "得分表", "逐项得分", "不参评", "巡查", "创新举措", "评分规则"]
    placed = [one for one in scores.windows if one.rate is not None]  # type: ignore[attr-defined]
    shown = table(sheets["得分表"])
    assert shown["窗口编号"].tolist() == [one.window_code for one in placed]
    for column, name in (("得分", "points"), ("可计分", "measurable"), ("得分率", "rate"),
                         ("区间下限", "low"), ("区间上限", "high"), ("名次", "rank")):  # fmt: skip
        assert shown[column].tolist() == pytest.approx([getattr(one, name) for one in placed])
    assert shown.loc[shown["推荐"] == "推荐", "窗口编号"].tolist() == list(scores.recommended.codes)  # type: ignore[attr-defined]
    each = table(sheets["逐项得分"])
    told = [(one.window_code, part) for one in scores.windows for part in one.indicators]  # type: ignore[attr-defined]
    assert len(each) == len(told)
    for row, (code, part) in zip(each.to_dict("records"), told, strict=True):
        assert (row["窗口编号"], row["项目"], row["说明"]) == (code, part.label, part.why)
        assert (row["得分"] == "") == (part.points is None)
        if part.points is not None:
            assert row["得分"] == pytest.approx(part.points)
    out = [one for one in scores.windows if one.rate is None]  # type: ignore[attr-defined]
    assert table(sheets["不参评"])["说明"].tolist() == [one.excluded_why for one in out]
    assert table(sheets["评分规则"])["满分"].sum() == 100


def test_text_that_looks_like_a_formula_stays_text(demo_build: Build, behind: Behind) -> None:
    scope = parse_period("2026Q3").scope
    scores = score_windows(demo_build, scope, BOOK)
    content = workbook(scores, "第3季度", demo_build.meta, [], behind)
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        sheets = [
            file.read(name).decode() for name in file.namelist() if "worksheets/sheet" in name
        ]
    assert not any("<f>" in sheet for sheet in sheets)
    _, read = made(demo_build, "2026Q3", behind)
    assert read["巡查"][2][1] == EVIL


def test_the_cover_says_what_it_is_and_that_people_decide(
    demo_build: Build, behind: Behind
) -> None:
    _, sheets = made(demo_build, "2026Q3", behind)
    cover = " ".join(str(cell) for row in sheets["说明"] for cell in row)
    assert "2026年第3季度" in cover and "由人决定" in cover and "虚构" in cover
    assert demo_build.meta.build_id in cover and BOOK.sha256[:12] in cover


def test_nobody_scored_is_a_file_all_the_same(demo_build: Build) -> None:
    empty = pd.DataFrame({"日期": []})
    scores, sheets = made(demo_build, "2019-01", Behind(empty, empty))
    assert sheets["得分表"][1] and len(sheets["得分表"]) == 2
    assert len(sheets["不参评"]) == 2 + len(scores.windows)  # type: ignore[attr-defined]
