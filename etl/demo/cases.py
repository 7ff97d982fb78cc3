"""The cases: when they came, by which way, how long they took and how they ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import numpy as np

from etl.demo.basics import NONE, Bools, Ints, Texts, stream, texts
from etl.demo.city import INSTANT, City
from etl.demo.limits import due_days
from etl.demo.workdays import (
    AFTERNOON,
    CLOSING,
    FIRST,
    LAST,
    MORNING,
    Calendar,
    day_date,
    day_index,
)

CHANNELS = ("窗口办理", "电脑端网上办理", "移动端网上申请", "快递申请", "其他")
COUNTER, DESKTOP, MOBILE, COURIER, OTHER = range(5)
CHANNEL_SHARES = (0.55, 0.25, 0.15, 0.03, 0.02)
STATUSES = ("办结", "办理中", "不予受理", "补正中", "作废", "退件", "草稿")
DONE, RUNNING, REFUSED, SUPPLEMENT, VOID, RETURNED, DRAFT = range(7)
RESULTS = ("准予", "不予许可", "退回", "作废", "撤回", "")
GRANTED, DENIED, SENT_BACK, VOIDED, WITHDRAWN, NO_RESULT = range(6)
APPLICANTS = ("自然人", "企业法人", "事业法人", "社会组织法人", "行政机关", "其他组织")
SMALL_WINDOW_CASES = 3
FORGOTTEN_WORKDAYS = 250  # far beyond the end of the span


@dataclass
class Cases:
    """All cases as columns; days are calendar indices, times seconds of the day, NONE is absent."""

    item: Ints
    window: Ints
    dept: Ints
    staff: Ints
    channel: Ints
    applicant: Ints
    applied_day: Ints
    applied_sec: Ints
    accepted_day: Ints
    accepted_sec: Ints
    finished_day: Ints
    finished_sec: Ints
    delivered_day: Ints
    delivered_sec: Ints
    promise_workdays: Ints  # the limit as working days from this acceptance; NONE without limit
    is_instant: Bools
    status: Ints
    result: Ints
    visits: Ints
    number: Texts  # 办件编号
    joint: Texts
    changed: dict[int, dict[str, str]] = field(default_factory=dict)  # planted cell texts by row

    def __len__(self) -> int:
        return len(self.item)

    @property
    def is_finished(self) -> Bools:
        """Has a finish by the as-of date."""
        done: Bools = self.finished_day != NONE
        return done


def draw_cases(city: City, calendar: Calendar, count: int, seed: int) -> Cases:
    """Cases with their finish as it would be without pauses and without an as-of date."""
    rng = stream(seed, "cases")
    day = _accepted_days(rng, calendar, count)
    item = rng.choice(len(city.items), size=count, p=city.popularity).astype(np.int64)
    _fill_small_window(rng, city, day, item)
    window = np.array([i.window for i in city.items], dtype=np.int64)[item]
    dept = np.array([i.dept for i in city.items], dtype=np.int64)[item]
    channel = _channels(rng, np.array([i.online for i in city.items])[item])
    applied_day, applied_sec, accepted_sec, order = _arrivals(rng, calendar, day, channel)
    item, window, dept, channel = item[order], window[order], dept[order], channel[order]
    spread = rng.random(count)
    promise = due_days(calendar, [i.promise for i in city.items], item, day)
    promise_workdays = np.where(promise == NONE, NONE, calendar.between(day, promise))
    none = np.full(count, NONE, dtype=np.int64)
    return Cases(
        item=item, window=window, dept=dept,
        staff=city.staff_start[window] + (spread * city.staff_count[window]).astype(np.int64),
        channel=channel, applicant=_applicants(rng, city, item),
        applied_day=applied_day[order], applied_sec=applied_sec[order],
        accepted_day=day, accepted_sec=accepted_sec[order],
        finished_day=none.copy(), finished_sec=none.copy(),
        delivered_day=none.copy(), delivered_sec=none.copy(),
        promise_workdays=promise_workdays,
        is_instant=np.array([i.promise.unit == INSTANT for i in city.items])[item],
        status=np.full(count, DONE), result=np.full(count, GRANTED),
        visits=_visits(rng, city, item, channel), number=_numbers(calendar, day),
        joint=texts([""] * count),
    )  # fmt: skip


def _accepted_days(rng: np.random.Generator, calendar: Calendar, count: int) -> Ints:
    """Acceptance days in order: Mondays and days after a holiday busy, make-up days calm."""
    days = calendar.workdays[(calendar.workdays >= FIRST) & (calendar.workdays <= LAST)]
    weekday = days % 7  # day 0 is a Monday
    weight = np.array([1.25, 1.05, 1.0, 0.98, 0.88, 0.6, 0.55])[weekday]
    gap = np.diff(days, prepend=days[0] - 1)
    weight = weight * np.where(gap >= 4, 1.45, 1.0)
    season = np.array([0.95, 0.8, 1.1, 1.05, 1.0, 1.0, 1.02, 1.0, 1.08, 0.95, 1.02, 1.0])
    weight = weight * season[(calendar.month_no[days] + 10) % 12]
    weight = weight * (1 + 0.006 * calendar.month_no[days])
    drawn = rng.choice(len(days), size=count, p=weight / weight.sum())
    return np.sort(days[drawn])


def _fill_small_window(rng: np.random.Generator, city: City, day: Ints, item: Ints) -> None:
    """Give the small window its three cases after its opening."""
    own = [i for i, it in enumerate(city.items) if it.window == city.small]
    opened = day_index(dt.date.fromisoformat(city.windows[city.small].opened))
    late = np.flatnonzero(day >= opened)
    places = rng.choice(late, size=min(SMALL_WINDOW_CASES, len(late)), replace=False)
    item[places] = rng.choice(own, size=len(places))


def _channels(rng: np.random.Generator, online: Bools) -> Ints:
    """Channels with the city's shares; matters that are not online come to the counter."""
    offline = float(1 - online.mean()) if len(online) else 0.0
    shares = np.array(CHANNEL_SHARES)
    closed = np.array([shares[0] + shares[1] + shares[2], 0, 0, shares[3], shares[4]])
    opened = np.clip((shares - offline * closed) / max(1e-9, 1 - offline), 0, None)
    pick_open = rng.choice(len(shares), size=len(online), p=opened / opened.sum())
    pick_closed = rng.choice(len(shares), size=len(online), p=closed)
    return np.where(online, pick_open, pick_closed).astype(np.int64)


