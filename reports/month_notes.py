"""What a reader of the monthly report must know besides: the data, what is pending, what to work on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.month_phrases import Paragraphs, part
from reports.report_model import Figure, Pending

if TYPE_CHECKING:
    from reports.month_inputs import Inputs


def quality(told: Inputs) -> Paragraphs:
    """What a reader must know of the data: what was left out and why."""
    trust, counts = told.trust, told.now.cases.counts
    found = [
        f"导入 {trust.batches:,} 批共 {trust.rows_in:,} 行：入库 {trust.loaded:,} 行，退回 {trust.rejected:,} 行，"
        f"重复 {trust.duplicate:,} 行；入库的行中有疑点 {trust.findings:,} 处。",
    ]
    if counts["left_out"]:
        found.append(
            f"本期草稿、不予受理、作废、撤回、退件共 {counts['left_out']:,} 件，另列，不计入各项比率。"
        )
    if counts["conflicts"]:
        found.append(f"本期日期有矛盾的 {counts['conflicts']:,} 件，计入件数，不计入用时和比率。")
    if told.calendar.is_provisional:
        found.append("本期有节假日安排尚未发布的日子，工作日按周末推算，安排公布后会变。")
    found.append(
        "比率的分母不足 10 的，只列件数，不列比率；比率的变化以百分点计；变化按没有四舍五入的数计算；没有往期数据或往期为 0 的以“—”表示。"
    )
    return tuple(found)


def pending(told: Inputs) -> Pending:
    """What people have still to settle, or to know, before the report goes out."""
    return Pending(
        told.calendar.is_provisional, told.trust.rejected, told.now.ratings.suspect,
        told.now.comments.suspect,        told.now.comments.needs_review,
    )  # fmt: skip


def problems(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    """A draft of 存在问题 from the figures, each with its number, for people to change."""
    found = []
    late = told.now.cases.counts["overdue"]
    if late:
        found.append(f"超承诺时限办结 {late:,} 件，按时办结率 {by_key['on_time'].text}。")
    opened = told.opened
    if opened.past_promise or opened.past_statutory:
        found.append(
            f"期末仍有 {opened.past_promise:,} 件超承诺时限、{opened.past_statutory:,} 件超法定时限没有办结。"
        )
    if by_key["bad"].now.value:
        found.append(f"差评 {by_key['bad'].text}，须逐条回访整改。")
    complained = by_key["complaints"].now
    if complained.part:
        found.append(f"群众留言中有抱怨的 {part(complained.part, complained.whole or 0, '条')}。")
    return tuple(found)
