"""The small exports beside the cases, each as messy as its source would write it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from etl.demo.basics import AS_OF, NONE, bank
from etl.demo.cases import Cases
from etl.demo.city import City
from etl.demo.comments import Comment
from etl.demo.endings import Project
from etl.demo.honours import innovation_rows, inspection_rows
from etl.demo.pauses import KINDS, SUPPLEMENTING, Pauses, reason_text
from etl.demo.ratings import CHANNELS, Ratings
from etl.demo.workdays import ORIGIN, Calendar, day_date

DAY = 86_400
Row = list[str]


@dataclass(frozen=True)
class Bundle:
    """Everything drawn for one city."""

    city: City
    calendar: Calendar
    cases: Cases
    pauses: Pauses
    projects: list[Project]
    ratings: Ratings
    comments: list[Comment]


def moment_of(seconds: int) -> dt.datetime:
    """A moment counted from the calendar's first day as a date and time."""
    return dt.datetime.combine(ORIGIN, dt.time()) + dt.timedelta(seconds=int(seconds))


def write_small_exports(folder: Path, bundle: Bundle, seed: int) -> None:
    """All exports but the cases."""
    _write_csv(folder / "特别程序.csv", _pause_rows(bundle), "utf-8-sig")
    _write_csv(folder / "好差评.csv", _rating_rows(bundle), "gb18030")
    _write_csv(folder / "窗口清单.csv", _window_rows(bundle.city), "utf-8")
    _write_csv(folder / "人员名册.csv", _staff_rows(bundle.city), "gb18030")
    _write_csv(folder / "并联审批.csv", _project_rows(bundle.projects), "utf-8")
    _write_csv(folder / "巡查.csv", inspection_rows(bundle.city, seed), "utf-8-sig")
    _write_csv(folder / "创新举措.csv", innovation_rows(bundle.city, seed), "gb18030")
    _write_items(folder / "事项清单.xlsx", bundle.city)
    _write_guestbook(folder / "留言簿.xlsx", bundle)


def _write_csv(path: Path, rows: list[Row], encoding: str) -> None:
    """Plain CSV; no cell of these tables holds an ASCII comma, quote or line end."""
    text = "".join(",".join(row) + "\r\n" for row in rows)
    path.write_bytes(text.encode(encoding))


def _pause_rows(bundle: Bundle) -> list[Row]:
    cases, pauses, staff = bundle.cases, bundle.pauses, bundle.city.staff
    rows: list[Row] = [
        [
            "办件编号",
            "特别程序种类",
            "启动理由或依据",
            "申请人",
            "批准人",
            "特别程序开始时间",
            "特别程序结束时间",
        ]
    ]
    for place, case in enumerate(pauses.case.tolist()):
        kind = int(pauses.kind[place])
        window = int(cases.window[case])
        chief = staff[int(bundle.city.staff_start[window])]
        start = int(pauses.start_day[place]) * DAY + int(pauses.start_sec[place])
        end = int(pauses.end_day[place])
        ended = "" if end == NONE else str(moment_of(end * DAY + int(pauses.end_sec[place])))
        asker = staff[int(cases.staff[case])].name
        number = str(cases.number[case])
        told = [KINDS[kind], reason_text(kind, place), asker, chief.name]
        rows.append([number, *told, str(moment_of(start)), ended])
    reason = reason_text(SUPPLEMENTING, 0)
    times = ["2026-05-06 09:00:00", "2026-05-08 10:00:00"]
    rows += [[number, "补正", reason, "", "", *times] for number in pauses.unknown]
    return rows


def _rating_rows(bundle: Bundle) -> list[Row]:
    cases, ratings = bundle.cases, bundle.ratings
    codes = bundle.city.window_texts("code")[cases.window[ratings.case]].tolist()
    numbers = cases.number[ratings.case].tolist()
    for row, number in ratings.unknown_case.items():
        numbers[row] = number
    days = [f"{day_date(d)}" for d in range(len(bundle.calendar.number))]
    rows: list[Row] = [
        ["评价编号", "办件编号", "窗口编号", "评价时间", "评价渠道", "满意度", "文字评价"]
    ]
    written = zip(
        numbers, codes, ratings.moment.tolist(), ratings.channel.tolist(),
        ratings.grade.tolist(), ratings.text.tolist(), strict=True,
    )  # fmt: skip
    for place, (number, code, moment, channel, grade, text) in enumerate(written, start=1):
        day, second = divmod(moment, DAY)
        clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        rows.append(
            [f"PJ{place:08d}", number, code, f"{days[day]} {clock}", CHANNELS[channel], grade, text]
        )
    return rows


