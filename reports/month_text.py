"""The sentences of the monthly report: rules over its figures, with reasons that the data hold, no filler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import words
from reports.guestbook import window_label
from reports.report_model import Cell, Figure
from scoring.uncertainty import differs

if TYPE_CHECKING:
    import pandas as pd

    from reports.month_inputs import Inputs

Paragraphs = tuple[str, ...]
DAYS_APART, CLUSTER, CLUSTER_CASES = 3, 0.25, 5
"""Working days that two periods must differ by to be a reason; the part of the late cases, and how many,
that one item must have to be named."""
PAUSED, NAMED, VOLUME = 0.01, 5, 200
"""The part of the cases in time that pauses must carry; how many are named; fewer finished cases than this
give no figure by working day."""


def _against(one: Figure, told: Inputs) -> str:
    """，环比增加…，同比减少…; what has no past, or too little of it, is not compared."""
    if one.now.shown_value is None:
        return ""
    parts = []
    for name, cell in ((_before(told), one.before), ("同比", one.year_before)):
        if cell.shown_value is None:
            continue
        if one.kind == "count" and not cell.value:
            parts.append(f"{name}基数为 0" if one.now.value else f"{name}持平")
            continue
        moved = _moved(one, one.change(cell))
        parts.append(f"{name}{moved}{'' if _is_clear(one, cell) else '（无明显变化）'}")
    return "，" + "，".join(parts) if parts else "，没有可比的往期数据"


def _is_clear(one: Figure, past: Cell) -> bool:
    """Whether a share has changed beyond chance, as the pages tell it; counts are what they are."""
    if one.kind != "share" or one.change(past) == "持平":
        return True
    now = one.now
    return differs(now.part or 0, now.whole or 0, past.part or 0, past.whole or 0)


def _before(told: Inputs) -> str:
    """The period before is 环比 of a month, and named for a longer one."""
    return "环比" if told.scope.months == 1 else f"较{words.previous_name(told.scope)}"


def _moved(one: Figure, change: str) -> str:
    """+142 件 as 增加 142 件, −0.4 个百分点 as 下降 0.4 个百分点."""
    up, down = ("增加", "减少") if one.kind == "count" else ("上升", "下降")
    if change.startswith("+"):
        return up + " " + change[1:]
    return down + " " + change[1:] if change.startswith("−") else change


def overall(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    """How much, how fast, and the reasons in the calendar, one item or the pauses."""
    finished, accepted = by_key["finished"], by_key["accepted"]
    period = words.period(told.scope)
    if not finished.now.value and not accepted.now.value:
        return (f"{period}没有受理也没有办结的办件。",)
    first = (
        f"{period}，受理 {accepted.text}{_against(accepted, told)}；办结 {finished.text}"
        f"{_against(finished, told)}。"
    )
    found = [first, _kinds(told), *_speed(told, by_key), *_reasons(told, by_key)]
    late, lawless = by_key["open_past"], by_key["open_statutory"]
    found.append(
        f"期末在办 {told.opened.open:,} 件，其中超承诺时限 {late.text}{_against(late, told)}；超法定时限 "
        f"{lawless.text}{_against(lawless, told)}。"
    )
    return tuple(one for one in found if one)


def _kinds(told: Inputs) -> str:
    counts = told.now.cases.counts
    if not counts["typed"]:
        return ""
    promised = counts["typed"] - counts["at_once"]
    return f"办结件中，即办件 {counts['at_once']:,} 件，承诺件 {promised:,} 件。"


def _speed(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    found = []
    for key in ("on_time", "early", "within_statutory"):
        one = by_key[key]
        if one.now.whole:
            found.append(f"{one.label} {one.text}{_against(one, told)}")
    speed = f"{'；'.join(found)}。" if found else "来源没有时限，不计按时办结率。"
    if told.now.cases.p90_days is None:
        return (speed,)
    days = f"九成办件在 {words.days(told.now.cases.p90_days)}内办结，一半在 {words.days(told.now.cases.median_days)}内办结"
    faster = told.now.cases.speed_up
    return (
        speed,
        f"{days}{f'，比法定时限平均提速 {words.percent(faster)}' if faster is not None else ''}。",
    )


def _calendar_reason(told: Inputs, finished: Figure) -> str:
    """That there were fewer or more working days, where the volume moved likewise and is no handful."""
    now, before = told.calendar, told.calendar_before
    count, past = finished.now.value or 0, finished.before.value or 0
    apart = now.workdays - before.workdays
    is_alike = apart * (count - past) > 0 and abs(apart) >= DAYS_APART
    if not (told.is_whole and is_alike and min(count, past) >= VOLUME):
        return ""
    fewer = now if apart < 0 else before
    holidays = f"（{'、'.join(fewer.holidays)}）" if fewer.holidays else ""
    name = words.previous_name(told.scope)
    return (
        f"本期工作日 {now.workdays} 天，比{name}{'少' if apart < 0 else '多'} {abs(apart)} 天{holidays}，"
        f"办结件数的变化与此同向；平均每个工作日办结 {count / max(now.workdays, 1):,.0f} 件"
        f"（{name} {past / max(before.workdays, 1):,.0f} 件）。"
    )


def _part(part: float, whole: float, unit: str) -> str:
    """1,200 件（12.3%）; the count alone of fewer than ten."""
    return f"{part:,.0f} {unit}" + (
        f"（{words.percent(part / whole)}）" if whole >= words.FEW else ""
    )


def _reasons(told: Inputs, by_key: dict[str, Figure]) -> list[str]:
    """What of the figures the data explain: the calendar, one item, the pauses."""
    found = []
    calendar = _calendar_reason(told, by_key["finished"])
    found += [calendar] if calendar else []
    late = told.now.cases.counts["overdue"]
    if late and len(told.overdue_items):
        worst = told.overdue_items.iloc[0]
        count = int(worst["overdue"])
        if count >= CLUSTER_CASES and count / late >= CLUSTER:
            found.append(
                f"超承诺时限办结的 {late:,} 件中，{_part(count, late, '件')}是“{worst['item_name']}”。"
            )
    paused, on_time = told.now.cases.counts["only_by_pause"], told.now.cases.counts["on_time"]
    if on_time >= words.FEW and paused / on_time >= PAUSED:
        found.append(
            f"按时办结的办件中，{paused:,} 件（{words.percent(paused / on_time)}）扣除暂停才算按时，请核对暂停的理由。"
        )
    return found


def windows(told: Inputs) -> Paragraphs:
    """How many windows worked, who had nothing, cards, who is late most."""
    frame = told.windows[~told.windows["is_from_cases"].astype(bool)]
    if frame.empty:
        frame = told.windows
    found = []
    if len(frame):
        idle = frame[frame["finished"] == 0]
        others = len(told.windows) - len(frame)
        more = f"；另有 {others:,} 个窗口不在清单里，只在办件中出现" if others else ""
        found.append(
            f"清单内 {len(frame):,} 个窗口中，{len(frame) - len(idle):,} 个有办结件{more}。"
        )
        if len(idle):
            shown = "、".join(names(idle)[:NAMED])
            more = f"等 {len(idle):,} 个窗口" if len(idle) > NAMED else ""
            found.append(f"本期没有办结件的：{shown}{more}，请核对是否停办或漏报。")
    found.append(_late_windows(told))
    if told.cards is not None:
        cards = told.cards
        found.append(
            f"期末在办件中，内部预警 {cards.warned:,} 件、黄牌 {cards.yellow:,} 件、红牌 {cards.red:,} 件。"
        )
    return tuple(found)


def _late_windows(told: Inputs) -> str:
    count = told.now.cases.counts["overdue"]
    if not count:
        return "没有超承诺时限办结的办件。"
    late = told.windows[told.windows["overdue"] > 0].sort_values("overdue", ascending=False)
    listed = "逐件见附件" if told.overdue_total <= len(told.overdue_cases) else f"前 {len(told.overdue_cases)} 件见附件"  # fmt: skip
    if late.empty:
        return f"超承诺时限办结 {count:,} 件，来源没有写明窗口；{listed}。"
    named = zip(names(late), late["overdue"], strict=True)
    worst = "、".join(f"{name}（{int(overdue):,} 件）" for name, overdue in list(named)[:NAMED])
    return f"有超承诺时限办结的窗口 {len(late):,} 个，件数最多的是{worst}；{listed}。"


def names(frame: pd.DataFrame) -> list[str]:
    """Windows by name, with the code where two are called alike."""
    alike = frame["window_name"].duplicated(keep=False)
    return [
        window_label(str(name), str(code)) if twice else str(name)
        for name, code, twice in zip(frame["window_name"], frame["window_code"], alike, strict=True)
    ]


def voice(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    """Ratings first, then what the comments say."""
    now = told.now.ratings
    found = []
    if now.valid:
        rated, active, good = by_key["rated"], by_key["active_rated"], by_key["satisfaction"]
        found.append(
            f"收到有效评价 {now.valid:,} 条，评价率 {rated.text}，主动评价率 {active.text}；主动评价好评率 "
            f"{good.text}{_against(good, told)}。"
        )
        bad = by_key["bad"]
        found.append(f"差评 {bad.text}{_against(bad, told)}。" if bad.now.value else "没有差评。")
    else:
        found.append("本期没有有效评价。")
    if now.suspect:
        found.append(f"另有 {now.suspect:,} 条评价待核查{_where_suspect(told)}，核定前仍计入。")
    total = by_key["comments"]
    if total.now.value:
        said = "、".join(
            f"{by_key[key].label.removesuffix('类留言')} {words.count(by_key[key].now.value)} 条"
            for key in ("praise", "suggestion", "inquiry")
        )
        said += f"、中性 {told.now.comments.by_label['neutral']:,} 条"
        complained = by_key["complaints"]
        found.append(
            f"收到群众留言 {total.text}{_against(total, told)}，其中有抱怨的 "
            f"{_part(complained.now.part or 0, complained.now.whole or 0, '条')}；{said}。"
        )
        if unsure := told.now.comments.needs_review:
            found.append(f"其中 {unsure:,} 条机器拿不准，待人复核，现按机器判断计入。")
    else:
        found.append("本期没有群众留言。")
    return tuple(found)


def _where_suspect(told: Inputs) -> str:
    """The window that half and more of the suspect ratings are of; empty without one."""
    rated = told.windows_rated.merge(told.windows[["window_code", "window_name"]], on="window_code")
    if rated.empty:
        return ""
    worst = rated.sort_values("suspect", ascending=False).iloc[0]
    count = int(worst["suspect"])
    return (
        f"（其中 {count:,} 条在{worst['window_name']}）"
        if count * 2 >= told.now.ratings.suspect
        else ""
    )


def discipline(told: Inputs) -> Paragraphs:
    """What checks have found, those under appeal apart."""
    found = told.findings
    if found.empty:
        return ("本期没有巡查记录。",)
    counted = found[found["is_counted"].astype(bool)]
    if counted.empty:
        return (f"巡查记录 {len(found):,} 条，没有认定的问题。",)
    kinds = "、".join(
        f"{kind} {count:,} 次" for kind, count in counted["category"].value_counts().items()
    )
    open_ones = int(
        (found["is_appealed"].fillna(False).astype(bool) & found["is_upheld"].isna()).sum()
    )
    appeal = f"；另有 {open_ones:,} 条在申诉中，认定前不计" if open_ones else ""
    return (f"巡查认定的问题 {len(counted):,} 次：{kinds}{appeal}。",)


def honours(told: Inputs) -> Paragraphs:
    """Scores of the period, the list where a quarter ends, measures adopted."""
    if told.scores is None:
        return ("没有评分规则，不列得分。",)
    placed = [one for one in told.scores.windows if one.rate is not None]
    if not placed:
        return ("本期没有够条件计分的窗口。",)
    best = placed[0]
    same = sum(one.band == best.band for one in placed)
    found = [
        f"按{told.scores.book.title}，{len(placed):,} 个窗口参加计分，得分率最高的是{best.window_name}"
        f"（{words.percent(best.rate)}）；连它在内 {same:,} 个窗口分不出高下。"
    ]
    if told.quarter is not None:
        names = {one.window_code: one.window_name for one in told.scores.windows}
        listed = "、".join(names.get(code, code) for code in told.quarter.codes) or "无"
        found.append(f"本季度红旗窗口推荐名单（供评选参考，由人决定）：{listed}。")
    measures = told.measures[told.measures["is_counted"].astype(bool)]
    if len(measures):
        kinds = "、".join(
            f"{kind} {count:,} 项" for kind, count in measures["kind"].value_counts().items()
        )
        found.append(f"经认定的创新举措与表扬 {len(measures):,} 项：{kinds}。")
    return tuple(found)


def work(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    """Online applications, compression, what is done at once."""
    found = []
    online = by_key["online"]
    if online.now.whole:
        found.append(f"{online.label} {online.text}{_against(online, told)}。")
    if told.limits.compression is not None:
        found.append(
            f"{told.limits.comparable:,} 个事项有可比的法定和承诺时限，承诺时限合计比法定时限压缩 "
            f"{words.percent(told.limits.compression)}。"
        )
    counts = told.now.cases.counts
    if counts["typed"] >= words.FEW:
        found.append(f"即办件占 {words.percent(counts['at_once'] / counts['typed'])}。")
    return tuple(found) or ("本期没有可列的数据。",)


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
        "比率的分母不足 10 的，只列件数，不列比率；比率的变化以百分点计；变化按没有四舍五入的数计算；没有往期数据的以“—”表示。"
    )
    return tuple(found)


def problems(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    """A draft of 存在问题 from the figures, each with its number, for people to change."""
    found = []
    late = told.now.cases.counts["overdue"]
    if late:
        found.append(f"超承诺时限办结 {late:,} 件，按时办结率 {by_key['on_time'].text}。")
    opened = told.opened
    if opened.past_promise:
        found.append(
            f"期末仍有 {opened.past_promise:,} 件超期未办结，其中超法定时限 {opened.past_statutory:,} 件。"
        )
    if by_key["bad"].now.value:
        found.append(f"差评 {by_key['bad'].text}，须逐条回访整改。")
    complained = by_key["complaints"].now
    if complained.part:
        found.append(f"群众留言中有抱怨的 {_part(complained.part, complained.whole or 0, '条')}。")
    return tuple(found)
