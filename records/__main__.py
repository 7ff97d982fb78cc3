"""Commands: verify, backup, restore, log."""

from __future__ import annotations

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any, NoReturn

from etl.command_line import say
from etl.errors import UserError
from etl.settings import Settings
from records import backup as backups
from records import dossiers
from records.chain import Problem
from records.entries import Record
from records.errors import StoreDamagedError
from records.kinds import label, require
from records.store import Store, open_records
from records.trail import count, read, standing, verify

HELP = """人工决定的记录：核对、备份、恢复、查看

用法：
  python -m records verify  [--against 备份文件]           核对记录链；断裂时退出码为 1
  python -m records backup  文件                           把全部记录写成一个备份文件
  python -m records restore 文件                           恢复备份；不会覆盖别的记录
  python -m records log     [--kind 类别] [--limit 条数]   最近的记录，默认 20 条

每个命令都可加：
  --data 目录   数据目录，默认 data
  --json        标准输出的最后一行是一个 JSON 对象
"""


class BrokenError(Exception):
    """The store is not sound: exit status 1, with the report for --json."""

    def __init__(self, problems: list[Problem], rows: int | None, what: str = "") -> None:
        more = f"（共发现 {len(problems)} 处）" if len(problems) > 1 else ""
        rest = "" if what else "；请停止写入，保留记录库备查"
        super().__init__(f"{what or '记录链已断'}：{problems[0]}{more}{rest}")
        found = [{"seq": one.seq, "what": one.what} for one in problems]
        self.report = {"rows": rows, "sound": False, "head": None, "problems": found}


def do_verify(args: argparse.Namespace, data: Path) -> dict[str, Any]:
    """Check the chain, and against a backup when one is named."""
    try:
        with open_records(data, create=False) as store:
            return _verified(store, data, args.against)
    except StoreDamagedError as error:
        raise BrokenError([Problem(None, str(error))], None) from error


def _verified(store: Store, data: Path, against: Path | None) -> dict[str, Any]:
    problems = verify(store)
    if not problems and against is not None:
        problems = backups.compare(store, against)
    if problems:
        raise BrokenError(problems, _count_or_none(store))
    if missing := dossiers.problems(store, data):
        raise BrokenError(missing, count(store), "记录链完好，但记录所指的文件不对")
    head = standing(store)
    say(f"记录链完好：共 {head.seq} 条，链头 {head.hash}")
    return {"rows": head.seq, "sound": True, "head": head.hash, "problems": []}


def _count_or_none(store: Store) -> int | None:
    try:
        return count(store)
    except StoreDamagedError:
        return None


def do_backup(args: argparse.Namespace, data: Path) -> dict[str, Any]:
    """Write everything to one file."""
    if not data.is_dir():
        raise UserError(f"没有数据目录“{data}”：请核对 --data")
    with open_records(data) as store:
        rows = backups.backup(store, args.file)
    say(f"已备份 {rows} 条记录到“{args.file}”")
    return {"rows": rows, "file": str(args.file)}


def do_restore(args: argparse.Namespace, data: Path) -> dict[str, Any]:
    """Put a backup back."""
    backups.load(args.file)  # a bad file must not even leave an empty store behind
    with open_records(data) as store:
        done = backups.restore(store, args.file)
    say(f"已恢复“{args.file}”：共 {done.rows} 条记录，其中新写入 {done.added} 条")
    return {"rows": done.rows, "added": done.added}


def do_log(args: argparse.Namespace, data: Path) -> dict[str, Any]:
    """The latest records, newest first."""
    with open_records(data, create=False) as store:
        found = read(store, kind=args.kind, limit=args.limit, newest_first=True)
    if args.kind and not found:
        # kinds of parts that are not loaded here are known only by their records
        require(args.kind)
    for one in found:
        print(_line(one), file=sys.stderr if args.json else sys.stdout)
    if not found:
        say("没有符合条件的记录")
    listed = [{"seq": one.seq, "at": one.at, "actor": one.actor, "actor_kind": one.actor_kind,
               "kind": one.kind, "subject": list(one.subject), "action": one.action,
               "reason": one.reason} for one in found]  # fmt: skip
    return {"rows": len(found), "records": listed}


def _line(one: Record) -> str:
    reason = f"  理由：{' '.join(one.reason.split())}" if one.reason.strip() else ""
    return (f"{one.seq}  {one.at}  {one.actor}（{one.actor_kind}）  {label(one.kind)}  "
            f"{one.action}  {one.subject.table}/{one.subject.key}{reason}")  # fmt: skip


class ChineseParser(argparse.ArgumentParser):
    """Help in Chinese; a wrong call answers with one Chinese line and exit status 2."""

    def error(self, message: str) -> NoReturn:  # noqa: ARG002
        """The library's words are English, so ours stand in for them."""
        given = " ".join(sys.argv[1:])
        say(f"命令用法不对（python -m records {given}）：请运行 python -m records --help 查看")
        sys.exit(2)

    def format_help(self) -> str:
        """All commands at once: there are four."""
        return HELP


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def parser() -> argparse.ArgumentParser:
    """The command line."""
    common = ChineseParser(add_help=False)
    common.add_argument("--data", type=Path, default=None)
    common.add_argument("--json", action="store_true")
    top = ChineseParser(prog="python -m records")
    commands = top.add_subparsers(dest="command", required=True)
    check = commands.add_parser("verify", parents=[common])
    check.add_argument("--against", type=Path, default=None)
    check.set_defaults(run=do_verify)
    for name, run in (("backup", do_backup), ("restore", do_restore)):
        made = commands.add_parser(name, parents=[common])
        made.add_argument("file", type=Path)
        made.set_defaults(run=run)
    log = commands.add_parser("log", parents=[common])
    log.add_argument("--kind", default=None)
    log.add_argument("--limit", type=_positive, default=20)
    log.set_defaults(run=do_log)
    return top


def main() -> int:
    """Run one command; its exit status."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a tampered text may hold bytes that no encoding can print
        sys.stdout.reconfigure(errors="backslashreplace")
    args = parser().parse_args()
    settings = Settings(args.data.resolve()) if args.data else Settings.from_environment()
    try:
        report = args.run(args, settings.data)
    except UserError as error:
        say(str(error))
        return 2
    except BrokenError as error:
        say(str(error))
        report, status = error.report, 1
    else:
        status = 0
    if args.json:
        print(json.dumps(report, ensure_ascii=False))
    return status


if __name__ == "__main__":
    sys.exit(main())
