"""What each command of `python -m etl` does: its words for people and its JSON object."""

from __future__ import annotations

import argparse
import datetime as dt
import re
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etl.command_line import Progress, say
from etl.errors import UserError
from etl.landing import batches
from etl.settings import Settings

DEMO_BY = "演示数据"
FEWEST_CASES = 1000


def _now() -> str:
    return dt.datetime.now().isoformat(timespec="seconds")


def do_land(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Land files, or the answer of a database."""
    from etl.landing.land import Request, land_all  # noqa: PLC0415

    if bool(args.files) == bool(args.url) or bool(args.url) != bool(args.query):
        raise UserError(
            "请指明要导入的文件，或用 --from 数据库地址 和 --query 查询语句（两者只能选一种）"
        )
    _mind_the_names(args)
    if (settings.demo / "truth.json").is_file():
        _mind_the_demo(settings, is_named=args.data is not None)
    requests = [
        Request(
            Path(name),
            args.table,
            args.source,
            args.mapping,
            args.sheet,
            args.by,
            args.remember,
            args.url or "",
            args.query or "",
        )
        for name in args.files or ["."]
    ]
    with Progress("导入", args.progress) as progress:
        many = len(requests) > 1

        def tell(file: str, step: str, share: float) -> None:
            progress(f"{step}：{file}" if many else step, share)

        landed = land_all(settings, requests, tell)
    for one in landed.left:
        sheet = f"的工作表“{one['sheet']}”" if one["sheet"] else ""
        say(f"没有导入 {one['file']}{sheet}：{one['reason']}")
    for report in landed.reports:
        say(_landed_line(report))
    return {"files": landed.reports, "not_landed": landed.left}


def _mind_the_names(args: argparse.Namespace) -> None:
    """A database's address is not repeated: it may hold a password."""
    for name in args.files:
        if re.match("[A-Za-z+]{2,}:/", name):
            raise UserError("数据库地址要写在 --from 后面，并用 --query 给出查询语句")
        if not name.isprintable():
            raise UserError("文件名含有无法识别的字符（多半是解压时编码不对）：请改名后再导入")
    if not args.source.strip():
        raise UserError("来源名称不能为空：请去掉 --source，或写上来源系统的名称")


def _mind_the_demo(settings: Settings, is_named: bool) -> None:
    """The folder that `make run` fills takes real data only when it is named on purpose."""
    if not is_named:
        raise UserError(
            f"“{settings.data}”是演示数据的目录，真实数据不能混入：请用 --data 指定另一个目录"
        )
    say(f"注意：“{settings.data}”里是演示数据，导入后两者会混在一起")


def _landed_line(report: dict[str, Any]) -> str:
    sheet = f"（工作表“{report['sheet']}”）" if report["sheet"] else ""
    if report["already_landed"]:
        return f"{report['file']}{sheet}：这个文件以前已导入（批次 {report['batch']}），没有变化"
    line = (
        f"{report['file']}{sheet}：共 {report['rows_in']} 行，导入 {report['loaded']} 行，"
        f"退回 {report['rejected']} 行，重复 {report['duplicate']} 行"
    )
    return line + (f"；退回明细见 {report['rejects_path']}" if report["rejects_path"] else "")


def do_inspect(args: argparse.Namespace, _: Settings) -> dict[str, Any]:
    """What the reader sees in a file."""
    from etl.landing.inspecting import inspect  # noqa: PLC0415

    with TemporaryDirectory(prefix="zw-inspect-", ignore_cleanup_errors=True) as work:
        report = inspect(Path(args.file), Path(work), args.sheet, args.rows)
    kind = report["container"] + (f"，编码 {report['encoding']}" if report["encoding"] else "")
    sheet = f"，工作表“{report['sheet']}”" if report["sheet"] else ""
    say(
        f"{report['file']}：{kind}{sheet}，表头在第 {report['header_row']} 行，"
        f"{len(report['columns'])} 列，{report['data_rows']} 行数据"
    )
    return report


def do_preview(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """What landing a file would do."""
    from etl.landing.preview import preview  # noqa: PLC0415

    report = preview(settings, Path(args.file), args.table, args.source, args.mapping, args.sheet)
    say(report["problem"] or f"{report['file']}：可以作为“{report['label']}”导入")
    return report


def do_template(args: argparse.Namespace, _: Settings) -> dict[str, Any]:
    """An empty workbook to fill in."""
    from etl.landing.templates import write_template  # noqa: PLC0415

    path = write_template(args.table, args.out)
    say(f"空白模板已写到 {path}")
    return {"file": str(path)}


def do_build(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Build and publish."""
    if args.engine != "duckdb":
        raise UserError("本版本只有 DuckDB 引擎：请去掉 --engine spark")
    from etl.runner import build  # noqa: PLC0415

    with Progress("生成数据", args.progress) as progress:
        built = build(settings, args.as_of, progress, args.rescore)
    say(
        f"已发布：统计到 {built.as_of}，办件 {built.tables['fct_case']} 件，"
        f"核对 {built.checks} 项全部通过，用时 {built.seconds:.1f} 秒"
    )
    if built.older_labels:
        say(
            f"其中 {built.older_labels:,} 条留言沿用旧模型的判断；"
            "要全部重判，请在“标注复核”的“重新训练”里点“全部重新判断”"
        )
    return built.as_json()


def do_transcribe(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Land what was copied from the paper guestbook on the screen."""
    from etl.transcripts import land_drafts  # noqa: PLC0415

    with Progress("导入誊录", args.progress) as progress:
        report = land_drafts(settings, args.by, progress)
    say(_landed_line(report))
    return {"files": [report]}


def do_enter(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Land what was written by hand on the screen: findings of checks or measures."""
    from etl import drafts  # noqa: PLC0415
    from etl.hand_entries import KINDS  # noqa: PLC0415

    if args.table not in KINDS:
        raise UserError(f"“{args.table}”不能手工录入：可以的有 {'、'.join(KINDS)}")
    with Progress("导入手工录入", args.progress) as progress:
        report = drafts.land(settings, KINDS[args.table], args.by, progress)
    say(_landed_line(report))
    return {"files": [report]}


def do_retrain(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Train the comment model with what people reviewed; the gate decides whether it is used."""
    from etl.human_labels import write_human_labels  # noqa: PLC0415
    from nlp.gate import told  # noqa: PLC0415
    from nlp.retrain import retrain  # noqa: PLC0415

    path, rows = write_human_labels(settings)
    with Progress("训练判断模型", args.progress) as progress:
        done = retrain(
            settings.models,
            path,
            lambda now, total: progress("训练判断模型", now / max(total, 1)),
        )
    say(f"用 {rows:,} 条人工复核过的留言训练：{told(done.gate)}")
    return {
        "labels": rows,
        "model_version": done.in_use,
        "trained": done.model.version,
        "adopted": done.gate.passed,
        "check": done.gate.check.__dict__,
        "people": done.gate.people.__dict__,
    }


def do_where(_: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Path of the published build."""
    published = settings.published()
    if published is None:
        raise UserError("还没有发布过数据：请先运行 python -m etl build")
    say(str(published[1]))
    return {"build_id": published[0], "path": str(published[1])}


def do_status(_: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Batches, freshness, rejects and how far the calendar is known."""
    from etl import contract  # noqa: PLC0415
    from etl.calendar import declared_years, known_until  # noqa: PLC0415

    published = settings.published()
    year = known_until(declared_years(settings.reference("calendar_overrides.csv")))
    say(f"已发布：{published[0] if published else '无'}；节假日安排已知到 {year} 年")
    labels = {table: contract.load(table).label for table in contract.tables()}
    listed = []
    for one in batches.all_batches(settings):
        state = f"（已于 {one.forgotten_at} 撤回）" if one.forgotten_at else ""
        say(
            f"{one.batch}  {one.landed_at}  {one.file}  共 {one.rows_in} 行，导入 {one.loaded}，"
            f"退回 {one.rejected}，重复 {one.duplicate}{state}"
        )
        rejects = str(settings.data / one.rejects_path) if one.rejects_path else None
        listed.append(
            asdict(one) | {"label": labels.get(one.table, one.table), "rejects_path": rejects}
        )
    return {
        "build_id": published[0] if published else None,
        "batches": listed,
        "calendar_until": f"{year}-12-31",
    }


def do_forget(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Take a landed batch back."""
    gone = batches.forget(settings, args.batch, _now(), args.by)
    say(f"已撤回批次 {gone.batch}（{gone.rows_in} 行）；重新 build 后生效")
    return {"batch": gone.batch, "rows": gone.rows_in}


def do_demo(args: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Make, land and build the demonstration city."""
    from etl.demo import generate  # noqa: PLC0415
    from etl.demo_loops import follow_complaints  # noqa: PLC0415
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
    with Progress("生成演示数据", args.progress) as progress:
        exports = generate(settings.demo, cases=args.cases, seed=args.seed, progress=progress)
        for one in earlier:
            batches.forget(settings, one.batch, _now(), DEMO_BY)
        for export in exports:
            land(settings, Request(export.path, export.table, by=DEMO_BY), progress)
        built = build(settings, dt.date(2026, 10, 31), progress)
        progress("办理投诉", 0.99)
        follow_complaints(settings, built.as_of, args.seed)
    say(
        f"演示城市已就绪：办件 {built.tables['fct_case']} 件，留言 {built.tables['fct_comment']} 条"
    )
    return built.as_json()
