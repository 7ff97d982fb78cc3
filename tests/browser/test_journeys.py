"""The main journeys in a real browser."""

from __future__ import annotations

import re
import urllib.parse

import pytest
from journeys import choose, serving, settle
from playwright.sync_api import Browser, Page, expect

from etl.read import Build
from etl.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGES = {"": "总览", "limits": "承诺与法定时限", "guestbook": "群众留言", "ranking": "窗口排名",
         "scores": "三比得分", "cases": "办件明细", "imports": "导入", "quality": "数据质量",
         "watchlist": "预警", "pauses": "只因暂停而按时", "items": "事项", "case": "办件逐日账",
         "joint": "并联审批", "calendar": "工作日历与阈值"}  # fmt: skip
QUERY = "?" + urllib.parse.urlencode({"period": "2026年3月", "dept": "公安局"})


def test_a_deep_link_on_a_just_started_server(demo: Settings, chromium: Browser) -> None:
    with serving(demo.data) as fresh:
        page = chromium.new_page(locale="zh-CN")
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{fresh}/ranking{QUERY}")
        page.wait_for_selector("h1", timeout=60_000)
        # The English box came at once and went away: look before and after the page is drawn.
        assert page.get_by_text("Page not found").count() == 0
        settle(page)
        assert page.get_by_text("Page not found").count() == 0
        expect(page.locator("h1")).to_have_text("窗口排名")
        expect(page.get_by_text("2026年3月 · 公安局 · 全部窗口").first).to_be_visible()
        page.close()


def test_change_the_period_and_follow_a_figure_to_its_cases(
    page: Page, address: str, demo_build: Build
) -> None:
    page.goto(address)
    settle(page)
    assert "period=2026年10月" in urllib.parse.unquote(page.url)
    choose(page, "时段", "2026年3月")
    expect(page.get_by_text("2026年3月 · 全部部门").first).to_be_visible()
    settle(page)
    assert "period=2026年3月" in urllib.parse.unquote(page.url)
    link = page.get_by_role("link", name=re.compile("本期超承诺时限办结"))
    count = int(re.sub(r"\D", "", link.inner_text()))
    expected = demo_build.rows(
        "select count(*) from fct_case where finished_month = date '2026-03-01' and is_counted "
        "and not has_date_conflict and finish_class = '超期'"
    )
    assert [(count,)] == expected
    link.click()
    expect(page.locator("h1")).to_have_text("办件明细")
    settle(page)
    expect(page.get_by_text(f"超承诺时限办结 {count:,} 件")).to_be_visible()
    assert "period=2026年3月" in urllib.parse.unquote(page.url)
    assert page.locator("table tbody tr").count() == min(count, 50)


def test_a_view_sent_to_a_colleague_is_the_same_view(
    page: Page, address: str, chromium: Browser
) -> None:
    page.goto(f"{address}/limits{QUERY}")
    settle(page)
    page.get_by_role("link", name="窗口排名").first.click()
    expect(page.locator("h1")).to_have_text("窗口排名")
    settle(page)
    colleague = chromium.new_page(locale="zh-CN")
    colleague.goto(page.url)
    settle(colleague)
    expect(colleague.get_by_text("2026年3月 · 公安局").first).to_be_visible()
    colleague.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_on_a_phone(chromium: Browser, address: str, name: str, scheme: str) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844},
        locale="zh-CN",
        is_mobile=True,
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    outside: list[str] = []
    page.on("request", lambda one: outside.append(one.url)
            if not one.url.startswith((address, "data:", "blob:", address.replace("http", "ws")))
            else None)  # fmt: skip
    page.goto(f"{address}/{name}")
    settle(page)
    expect(page.locator("h1")).to_have_text(PAGES[name])
    # The page itself never scrolls sideways; a wide table scrolls in its own box.
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 391
    assert page.locator('[data-testid="stException"]').count() == 0
    assert outside == []
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_no_english_is_seen(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}")
    settle(page)
    # Icons are drawn by a font from words such as `dashboard`; Streamlit's own words for screen
    # readers are clipped to a pixel or stand above the screen.
    text = page.evaluate(
        """() => {
            const seen = e => { const r = e.getBoundingClientRect();
                                return r.width > 2 && r.height > 2 && r.bottom > 0; };
            return [...document.querySelectorAll('body *')]
            .filter(e => e.children.length === 0 && e.offsetParent !== null && seen(e)
                && !e.closest('[data-testid=stIconMaterial], [translate=no], script, style'))
            .map(e => (e.innerText || e.textContent || '').trim()).filter(Boolean).join('\\n'); }"""
    )
    kept = re.sub(r"CSV|Excel|GB/T|YS\d+", "", text)
    lines = [one for one in kept.splitlines() if re.search(r"[A-Za-z]{4,}", one)]
    assert [one for one in lines if not re.search("[\u4e00-\u9fff]", one)] == []
