"""Pictures of time: a case's days as a calendar, open cases by days left, months as a heat map."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import plotly.graph_objects as go

from pages.shared.charts import COMPLAINT, DARK, PEER, PROMISE, STATUTE, Sketch, cut, month_ticks
from reports import account
from reports.account import Account, Day
from reports.joint import Project
from reports.words import date, month, percent

# What a day is, its colour, and the sign in its cell. Light cells with dark letters stand on both
# themes.
INK = "#1f2933"
KINDS = {
    account.ACCEPTED: ("#f4f1e6", "收"),
    account.WORKDAY: ("#bcd6f0", ""),
    account.MAKE_UP: ("#8fbbe6", "班"),
    account.WEEKEND: ("#e6e9ed", "休"),
    account.HOLIDAY: ("#d5dae0", "假"),
    account.PAUSED: ("#c9b8e0", "停"),
    account.PAUSED_LOCAL: ("#f0d9bd", "停"),
    account.LATER: ("rgba(0,0,0,0)", ""),
}
LATE = "#f2b8ae"
MARKS = {
    "受理": "受理",
    "办结": "办结",
    "承诺到期": "承诺期",
    "法定到期": "法定期",
    "统计日": "今",
    "送达": "送达",
}
DAYS_SHOWN = 420


def strip(told: Account) -> go.Figure:
    """Every day of a case as a calendar of weeks: counted, resting, paused, with the due dates."""
    days = told.days[:DAYS_SHOWN]
    due, end = told.case["promise_due_on"], told.end_on
    weeks = sorted({_monday(day.date) for day in days})
    names = list(KINDS)
    cells: dict[tuple[dt.date, int], Day] = {(_monday(d.date), d.date.weekday()): d for d in days}
    late = len(names)
    z: list[list[float | None]] = []
    hover: list[list[str]] = []
    figure = Sketch(64 + 58 * len(weeks))
    for week in weeks:
        row = [cells.get((week, weekday)) for weekday in range(7)]
        z.append([_code(day, due, end, names, late) for day in row])
        hover.append([_hover(day) for day in row])
        for weekday, day in enumerate(row):
            if day is not None:
                ink = PEER if day.kind == account.LATER else INK
                figure.note(
                    x=weekday, y=_week(week), text=_text(day), font={"size": 11, "color": ink}
                )
    colours = [KINDS[name][0] for name in names] + [LATE]
    scale = [
        [edge, colour]
        for place, colour in enumerate(colours)
        for edge in (place / len(colours), (place + 1) / len(colours))
    ]
    figure.trace(
        "heatmap", x=list(range(7)), y=[_week(week) for week in weeks], z=z, xgap=3, ygap=3,
        zmin=-0.5, zmax=len(colours) - 0.5, colorscale=scale, showscale=False,
        hovertext=hover, hoverinfo="text",
    )  # fmt: skip
    figure.xaxis.update(
        side="top", tickmode="array", tickvals=list(range(7)), ticktext=[f"周{n}" for n in "一二三四五六日"],
        showgrid=False, zeroline=False,
    )  # fmt: skip
    figure.yaxis.update(autorange="reversed", type="category", showgrid=False, zeroline=False)
    return figure.done()


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _week(monday: dt.date) -> str:
    return f"{monday.year % 100:02d}年{monday.month}月{monday.day}日"


def _code(
    day: Day | None, due: dt.date | None, end: dt.date, names: list[str], late: int
) -> float | None:
    if day is None:
        return None
    is_late = due is not None and due < day.date <= end
    return (
        late
        if is_late and day.kind in (account.WORKDAY, account.MAKE_UP)
        else names.index(day.kind)
    )


def _text(day: Day) -> str:
    number = KINDS[day.kind][1]
    if day.promise_no is not None:
        number = f"{number}第{day.promise_no}天"
    elif day.kind == account.PAUSED_LOCAL and day.statutory_no is not None:
        number = f"停·法{day.statutory_no}"
    lines = [f"{day.date.day}日", number, *(f"<b>{MARKS[one]}</b>" for one in day.marks)]
    return "<br>".join(line for line in lines if line)


def _hover(day: Day | None) -> str:
    if day is None:
        return ""
    lines = [f"{date(day.date)}（周{account.WEEK[day.date.weekday()]}）", day.kind]
    if day.why:
        lines[1] += f"：{day.why}"
    for name, number in (("承诺", day.promise_no), ("法定", day.statutory_no)):
        if number is not None:
            lines.append(f"{name}时限第 {number} 天")
    return "<br>".join([*lines, *day.marks])


def days_left(frame: pd.DataFrame) -> go.Figure:
    """Open cases by working days left: the promise above, the statute as a line of marks."""
    figure = Sketch(300)
    first, last = int(frame["days"].iloc[0]), int(frame["days"].iloc[-1])
    names = [
        f"超{-d}及以上"
        if d == first
        else f"剩{d}及以上"
        if d == last
        else f"超{-d}"
        if d < 0
        else f"剩{d}"
        for d in frame["days"]
    ]
    colours = [COMPLAINT if d < 0 else PROMISE for d in frame["days"]]
    figure.trace(
        "bar", x=frame["days"], y=frame["promise"], marker={"color": colours}, name="按承诺时限",
        hovertext=[f"承诺时限{n}个工作日：{v:,} 件" for n, v in zip(names, frame["promise"], strict=True)],
        hoverinfo="text",
    )  # fmt: skip
    figure.trace(
        "scatter", x=frame["days"], y=frame["statutory"], mode="markers", name="按法定时限",
        marker={"color": STATUTE, "symbol": "line-ew-open", "size": 12, "line": {"width": 3}},
        hovertext=[f"法定时限{n}个工作日：{v:,} 件" for n, v in zip(names, frame["statutory"], strict=True)],
        hoverinfo="text",
    )  # fmt: skip
    shown = [first, -5, 0, 5, 10, 15, last]
    labels = {first: f"超{-first}+", 0: "今天", last: f"剩{last}+"}
    figure.xaxis.update(
        tickmode="array", tickvals=shown,
        ticktext=[labels.get(d, f"超{-d}" if d < 0 else f"剩{d}") for d in shown],
        title={"text": "离到期的工作日"},
    )  # fmt: skip
    figure.yaxis.update(title={"text": "件"}, rangemode="tozero")
    figure.shapes.append(
        {"type": "line", "x0": -0.5, "x1": -0.5, "yref": "paper", "y0": 0, "y1": 1,
         "line": {"color": PEER, "dash": "dot"}}
    )  # fmt: skip
    figure.settings.update(showlegend=True, bargap=0.15)
    figure.settings["legend"] = {"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0}
    return figure.done()


def open_months(frame: pd.DataFrame) -> go.Figure:
    """Cases past due at the end of each month, on both clocks."""
    figure = Sketch(260)
    for column, name, colour in (
        ("past_promise", "超承诺", PROMISE),
        ("past_statutory", "超法定", STATUTE),
    ):
        figure.trace(
            "scatter", x=frame["month"], y=frame[column], mode="lines+markers", name=name,
            line={"color": colour, "width": 2},
            hovertext=[
                f"{month(m)}底{name}未办结 {v:,} 件，在办 {o:,} 件"
                for m, v, o in zip(frame["month"], frame[column], frame["opened"], strict=True)
            ],
            hoverinfo="text",
        )  # fmt: skip
        figure.note(
            x=frame["month"].iloc[-1], y=frame[column].iloc[-1], text=name, xanchor="left", xshift=8,
            font={"color": colour, "size": 12},
        )  # fmt: skip
    figure.settings["margin"]["r"] = 64
    figure.xaxis.update(**month_ticks([one.date() for one in frame["month"]]))
    figure.yaxis.update(title={"text": "件"}, rangemode="tozero")
    return figure.done()


def heat(frame: pd.DataFrame) -> go.Figure:
    """On-time share by department: the year and its last months; darker is worse.

    Six months, so that a phone shows every number; a blank has under ten cases.
    """
    names = list(frame.columns)
    figure = Sketch(70 + 30 * len(frame))
    text = [["" if pd.isna(v) else percent(v).rstrip("%") for v in row] for row in frame.to_numpy()]
    hover = [
        [f"{dept} {name}：{shown + '%' if shown else '不足10件，不算比率'}" for name, shown in zip(names, row, strict=True)]
        for dept, row in zip(frame.index, text, strict=True)
    ]  # fmt: skip
    low = float(frame.min().min())
    figure.trace(
        "heatmap", x=names, y=[cut(str(name), 8) for name in frame.index],
        z=[[None if pd.isna(v) else v for v in row] for row in frame.to_numpy()], text=text,
        texttemplate="%{text}", textfont={"size": 11, "color": INK}, zmin=min(low, 0.9), zmax=1,
        colorscale=[[0, "#f0b27a"], [0.6, "#f7e3c8"], [1, "#e4eef7"]], showscale=False,
        xgap=2, ygap=2, hovertext=hover, hoverinfo="text",
    )  # fmt: skip
    figure.xaxis.update(side="top", type="category", showgrid=False, tickangle=0)
    # Two names cut to the same letters are still two rows.
    short = [cut(str(name), 8) for name in frame.index]
    figure.yaxis.update(
        autorange="reversed", showgrid=False, tickmode="array", tickvals=list(range(len(frame))),
        ticktext=short,
    )  # fmt: skip
    return figure.done()


def project(one: Project) -> go.Figure:
    """The cases of a joint approval as bars in time, those on the critical path marked."""
    steps = one.steps
    critical = {step.case_id for step in one.path}
    figure = Sketch(90 + 38 * len(steps))
    names = [f"{place + 1}. {cut(str(dept), 10)}" for place, dept in enumerate(steps["dept_name"])]
    day = 86_400_000
    figure.trace(
        "bar", orientation="h", y=names, base=[f"{on:%Y-%m-%d}" for on in steps["accepted_on"]],
        x=[max(0.5, (end - start).days) * day for start, end in zip(steps["accepted_on"], steps["ended_on"], strict=True)],
        marker={"color": [PROMISE if no in critical else PEER for no in steps["case_id"]]},
        text=[
            ("关键 " if no in critical else "") + f"{int(end - start)}天" + ("（在办）" if pd.isna(done) else "")
            for no, start, end, done in zip(
                steps["case_id"], steps["accepted_no"], steps["ended_no"], steps["finished_on"], strict=True
            )
        ],
        textposition="outside", cliponaxis=False,
        hovertext=[
            f"{dept} {item}<br>{date(start.date())}受理，{date(end.date())}{'办结' if not pd.isna(done) else '仍在办'}"
            for dept, item, start, end, done in zip(
                steps["dept_name"], steps["item_name"], steps["accepted_on"], steps["ended_on"],
                steps["finished_on"], strict=True,
            )
        ],
        hoverinfo="text",
    )  # fmt: skip
    figure.yaxis.update(autorange="reversed", type="category")
    first, last = steps["dispatched_on"].iloc[0], steps["ended_on"].max()
    first = min(first, steps["accepted_on"].min())
    room = pd.Timedelta(days=max(2, int((last - first).days * 0.25)))
    ticks = pd.date_range(first, last, periods=min(4, (last - first).days + 1)).normalize().unique()
    figure.xaxis.update(
        type="date", range=[f"{first - pd.Timedelta(days=1):%Y-%m-%d}", f"{last + room:%Y-%m-%d}"],
        tickmode="array", tickvals=[f"{one:%Y-%m-%d}" for one in ticks],
        ticktext=[f"{one.month}月{one.day}日" for one in ticks],
    )  # fmt: skip
    return figure.done()


def record(frame: pd.DataFrame, promise: float | None, ninety: int | None) -> go.Figure:
    """Cases of an item by whole working days used; the promise and the nine of ten are named."""
    figure = Sketch(260)
    most = int(max(frame["days"].max(), promise or 0, 1))
    figure.trace(
        "bar", x=frame["days"], y=frame["cases"], marker={"color": PEER}, width=0.8,
        hovertext=[f"用 {int(d)} 个工作日：{c:,} 件" for d, c in zip(frame["days"], frame["cases"], strict=True)],
        hoverinfo="text",
    )  # fmt: skip
    marks = [(promise, "承诺", PROMISE, 0), (ninety, "九成办结于", DARK, 16)]
    for value, name, colour, rise in marks:
        if value is None:
            continue
        figure.shapes.append(
            {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1,
             "line": {"color": colour, "dash": "dot", "width": 2}}
        )  # fmt: skip
        figure.note(
            x=value, y=1, yref="paper", text=f"{name} {'当天' if value == 0 else f'{value:g} 天'}", yanchor="bottom", yshift=rise,
            xanchor="left" if value < most / 2 else "right", font={"color": colour, "size": 12},
        )  # fmt: skip
    figure.settings["margin"]["t"] = 48
    step = max(1, -(-most // 10))
    figure.xaxis.update(
        title={"text": "用了几个工作日"},
        range=[-0.6, most + 0.8],
        tickmode="linear",
        tick0=0,
        dtick=step,
    )
    figure.yaxis.update(title={"text": "件"}, rangemode="tozero")
    return figure.done()
