"""The archive of a selection: papers, certificates, the dossier, attachments and records in one ZIP file."""

from __future__ import annotations

import hashlib
import html
import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from typing import Any, BinaryIO

from records.entries import Record
from records.errors import RecordsError
from records.honours import Selection
from reports import honour_papers as papers
from reports import words
from reports.page import printable
from reports.selection import Placed
from scoring.period import parse_period

LISTED = "清单.txt"
Read = Callable[[dict[str, Any]], bytes]


def archive(
    out: BinaryIO,
    selection: Selection,
    ranked: Sequence[Placed],
    trail: Sequence[Record],
    read: Read,
    is_demo: bool = False,
) -> None:
    """Write the ZIP file. `trail` are the records in order, `read` gives an attachment's bytes.

    清单.txt holds the SHA-256 of every file in it, and names the attachments that are lost.
    """
    sums = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in _files(selection, ranked, trail, read, is_demo):
            if isinstance(content, str):
                sums.append(f"缺失  {name}  {content}")
                continue
            packed.writestr(name, content)
            sums.append(f"{hashlib.sha256(content).hexdigest()}  {name}")
        packed.writestr(LISTED, "\n".join(sums) + "\n")


def _files(
    selection: Selection,
    ranked: Sequence[Placed],
    trail: Sequence[Record],
    read: Read,
    is_demo: bool,
) -> Iterator[tuple[str, bytes | str]]:
    """Name and bytes of each file, one after another; words instead of bytes for a lost one."""
    by_code = {each.one.code: each.one for each in ranked}
    yield "档案.html", dossier(selection, ranked, trail, is_demo).encode()
    yield papers.file_name(selection, "公示", "docx"), papers.notice(selection, ranked, is_demo)
    yield papers.file_name(selection, "通报", "docx"), papers.circular(selection, ranked, is_demo)
    told = [asdict(one) for one in trail]
    yield "记录.json", json.dumps(told, ensure_ascii=False, indent=1).encode()
    for code in selection.honoured:
        one = by_code[code]
        name = f"证书/{_safe(code)}-{_safe(one.name)}.docx"
        yield name, papers.certificate(selection, one, is_demo)
    for each in ranked:
        folder = f"附件/{_safe(each.one.code)}-{_safe(each.one.name)}"
        for number, file in enumerate(each.one.files, start=1):
            place = f"{folder}/{number}-{_safe(str(file['name']))}"
            try:
                yield place, read(file)
            except RecordsError as error:
                yield place, str(error)


def _safe(name: str) -> str:
    """A name that every file system takes."""
    kept = "".join("_" if sign in '\\/:*?"<>|' or ord(sign) < 32 else sign for sign in name)
    return kept.strip(" .") or "_"


def dossier(
    selection: Selection, ranked: Sequence[Placed], trail: Sequence[Record], is_demo: bool = False
) -> str:
    """The whole selection as one page to print: its facts, every candidate's, every step."""
    period = parse_period(selection.period).label
    told = [
        ("评选", f"{period}{selection.award}，名额 {selection.seats}"),
        ("发起", selection.opened_by),
        ("规则", f"{selection.rules}，指纹 {selection.rulebook[:12]}"),
        ("拟定名单", f"{selection.listed_by}；{selection.list_note or '按得分先后'}"),
        (
            "公示",
            f"{words.iso_date(selection.notice_from)}至{words.iso_date(selection.notice_until)}，"
            f"{selection.unit}",
        ),
        ("决定", f"{selection.meeting}，{words.iso_date(selection.decided_on)}，记录人 {selection.decided_by}"),
        ("表彰", "、".join(each.one.name for each in ranked if each.one.code in selection.honoured)),
    ]  # fmt: skip
    notice = "<p>演示数据：内容均为虚构。</p>" if is_demo else ""
    body = notice + _pairs(told) + "".join(_candidate(each) for each in ranked) + _steps(trail)
    return printable(f"{period}{selection.award}评选档案", body)


