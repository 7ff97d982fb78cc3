"""Scores and what is behind them as a workbook for the committee: real numbers, every point with its reason."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pandas as pd

from etl.read.build import Meta
from reports import words
from reports.compared_scores import Change
from scoring.result import Scores

WIDEST, ROWS_REPEATED = 60, 2
SHARE, POINTS = "0.0%", "0.0"


@dataclass(frozen=True)
class Behind:
    """The rows behind points that people entered, as the page shows them; in Chinese."""

    findings: pd.DataFrame
    measures: pd.DataFrame


def workbook(
    scores: Scores, period: str, meta: Meta, changes: list[Change], behind: Behind
) -> bytes:
    """An XLSX file: cover, scores, every indicator, windows left out, checks, measures, rules."""
    import xlsxwriter  # noqa: PLC0415  only when a file is asked for

    out = io.BytesIO()
    # A citizen's or an office's text is text, whatever sign it begins with.
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    formats = {
        "head": book.add_format(
            {"bold": True, "bg_color": "#dce6f1", "border": 1, "text_wrap": True}
        ),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        SHARE: book.add_format({"num_format": SHARE}),
        POINTS: book.add_format({"num_format": POINTS}),
    }
    _cover(book, formats, scores, period, meta)
    tables = {
        "得分表": (_placed(scores, changes), {"得分率": SHARE, "区间下限": SHARE, "区间上限": SHARE, "较上期": SHARE, "得分": POINTS, "可计分": POINTS}),
        "逐项得分": (_indicators(scores), {"得分": POINTS, "满分": POINTS}),
        "不参评": (_left_out(scores), {}),
        "巡查": (behind.findings, {}),
        "创新举措": (behind.measures, {}),
        "评分规则": (_rules(scores), {"满分": POINTS}),
    }  # fmt: skip
    for name, (frame, kinds) in tables.items():
        _sheet(book, formats, name, f"{period} {name}", frame, kinds)
    book.close()
    return out.getvalue()


def _cover(book: Any, formats: dict[str, Any], scores: Scores, period: str, meta: Meta) -> None:
    sheet = book.add_worksheet("说明")
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 90, formats["text"])
    names = {one.window_code: one.window_name for one in scores.windows}
    lines = [
        ("时段", period),
        ("数据", f"统计到{words.date(meta.as_of)}，数据版本 {meta.build_id}"),
        ("规则", f"{scores.book.title}（{scores.book.note}），指纹 {scores.book.sha256[:12]}"),
        ("推荐名单", "、".join(names[code] for code in scores.recommended.codes) or "无"),
        ("并列说明", scores.recommended.note or "没有需要评审会决定的并列"),
        ("怎么用", "推荐名单供评选参考，由人决定，不是评定结果；一票否决和待录入项目须由人核定后再评。"),
        ("得分率", "得分 ÷ 可计分；样本不足和待录入的项目两边都不计。区间为95%，由模拟得出；同一档的窗口分不出先后。"),
    ]  # fmt: skip
    if meta.is_demo:
        lines.insert(0, ("演示数据", "全部虚构，不代表任何真实单位和个人"))
    sheet.write_string(0, 0, f"“三比”得分：{period}", formats["title"])
    for row, (what, told) in enumerate(lines, start=2):
        sheet.write_string(row, 0, what)
        sheet.write_string(row, 1, told, formats["text"])
    _printed(sheet, f"“三比”得分 {period}")


def _placed(scores: Scores, changes: list[Change]) -> pd.DataFrame:
    moved = {one.code: one.change for one in changes}
    placed = [one for one in scores.windows if one.rate is not None]
    return pd.DataFrame(
        {
            "名次": [one.rank for one in placed],
            "并列": ["是" if one.is_tied else "" for one in placed],
            "窗口编号": [one.window_code for one in placed],
            "窗口": [one.window_name for one in placed],
            "部门": [one.dept_name or "" for one in placed],
            "同类": [one.peer_group for one in placed],
            "得分": [one.points for one in placed],
            "可计分": [one.measurable for one in placed],
            "得分率": [one.rate for one in placed],
            "区间下限": [one.low for one in placed],
            "区间上限": [one.high for one in placed],
            "档次": [one.band for one in placed],
            "较上期": [moved.get(one.window_code) for one in placed],
            "办结件": [one.n_cases for one in placed],
            "主动评价": [one.n_ratings for one in placed],
            "待核查评价": [one.n_suspect for one in placed],
            "推荐": [
                "推荐" if one.window_code in scores.recommended.codes else "" for one in placed
            ],
        }
    )


def _indicators(scores: Scores) -> pd.DataFrame:
    rows = [
        {
            "窗口编号": one.window_code, "窗口": one.window_name, "三比": each.dimension,
            "项目": each.label, "国标分组": each.gb_group, "状态": each.state, "得分": each.points,
            "满分": each.full, "分子": each.part, "分母": each.whole, "样本": each.n, "说明": each.why,
        }
        for one in scores.windows
        for each in one.indicators
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _left_out(scores: Scores) -> pd.DataFrame:
    out = [one for one in scores.windows if one.rate is None]
    return pd.DataFrame(
        {
            "窗口编号": [one.window_code for one in out],
            "窗口": [one.window_name for one in out],
            "原因": [one.excluded_reason for one in out],
            "说明": [one.excluded_why for one in out],
        }
    )


def _rules(scores: Scores) -> pd.DataFrame:
    some = scores.book.indicators
    return pd.DataFrame(
        {
            "三比": [one.dimension for one in some],
            "项目": [one.label for one in some],
            "满分": [one.points for one in some],
            "国标分组": [one.gb_group for one in some],
            "算法": [one.definition for one in some],
            "数据": [one.source for one in some],
        }
    )


def _sheet(
    book: Any, formats: dict[str, Any], name: str, title: str, frame: pd.DataFrame, kinds: dict[str, str]
) -> None:  # fmt: skip
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, formats["title"])
    for column, head in enumerate(frame.columns):
        sheet.write_string(1, column, str(head), formats["head"])
        values = frame[head].tolist()
        kind = formats.get(kinds.get(str(head), ""))
        for row, value in enumerate(values, start=ROWS_REPEATED):
            if value is None or (isinstance(value, float) and pd.isna(value)):
                continue
            if isinstance(value, (int, float)):
                sheet.write_number(row, column, value, kind)
            else:
                sheet.write_string(row, column, str(value), formats["text"])
        widest = max([len(str(head)) * 2, *(_width(one) for one in values)], default=8)
        sheet.set_column(column, column, min(WIDEST, widest + 2))
    sheet.freeze_panes(ROWS_REPEATED, 0)
    if len(frame):
        sheet.autofilter(1, 0, len(frame) + 1, len(frame.columns) - 1)
    _printed(sheet, title)
    sheet.repeat_rows(0, ROWS_REPEATED - 1)


def _width(value: Any) -> int:
    """Cells of a text: a Chinese character takes two."""
    if isinstance(value, float):
        return 8
    return sum(2 if words.is_wide(sign) else 1 for sign in str(value))


def _printed(sheet: Any, title: str) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{title}&R第 &P 页，共 &N 页")
