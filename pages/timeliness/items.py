"""事项: how long it takes, what is asked, which window; one page an item; QR sheets for counters."""

import streamlit as st

from etl.read import items as read_items
from etl.read import tables
from etl.reference import item_words
from etl.settings import Settings
from pages.shared import frame, item_view, links
from pages.shared.cached import ask, current_build
from reports.items import item_page

ALL = "全部部门"

settings = Settings.from_environment()
build = current_build()
frame.head(build, "事项", "这件事要多久、要什么、去哪个窗口？")
code = (st.query_params.get("item") or "").strip()
page = ask(item_page, build, code) if code else None
if code and page is None:
    st.warning(f"没有编码为“{frame.plain(code)}”的事项：可能已经停办或改了编码，请在下面查找。")
if page is not None:
    item_view.one(page)
    if not links.is_guide():
        item_view.qr_of(settings, page)
        item_view.back()
elif links.is_guide():
    st.info("请向窗口工作人员咨询，或扫窗口上的新二维码。")
else:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            "找事项", key="q", bind="query-params", max_chars=60, width=320,
            placeholder="名称、编码或部门，可写几个词",
        )  # fmt: skip
        dept = st.selectbox(
            "部门", [ALL, *ask(tables.choices, build)["departments"]], key="item_dept", width=220
        )
    called = item_words(settings.reference("item_words.csv"))
    rows, found = read_items.search(
        build, text or "", None if dept in (None, ALL) else dept, called
    )
    item_view.results(rows, found, text or "")
    if len(rows):
        item_view.qr_sheet(settings, rows, found)
if links.is_guide():
    frame.short_foot(build)
else:
    frame.definitions(["shortest_promise", "median", "on_time", "delivery", "compression"])
    frame.foot(build)
