"""The command `run`: scores of a period and the recommended list."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import duckdb

from etl.command_line import say
from etl.errors import UserError
from etl.read import Build, NoBuildError, open_build
from etl.settings import Settings
from scoring.explain import summary
from scoring.period import Period, parse_period
from scoring.report import as_json
from scoring.result import Scores
from scoring.rulebook import load_rulebook, rulebook_for
from scoring.scores import score_windows


class ChineseParser(argparse.ArgumentParser):
    """Wrong calls answer with one Chinese line and exit status 2."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call."""
        raise UserError(f"命令用法不对（{message}）：请运行 {self.prog} --help 查看")


def parser() -> argparse.ArgumentParser:
    """The command line as others rely on it."""
    top = ChineseParser(prog="python -m scoring", description="三比得分")
    commands = top.add_subparsers(dest="command", required=True, parser_class=ChineseParser)
    run = commands.add_parser("run", help="计算一个时段的得分与推荐名单")
    run.add_argument("--period", required=True, help="2026Q3、2026-10 或 2026")
    run.add_argument("--rulebook", type=Path, help="规则文件，默认用当年的")
    run.add_argument("--data", type=Path, help="数据目录，默认 data")
    run.add_argument("--json", action="store_true", help="最后一行输出一个 JSON 对象")
    return top


def run(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Score a period; UserError where there is nothing to score."""
    period = parse_period(args.period)
    book = load_rulebook(args.rulebook) if args.rulebook else \
        rulebook_for(settings, period.first.year)  # fmt: skip
    build = _opened(settings)
    try:
        scores = score_windows(build, period.scope, book)
        as_of = build.meta.as_of
    finally:
        build.close()
    if not any(one.n_cases for one in scores.windows):
        raise UserError(f"{period.label}没有办结的办件（数据统计到 {as_of}）："
                        "请换一个时段或先导入数据")  # fmt: skip
    notes = _notes(scores, period, period.is_complete(as_of), str(as_of))
    _tell(scores, period, notes)
    return as_json(scores, period, period.is_complete(as_of), notes)


def _opened(settings: Settings) -> Build:
    try:
        return open_build(settings)
    except NoBuildError as error:
        raise UserError(str(error)) from None
    except duckdb.Error as error:
        raise UserError(f"已发布的数据打不开（{error}）：请重新运行 python -m etl build") from None


def _notes(scores: Scores, period: Period, is_complete: bool, as_of: str) -> list[str]:
    """What a reader must know before reading any figure."""
    out = [f"{scores.book.title}（{scores.book.note}）"]
    if scores.book.year != period.first.year:
        out.append(f"{period.first.year} 年没有自己的规则，按 {scores.book.year} 年的规则试算")
    if not is_complete:
        out.append(f"{period.label}尚未完结，数据统计到 {as_of}")
    if scores.recommended.note:
        out.append(scores.recommended.note)
    return out


def _tell(scores: Scores, period: Period, notes: list[str]) -> None:
    say(f"{period.label}三比得分（推荐名单供评审会参考，不是评定结果）")
    for note in notes:
        say(note)
    for one in scores.windows:
        say(f"  {one.window_code} {one.window_name}（{one.peer_group}）：{summary(one)}")
    say("推荐名单：" + ("、".join(scores.recommended.codes) or "无"))


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 done, 2 the call or the input cannot be used."""
    try:
        args = parser().parse_args(arguments)
        settings = Settings(args.data.resolve()) if args.data else Settings.from_environment()
        report = run(args, settings)
    except UserError as error:
        say(str(error))
        return 2
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
