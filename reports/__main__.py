"""The command `month`: the monthly report as Word, Excel and HTML, so that a scheduler can make it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from etl.command_line import ChineseParser, say
from etl.errors import UserError
from etl.read import NoBuildError, open_build
from etl.settings import Settings
from records import month_drafts, months
from reports.month_charts import pictures
from reports.month_files import (
    NAMES,
    book_of,
    contents,
    mark_of,
    place_of,
    published_of,
    report_of,
    reports_of,
    scope_of,
    template_of,
    write,
)
from reports.month_pdf import month_pdf
from reports.report_model import from_plain
from scoring.period import parse_period
from tools.browser import find_browser


def parser() -> argparse.ArgumentParser:
    """The command line as others rely on it."""
    top = ChineseParser(prog="python -m reports", description="月报")
    commands = top.add_subparsers(
        dest="command", required=True, parser_class=ChineseParser, metavar="命令", title="命令"
    )
    month = commands.add_parser("month", help="一个月的报告：Word、Excel、网页")
    month.add_argument("month", metavar="月份", help="如 2026-10")
    month.add_argument("--out", required=True, type=Path, metavar="目录", help="写到哪个目录")
    month.add_argument("--departments", nargs="+", default=[], metavar="部门", help="只报这些部门")
    month.add_argument("--windows", nargs="+", default=[], metavar="窗口", help="只报这些窗口")
    month.add_argument("--no-pictures", action="store_true", help="Word 里不放图形，快一些")
    month.add_argument("--pdf", action="store_true", help="再生成 PDF（要有浏览器和中文字体）")
    month.add_argument("--data", type=Path, metavar="目录", help="数据目录，默认 data")
    month.add_argument("--json", action="store_true", help="最后一行输出一个 JSON 对象")
    return top


def month_files(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Make and write the files; UserError where there is nothing to report or nowhere to write."""
    started = time.monotonic()
    period = parse_period(args.month)
    if period.first != period.last:
        raise UserError(f"“{args.month}”不是一个月：请写成 2026-10")
    build = open_build(settings)
    try:
        scope = scope_of(build, period.scope, args.departments, args.windows)
        standing = published_of(settings, scope)
        mine = standing.get(f"{period.first:%Y-%m}")
        if mine is None:
            book = book_of(settings, period.first.year)
            report = report_of(build, scope, book, reports_of(standing))
            key = months.key_of(f"{period.first:%Y-%m}", place_of(scope))
            free = month_drafts.read(settings.data, key).free
        else:
            report, free = from_plain(mine.report), mine.free
            say(f"这个月已发布（第 {mine.number} 版，{mine.published_by}）：文件照已发布的内容生成")
    finally:
        build.close()
    browser = None if args.no_pictures else find_browser()
    drawn = {} if args.no_pictures else pictures(report, browser)
    if drawn is None:
        say(
            "没有可用的浏览器，Word 里不放图形（网页版里有）：装上 Chrome、Edge 或 Chromium 后再生成即可放入"
        )
    if not report.is_whole:
        say(f"注意：{period.label}还没有结束，数据统计到 {report.as_of}")
    made = contents(report, free, drawn, template_of(settings), mark_of(mine))
    if args.pdf:
        printed, why = month_pdf(made[NAMES["html"]].decode(), find_browser())
        if why:
            raise UserError(why)
        made["report.pdf"] = printed
    files = write(args.out, made)
    seconds = round(time.monotonic() - started, 2)
    say(
        f"{period.label}的报告已写到“{args.out}”：{'、'.join(one.name for one in files)}（{seconds} 秒）"
    )
    return {
        "files": [str(one) for one in files],
        "figures_sha256": report.sha256,
        "seconds": seconds,
    }


def main() -> int:
    """Run one command; its exit status."""
    args = parser().parse_args()
    settings = Settings(args.data.resolve()) if args.data else Settings.from_environment()
    try:
        told = month_files(args, settings)
    except (UserError, NoBuildError) as error:
        say(str(error))
        return 2
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
