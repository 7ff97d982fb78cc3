"""The journeys of the clocks in a real browser: from a warning to its days, a scanned code, a calendar."""

from __future__ import annotations

import datetime as dt
import re
import urllib.parse
from pathlib import Path

import pytest
from data_folders import data_folder
from journeys import serving, settle
from playwright.sync_api import Browser, Page, expect

from etl import jobs, tables_edit
from etl.calendar import known_years
from etl.read import Build, open_build

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
YEAR = known_years()[1] + 1
CASES = (
    "办件编号,事项名称,承办部门,窗口名称,受理时间,办结时间,承诺时限,法定时限\n"
    "A1,甲,局,一号窗口,2025-03-03 09:00,2025-03-05 10:00,5个工作日,20个工作日\n"
    f"A2,甲,局,一号窗口,{YEAR - 1}-12-28 09:00,,10个工作日,20个工作日\n"
)


def test_from_a_warning_to_the_days_of_its_case(page: Page, address: str) -> None:
    page.goto(f"{address}/watchlist")
    settle(page)
    link = page.get_by_role("link", name=re.compile(r"YS\d+ 逐日账")).first
    number = re.search(r"YS\d+", link.inner_text())[0]  # type: ignore[index]
    link.click()
    expect(page.locator("h1")).to_have_text("办件逐日账")
    settle(page)
    assert f"no={number}" in urllib.parse.unquote(page.url)
    expect(page.get_by_role("textbox", name="办件编号")).to_have_value(number)
    expect(page.get_by_text(re.compile("受理当天不计"))).to_be_visible()
    # Streamlit keeps one step for the page and one for the number in its address.
    page.go_back()
    page.go_back()
    expect(page.locator("h1")).to_have_text("预警")


def test_a_scanned_code_shows_the_item_and_nothing_else(
    chromium: Browser, address: str, demo_build: Build
) -> None:
    code, name = demo_build.rows(
        "select item_code, item_name from fct_case group by all order by count(*) desc limit 1"
    )[0]
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", is_mobile=True
    )
    page = context.new_page()
    page.goto(f"{address}/items?item={code}&view=guide")
    settle(page)
    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(page.get_by_text(re.compile("最近一年 90% 的办件"))).to_be_visible()
    for other in ("总览", "预警", "导入"):
        assert page.get_by_role("link", name=other).count() == 0
    assert page.get_by_text("退回").count() == 0
    context.close()


def test_the_hint_of_a_field_is_chinese(page: Page, address: str) -> None:
    page.goto(f"{address}/case")
    settle(page)
    page.get_by_role("textbox", name="办件编号").type("YS1")
    expect(page.get_by_test_id("InputInstructions").first).to_contain_text("按回车键确认")


def test_a_year_entered_is_counted_anew_and_the_day_it_counts_to_stays(
    chromium: Browser, tmp_path: Path
) -> None:
    settings = data_folder(tmp_path / "data")
    path = tmp_path / "办件.csv"
    path.write_text(CASES, encoding="utf-8")
    jobs.call(settings, "land", str(path), "--table", "cases")
    as_of = dt.date(YEAR - 1, 12, 29)
    jobs.call(settings, "build", "--as-of", as_of.isoformat())
    due = "select promise_due_on, is_calendar_provisional from fct_case where case_no = 'A2'"
    opened = open_build(settings)
    before = opened.rows(due)[0]
    opened.close()
    assert before[1]
    notice = "\n".join(
        f"{name}：{first}放假，共1天。"
        for name, first in (("元旦", "1月1日"), ("春节", "2月6日"), ("清明节", "4月5日"), ("劳动节", "5月1日"),
                            ("端午节", "6月9日"), ("中秋节", "9月15日"), ("国庆节", "10月1日"))
    )  # fmt: skip
    with serving(settings.data) as at:
        page = chromium.new_page(locale="zh-CN")
        page.goto(f"{at}/calendar")
        settle(page)
        page.get_by_role("textbox", name="使用者姓名").fill("李明")
        page.keyboard.press("Enter")
        expect(page.get_by_text("当前使用者：李明（自报）")).to_be_visible()
        page.get_by_role("tab", name="录入放假通知").click()
        page.get_by_role("textbox", name="通知全文").fill(notice)
        page.get_by_text("把国务院办公厅").click()
        page.get_by_role("button", name="保存这一年的安排").click()
        expect(page.get_by_text(f"节假日安排已知到 {YEAR} 年")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="按新的日历重新生成").click()
        expect(
            page.get_by_text(re.compile("上一次：李明（自报）按新的日历重新生成"))
        ).to_be_visible(timeout=60_000)
        page.close()
    opened = open_build(settings)
    assert opened.meta.as_of == as_of
    assert opened.meta.tables_version == tables_edit.tables_version(settings)
    after = opened.rows(due)[0]
    opened.close()
    assert not after[1]
    assert after[0] >= before[0]
