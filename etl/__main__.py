"""The command line of the pipeline, as interfaces.md fixes it; see etl.commands for the work."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

from etl import commands as do
from etl.command_line import ChineseParser, say
from etl.errors import BuildError, UserError
from etl.settings import DEFAULT_SOURCE, Settings

YEARS = (2000, 2100)
CALLED_OFF = 130


def _day(text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise UserError(f"日期“{text}”无法识别：请写成 2026-10-31") from None
    if not YEARS[0] <= day.year <= YEARS[1]:
        raise UserError(f"统计日“{text}”不在 {YEARS[0]}—{YEARS[1]} 年之间：请检查")
    return day


def _folder(path: Path | None) -> Settings:
    settings = Settings(path.resolve()) if path else Settings.from_environment()
    if settings.data.exists() and not settings.data.is_dir():
        raise UserError(f"“{settings.data}”不是目录：请用 --data 指定数据目录")
    return settings


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    common = ChineseParser(add_help=False)
    common.add_argument(
        "--data", type=Path, default=None, metavar="目录", help="数据目录，默认 data"
    )
    common.add_argument("--json", action="store_true", help="最后一行输出一个 JSON 对象")
    common.add_argument("--progress", action="store_true", help="逐行输出进度，供其他程序读取")
    top = ChineseParser(prog="python -m etl", description="导入、生成与发布")
    commands = top.add_subparsers(
        dest="command", required=True, parser_class=ChineseParser, metavar="命令", title="命令"
    )

    def add(name: str, run: Callable[..., dict[str, Any]], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=text, description=text)
        made.set_defaults(run=run)
        return made

    _add_landing(add)
    made = add("build", do.do_build, "生成并发布")
    made.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb", help="计算引擎")
    made.add_argument(
        "--as-of", type=_day, default=None, metavar="日期", help="统计日，如 2026-10-31"
    )
    made.add_argument("--rescore", action="store_true", help="用现用模型重新判断全部留言")
    copied = add("transcribe", do.do_transcribe, "导入在看板上誊录的留言簿")
    copied.add_argument("--by", default="未署名", metavar="姓名", help="导入人")
    entered = add("enter", do.do_enter, "导入在看板上录入的巡查或创新举措")
    entered.add_argument("--table", required=True, metavar="表", help="inspections 或 innovations")
    entered.add_argument("--by", default="未署名", metavar="姓名", help="导入人")
    add("retrain", do.do_retrain, "用人工复核过的留言重新训练判断模型")
    add("where", do.do_where, "已发布数据的位置")
    add("status", do.do_status, "批次与新鲜度")
    forget = add("forget", do.do_forget, "撤回一个批次")
    forget.add_argument("--batch", required=True, metavar="批次号", help="批次号，见 status")
    forget.add_argument("--by", default="未署名", metavar="姓名", help="撤回人")
    demo = add("demo", do.do_demo, "演示城市")
    demo.add_argument("--cases", type=int, default=200_000, metavar="件数", help="办件数")
    demo.add_argument("--seed", type=int, default=20261031, metavar="数", help="随机种子")
    return top


def _add_landing(add: Callable[..., argparse.ArgumentParser]) -> None:
    """The commands that read exports."""
    land = add("land", do.do_land, "导入文件，或数据库查询的结果")
    land.add_argument("files", nargs="*", metavar="文件", help="要导入的文件")
    land.add_argument("--from", dest="url", metavar="地址", help="数据库地址，如 postgresql://…")
    land.add_argument("--query", metavar="语句", help="在数据库中执行的一条 SELECT 语句")
    land.add_argument("--remember", action="store_true", help="记住这次的映射，供同一来源以后使用")
    land.add_argument("--by", default="未署名", metavar="姓名", help="导入人")
    preview = add("preview", do.do_preview, "预览导入结果，不写入任何数据")
    preview.add_argument("file", metavar="文件", help="要预览的文件")
    for one in (land, preview):
        one.add_argument("--table", required=True, metavar="表", help="导入为哪张表，如 cases")
        one.add_argument("--source", default=DEFAULT_SOURCE, metavar="来源", help="来源系统的名称")
        one.add_argument("--mapping", type=Path, metavar="文件", help="列的对应（TOML 文件）")
        one.add_argument("--sheet", metavar="工作表", help="工作表的名称")
    inspect = add("inspect", do.do_inspect, "查看文件被识别成什么样")
    inspect.add_argument("file", metavar="文件", help="要查看的文件")
    inspect.add_argument("--sheet", metavar="工作表", help="工作表的名称")
    inspect.add_argument("--rows", type=Path, metavar="文件", help="把数据行写成 CSV")
    template = add("template", do.do_template, "空白模板")
    template.add_argument("--table", required=True, metavar="表", help="哪张表的模板，如 comments")
    template.add_argument(
        "--out", required=True, type=Path, metavar="文件", help="写到哪个 xlsx 文件"
    )


def _call_off(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> int:
    """Run one command; its exit status."""
    # A landing that is called off takes its work folder away, as after Ctrl+C.
    signal.signal(signal.SIGTERM, _call_off)
    try:
        args = parser().parse_args()
        report = args.run(args, _folder(args.data))
    except UserError as error:
        say(str(error))
        return 2
    except BuildError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("已中止：数据没有变化")
        return CALLED_OFF
    except OSError as error:
        where = f"“{error.filename}”" if error.filename else "数据目录"
        say(f"读写{where}失败（{error.strerror or error}）：请检查磁盘空间和权限后重试")
        return 1
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
