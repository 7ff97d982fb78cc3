"""The charts of the monthly report as plain Plotly values, and as pictures where a browser is found."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from reports.report_model import MonthReport

CHARTS = {"on_time": "按时办结率走势", "satisfaction": "主动评价好评率走势"}
"""Names of the charts by their key."""
NAMES = {
    "on_time": "承诺时限内",
    "within_statutory": "法定时限内",
    "satisfaction": "主动评价好评率",
}
TOGETHER = {"on_time": ("on_time", "within_statutory"), "satisfaction": ("satisfaction",)}
"""The lines of each chart."""
COLOURS = {"on_time": "#2f74c0", "within_statutory": "#8a63b8", "satisfaction": "#3d8f78"}
PICTURE = {"format": "png", "width": 900, "height": 380, "scale": 2}


def charts(report: MonthReport) -> dict[str, dict[str, Any]]:
    """Data and layout of every chart that a section asks for and that has something to show."""
    wanted = {key for section in report.sections for key in section.charts}
    lines = {one.name: one for one in report.lines}
    made = {}
    for key, names in TOGETHER.items():
        some = [
            lines[name]
            for name in names
            if name in lines and any(value is not None for value in lines[name].values)
        ]
        if key in wanted and some:
            made[key] = {"data": [_trace(one.name, one.months, one.values) for one in some],
                         "layout": _layout(CHARTS[key])}  # fmt: skip
    return made


def _trace(name: str, months: tuple[str, ...], values: tuple[float | None, ...]) -> dict[str, Any]:
    return {
        "type": "scatter", "mode": "lines+markers", "name": NAMES[name], "x": list(months),
        "y": list(values), "line": {"color": COLOURS[name]},
        "hovertemplate": "%{x}：%{y:.1%}<extra>" + NAMES[name] + "</extra>",
    }  # fmt: skip


def _layout(title: str) -> dict[str, Any]:
    return {
        "title": {"text": title, "font": {"size": 15}},
        "font": {"family": "Noto Sans CJK SC, Microsoft YaHei, SimHei, sans-serif"},
        "yaxis": {"tickformat": ".1%", "fixedrange": True, "gridcolor": "#e5e8ec"},
        "xaxis": {"type": "category", "fixedrange": True, "nticks": 12},
        "margin": {"l": 55, "r": 15, "t": 45, "b": 60},
        "legend": {"orientation": "h", "y": -0.18}, "showlegend": True,
        "paper_bgcolor": "#ffffff", "plot_bgcolor": "#ffffff",
    }  # fmt: skip


def pictures(report: MonthReport, browser: Path | None) -> dict[str, bytes] | None:
    """Every chart as a PNG by its key; None without a browser, or where it does not do it."""
    drawn = charts(report)
    if browser is None:
        return None
    if not drawn:
        return {}
    import asyncio  # noqa: PLC0415

    from choreographer.errors import (  # noqa: PLC0415  only where pictures are drawn
        BrowserClosedError,
        BrowserFailedError,
        ChromeNotFoundError,
        DevtoolsProtocolError,
    )

    try:
        # In a thread of its own: the caller may have an event loop running already.
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(lambda: asyncio.run(_drawn(drawn, browser))).result()
    except (
        BrowserClosedError, BrowserFailedError, ChromeNotFoundError, DevtoolsProtocolError, OSError,
        TimeoutError,
    ):  # fmt: skip
        return None


async def _drawn(drawn: dict[str, dict[str, Any]], browser: Path) -> dict[str, bytes]:
    """All pictures by one browser; without MathJax, whose script would be fetched from outside."""
    import kaleido  # noqa: PLC0415

    page = kaleido.PageGenerator(mathjax=False)
    async with kaleido.Kaleido(n=1, timeout=30, page_generator=page, path=str(browser)) as painter:
        return {key: await painter.calc_fig(one, opts=PICTURE) for key, one in drawn.items()}
