"""Faults planted in the cases file, one at most on a row, and none that another could hide."""

from __future__ import annotations

import datetime as dt

import numpy as np

from etl.demo.basics import AS_OF, Bools, Ints, at_least_three, stream
from etl.demo.cases import DONE, GRANTED, Cases
from etl.demo.city import WORKDAY, City, Limit
from etl.demo.pauses import Pauses
from etl.demo.workdays import LAST, day_date

# Share of all cases; at least three of each.
SHARES = {
    "no_case_no": 0.0002,
    "scientific_case_no": 0.0001,
    "unreadable_accepted_at": 0.00015,
    "promise_longer_than_statute": 0.0004,
    "finished_before_accepted": 0.0003,
    "finished_in_future": 0.0001,
    "finished_without_time": 0.0002,
    "unknown_window": 0.0003,
    "jiban_with_days": 0.0003,
    "zero_limit": 0.0002,
    "deemed_accepted": 0.0002,
    "not_accepted_yet": 0.0001,
}
DUPLICATE_SHARE = 0.0006
RECENT = LAST - 120  # a finish in the future is believable only for a recent case


def plant_faults(
    cases: Cases, pauses: Pauses, city: City, seed: int
) -> tuple[dict[str, list[int]], Ints]:
    """Rows by fault, and the order in which rows stand in the file, repeats included."""
    rng = stream(seed, "faults")
    free = (cases.status == DONE) & (cases.result == GRANTED) & (cases.joint == "")
    free &= cases.window != city.small
    free[pauses.case] = False
    planted: dict[str, list[int]] = {}
    for name, share in SHARES.items():
        pool = np.flatnonzero(free & _suitable(name, cases, city))
        rows = np.sort(rng.choice(pool, at_least_three(len(cases), share), replace=False))
        free[rows] = False
        planted[name] = rows.tolist()
        for place, row in enumerate(rows.tolist()):
            cases.changed[row] = _changed(name, cases, city, row, place)
    repeated = rng.choice(
        np.flatnonzero(free), at_least_three(len(cases), DUPLICATE_SHARE), replace=False
    )
    planted["duplicate_rows"] = np.sort(repeated).tolist()
    return planted, _file_order(rng, len(cases), np.sort(repeated).astype(np.int64))


def _suitable(name: str, cases: Cases, city: City) -> Bools:
    """Cases on which a fault of this name shows and looks natural."""
    statutory = [i.statutory for i in city.items]
    by_workdays = np.array([s.unit == WORKDAY and s.value >= 10 for s in statutory])[cases.item]
    promised = np.array([i.promise.unit == WORKDAY for i in city.items])[cases.item]
    suitable: Bools = np.ones(len(cases), dtype=np.bool_)
    if name == "jiban_with_days":
        suitable = cases.is_instant & by_workdays
    elif name == "promise_longer_than_statute":
        suitable = promised & by_workdays
    elif name == "zero_limit":
        suitable = promised
    elif name == "finished_in_future":
        suitable = cases.accepted_day >= RECENT
    return suitable


def _changed(name: str, cases: Cases, city: City, row: int, place: int) -> dict[str, str]:
    """The cell texts that make the fault; a finish put in by hand is written in ISO everywhere."""
    statutory: Limit = city.items[int(cases.item[row])].statutory
    accepted = day_date(int(cases.accepted_day[row]))
    early = day_date(int(cases.accepted_day[row]) - 1 - place % 5)
    future = day_date(LAST + 5 + 9 * (place % 12))
    texts: dict[str, dict[str, str]] = {
        "no_case_no": {"办件编号": ""},
        "scientific_case_no": {"办件编号": f"{4.11 + 0.01 * (place % 60):.2f}E+17"},
        "unreadable_accepted_at": {
            "受理时间": ("待补录", f"{accepted.year}-13-40", "以系统为准")[place % 3]
        },
        "promise_longer_than_statute": {"承诺时限": Limit(statutory.value + 10, WORKDAY).text},
        "finished_before_accepted": {"办结时间": f"{early:%Y-%m-%d} 10:{place % 60:02d}:00"},
        "finished_in_future": {
            "办结时间": f"{future:%Y-%m-%d} 15:{place % 60:02d}:00", "送达时间": ""
        },
        "finished_without_time": {"办结时间": "", "送达时间": ""},
        "unknown_window": {"窗口编号": f"Z{97 + place % 3}", "窗口名称": "临时增设窗口"},
        "jiban_with_days": {"承诺时限": "3个工作日"},
        "zero_limit": {"承诺时限": "0个工作日"},
        # Nobody answered the receipt in five working days, whatever holiday lay between.
        "deemed_accepted": {
            "受理时间": "", "接件时间": f"{accepted - dt.timedelta(20):%Y-%m-%d} 10:{place % 60:02d}:00"
        },
        "not_accepted_yet": {
            "受理时间": "", "办结时间": "", "送达时间": "", "办件状态": "待受理", "办理结果": "",
            "接件时间": f"{AS_OF - dt.timedelta(2):%Y-%m-%d} 10:{place % 60:02d}:00",
        },
    }  # fmt: skip
    if name == "finished_in_future" and future <= AS_OF:
        raise ValueError("the planted finish must lie after the as-of date")
    return texts[name]


def _file_order(rng: np.random.Generator, count: int, repeated: Ints) -> Ints:
    """All rows in order, each repeat some way after its first writing."""
    place = np.minimum(repeated + rng.integers(2, 400, len(repeated)), count - 1) + 0.5
    key = np.concatenate([np.arange(count, dtype=np.float64), place])
    rows = np.concatenate([np.arange(count, dtype=np.int64), repeated])
    return rows[np.argsort(key, kind="stable")]
