"""The monthly report's files: whole or not there, an office's template, PDF and pictures, the command."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest
from data_folders import office_of
from docx.shared import Mm

from etl.errors import UserError
from etl.settings import ROOT, Settings
from reports import month_pdf, word
from reports.month_charts import pictures
from reports.month_files import write
from reports.month_page import month_page
from reports.month_word import month_document
from reports.report_model import (
    MonthReport,
)
from tools.browser import find_browser


def test_nothing_half_written_stands_under_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    write(folder, {"report.html": b"whole"})
    blocked = folder / "report.docx"
    blocked.mkdir()
    with pytest.raises(UserError, match="报告写不到"):
        write(folder, {"report.docx": b"new", "report.xlsx": b"new"})
    assert (folder / "report.html").read_bytes() == b"whole"
    assert not list(folder.glob(".*")) and not (folder / "report.xlsx").exists()
    with pytest.raises(UserError, match="报告写不到"):
        write(folder / "report.html" / "deeper", {"a": b"x"})


def test_the_command(demo: Settings, tmp_path: Path) -> None:
    import subprocess  # noqa: PLC0415
    import sys  # noqa: PLC0415

    office = office_of(demo, tmp_path / "data")

    def call(*args: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "reports",
            "month",
            *args,
            "--data",
            str(office.data),
            "--json",
        ]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    done = call("2026-09", "--out", str(tmp_path / "o"), "--no-pictures")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert {Path(one).name for one in told["files"]} == {
        "report.docx",
        "report.xlsx",
        "report.html",
    }
    assert len(told["figures_sha256"]) == 64 and told["seconds"] > 0
    for args, says in (
        (("2020-09",), "没有数据"),
        (("2026Q3",), "不是一个月"),
        (("九月",), "无法识别"),
        (("2026-09", "--windows", "火星"), "没有“火星”这个窗口"),
    ):
        refused = call(*args, "--out", str(tmp_path / "x"))
        assert refused.returncode == 2 and says in refused.stderr and not (tmp_path / "x").exists()


# ---- an office's own template ----


def test_an_office_may_have_its_own_template(october: MonthReport, tmp_path: Path) -> None:
    own = docx.Document()
    own.sections[0].header.paragraphs[0].text = "某市政务服务中心"
    own.sections[0].left_margin = Mm(40)
    own.add_paragraph("范文，会被去掉")
    path = tmp_path / "月报.docx"
    own.save(str(path))
    made = docx.Document(io.BytesIO(month_document(october, {}, None, path)))
    assert made.sections[0].header.paragraphs[0].text == "某市政务服务中心"
    assert abs(made.sections[0].left_margin - Mm(40)) < Mm(0.1)
    said = [one.text for one in made.paragraphs]
    assert "范文，会被去掉" not in said and "一、总体运行情况" in said and len(made.tables) > 3


@pytest.mark.parametrize("content", [b"", b"not a word file", b"PK\x03\x04broken"])
def test_a_broken_template_is_told(october: MonthReport, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "月报.docx"
    path.write_bytes(content)
    with pytest.raises(UserError, match="打不开：请用 Word 另存为"):
        month_document(october, {}, None, path)
    assert "打不开" in word.template_fault(path) and word.template_fault(None) == ""


# ---- PDF and pictures ----


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_pdf_and_the_pictures_are_made_by_the_browser(october: MonthReport) -> None:
    browser = find_browser()
    if browser is None:
        pytest.fail("没有可用的浏览器：请运行 python -m tools.browser ensure")
    made, why = month_pdf.month_pdf(month_page(october, {}), browser)
    assert made.startswith(b"%PDF-") and not why and len(made) > 20_000
    drawn = pictures(october, browser)
    assert set(drawn) == {"on_time", "satisfaction"}
    assert all(one.startswith(b"\x89PNG") for one in drawn.values())
    report = docx.Document(io.BytesIO(month_document(october, {}, drawn)))
    assert len(report.inline_shapes) == 2
    assert not any("图形没有放入" in one.text for one in report.paragraphs)


def test_without_browser_or_font_it_says_so(
    october: MonthReport, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert pictures(october, None) is None
    assert month_pdf.month_pdf("<p>", None) == (b"", month_pdf.NO_BROWSER)
    broken = tmp_path / "chrome"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    assert month_pdf.month_pdf("<p>", broken)[1] == month_pdf.FAILED
    monkeypatch.setattr(month_pdf, "has_chinese_font", lambda: False)
    assert month_pdf.missing(broken) == month_pdf.NO_FONT
