"""Commands: land, build, where, status, demo, forget."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from etl.errors import BuildError, UserError
from etl.landing import batches
from etl.settings import DEFAULT_SOURCE, Settings

DEMO_BY = "演示数据"
FEWEST_CASES = 1000
YEARS = (2000, 2100)
COMMANDS = ("land", "build", "where", "status", "demo", "forget")
LATER = ("inspect", "template")


class Bar:
    """Progress on a terminal as a bar, else silent; steps are named in Chinese."""

    def __init__(self, title: str) -> None:
        self._bar = tqdm(
            total=100,
            desc=title,
            leave=False,
            disable=not sys.stderr.isatty(),
            bar_format="{desc} {bar} {percentage:3.0f}%",
        )

    def __call__(self, step: str, share: float) -> None:
        self._bar.set_description_str(step)
        self._bar.n = round(share * 100)
        self._bar.refresh()

    def close(self) -> None:
        """Take the bar off the screen."""
        self._bar.close()


def say(text: str) -> None:
    """A line for people, on standard error."""
    print(text, file=sys.stderr)


def do_land(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Land each file in turn."""
    from etl.landing.land import Request, land  # noqa: PLC0415

    if (settings.demo / "truth.json").is_file():
        _mind_the_demo(settings, is_named=args.data is not None)
    reports = []
    for name in args.files:
        bar = Bar(Path(name).name)
        request = Request(Path(name), args.table, args.source, args.mapping, args.sheet, args.by)
        try:
            report = land(settings, request, bar)
        finally:
            bar.close()
        reports.append(report)
        say(_landed_line(report))
    return {"files": reports}


def _mind_the_demo(settings: Settings, is_named: bool) -> None:
    """The folder that `make run` fills takes real data only when it is named on purpose."""
    if not is_named:
        raise UserError(
            f"“{settings.data}”是演示数据的目录，真实数据不能混入：请用 --data 指定另一个目录"
        )
    say(f"注意：“{settings.data}”里是演示数据，导入后两者会混在一起")


def _landed_line(report: dict[str, Any]) -> str:
    if report["already_landed"]:
        return f"{report['file']}：这个文件以前已导入（批次 {report['batch']}），没有变化"
    line = (
        f"{report['file']}：共 {report['rows_in']} 行，导入 {report['loaded']} 行，"
        f"退回 {report['rejected']} 行，重复 {report['duplicate']} 行"
    )
    return line + (f"；退回明细见 {report['rejects_path']}" if report["rejects_path"] else "")


