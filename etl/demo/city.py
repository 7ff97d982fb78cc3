"""Departments, windows, matters and staff of the invented city."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from etl.demo.basics import Floats, Ints, Texts, bank, stream, texts
from etl.demo.people import Member, draw_staff, staff_counts

ITEM_COUNT = 600
UNITS = ("工作日", "自然日", "小时", "月", "即办", "无期限")
WORKDAY, NATURAL, HOUR, MONTH, INSTANT, NO_LIMIT = range(6)
_CONCATENATED = re.compile("(登记|申领|补发|备案|查询|打印|开具|修改|申报|认定|领|设立|变更|注销)$")


@dataclass(frozen=True)
class Limit:
    """A limit as the catalogue writes it."""

    value: int
    unit: int

    @property
    def text(self) -> str:
        """The wording used in the exports."""
        words = {NATURAL: "天", HOUR: "小时", MONTH: "个月", WORKDAY: "个工作日"}
        return f"{self.value}{words[self.unit]}" if self.unit in words else UNITS[self.unit]


@dataclass(frozen=True)
class Window:
    """One counter; `quality` runs from 0 (weak) to 1 (best) and is hidden from the exports."""

    code: str
    name: str
    dept: int
    group: str
    quality: float
    opened: str


@dataclass(frozen=True)
class Item:
    """One matter of the catalogue."""

    code: str
    name: str
    kind: str
    dept: int
    window: int
    statutory: Limit
    promise: Limit
    visits: int
    online: bool
    resident: bool
    authorised: bool
    papers: str
    fee: str

    @property
    def is_instant(self) -> bool:
        """即办件 by the catalogue."""
        return self.promise.unit == INSTANT


@dataclass(frozen=True)
class City:
    """The whole city, with the numbers of its lists as the keys between them."""

    departments: list[str]
    windows: list[Window]
    items: list[Item]
    staff: list[Member]
    popularity: Floats  # one weight an item; sums to 1
    staff_start: Ints  # the first member of each window in `staff`
    staff_count: Ints

    def codes(self, key: str) -> list[int]:
        """Window numbers named under `key` (best, weak) in the bank."""
        wanted = bank("items")[key]
        named = [wanted] if isinstance(wanted, str) else wanted
        order = {w.code: i for i, w in enumerate(self.windows)}
        return [order[code] for code in named]

    @property
    def gaming(self) -> int:
        """The window that makes up its ratings."""
        return self.codes("gaming")[0]

    @property
    def small(self) -> int:
        """The window with three cases in all."""
        return self.codes("small")[0]

    def window_texts(self, attribute: str) -> Texts:
        """One attribute of all windows, for look-ups by window number."""
        return texts([str(getattr(w, attribute)) for w in self.windows])


def build_city(seed: int) -> City:
    """The city of this seed; departments, windows and matters are the same for all seeds."""
    names: list[str] = [d["name"] for d in bank("items")["departments"]]
    windows = _windows(seed)
    items = _items(seed)
    counts = staff_counts(seed, len(windows))
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)
    staff = draw_staff(seed, counts)
    popularity = _popularity(seed, windows, items)
    return City(names, windows, items, staff, popularity, starts, counts)


def _windows(seed: int) -> list[Window]:
    rng, told = stream(seed, "windows"), bank("items")
    out: list[Window] = []
    for dept, entry in enumerate(told["departments"]):
        for place, line in enumerate(entry["windows"], start=1):
            name, group = line.split("|")
            code = f"{chr(ord('A') + dept)}{place:02d}"
            quality = float(np.round(0.35 + 0.4 * rng.random(), 3))
            if code in told["best"]:
                quality = 1.0
            if code in told["weak"]:
                quality = 0.0
            opened = "2026-08-03" if code == told["small"] else f"20{18 + dept % 5}-0{place}-01"
            out.append(Window(code, name, dept, group, quality, opened))
    return out


def _limit(text: str) -> Limit:
    if text in ("即办", "无期限"):
        return Limit(0, UNITS.index(text))
    value = int(re.sub(r"\D", "", text))
    for mark, unit in (("个月", MONTH), ("小时", HOUR), ("天", NATURAL)):
        if text.endswith(mark):
            return Limit(value, unit)
    return Limit(value, WORKDAY)


def _promise(statutory: Limit, is_instant: bool, rng: np.random.Generator) -> Limit:
    """About a third of the statutory limit, in the same unit, never longer."""
    if is_instant or statutory.unit == INSTANT:
        return Limit(0, INSTANT)
    if statutory.unit in (NO_LIMIT, HOUR):
        return statutory
    if statutory.unit == MONTH:
        return Limit(1, MONTH) if statutory.value > 1 else Limit(10, NATURAL)
    share = rng.choice([0.15, 0.25, 0.35, 0.5, 0.6], p=[0.15, 0.3, 0.3, 0.15, 0.1])
    return Limit(max(1, round(statutory.value * share)), statutory.unit)


def _full_name(matter: str, action: str) -> str:
    ends_alone = matter.endswith(("许可", "资质", "资格", "审批", "核准", "提取住房公积金"))
    if _CONCATENATED.search(action) and not ends_alone:
        return matter + action
    return f"{matter}（{action}）"


def _items(seed: int) -> list[Item]:
    rng, told = stream(seed, "items"), bank("items")
    every: list[list[Item]] = []
    for dept, entry in enumerate(told["departments"]):
        of_dept: list[Item] = []
        for place, line in enumerate(entry["subjects"]):
            matter, kind, limit, actions, window, online = line.split("|")
            for step, action in enumerate(actions.split(",")):
                code = f"99010{dept + 1:02d}{place + 1:03d}{step + 1:02d}"
                statutory = _limit(limit)
                promise = _promise(statutory, action in told["instant_actions"], rng)
                of_dept.append(
                    Item(
                        code=code, name=_full_name(matter, action), kind=kind, dept=dept,
                        window=dept * 5 + int(window) - 1, statutory=statutory, promise=promise,
                        visits=int(rng.choice([0, 1, 2], p=[0.45, 0.47, 0.08])),
                        online=online == "y", resident=rng.random() < 0.97,
                        authorised=rng.random() < 0.9, papers=_papers(matter, rng),
                        fee="不收费" if rng.random() < 0.93 else "按规定收费",
                    )
                )  # fmt: skip
        every.append(of_dept)
    share = ITEM_COUNT // len(every)
    chosen = [item for of_dept in every for item in of_dept[:share]]
    spare = [item for of_dept in every for item in of_dept[share:]]
    return sorted([*chosen, *spare[: ITEM_COUNT - len(chosen)]], key=lambda item: item.code)


def _papers(matter: str, rng: np.random.Generator) -> str:
    pool = ["身份证明", "委托书", "场所证明", "承诺书", "照片", "业务协议", "证明文件", "平面图"]
    extra = rng.choice(len(pool), size=int(rng.integers(1, 4)), replace=False)
    return "；".join([f"{matter}申请表", *(pool[i] for i in sorted(extra))])


def _popularity(seed: int, windows: list[Window], items: list[Item]) -> Floats:
    """Zipf over a shuffled order: the best and the gaming window busy, the small one shut."""
    told = bank("items")
    rank = stream(seed, "popularity").permutation(len(items))
    weight = 1.0 / (rank + 8.0) ** 0.9
    for place, item in enumerate(items):
        code = windows[item.window].code
        # What is done on the spot is asked for more often.
        weight[place] *= 2.2 if item.is_instant else 1.0
        if code == told["small"]:
            weight[place] = 0.0
        elif code in told["best"] or code == told["gaming"]:
            weight[place] = max(weight[place], 0.02)
    share: Floats = weight / weight.sum()
    return share