def office_second(rng: np.random.Generator, count: int) -> Ints:
    """Seconds of the day inside counter hours, busier in the middle of each half."""
    morning = MORNING[0] + (MORNING[1] - MORNING[0]) * rng.beta(1.3, 1.6, count)
    afternoon = AFTERNOON[0] + (AFTERNOON[1] - AFTERNOON[0]) * rng.beta(1.2, 1.8, count)
    return np.where(rng.random(count) < 0.57, morning, afternoon).astype(np.int64)


def _arrivals(
    rng: np.random.Generator, calendar: Calendar, day: Ints, channel: Ints
) -> tuple[Ints, Ints, Ints, Ints]:
    """Applied day and second, accepted second, and the order of acceptance within each day.

    Online applications come at any hour; those from outside office hours are accepted early on the
    next working day.  At the counter acceptance follows within minutes.
    """
    count = len(day)
    accepted = office_second(rng, count)
    lag = rng.exponential(240, count).astype(np.int64) + 20
    applied_sec = np.maximum(accepted - lag, MORNING[0] - 600)
    applied_day = day.copy()
    outside = (channel == DESKTOP) | (channel == MOBILE)
    outside &= rng.random(count) < 0.55
    early = MORNING[0] + np.minimum(rng.exponential(2400, count), 10_000).astype(np.int64)
    accepted = np.where(outside, early, accepted)
    before = calendar.workdays[np.maximum(calendar.number[day] - 2, 0)]
    closed_for = (day - before) * 86_400 - CLOSING + MORNING[0]
    moment = before * 86_400 + CLOSING + (rng.random(count) * closed_for).astype(np.int64)
    applied_day = np.where(outside, moment // 86_400, applied_day)
    applied_sec = np.where(outside, moment % 86_400, applied_sec)
    order = np.lexsort((accepted, day))
    return applied_day, applied_sec, accepted, order


def _applicants(rng: np.random.Generator, city: City, item: Ints) -> Ints:
    """Licences are mostly asked for by firms, all else mostly by persons."""
    licence = np.array([i.kind == "行政许可" for i in city.items])[item]
    firm = rng.choice(6, size=len(item), p=[0.25, 0.62, 0.05, 0.04, 0.02, 0.02])
    person = rng.choice(6, size=len(item), p=[0.86, 0.1, 0.015, 0.01, 0.01, 0.005])
    return np.where(licence, firm, person).astype(np.int64)


def _visits(rng: np.random.Generator, city: City, item: Ints, channel: Ints) -> Ints:
    """Trips made: at least the catalogue's minimum at the counter, mostly none online."""
    least = np.array([i.visits for i in city.items], dtype=np.int64)[item]
    quality = np.array([w.quality for w in city.windows])[
        np.array([i.window for i in city.items])[item]
    ]
    again = rng.random(len(item)) < 0.14 - 0.11 * quality
    counter = np.maximum(least, 1) + again
    away = (rng.random(len(item)) < 0.1).astype(np.int64)
    return np.where(channel == COUNTER, counter, away).astype(np.int64)


def _numbers(calendar: Calendar, day: Ints) -> Texts:
    """YS, the acceptance date, and the place in that day."""
    first = np.searchsorted(day, day, side="left")
    serial = np.arange(len(day)) - first + 1
    head = texts([f"YS{day_date(d):%Y%m%d}" for d in range(len(calendar.number))])
    tail = texts([f"{k:05d}" for k in range(int(serial.max(initial=0)) + 1)])
    joined: Texts = head[day] + tail[serial]
    return joined