def do_build(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Build and publish."""
    if args.engine != "duckdb":
        raise UserError("本版本只有 DuckDB 引擎：请去掉 --engine spark")
    from etl.runner import build  # noqa: PLC0415

    bar = Bar("生成数据")
    try:
        built = build(settings, args.as_of, bar)
    finally:
        bar.close()
    say(
        f"已发布：统计到 {built.as_of}，办件 {built.tables['fct_case']} 件，"
        f"核对 {built.checks} 项全部通过，用时 {built.seconds:.1f} 秒"
    )
    return built.as_json()


def do_where(_: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Path of the published build."""
    published = settings.published()
    if published is None:
        raise UserError("还没有发布过数据：请先运行 python -m etl build")
    say(str(published[1]))
    return {"build_id": published[0], "path": str(published[1])}


def do_status(_: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Batches, freshness, rejects and how far the calendar is known."""
    from etl.calendar import known_years  # noqa: PLC0415

    published = settings.published()
    say(f"已发布：{published[0] if published else '无'}；节假日安排已知到 {known_years()[1]} 年")
    standing = batches.all_batches(settings)
    for one in standing:
        state = f"（已于 {one.forgotten_at} 撤回）" if one.forgotten_at else ""
        say(
            f"{one.batch}  {one.landed_at}  {one.file}  共 {one.rows_in} 行，导入 {one.loaded}，"
            f"退回 {one.rejected}，重复 {one.duplicate}{state}"
        )
    return {
        "build_id": published[0] if published else None,
        "batches": len(standing),
        "calendar_until": f"{known_years()[1]}-12-31",
    }


def do_forget(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Take a landed batch back."""
    gone = batches.forget(settings, args.batch, dt.datetime.now().isoformat(timespec="seconds"))
    say(f"已撤回批次 {gone.batch}（{gone.rows_in} 行）；重新 build 后生效")
    return {"batch": gone.batch, "rows": gone.rows_in}


def do_demo(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Make, land and build the demonstration city."""
    from etl.demo import generate  # noqa: PLC0415
    from etl.landing.land import Request, land  # noqa: PLC0415
    from etl.runner import build  # noqa: PLC0415

    if args.cases < FEWEST_CASES:
        raise UserError(f"演示城市至少要 {FEWEST_CASES} 件办件：请调大 --cases")
    earlier = batches.standing(settings)
    if any(one.landed_by != DEMO_BY for one in earlier):
        raise UserError(
            f"“{settings.data}”里已有真实数据，演示数据不能混入：请用 --data 指定一个空目录"
        )
    say("正在生成演示城市（数据均为虚构）……")
    bar = Bar("生成演示数据")
    try:
        exports = generate(settings.demo, cases=args.cases, seed=args.seed, progress=bar)
        for one in earlier:
            batches.forget(settings, one.batch, dt.datetime.now().isoformat(timespec="seconds"))
        for export in exports:
            land(settings, Request(export.path, export.table, by=DEMO_BY), bar)
        built = build(settings, dt.date(2026, 10, 31), bar)
    finally:
        bar.close()
    say(
        f"演示城市已就绪：办件 {built.tables['fct_case']} 件，留言 {built.tables['fct_comment']} 条"
    )
    return built.as_json()


def do_later(args: argparse.Namespace, _: Settings) -> dict[str, Any]:
    """A command of the plan that this version does not have."""
    raise UserError(f"本版本还没有 {args.command} 命令：请看 python -m etl --help 里现有的命令")


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


class ChineseParser(argparse.ArgumentParser):
    """Wrong calls answer with one Chinese line and exit status 2."""

    def error(self, message: str) -> Any:  # noqa: ARG002
        """One Chinese line; the library's own words are English."""
        given = " ".join(sys.argv[1:]) or "（没有命令）"
        say(f"命令用法不对：{given}。现有命令：{'、'.join(COMMANDS)}；请加 --help 查看写法")
        sys.exit(2)


def parser() -> argparse.ArgumentParser:
    """The command line as interfaces.md fixes it."""
    common = ChineseParser(add_help=False)
    common.add_argument("--data", type=Path, default=None, help="数据目录，默认 data")
    common.add_argument("--json", action="store_true", help="最后一行输出一个 JSON 对象")
    top = ChineseParser(prog="python -m etl", description="导入、生成与发布")
    commands = top.add_subparsers(dest="command", required=True, parser_class=ChineseParser)

    def add(name: str, run: Callable[..., dict[str, Any]], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, parents=[common], help=text)
        made.set_defaults(run=run)
        return made

    land = add("land", do_land, "导入文件")
    land.add_argument("files", nargs="+")
    land.add_argument("--table", required=True)
    land.add_argument("--source", default=DEFAULT_SOURCE)
    land.add_argument("--mapping", type=Path)
    land.add_argument("--sheet")
    land.add_argument("--by", default="未署名", help="导入人")
    made = add("build", do_build, "生成并发布")
    made.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
    made.add_argument("--as-of", type=_day, default=None)
    add("where", do_where, "已发布数据的位置")
    add("status", do_status, "批次与新鲜度")
    forget = add("forget", do_forget, "撤回一个批次")
    forget.add_argument("--batch", required=True)
    for name in LATER:
        later = add(name, do_later, "以后的版本提供")
        later.add_argument("rest", nargs=argparse.REMAINDER)
    demo = add("demo", do_demo, "演示城市")
    demo.add_argument("--cases", type=int, default=200_000)
    demo.add_argument("--seed", type=int, default=20261031)
    return top


def main() -> int:
    """Run one command; its exit status."""
    try:
        args = parser().parse_args()
        report = args.run(args, _folder(args.data))
    except UserError as error:
        say(str(error))
        return 2
    except BuildError as error:
        say(str(error))
        return 1
    except OSError as error:
        where = f"“{error.filename}”" if error.filename else "数据目录"
        say(f"读写{where}失败（{error.strerror or error}）：请检查磁盘空间和权限后重试")
        return 1
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
