"""A file dropped into the page, followed to the figures, in a real browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from data_folders import data_folder
from filelock import FileLock
from journeys import serving, settle
from playwright.sync_api import Browser, Page, expect

from etl import jobs

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CASES = (
    "办件编号,事项名称,承办部门,窗口名称,受理时间,办结时间,承诺时限,法定时限\n"
    "A1,甲,局,一号窗口,2025-03-03 09:00,2025-03-05 10:00,5个工作日,20个工作日\n"
    "A2,甲,局,一号窗口,2025-03-03 09:00,2025-03-20 10:00,5个工作日,20个工作日\n"
)


def test_the_upload_field_speaks_chinese(page: Page, address: str) -> None:
    page.goto(f"{address}/imports")
    settle(page)
    field = page.get_by_test_id("stFileUploader")
    expect(field.get_by_role("button", name="选择文件")).to_be_visible()
    expect(field).to_contain_text("单个文件最大 1 GB")
    assert re.findall(r"Upload|Drag|Browse|Limit|per file", field.inner_text()) == []


def test_drop_a_file_import_it_and_see_it(chromium: Browser, tmp_path: Path) -> None:
    settings = data_folder(tmp_path / "data")
    path = tmp_path / "三月.csv"
    path.write_text(CASES, encoding="gb18030")
    first = tmp_path / "二月.csv"
    first.write_text(CASES.replace("2025-03", "2025-02").replace("A", "B"), encoding="utf-8")
    jobs.call(settings, "land", str(first), "--table", "cases")
    jobs.call(settings, "build")
    with serving(settings.data) as at:
        page = chromium.new_page(locale="zh-CN")
        page.goto(f"{at}/imports")
        settle(page)
        page.get_by_role("textbox", name="使用者姓名").fill("李明")
        page.keyboard.press("Enter")
        expect(page.get_by_text("当前使用者：李明（自报）")).to_be_visible()
        page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(path)
        expect(page.get_by_text("编码 GB18030")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="导入", exact=True).click()
        expect(page.get_by_text("上一次：李明（自报）导入 三月.csv")).to_be_visible(timeout=60_000)
        expect(page.get_by_text("读入 2 行 ＝ 入库 2 行")).to_be_visible()
        page.get_by_role("link", name="总览").click()
        settle(page)
        page.get_by_role("combobox", name="时段").click()
        expect(page.get_by_role("option", name="2025年3月", exact=True)).to_be_visible()
        page.close()
    assert list(jobs.uploads(settings).iterdir()) == []


def test_a_reload_finds_the_work_and_another_person_sees_it(
    chromium: Browser, tmp_path: Path
) -> None:
    settings = data_folder(tmp_path / "data")
    for name, letter in (("一.csv", "B"), ("二.csv", "C")):
        (tmp_path / name).write_text(CASES.replace("A", letter), encoding="utf-8")
    # A folder without a build would first get the demonstration city.
    jobs.call(settings, "land", str(tmp_path / "一.csv"), "--table", "cases")
    jobs.call(settings, "build")
    with serving(settings.data) as at:
        page, other = chromium.new_page(locale="zh-CN"), chromium.new_page(locale="zh-CN")
        steps = [jobs.Step("导入", ("land", str(tmp_path / "二.csv"), "--table", "cases")),
                 jobs.Step("生成", ("build",))]  # fmt: skip
        # The work lasts as long as both have looked, however slow the machine is.
        with FileLock(settings.builds / "build.lock"):
            jobs.start(settings, "导入 二.csv", "李明（自报）", steps)
            for one in (page, other):
                one.goto(f"{at}/imports")
                expect(one.get_by_text("李明（自报）正在导入 二.csv")).to_be_visible(timeout=30_000)
            page.reload()
            expect(page.get_by_text("李明（自报）正在导入 二.csv")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("上一次：李明（自报）导入 二.csv")).to_be_visible(timeout=90_000)
        expect(other.get_by_text("上一次：李明（自报）导入 二.csv")).to_be_visible(timeout=30_000)
        page.close()
        other.close()
