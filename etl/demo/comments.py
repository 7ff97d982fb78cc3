"""留言簿: who wrote when about which case, with the label that the writer's purpose gives it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from etl.demo.basics import BAD_MONTH, Bools, Floats, Ints, at_least_three, bank, stream
from etl.demo.cases import Cases, office_second
from etl.demo.city import City
from etl.demo.phrases import Writer, Written
from etl.demo.workdays import CLOSING, FIRST, LAST, Calendar, day_date

# Shares in hundredths of the labelled comments, as the guestbooks of such centres show them.
LABEL_SHARES = {
    "praise": 46, "complaint": 22, "mixed": 6, "suggestion": 9, "inquiry": 9, "neutral": 8,
}  # fmt: skip
REPEATED_SHARE, EMPTY_SHARE = 0.015, 0.0012
BURST = 12  # identical texts written within minutes
BAD_MONTH_PULL, WEAK_PULL, BEST_PULL = 3.2, 2.5, 2.0
SOURCES = ("意见簿", "网上留言", "12345热线", "微信公众号", "现场", "来信")
SOURCE_SHARES = (0.26, 0.3, 0.14, 0.2, 0.08, 0.02)
ON_PAPER = ("意见簿", "现场", "来信")
DAY, EVENING = 86_400, 22 * 3600


@dataclass
class Comment:
    """One line of the guestbook; `label` is empty for a comment without text."""

    number: str
    moment: int  # seconds since the calendar's first day
    case: int  # row of the case that it grew from
    source: str
    written: Written
    label: str
    shows_case: bool = False
    shows_window: bool = True
    shows_dept: bool = True
    flags: list[str] = field(default_factory=list)


def draw_comments(
    cases: Cases, city: City, calendar: Calendar, clean: Bools, count: int, seed: int
) -> list[Comment]:
    """`count` comments in order of time, empty and repeated ones included."""
    rng = stream(seed, "comments")
    empty, repeated = at_least_three(count, EMPTY_SHARE), at_least_three(count, REPEATED_SHARE)
    quota = _quota(count - empty)
    quota["praise"] -= repeated
    writer = Writer(rng, cases, city)
    out: list[Comment] = []
    for label, wanted in quota.items():
        weight = _pull(label, cases, city, calendar) * clean * (cases.finished_day >= 0)
        anchors = rng.choice(len(cases), size=wanted, p=weight / weight.sum())
        for case in anchors.tolist():
            written = writer.write(label, case)
            out.append(_comment(rng, cases, calendar, case, written, label))
    out += _staged(rng, cases, city, clean, repeated)
    for case in rng.choice(np.flatnonzero(clean & cases.is_finished), empty).tolist():
        blank = Written("" if rng.random() < 0.5 else "  ", [], ["empty"])
        out.append(_comment(rng, cases, calendar, case, blank, ""))
    out.sort(key=lambda c: (c.moment, c.case, c.written.text))
    for place, comment in enumerate(out, start=1):
        day = day_date(comment.moment // DAY)
        comment.number = f"LY{day:%Y%m%d}{place:05d}"
    return out


def _quota(count: int) -> dict[str, int]:
    quota = {label: round(count * share / 100) for label, share in LABEL_SHARES.items()}
    quota["praise"] += count - sum(quota.values())
    return quota


def _pull(label: str, cases: Cases, city: City, calendar: Calendar) -> Floats:
    """How readily each case gives rise to a comment of this label."""
    quality = np.array([w.quality for w in city.windows])[cases.window]
    bad = calendar.month[np.maximum(cases.finished_day, FIRST)] == BAD_MONTH
    pull = np.ones(len(cases))
    if label in ("complaint", "mixed"):
        pull = 1.3 - quality
        pull = np.where(quality == 0, pull * WEAK_PULL, pull)
        pull = np.where(bad, pull * BAD_MONTH_PULL, pull)
    if label == "praise":
        pull = 0.4 + quality
        pull = np.where(quality == 1, pull * BEST_PULL, pull)
        pull = np.where(bad, pull * 0.6, pull)
    scaled: Floats = np.where(cases.window == city.small, 0.0, pull)
    return scaled


def _comment(
    rng: np.random.Generator,
    cases: Cases,
    calendar: Calendar,
    case: int,
    written: Written,
    label: str,
) -> Comment:
    source = str(rng.choice(SOURCES, p=SOURCE_SHARES))
    return Comment(
        number="",
        moment=_moment(rng, cases, case, calendar, source in ON_PAPER),
        case=case,
        source=source,
        written=written,
        label=label,
        shows_case=bool(rng.random() < 0.3),
        shows_window=bool(rng.random() < 0.82),
        shows_dept=bool(rng.random() < 0.88),
    )


def _moment(
    rng: np.random.Generator, cases: Cases, case: int, calendar: Calendar, on_paper: bool
) -> int:
    """When it was written: soon after the finish; on paper only while the hall is open."""
    finish, second = int(cases.finished_day[case]), int(cases.finished_sec[case])
    day = finish + min(int(rng.geometric(0.5)) - 1, 10)
    if on_paper:
        day = int(calendar.next_workday[day])
    day = min(day, LAST)
    if day == finish or (on_paper and not calendar.is_workday[day]):
        soon = second + 90 + int(rng.exponential(1500 if on_paper else 5000))
        return finish * DAY + min(soon, (CLOSING if on_paper else EVENING) + 1800)
    if on_paper:
        return day * DAY + int(office_second(rng, 1)[0])
    return day * DAY + int(rng.triangular(7 * 3600, 12 * 3600, EVENING))


def _staged(
    rng: np.random.Generator, cases: Cases, city: City, clean: Bools, wanted: int
) -> list[Comment]:
    """Identical praise of the gaming window, in bursts of minutes."""
    told: list[str] = bank("comments")["staged"]
    own: Ints = np.flatnonzero(clean & cases.is_finished & (cases.window == city.gaming))
    out: list[Comment] = []
    for place in range(wanted):
        if place % BURST == 0:
            first = int(rng.choice(own))
            text = told[(place // BURST) % len(told)]
            moment = int(cases.finished_day[first]) * DAY + 16 * 3600 + int(rng.integers(0, 1800))
        moment += int(rng.integers(8, 50))
        written = Written(text, [], ["repeated_praise"])
        out.append(Comment("", moment, int(rng.choice(own)), "微信公众号", written, "praise"))
    return out
