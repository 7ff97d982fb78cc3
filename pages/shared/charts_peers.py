"""Pictures of windows beside their peers: intervals, the funnel, places by month, O/E."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from pages.shared.charts import COMPLAINT, DARK, PEER, PRAISE, Sketch, cut, month_ticks
from reports.words import month, percent
from scoring import funnel as limits

LINES = ((limits.WARN, "dot", "95%"), (limits.ACT, "dash", "99.8%"))
POINTS, NAMED = 60, 8


def intervals(frame: pd.DataFrame, reference: float | None, reference_name: str) -> go.Figure:
    """Shares with their intervals, sorted; columns name, value, low, high, colour, text."""
    figure = Sketch(80 + 24 * len(frame))
    _with_spans(figure, frame, "value")
    if reference is not None:
        _upright(figure, reference, f"{reference_name} {percent(reference)}", xanchor="right")
    figure.yaxis.update(autorange="reversed", tickmode="linear")
    low = float(frame["low"].min()) if len(frame) else 0.0
    first = max(0.0, low - 0.02)
    figure.xaxis.update(tickformat=".0%" if first < 0.9 else ".1%", range=[first, 1.01])
    return figure.done()


def funnel(frame: pd.DataFrame, share: float) -> go.Figure:
    """Shares by the number of cases, with the limits of what chance alone would give.

    Columns name, part, whole, value, colour, text, signal. Windows beyond a limit are named.
    """
    figure = Sketch(380)
    most = float(frame["whole"].max())
    whole = np.unique(
        np.geomspace(max(1.0, float(frame["whole"].min()) * 0.8), most * 1.1, POINTS).round()
    )
    lowest = float(frame["value"].min())
    for level, dash, name in LINES:
        low, high = limits.limits(share, whole, level)
        lowest = min(lowest, float(np.quantile(low, 0.2)))
        for side in (low, high):
            figure.trace(
                "scatter", x=whole, y=side, mode="lines", hoverinfo="skip",
                line={"color": PEER, "width": 1.2, "dash": dash},
            )  # fmt: skip
        figure.note(
            x=1, xref="paper", y=float(low[-1]), text=f"{name} 下限", xanchor="right",
            yanchor="top", font={"size": 11, "color": PEER},
        )  # fmt: skip
    figure.shapes.append(
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": share, "y1": share,
         "line": {"color": PEER, "width": 1}}
    )  # fmt: skip
    figure.trace(
        "scatter", x=frame["whole"], y=frame["value"], mode="markers",
        marker={"color": frame["colour"], "size": 10}, hovertext=frame["text"], hoverinfo="text",
    )  # fmt: skip
    beyond = frame[frame["signal"] != 0].sort_values("signal", key=np.abs, ascending=False)
    for number, one in enumerate(beyond.head(NAMED).itertuples()):
        figure.note(
            x=one.whole, y=one.value, text=cut(str(one.name), 8), yanchor="bottom",
            yshift=6, xanchor="right" if number % 2 else "left", font={"size": 11, "color": one.colour},
        )  # fmt: skip
    figure.xaxis.update(title={"text": "分母（件或条）"}, rangemode="tozero")
    figure.yaxis.update(tickformat=".0%", range=[max(0.0, lowest - 0.03), 1.015])
    return figure.done()


def places(frame: pd.DataFrame, chosen: list[str]) -> go.Figure:
    """Places by month, 1 on top: chosen windows in colour and named, the others grey.

    Columns window_name, month, place.
    """
    figure = Sketch(360)
    months = sorted({one.date() for one in frame["month"]})
    colours = dict(zip(chosen, (PRAISE, COMPLAINT, DARK, "#2f74c0"), strict=False))
    labelled: dict[int, int] = {}
    for name, part in frame.groupby("window_name"):
        colour = colours.get(str(name))
        rows = part.sort_values("month")
        figure.trace(
            "scatter", x=rows["month"].dt.date, y=rows["place"], mode="lines+markers",
            line={"color": colour or PEER, "width": 2.4 if colour else 1},
            marker={"size": 6 if colour else 3}, opacity=1 if colour else 0.35,
            hovertext=[f"{name} {month(day.date())} 第 {place} 名"
                       for day, place in zip(rows["month"], rows["place"], strict=True)],
            hoverinfo="text",
        )  # fmt: skip
        if colour:
            last = rows.iloc[-1]
            # Two on one place: one name below the other.
            turn = labelled.get(int(last["place"]), 0)
            labelled[int(last["place"])] = turn + 1
            figure.note(
                x=last["month"].date(), y=last["place"], text=cut(str(name), 8), xanchor="left",
                xshift=8, yshift=-13 * turn, font={"size": 11, "color": colour},
            )  # fmt: skip
    figure.settings["margin"]["r"] = 96
    figure.xaxis.update(**month_ticks(months))
    figure.yaxis.update(
        autorange="reversed", title={"text": "名次"}, dtick=_step(frame["place"].max())
    )
    return figure.done()


def _step(most: float) -> int:
    return max(1, int(most) // 6)


def expected(frame: pd.DataFrame) -> go.Figure:
    """Observed over expected with its interval; 1 is as expected, to the left is better.

    Columns name, ratio, low, high, colour, text.
    """
    figure = Sketch(80 + 24 * len(frame))
    most = max(2.0, float(frame["ratio"].max()) * 1.15)
    _with_spans(figure, frame, "ratio")
    _upright(figure, 1, "与预期相同")
    figure.yaxis.update(autorange="reversed", tickmode="linear")
    figure.xaxis.update(range=[-most / 50, most], title={"text": "实际 ÷ 预期"})
    return figure.done()


def _with_spans(figure: Sketch, frame: pd.DataFrame, column: str) -> None:
    """One dot a name with the span from low to high; columns name, low, high, colour, text."""
    figure.trace(
        "scatter", x=frame[column], y=frame["name"], mode="markers",
        marker={"color": frame["colour"], "size": 9},
        error_x={
            "type": "data", "symmetric": False, "array": frame["high"] - frame[column],
            "arrayminus": frame[column] - frame["low"], "color": PEER, "thickness": 1.5, "width": 3,
        },
        hovertext=frame["text"], hoverinfo="text",
    )  # fmt: skip


def _upright(figure: Sketch, x: float, text: str, **note: str) -> None:
    """A dotted line that everything is read against, named on top."""
    figure.shapes.append(
        {"type": "line", "yref": "paper", "x0": x, "x1": x, "y0": 0, "y1": 1,
         "line": {"color": PEER, "dash": "dot"}}
    )  # fmt: skip
    figure.note(
        x=x,
        y=1,
        yref="paper",
        text=text,
        yanchor="bottom",
        font={"size": 11, "color": PEER},
        **note,
    )