def _window_rows(city: City) -> list[Row]:
    rows: list[Row] = [
        ["窗口编号", "窗口名称", "部门名称", "窗口类别", "首席代表", "人数", "启用日期"]
    ]
    for place, window in enumerate(city.windows):
        chief = city.staff[int(city.staff_start[place])].name
        count = str(city.staff_count[place])
        dept = city.departments[window.dept]
        rows.append([window.code, window.name, dept, window.group, chief, count, window.opened])
    return rows


def _staff_rows(city: City) -> list[Row]:
    rows: list[Row] = [["工号", "姓名", "窗口编号", "党员", "岗位", "AB岗"]]
    rows += [
        [m.number, m.name, city.windows[m.window].code, "是" if m.party else "否", m.post, m.deputy]
        for m in city.staff
    ]
    return rows


def _project_rows(projects: list[Project]) -> list[Row]:
    rows: list[Row] = [
        ["并联编号", "项目编码", "项目名称", "牵头部门", "阶段", "发起时间", "办结时间"]
    ]
    for p in projects:
        finished = "" if p.finished == NONE else f"{day_date(p.finished)}"
        rows.append([p.number, p.code, p.name, p.lead, p.stage, f"{day_date(p.started)}", finished])
    return rows


def _workbook(path: Path) -> Any:
    book = xlsxwriter.Workbook(str(path))
    # A fixed date: the workbook would else carry the moment of writing and differ each time.
    book.set_properties({"created": dt.datetime.combine(AS_OF, dt.time(18))})
    return book


def _write_items(path: Path, city: City) -> None:
    book = _workbook(path)
    sheet = book.add_worksheet("事项清单")
    sheet.merge_range(0, 0, 0, 13, f"{bank('items')['centre']}政务服务事项清单")
    sheet.write_row(1, 0, [
        "事项编码", "事项名称", "事项类型", "部门名称", "办件类型", "法定时限", "承诺时限",
        "到现场次数", "网办", "进驻", "授权", "办理窗口", "申请材料", "收费",
    ])  # fmt: skip
    for place, i in enumerate(city.items, start=2):
        sheet.write_row(place, 0, [
            i.code, i.name, i.kind, city.departments[i.dept],
            "即办件" if i.is_instant else "承诺件", i.statutory.text, i.promise.text, i.visits,
            _yes(i.online), _yes(i.resident), _yes(i.authorised), city.windows[i.window].code,
            i.papers, i.fee,
        ])  # fmt: skip
    book.close()


def _yes(flag: bool) -> str:
    return "是" if flag else "否"


def _write_guestbook(path: Path, bundle: Bundle) -> None:
    book = _workbook(path)
    sheet = book.add_worksheet("留言簿")
    when = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    sheet.merge_range(0, 0, 0, 6, f"{bank('items')['centre']}群众留言登记簿")
    day = f"{AS_OF.year}年{AS_OF.month}月{AS_OF.day}日"
    sheet.write_string(1, 0, f"单位：督查科    导出日期：{day}")
    sheet.write_row(2, 0, ["留言编号", "留言时间", "留言内容", "来源", "窗口", "部门", "办件编号"])
    windows, departments = bundle.city.windows, bundle.city.departments
    for place, comment in enumerate(bundle.comments):
        row, moment = place + 3, moment_of(comment.moment)
        window = windows[int(bundle.cases.window[comment.case])]
        sheet.write_string(row, 0, comment.number)
        _write_time(sheet, row, moment, place, when)
        sheet.write_string(row, 2, comment.written.text)
        sheet.write_string(row, 3, comment.source)
        # Most registrars write the name of the window, some its code.
        told = window.code if place % 9 == 4 else window.name
        sheet.write_string(row, 4, told if comment.shows_window else "")
        sheet.write_string(row, 5, departments[window.dept] if comment.shows_dept else "")
        sheet.write_string(row, 6, bundle.cases.number[comment.case] if comment.shows_case else "")
    sheet.write_string(len(bundle.comments) + 3, 0, "合计")
    sheet.write_number(len(bundle.comments) + 3, 1, len(bundle.comments))
    book.close()


def _write_time(sheet: Any, row: int, moment: dt.datetime, place: int, when: Any) -> None:
    """Two in three are real dates of the workbook, the others text in two ways."""
    if place % 3 < 2:
        sheet.write_datetime(row, 1, moment.replace(second=0), when)
    elif place % 2:
        sheet.write_string(row, 1, f"{moment.year}年{moment.month}月{moment.day}日")
    else:
        sheet.write_string(row, 1, f"{moment:%Y-%m-%d %H:%M}")
