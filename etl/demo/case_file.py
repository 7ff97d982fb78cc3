"""办件明细.csv: cases as text, in chunks so that a million rows need little memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from etl.demo.basics import Ints, Texts, bank, texts
from etl.demo.cases import APPLICANTS, CHANNELS, RESULTS, STATUSES, Cases
from etl.demo.city import City
from etl.demo.workdays import Calendar, day_date

COLUMNS = (
    "办件编号", "事项编码", "事项名称", "办件类型", "承办部门", "窗口编号", "窗口名称", "工号",
    "服务对象", "办理形式", "申请时间", "受理时间", "法定时限", "承诺时限", "办结时间", "办件状态",
    "办理结果", "跑动次数", "并联编号", "送达时间", "接件时间",
)  # fmt: skip
TITLE = "办件明细表（2024年11月—2026年10月）"
CHUNK = 100_000
ISO, SLASH, DAY_ONLY = range(3)


class TimeTexts:
    """Look-up tables for times: one row a way of writing, a last column for absent times."""

    def __init__(self, calendar: Calendar) -> None:
        days = [day_date(d) for d in range(len(calendar.number))]
        clock = [(s // 3600, s // 60 % 60, s % 60) for s in range(86_400)]
        self.days = np.array(
            [
                texts([f"{d:%Y-%m-%d} " for d in days] + [""]),
                texts([f"{d.year}/{d.month}/{d.day} " for d in days] + [""]),
                texts([f"{d.year}年{d.month}月{d.day}日" for d in days] + [""]),
            ],
            dtype=object,
        )
        self.seconds = np.array(
            [
                texts([f"{h:02d}:{m:02d}:{s:02d}" for h, m, s in clock] + [""]),
                texts([f"{h}:{m:02d}" for h, m, _ in clock] + [""]),
                texts([""] * (len(clock) + 1)),
            ],
            dtype=object,
        )

    def write(self, way: Ints, day: Ints, second: Ints) -> list[str]:
        """Times as text; day and second NONE (-1) pick the empty last column."""
        joined: Texts = self.days[way, day] + self.seconds[way, second]
        return list(joined.tolist())


def write_case_file(
    path: Path,
    cases: Cases,
    city: City,
    calendar: Calendar,
    order: Ints,
    encoding: str,
    messy: bool,
) -> None:
    """The file, CRLF; when messy with title, total and each department's way of writing times."""
    width = len(COLUMNS) - 1
    with path.open("wb") as file:
        head = ",".join(COLUMNS) + "\r\n"
        if messy:
            head = bank("items")["centre"] + TITLE + "," * width + "\r\n" + head
        file.write(head.encode(encoding))
        for chunk in _chunks(cases, city, calendar, order, messy):
            file.write(chunk.encode(encoding))
        if messy:
            file.write((f"合计,{len(order)}" + "," * (width - 1) + "\r\n").encode(encoding))


def _chunks(
    cases: Cases, city: City, calendar: Calendar, order: Ints, messy: bool
) -> Iterator[str]:
    told = bank("items")
    ways = np.full(len(city.departments), ISO)
    for place, name in enumerate(city.departments):
        if messy and name in told["slash_times"]:
            ways[place] = SLASH
        if messy and name in told["day_only_times"]:
            ways[place] = DAY_ONLY
    times = TimeTexts(calendar)
    changed = np.array(sorted(cases.changed), dtype=np.int64)
    for start in range(0, len(order), CHUNK):
        rows = order[start : start + CHUNK]
        columns = _columns(cases, city, rows, times, ways[cases.dept[rows]])
        for place in np.flatnonzero(np.isin(rows, changed)).tolist():
            for name, text in cases.changed[int(rows[place])].items():
                columns[COLUMNS.index(name)][place] = text
        yield "".join(line + "\r\n" for line in map(",".join, zip(*columns, strict=True)))


def _columns(cases: Cases, city: City, rows: Ints, times: TimeTexts, way: Ints) -> list[list[str]]:
    item, window = cases.item[rows], cases.window[rows]
    items = city.items

    def look(values: list[str], key: Ints) -> list[str]:
        return list(texts(values)[key].tolist())

    def when(day: Ints, second: Ints) -> list[str]:
        return times.write(way, day[rows], second[rows])

    kinds = ["即办件" if i.is_instant else "承诺件" for i in items]
    return [
        list(cases.number[rows].tolist()),
        look([i.code for i in items], item),
        look([i.name for i in items], item),
        look(kinds, item),
        look(city.departments, cases.dept[rows]),
        look([w.code for w in city.windows], window),
        look([w.name for w in city.windows], window),
        look([m.number for m in city.staff], cases.staff[rows]),
        look(list(APPLICANTS), cases.applicant[rows]),
        look(list(CHANNELS), cases.channel[rows]),
        when(cases.applied_day, cases.applied_sec),
        when(cases.accepted_day, cases.accepted_sec),
        look([i.statutory.text for i in items], item),
        look([i.promise.text for i in items], item),
        when(cases.finished_day, cases.finished_sec),
        look(list(STATUSES), cases.status[rows]),
        look(list(RESULTS), cases.result[rows]),
        look([str(k) for k in range(10)], cases.visits[rows]),
        list(cases.joint[rows].tolist()),
        when(cases.delivered_day, cases.delivered_sec),
        when(cases.applied_day, cases.applied_sec),
    ]
