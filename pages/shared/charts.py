"""DataFrames into Plotly figures: one hue a clock everywhere, grey for the past and peers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from reports.changes import Series
from reports.words import month, percent

PROMISE, STATUTE, PEER = "#2f74c0", "#8a63b8", "#9aa3ad"
DARK = "#73808c"
URGENT = "#c0392b"
PRAISE, COMPLAINT, OTHER = "#3d8f78", "#c8743a", "#b8bec6"
CONFIG = {"displayModeBar": False, "locale": "en", "scrollZoom": False}


def draw(figure: go.Figure, key: str, alt: str) -> None:
    """Put a figure on the page; `alt` says in words what it shows."""
    st.plotly_chart(figure, key=key, config=CONFIG, alt=alt)


def draw_plain(figure: dict[str, Any], key: str, alt: str) -> None:
    """The same of a figure as plain values, as reports hold it; paper is white and a screen may be dark."""
    of_paper = ("paper_bgcolor", "plot_bgcolor", "font")
    layout = {name: one for name, one in figure["layout"].items() if name not in of_paper}
    layout["yaxis"] = {name: one for name, one in layout["yaxis"].items() if name != "gridcolor"}
    draw(go.Figure({"data": figure["data"], "layout": layout}), key, alt)


class Sketch:
    """A figure as plain values, made a Plotly figure in one go.

    Changing a Plotly figure step by step validates it anew at each step, which cost more than
    everything else on a page.
    """

    def __init__(self, height: int) -> None:
        self.data: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.xaxis: dict[str, Any] = {"fixedrange": True, "automargin": True}
        self.yaxis: dict[str, Any] = {"fixedrange": True, "automargin": True}
        self.settings: dict[str, Any] = {
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 28, "b": 8},
            "hovermode": "closest",
            "showlegend": False,
            "dragmode": False,
            "hoverlabel": {"align": "left"},
        }

    def trace(self, kind: str, **values: Any) -> None:
        """Add a trace of a kind such as scatter or bar."""
        self.data.append({"type": kind, **values})

    def note(self, **values: Any) -> None:
        """Add a label without an arrow."""
        self.notes.append({"showarrow": False, **values})

    def done(self) -> go.Figure:
        """The Plotly figure."""
        layout = {"xaxis": self.xaxis, "yaxis": self.yaxis, "shapes": self.shapes}
        return go.Figure(
            {"data": self.data, "layout": {**self.settings, **layout, "annotations": self.notes}}
        )


def month_ticks(months: Sequence[dt.date]) -> dict[str, Any]:
    """Month labels in Chinese, at most five so that they fit a phone; the year where it changes."""
    step = max(1, -(-len(months) // 5))
    shown = list(months)[::-1][::step][::-1]
    text = [
        f"{m.year}年<br>{m.month}月" if i == 0 or m.year != shown[i - 1].year else f"{m.month}月"
        for i, m in enumerate(shown)
    ]
    return {"tickmode": "array", "tickvals": shown, "ticktext": text, "tickangle": 0}


def share_lines(
    lines: dict[str, tuple[Series, str]], limits_of: str, height: int = 340, zero: bool = False
) -> go.Figure:
    """Shares by month as labelled lines, with the control limits of one of them as a band."""
    figure = Sketch(height)
    banded = lines[limits_of][0]
    if banded.low is not None and banded.high is not None:
        figure.shapes.append(
            {
                "type": "rect",
                "xref": "paper",
                "x0": 0,
                "x1": 1,
                "y0": banded.low,
                "y1": banded.high,
                "fillcolor": PEER,
                "opacity": 0.16,
                "line": {"width": 0},
            }
        )
        figure.note(
            x=0,
            xref="paper",
            y=banded.low,
            text="正常波动范围",
            xanchor="left",
            yanchor="top",
            font={"size": 11, "color": PEER},
        )
    for name, (one, colour) in lines.items():
        _add_line(figure, name, one, colour)
    months = next(iter(lines.values()))[0].months
    figure.settings["margin"]["r"] = 84
    figure.xaxis.update(**month_ticks(months))
    values = [v for one, _ in lines.values() for v in one.values if v is not None]
    low = min([*values, banded.low if banded.low is not None else 1.0], default=0.0)
    top = max([*values, banded.high or 0.0], default=1.0)
    room = max(0.03, (top - low) * 0.2)
    span = [max(0.0, low - room), min(1.012, top + room)]
    if zero:
        span = [0, min(1.0, max(top * 1.15, 0.01))]
    figure.yaxis.update(tickformat=".1%" if span[1] - span[0] < 0.06 else ".0%", range=span)
    return figure.done()


def _add_line(figure: Sketch, name: str, one: Series, colour: str) -> None:
    text = [
        f"{month(m)}{name} {percent(v)}（{p:,}/{w:,}）"
        for m, v, p, w in zip(one.months, one.values, one.parts, one.wholes, strict=True)
    ]
    marks = [9 if m in one.signals else 5 for m in one.months]
    shapes = ["diamond" if m in one.signals else "circle" for m in one.months]
    figure.trace(
        "scatter",
        x=one.months,
        y=one.values,
        mode="lines+markers",
        name=name,
        line={"color": colour, "width": 2},
        marker={"size": marks, "symbol": shapes, "color": colour},
        hovertext=text,
        hoverinfo="text",
    )
    known = [(m, v) for m, v in zip(one.months, one.values, strict=True) if v is not None]
    if known:
        figure.note(
            x=known[-1][0],
            y=known[-1][1],
            text=f"{name}<br>{percent(known[-1][1])}",
            xanchor="left",
            xshift=8,
            align="left",
            font={"color": colour, "size": 12},
        )


def dumbbell(frame: pd.DataFrame, height: int | None = None) -> go.Figure:
    """Items on one axis of working days: statutory, promised, P90 and P50 really used."""
    figure = Sketch(height or 70 + 34 * len(frame))
    names = frame["item_name"].map(lambda text: cut(text, 18))
    # One broken line for all items: a trace each costs more than the whole page.
    spans = [(row.p50, row.statutory_workdays, None) for row in frame.itertuples()]
    figure.trace(
        "scatter",
        x=[value for span in spans for value in span],
        y=[name for name in names for _ in range(3)],
        mode="lines",
        line={"color": PEER, "width": 2},
        hoverinfo="skip",
    )
    marks = [
        ("statutory_workdays", "法定时限", STATUTE, "line-ns-open", 15),
        ("promise_workdays", "承诺时限", PROMISE, "line-ns-open", 15),
        ("p90", "九成办件用时", DARK, "circle", 9),
        ("p50", "一半办件用时", DARK, "circle-open", 9),
    ]
    for column, label, colour, symbol, size in marks:
        text = [
            f"{item}<br>{label} {value:g} 个工作日"
            for item, value in zip(frame["item_name"], frame[column], strict=True)
        ]
        figure.trace(
            "scatter",
            x=frame[column],
            y=names,
            mode="markers",
            name=label,
            marker={
                "color": colour,
                "symbol": symbol,
                "size": size,
                "line": {"width": 3, "color": colour},
            },
            hovertext=text,
            hoverinfo="text",
        )
    figure.settings.update(
        showlegend=True,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    for trace in figure.data:
        trace["showlegend"] = "name" in trace
    figure.yaxis.update(autorange="reversed")
    figure.xaxis.update(title={"text": "工作日"}, rangemode="tozero", side="bottom")
    return figure.done()


def diverging(frame: pd.DataFrame, left: str, right: str, names: tuple[str, str]) -> go.Figure:
    """Two counts back to back by `name`: complaints to the left, praise to the right."""
    figure = Sketch(90 + 30 * len(frame))
    sides = [(left, -1, COMPLAINT, names[0]), (right, 1, PRAISE, names[1])]
    for column, sign, colour, label in sides:
        figure.trace(
            "bar",
            y=frame["name"],
            x=frame[column] * sign,
            orientation="h",
            name=label,
            marker={"color": colour},
            text=[f"{v:,}" for v in frame[column]],
            textposition="outside",
            cliponaxis=False,
            hovertext=[
                f"{n}：{label} {v:,} 条" for n, v in zip(frame["name"], frame[column], strict=True)
            ],
            hoverinfo="text",
        )
    figure.settings.update(
        barmode="relative",
        showlegend=True,
        bargap=0.35,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0},
    )
    widest = max(int(frame[left].max()), int(frame[right].max()), 1) if len(frame) else 1
    figure.xaxis.update(range=[-widest * 1.2, widest * 1.2], showticklabels=False, zeroline=True)
    figure.yaxis.update(autorange="reversed")
    return figure.done()


def stacked(names: list[str], parts: dict[str, tuple[list[int], str]], unit: str) -> go.Figure:
    """Counts by name as bars of several parts, each with its colour; numbers stand in the bars."""
    figure = Sketch(90 + 34 * len(names))
    for label, (values, colour) in parts.items():
        figure.trace(
            "bar",
            y=names,
            x=values,
            orientation="h",
            name=label,
            marker={"color": colour},
            text=[f"{value:,}" if value else "" for value in values],
            textposition="inside",
            insidetextanchor="middle",
            hovertext=[f"{n}：{label} {v:,} {unit}" for n, v in zip(names, values, strict=True)],
            hoverinfo="text",
        )
    figure.settings.update(
        barmode="stack",
        showlegend=True,
        bargap=0.35,
        legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0, "traceorder": "normal"},
    )
    figure.xaxis.update(rangemode="tozero", title={"text": unit})
    figure.yaxis.update(autorange="reversed")
    return figure.done()


def waterfall(names: list[str], lost: list[float], full: float, score: float) -> go.Figure:
    """From full marks down to the score, one step an indicator."""
    figure = Sketch(110 + 30 * (len(names) + 2))
    figure.trace(
        "waterfall",
        orientation="h",
        y=["可计分", *names, "得分"],
        x=[full, *(-value for value in lost), score],
        measure=["absolute", *("relative" for _ in names), "total"],
        text=[
            f"{full:.1f}",
            *(f"−{value:.1f}" if value >= 0.05 else "满分" for value in lost),
            f"{score:.1f}",
        ],
        textposition="outside",
        cliponaxis=False,
        decreasing={"marker": {"color": COMPLAINT}},
        increasing={"marker": {"color": PRAISE}},
        totals={"marker": {"color": PROMISE}},
        connector={"line": {"color": PEER, "width": 1}},
        hoverinfo="y+text",
    )
    figure.yaxis.update(autorange="reversed")
    figure.xaxis.update(range=[0, full * 1.12], title={"text": "分"})
    return figure.done()


def cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"
