"""The sentences of the monthly report on volume, speed and windows: rules over its figures, with reasons
that the data hold, no filler."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports import words
from reports.month_phrases import Paragraphs, against, part
from reports.report_model import Figure

if TYPE_CHECKING:
    from reports.month_inputs import Inputs

DAYS_APART, CLUSTER, CLUSTER_CASES = 3, 0.25, 5
"""Working days that two periods must differ by to be a reason; the part of the late cases, and how many,
that one item must have to be named."""
PAUSED, NAMED, VOLUME = 0.01, 5, 200
"""The part of the cases with a promise that pauses must carry; how many are named; fewer finished cases than this
give no figure by working day."""


def overall(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    """How much, how fast, and the reasons in the calendar, one item or the pauses."""
    finished, accepted = by_key["finished"], by_key["accepted"]
    period = words.period(told.scope)
    if not finished.now.value and not accepted.now.value:
        return (f"{period}没有受理也没有办结的办件。",)
    first = (
        f"{period}，受理 {accepted.text}{against(accepted, told)}；办结 {finished.text}"
        f"{against(finished, told)}。"
    )
    found = [first, _kinds(told), *_speed(told, by_key), *_reasons(told, by_key)]
    late, lawless = by_key["open_past"], by_key["open_statutory"]
    found.append(
        f"期末在办 {told.opened.open:,} 件，其中超承诺时限 {late.text}{against(late, told)}；超法定时限 "
        f"{lawless.text}{against(lawless, told)}。"
    )
    return tuple(one for one in found if one)


def _kinds(told: Inputs) -> str:
    counts = told.now.cases.counts
    if not counts["typed"]:
        return ""
    promised = counts["typed"] - counts["at_once"]
    return f"办结件中，即办件 {counts['at_once']:,} 件，承诺件 {promised:,} 件。"


def _speed(told: Inputs, by_key: dict[str, Figure]) -> Paragraphs:
    if not told.now.cases.counts["finished"]:
        return ()
    found = []
    for key in ("on_time", "early", "within_statutory"):
        one = by_key[key]
        if one.now.whole:
            found.append(f"{one.label} {one.text}{against(one, told)}")
    speed = f"{'；'.join(found)}。" if found else "来源没有时限，不计按时办结率。"
    if by_key["p90"].now.value is None:
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
    name = words.previous_name(told.scope)
    whose = "" if apart < 0 else f"{name}有"
    holidays = f"（{whose}{'、'.join(fewer.holidays)}）" if fewer.holidays else ""
    return (
        f"本期工作日 {now.workdays} 天，比{name}{'少' if apart < 0 else '多'} {abs(apart)} 天{holidays}，"
        f"办结件数的变化与此同向；平均每个工作日办结 {count / max(now.workdays, 1):,.0f} 件"
        f"（{name} {past / max(before.workdays, 1):,.0f} 件）。"
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
                f"超承诺时限办结的 {late:,} 件中，{part(count, late, '件')}是“{worst['item_name']}”。"
            )
    paused, promised = told.now.cases.counts["only_by_pause"], told.now.cases.on_time.whole
    if promised >= words.FEW and paused / promised >= PAUSED:
        found.append(
            f"有承诺时限的 {promised:,} 件中，{paused:,} 件（{words.percent(paused / promised)}）只因暂停而按时，请核对暂停的理由。"
        )
    return found


def windows(told: Inputs) -> Paragraphs:
    """How many windows worked, who had nothing, cards, who is late most."""
    found = [*_working(told), _late_windows(told)]
    if told.cards is not None:
        cards = told.cards
        found.append(
            f"期末在办件中，内部预警 {cards.warned:,} 件、黄牌 {cards.yellow:,} 件、红牌 {cards.red:,} 件。"
        )
    return tuple(found)


def _working(told: Inputs) -> list[str]:
    """How many windows of the list have finished something, and which have not."""
    is_unlisted = told.windows["is_from_cases"].astype(bool)
    listed, unlisted = told.windows[~is_unlisted], told.windows[is_unlisted]
    others = int((unlisted["finished"] > 0).sum())
    if listed.empty:
        return [f"不在窗口清单里的 {len(unlisted):,} 个窗口中，{others:,} 个有办结件。"] if len(unlisted) else []  # fmt: skip
    idle = listed[listed["finished"] == 0].sort_values("window_code")
    more = f"；另有 {others:,} 个不在清单里的窗口有办结件" if others else ""
    found = [f"清单内 {len(listed):,} 个窗口中，{len(listed) - len(idle):,} 个有办结件{more}。"]
    if len(idle):
        called = told.called
        shown = "、".join(called[code] for code in idle["window_code"][:NAMED])
        more = f"等 {len(idle):,} 个窗口" if len(idle) > NAMED else ""
        found.append(f"本期没有办结件的：{shown}{more}，请核对是否停办或漏报。")
    return found


def _late_windows(told: Inputs) -> str:
    count = told.now.cases.counts["overdue"]
    if not count:
        return "没有超承诺时限办结的办件。"
    late = told.windows[told.windows["overdue"] > 0]
    listed = "逐件见附件" if told.overdue_total <= len(told.overdue_cases) else f"前 {len(told.overdue_cases)} 件见附件"  # fmt: skip
    if late.empty:
        return f"超承诺时限办结 {count:,} 件，来源没有写明窗口；{listed}。"
    called = told.called
    by_window = {called[code]: int(n) for code, n in zip(late["window_code"], late["overdue"], strict=True)}  # fmt: skip
    return f"有超承诺时限办结的窗口 {len(late):,} 个，{most_late(by_window)}；{listed}。"


def most_late(by_window: dict[str, int]) -> str:
    """Who has most: at most NAMED windows, and none of those alike with one that is not named."""
    ordered = sorted(by_window.items(), key=lambda one: (-one[1], one[0]))
    cut = ordered[NAMED][1] if len(ordered) > NAMED else 0
    named = [(name, count) for name, count in ordered if count > cut]
    rest = ordered[len(named) :]
    if not named:
        return f"各 {cut:,} 件" if rest[-1][1] == cut else f"最多的各 {cut:,} 件"
    worst = "、".join(f"{name}（{count:,} 件）" for name, count in named)
    if not rest:
        return f"件数从多到少是{worst}"
    least = "" if rest[-1][1] == cut else "及以下"
    return f"件数最多的是{worst}，其余 {len(rest):,} 个各 {cut:,} 件{least}"
