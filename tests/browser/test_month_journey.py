"""A month published by two people stays as it was when the data change, and is corrected by name."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from data_folders import data_folder
from journeys import serving, settle, visit
from playwright.sync_api import Browser, BrowserContext, Page, expect

from etl import jobs
from etl.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
HEAD = "办件编号,事项名称,窗口编号,窗口名称,受理时间,办结时间,承诺时限（工作日）,办件类型\n"
PAGE = "monthly?period=2026年3月"


def land(settings: Settings, folder: Path, name: str, count: int, finished: str) -> None:
    path = folder / f"{name}.csv"
    rows = [f"{name}{n},社保登记,A01,社保窗口,2026-03-04,{finished},5,承诺件" for n in range(count)]
    path.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    jobs.call(settings, "land", str(path), "--table", "cases")
    jobs.call(settings, "build", "--as-of", "2026-03-31")


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    settle(page)


def test_a_published_month_and_its_correction(
    tmp_path: Path, people: tuple[BrowserContext, BrowserContext]
) -> None:
    settings = data_folder(tmp_path / "data")
    land(settings, tmp_path, "C", 20, "2026-03-06")
    with serving(settings.data) as at:
        author = visit(people[0], at, f"{PAGE}&month_tab=填写", "李明")
        author.get_by_role("textbox", name="存在的主要问题").fill("一是人手不够。")
        author.locator("h1").click()
        expect(author.get_by_text("已自动保存")).to_be_visible()
        author.get_by_role("textbox", name="下一步工作").fill("增派人手。")
        author.locator("h1").click()
        expect(author.get_by_text("第 2 次")).to_be_visible()
        tab(author, "检查与发布")
        author.get_by_role("button", name="提交", exact=True).click()
        expect(author.get_by_text("报告是您提交的，要由另一个人发布。")).to_be_visible()
        chief = visit(people[1], at, f"{PAGE}&month_tab=检查与发布", "王芳")
        chief.get_by_role("button", name="发布", exact=True).click()
        expect(chief.get_by_text("已发布（第 1 版")).to_be_visible()

        # Ten cases come late and past their promise; the published month does not change.
        land(settings, tmp_path, "D", 10, "2026-03-20")
        chief.reload()
        settle(chief)
        tab(chief, "看报告")
        expect(chief.get_by_text(re.compile("办结 20 件")).first).to_be_visible()
        expect(chief.get_by_text("一是人手不够。")).to_be_visible()
        expect(chief.get_by_text(re.compile("处与发布的不同"))).to_be_visible()
        assert paragraphs(chief).count("办结20件") == 1

        tab(author, "看报告")
        tab(author, "检查与发布")
        author.get_by_role("textbox", name="为什么更正").fill("补报十件办件")
        author.get_by_role("button", name="提交更正").click()
        expect(author.get_by_text("报告是您提交的，要由另一个人发布。")).to_be_visible()
        again = visit(people[1], at, f"{PAGE}&month_tab=检查与发布", "王芳")
        again.get_by_role("button", name="发布", exact=True).click()
        expect(again.get_by_text("已发布（第 2 版")).to_be_visible()
        expect(again.get_by_text(re.compile("更正：补报十件办件"))).to_be_visible()
        expect(again.get_by_text(re.compile("第 1 版："))).to_be_visible()
        assert paragraphs(again).count("办结30件") == 1


def test_a_page_left_while_typing_loses_nothing(tmp_path: Path, chromium: Browser) -> None:
    """A tap on the menu in the middle of a sentence: neither it nor what stood there before is lost."""
    settings = data_folder(tmp_path / "data")
    land(settings, tmp_path, "C", 20, "2026-03-06")
    with serving(settings.data) as at:
        context = chromium.new_context(locale="zh-CN", has_touch=True, viewport={"width": 1440, "height": 900})  # fmt: skip
        page = visit(context, at, f"{PAGE}&month_tab=填写", "李明")
        box = page.get_by_role("textbox", name="存在的主要问题")
        box.fill("一是已经写好的。")
        page.locator("h1").click()
        expect(page.get_by_text("已自动保存")).to_be_visible()
        for number in range(2):
            box.press("End")
            box.press_sequentially(f"又写一句{number}。")
            page.get_by_role("link", name="总览").tap()
            settle(page)
            if "monthly" not in page.url:
                page.get_by_role("link", name="月报").click(delay=100)
                settle(page)
            # Streamlit may come back by itself; drawing the tabs once more must not empty the fields.
            tab(page, "看报告")
            tab(page, "填写")
            expect(box).to_have_value(re.compile("^一是已经写好的。"))
        context.close()


def paragraphs(page: Page) -> str:
    """What the Word file says."""
    tab(page, "下载")
    with page.expect_download() as got:
        page.get_by_role("button", name="下载 Word").click()
    return "\n".join(one.text for one in docx.Document(str(got.value.path())).paragraphs)