def _pairs(told: Sequence[tuple[str, str]]) -> str:
    rows = "".join(
        f"<tr><th>{html.escape(what)}</th><td>{html.escape(text)}</td></tr>"
        for what, text in told
        if text
    )
    return f"<table>{rows}</table>"


def _candidate(each: Placed) -> str:
    one = each.one
    place = (
        "不列入排名"
        if each.place is None
        else f"第 {each.place} 名{'（并列）' if each.is_tied else ''}"
    )
    marks = "、".join(f"{mark.label} {mark.points:g}/{mark.full:g}" for mark in one.marks)
    told = [
        ("所在", one.place),
        ("得分", f"{one.total:.1f}（{place}）" if one.takes_part else ""),
        ("不能列入的原因", one.why_not),
        ("系统依据", f"{'；'.join(one.facts.lines)}（数据版本 {one.facts.build_id}）"),
        ("来源", f"{one.origin}，{one.nominated_by}"),
        ("事迹", one.deeds),
        ("公开承诺及兑现", one.promise),
        ("附件", "；".join(f"{told['name']}（SHA-256 {told['sha256'][:12]}…）" for told in one.files)),
        ("初评", f"{marks}；{one.mark_note}（{one.marked_by}）" if one.marked_by else ""),
        ("答复", f"{one.reply}（{one.replied_by}）" if one.reply else ""),
        ("复核", f"{one.verdict}，{one.review_note}（{one.reviewed_by}）" if one.verdict else ""),
        *[("一票否决", veto_words(veto)) for veto in one.vetoes],
        *[("异议", objection_words(objection)) for objection in one.objections],
    ]  # fmt: skip
    return f"<h2>{html.escape(one.name)}</h2>{_pairs(told)}"


def veto_words(one: dict[str, Any]) -> str:
    """A veto with who raised it and what came of it."""
    found = f"{one['what']}：{one['evidence']}（{one['raised_by']} 提出）"
    if not one["settled_by"]:
        return f"{found}，待另一个人核定"
    stands = "成立" if one["is_upheld"] else "不成立"
    return f"{found}，核定{stands}：{one['note']}（{one['settled_by']}）"


def objection_words(one: dict[str, Any]) -> str:
    """An objection with its answer."""
    # Who objects is told to nobody but the office, and there by a masked name alone.
    found = f"来信人 {words.iso_date(one['on'])}：{one['words']}（{one['entered_by']} 登记）"
    if not one["answered_by"]:
        return f"{found}，待另一个人答复"
    stands = "成立" if one["is_upheld"] else "不成立"
    return f"{found}，{stands}：{one['answer']}（{one['answered_by']} 答复）"


def _steps(trail: Sequence[Record]) -> str:
    rows = "".join(
        f"<tr><td>{one.seq}</td><td>{words.local_time(one.at)}</td>"
        f"<td>{html.escape(one.actor)}（{html.escape(one.actor_kind)}）</td>"
        f"<td>{html.escape(one.action)}</td><td>{html.escape(_about(one))}</td>"
        f"<td>{html.escape(step_words(one))}</td><td>{one.hash[:12]}</td></tr>"
        for one in trail
    )
    head = "".join(
        f"<th>{name}</th>" for name in ("编号", "时间", "谁", "做了什么", "对象", "说明", "指纹")
    )
    return f"<h2>经过</h2><table><tr>{head}</tr>{rows}</table>"


def step_words(one: Record) -> str:
    """What a step was about: marks, verdict, list; and the note."""
    after = one.after or {}
    told = ""
    if one.action == "初评打分":
        told = "、".join(
            f"{each['label']} {each['points']:g}/{each['full']:g}" for each in after["marks"]
        )
    elif one.action == "复核":
        told = str(after["verdict"])
    elif one.action in ("公示名单", "记录决定"):
        told = "、".join(after["listed" if one.action == "公示名单" else "honoured"])
    elif one.action == "补充事迹":
        told = f"事迹 {len(after['deeds'])} 个字，附件 {len(after['files'])} 个"
    return "；".join(part for part in (told, one.reason) if part)


def _about(one: Record) -> str:
    """The candidate's name, or the whole selection."""
    return str((one.after or {}).get("name") or "评选")
