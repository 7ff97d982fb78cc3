"""好差评: ratings by the quality of the work, the system's default ones, and one window's fakes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.demo.basics import (
    BAD_MONTH,
    Bools,
    Floats,
    Ints,
    Texts,
    at_least_three,
    bank,
    stream,
    texts,
)
from etl.demo.cases import COUNTER, DONE, Cases
from etl.demo.city import City
from etl.demo.workdays import LAST, Calendar

GRADES = ("非常满意", "满意", "基本满意", "不满意", "非常不满意")
ALIASES = {"很满意": "非常满意", "一般": "基本满意", "很不满意": "非常不满意"}
CHANNELS = ("大厅平板", "二维码", "移动端", "PC端", "短信", "系统默认")
TABLET, QR, PHONE, COMPUTER, MESSAGE, DEFAULT = range(6)
UNKNOWN_GRADES = ("未知", "五颗星", "其他")
DAY = 86_400
RATED_SHARE, DEFAULT_SHARE = 0.47, 0.25
DEFAULT_AFTER_DAYS = 7
GAMING_SHARE, GAMING_EARLY_SHARE = 0.93, 0.04


@dataclass
class Ratings:
    """One row a rating in order of time; a moment is a second since the calendar's first day."""

    case: Ints  # row of the case
    moment: Ints
    channel: Ints
    grade: Texts  # as written
    text: Texts
    meant: Ints  # 0 非常满意 … 4 非常不满意
    unknown_grade: list[int]  # rows with a grade that means nothing
    unknown_case: dict[int, str]  # rows with the number of a case that is not there
    from_gaming_window: int
    before_finish: int

    def __len__(self) -> int:
        return len(self.case)


def draw_ratings(
    cases: Cases, city: City, calendar: Calendar, late: Bools, clean: Bools, seed: int
) -> Ratings:
    """Ratings of finished cases without a planted fault; `late` broke their promise."""
    rng = stream(seed, "ratings")
    able = clean & (cases.status == DONE) & (cases.finished_day >= 0)
    gaming = cases.window == city.gaming
    chance = np.where(gaming, GAMING_SHARE, RATED_SHARE)
    case = np.flatnonzero(able & (rng.random(len(cases)) < chance)).astype(np.int64)
    fake = gaming[case]
    channel = _channels(rng, cases, case, fake)
    moment = _moments(rng, cases, case, channel, fake)
    meant = _grades(rng, cases, city, calendar, case, late)
    meant = np.where(channel == DEFAULT, 2, meant)
    meant = np.where(fake, np.where(rng.random(len(case)) < 0.995, 0, 1), meant)
    kept = (moment // DAY) <= LAST
    order = np.flatnonzero(kept)[np.argsort(moment[kept], kind="stable")]
    case, channel, moment, meant = case[order], channel[order], moment[order], meant[order]
    finish = cases.finished_day[case] * DAY + cases.finished_sec[case]
    ratings = Ratings(
        case=case, moment=moment, channel=channel, meant=meant,
        grade=_written(rng, meant, channel),
        text=_texts(rng, meant, channel, fake[order], moment),
        unknown_grade=[], unknown_case={},
        from_gaming_window=int(fake[order].sum()),
        before_finish=int((moment < finish).sum()),
    )  # fmt: skip
    _plant(rng, ratings, fake[order])
    return ratings


def _channels(rng: np.random.Generator, cases: Cases, case: Ints, fake: Bools) -> Ints:
    away = rng.choice(5, size=len(case), p=[0.0, 0.12, 0.5, 0.24, 0.14])
    here = rng.choice(5, size=len(case), p=[0.62, 0.2, 0.1, 0.01, 0.07])
    channel = np.where(cases.channel[case] == COUNTER, here, away)
    channel = np.where(rng.random(len(case)) < DEFAULT_SHARE, DEFAULT, channel)
    return np.where(fake, TABLET, channel).astype(np.int64)


def _moments(
    rng: np.random.Generator, cases: Cases, case: Ints, channel: Ints, fake: Bools
) -> Ints:
    finish = cases.finished_day[case] * DAY + cases.finished_sec[case]
    soon = 15 + np.minimum(rng.exponential(200, len(case)), 3000).astype(np.int64)
    later = 300 + np.minimum(rng.exponential(30_000, len(case)), 5 * DAY).astype(np.int64)
    lag = np.where(channel == TABLET, soon, later)
    lag = np.where(channel == DEFAULT, DEFAULT_AFTER_DAYS * DAY, lag)
    staged = rng.integers(1, 4, len(case))
    ahead = -rng.integers(30, 900, len(case))
    early = (rng.random(len(case)) < GAMING_EARLY_SHARE) & (cases.finished_sec[case] > DAY // 2)
    lag = np.where(fake, np.where(early, ahead, staged), lag)
    return (finish + lag).astype(np.int64)


def _grades(
    rng: np.random.Generator,
    cases: Cases,
    city: City,
    calendar: Calendar,
    case: Ints,
    late: Bools,
) -> Ints:
    """Grades slide down with the weakness of the window, a broken promise and the bad month."""
    quality = np.array([w.quality for w in city.windows])[cases.window[case]]
    trouble: Floats = 1.15 - quality + 1.6 * late[case]
    trouble = trouble + 0.8 * (calendar.month[cases.finished_day[case]] == BAD_MONTH)
    score = rng.random(len(case))
    bad = 0.018 * trouble
    worst, poor = bad * 0.4, bad
    fair, good = poor + 0.05 * trouble, poor + 0.05 * trouble + 0.14 + 0.08 * trouble
    return np.select([score < worst, score < poor, score < fair, score < good], [4, 3, 2, 1], 0)


def _written(rng: np.random.Generator, meant: Ints, channel: Ints) -> Texts:
    """Three of the five grades are now and then written with another word."""
    grade = texts(list(GRADES))[meant]
    swapped = (rng.random(len(meant)) < 0.03) & (channel != DEFAULT)
    for alias, canonical in ALIASES.items():
        grade[swapped & (meant == GRADES.index(canonical))] = alias
    return grade


def _texts(
    rng: np.random.Generator, meant: Ints, channel: Ints, fake: Bools, moment: Ints
) -> Texts:
    """Few write a word; the gaming window repeats one sentence for days."""
    told = bank("ratings")
    out = texts([""] * len(meant))
    writes = (rng.random(len(meant)) < 0.09) & (channel != DEFAULT) & ~fake
    for grade, name in enumerate(GRADES):
        rows = np.flatnonzero(writes & (meant == grade))
        out[rows] = texts(told[name])[rng.integers(0, len(told[name]), len(rows))]
    staged = np.flatnonzero(fake)
    bursts = (moment[staged] // (DAY * 6)) % len(told["staged"])
    out[staged] = texts(told["staged"])[bursts]
    return out


def _plant(rng: np.random.Generator, ratings: Ratings, fake: Bools) -> None:
    """Grades that mean nothing and cases that are not there, on ordinary rows."""
    pool = np.flatnonzero(~fake & (ratings.channel != DEFAULT))
    wanted = at_least_three(len(ratings), 0.0004)
    rows = rng.choice(pool, 2 * wanted, replace=False).tolist()
    ratings.unknown_grade = sorted(rows[:wanted])
    for place, row in enumerate(ratings.unknown_grade):
        ratings.grade[row] = UNKNOWN_GRADES[place % len(UNKNOWN_GRADES)]
    ratings.unknown_case = {
        row: f"YS20990101{90001 + k}" for k, row in enumerate(sorted(rows[wanted:]))
    }
