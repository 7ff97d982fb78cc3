"""Parts of 事项: the list, one item's page, the QR sheet for the counters."""

from __future__ import annotations

import urllib.parse
from typing import Any

import pandas as pd
import streamlit as st

from etl import tables_edit
from etl.settings import Settings
from pages.shared import charts, charts_time, frame, links
from reports import page as printed
from reports import words
from reports.account import limit_words
from reports.items import ItemPage, finished_within
from reports.page import Code

LOOPBACK = ("127.0.0.1", "localhost", "::1")
UNSAID = "事项清单没有写"


def results(rows: pd.DataFrame, found: int, text: str) -> None:
    """The items found, each a link to its own page."""
    if rows.empty:
        st.info(f"没有找到“{frame.plain(text)}”：请少写几个字，或换一个部门。")
        return
    more = f"，只列出办件最多的 {len(rows)} 个，写得更具体可以缩小范围" if found > len(rows) else ""
    st.markdown(f"##### 找到 {found:,} 个事项{more}")
    table = pd.DataFrame(
        {
            "事项": rows["item_name"],
            "部门": rows["dept_name"].fillna("未登记"),
            "承诺时限": _limits(rows, "promise_limit"),
            "法定时限": _limits(rows, "legal_limit"),
            "到现场次数": ["未写" if pd.isna(v) else f"{int(v)} 次" for v in rows["min_visits"]],
            "历史办件": rows["cases"].map(words.count),
        }
    )
    frame.on_screen(table, links={"事项": [links.item_address(code) for code in rows["item_code"]]})


def _limits(rows: pd.DataFrame, name: str) -> list[str]:
    return [
        limit_words(v, u if isinstance(u, str) else None)
        for v, u in zip(rows[name], rows[f"{name}_unit"], strict=True)
    ]


def one(page: ItemPage) -> None:
    """One item: the real record first, then what is promised, asked and where to go."""
    item = page.item
    st.header(frame.plain(str(item["item_name"])), anchor=False)
    st.markdown(f"##### {page.real()}")
    st.markdown(page.promise())
    st.markdown(f"何时能拿证：{page.certificate()}")
    facts = [
        ("去哪个窗口", _windows(page)),
        ("要带什么", item.get("materials") or UNSAID),
        ("收费", item.get("fee") or UNSAID),
        (
            "要跑几次",
            UNSAID if item.get("min_visits") is None else f"{int(item['min_visits'])} 次",
        ),
        (
            "能网办吗",
            _yes(item.get("is_online")),
        ),
        ("办件类型", item.get("case_type") or UNSAID),
        ("负责部门", item.get("dept_name") or UNSAID),
        ("事项编码", item["item_code"]),
    ]
    frame.on_screen(pd.DataFrame(facts, columns=["办事要点", "内容"]).astype(str))
    if len(page.record.days):
        st.subheader("最近一年真实用时", anchor=False)
        promise = item.get("promise_workdays")
        charts.draw(
            charts_time.record(page.record.days, promise, page.record.in_ninety),
            "item-record", "最近一年办件用了几个工作日",
        )  # fmt: skip
        st.caption(
            f"按时办结率 {words.share(page.record.on_time)}；一半办件{finished_within(page.record.median_days)}。"
            "工作日扣除周末、节假日和暂停。"
        )


def _yes(value: Any) -> str:
    return UNSAID if value is None else "可以" if value else "不可以"


def _windows(page: ItemPage) -> str:
    item = page.item
    named = item.get("window_name") or item.get("window_code")
    if named:
        return str(named)
    busiest = page.windows.head(3)
    return "、".join(busiest["window_name"]) if len(busiest) else UNSAID


def back() -> None:
    """The way back to the search."""
    if st.button("找别的事项", icon=":material/search:"):
        del st.query_params["item"]
        st.rerun()


def _base(settings: Settings, key: str) -> str | None:
    """The address that phones can reach, as it was last used; None where they could not."""
    own = urllib.parse.urlsplit(st.context.url or "")
    here = f"{own.scheme}://{own.netloc}/" if own.netloc else ""
    written = st.text_input(
        "看板的网址（群众手机能打开的）", tables_edit.site_address(settings) or here, key=key,
        max_chars=200, width=420, help="二维码指向这个网址下的事项页。请填中心局域网或政务外网上的地址。",
    )  # fmt: skip
    try:
        parts = urllib.parse.urlsplit((written or "").strip())
        host = parts.hostname
    except ValueError:
        host = None
    if host is None or parts.scheme not in ("http", "https"):
        st.warning("网址要以 http 或 https 开头，并写上服务器的地址。")
        return None
    if host in LOOPBACK:
        st.warning("这是本机地址，别的手机打不开：请换成中心网络上的地址再打印。")
        return None
    # Whatever page was copied from the browser, the site is what stands before it.
    base = f"{parts.scheme}://{parts.netloc}/"
    st.caption(f"二维码将指向 {frame.plain(base)}")
    return base


def qr_of(settings: Settings, page: ItemPage) -> None:
    """The QR code of one item, on screen and to print."""
    with st.expander("这个事项的二维码", key="open_qr", on_change="rerun") as opened:
        if opened.open and (base := _base(settings, "qr_one")):
            code = _code(page.item, base)
            st.image(printed.qr_svg(code.address), width=180)
            _download(settings, base, [code], f"二维码-{page.item['item_name']}", "qr-one")


def qr_sheet(settings: Settings, rows: pd.DataFrame, found: int) -> None:
    """A printable sheet for the items listed."""
    with st.expander("打印这些事项的二维码", key="open_sheet", on_change="rerun") as opened:
        if not opened.open:
            return
        if found > len(rows):
            st.caption(f"只印列出的 {len(rows)} 个：按部门或名称缩小范围后分批印。")
        if base := _base(settings, "qr_many"):
            codes = [_code(row, base) for row in rows.to_dict("records")]
            _download(settings, base, codes, "事项二维码", "qr-many")
            st.caption("下载后用浏览器打开再打印：A4 每页 12 个，剪下贴在窗口。")


def _code(item: Any, base: str) -> Code:
    limit, unit = item["promise_limit"], item["promise_limit_unit"]
    promise = limit_words(limit, unit if isinstance(unit, str) else None)
    dept = item.get("dept_name")
    return Code(
        str(item["item_name"]), f"承诺时限：{promise}", dept if isinstance(dept, str) else "",
        base + links.guide_address(str(item["item_code"])),
    )  # fmt: skip


def _download(settings: Settings, base: str, codes: list[Code], name: str, key: str) -> None:
    def made() -> bytes:
        tables_edit.keep_site_address(settings, base)
        return printed.qr_page(codes).encode("utf-8")

    st.download_button(
        f"下载打印页（{len(codes)} 个）", made, file_name=f"{name}.html", mime="text/html", key=key,
        icon=":material/print:", on_click="ignore",
    )  # fmt: skip
