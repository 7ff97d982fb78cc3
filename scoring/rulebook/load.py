"""Read a rule book from TOML and check it before anything is scored.

A rule book that does not add up is refused with one Chinese line (`UserError`); nothing in it is
guessed or repaired.
"""

from __future__ import annotations

import hashlib
import json
import math
import tomllib
from pathlib import Path
from typing import Any

from etl.errors import UserError
from etl.settings import Settings
from scoring.rulebook.fields import BadEntryError, choice, entries, number, numbered, text, whole
from scoring.rulebook.model import (
    DIRECTIONS,
    GB_GROUPS,
    METRICS,
    SCALINGS,
    Dimension,
    Extra,
    Indicator,
    Rulebook,
    Rules,
)

FULL_MARKS = 100
OF_SELECTIONS = ("staff_min_cases", "staff_seats", "party_seats", "notice_days")
"""Rules that an office's older book may lack; in the order of `Rules`."""


def load_rulebook(path: Path) -> Rulebook:
    """Read and check a rule book; UserError names the file, the entry and what to do."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        raise UserError(f"规则文件 {path} 打不开：请检查路径") from None
    except UnicodeDecodeError as error:
        raise UserError(f"规则文件 {path.name} 不是正确的 TOML（{error}）：请改正后再试") from None
    return read_rulebook(text, path.name)


def read_rulebook(text: str, name: str) -> Rulebook:
    """Check a rule book's text; UserError names `name`, the entry and what to do."""
    try:
        return _rulebook(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"规则文件 {name} 不是正确的 TOML（{error}）：请改正后再试") from None
    except BadEntryError as error:
        raise UserError(f"规则文件 {name}：{error}") from None


def rulebook_path(settings: Settings, year: int) -> Path:
    """The file of a year's rule book, else of the latest there is; UserError when there is none."""
    folder = settings.project_folder("rulebooks")
    own = folder / f"{year}.toml"
    kept = sorted(folder.glob("[0-9][0-9][0-9][0-9].toml"))
    if not own.is_file() and not kept:
        raise UserError(f"目录 {folder} 里没有规则文件：请放入 {year}.toml")
    return own if own.is_file() else kept[-1]


def rulebook_for(settings: Settings, year: int) -> Rulebook:
    """The rule book of a year, else the latest there is (its `year` then says so).

    UserError when the folder has none.
    """
    return load_rulebook(rulebook_path(settings, year))


def _rulebook(told: dict[str, Any]) -> Rulebook:
    where = "开头"
    dimensions = tuple(
        Dimension(text(one, "name", "维度"), number(one, "points", "维度"))
        for one in entries(told, "dimension")
    )
    indicators = tuple(_indicator(one, at) for at, one in numbered(told, "indicator"))
    bonuses = tuple(_extra(one, at, with_cap=True) for at, one in numbered(told, "bonus"))
    references = tuple(_extra(one, at) for at, one in numbered(told, "reference"))
    _no_twice([one.name for one in dimensions], "维度")
    keys = [one.key for one in indicators] + [one.key for one in bonuses + references]
    _no_twice(keys, "指标 key")
    _adds_up(dimensions, indicators)
    content = json.dumps(told, ensure_ascii=False, sort_keys=True, default=str)
    return Rulebook(
        whole(told, "year", where), text(told, "title", where), text(told, "note", where),
        dimensions, indicators, _rules(told.get("rules")), bonuses, references,
        hashlib.sha256(content.encode()).hexdigest(),
    )  # fmt: skip


def _rules(told: Any) -> Rules:
    if not isinstance(told, dict):
        raise BadEntryError("缺少 [rules] 一节，请补上")
    vetoes, at = told.get("vetoes"), "[rules]"
    if not isinstance(vetoes, list) or not all(isinstance(one, str) for one in vetoes):
        raise BadEntryError("[rules] 的 vetoes 应是文字的列表，请改正")
    shrink = told.get("shrink", False)
    if not isinstance(shrink, bool):
        raise BadEntryError("[rules] 的 shrink 应是 true 或 false，请改正")
    return Rules(
        whole(told, "min_cases", at), number(told, "min_points", at),
        whole(told, "min_peers", at, least=2), number(told, "tie", at),
        whole(told, "recommended", at), tuple(vetoes), shrink,
        *(whole({name: getattr(Rules, name), **told}, name, at) for name in OF_SELECTIONS),
    )  # fmt: skip


def _indicator(told: dict[str, Any], at: str) -> Indicator:
    scaling, measured = choice(told, "scaling", at, SCALINGS), told.get("measured")
    if not isinstance(measured, bool):
        raise BadEntryError(f"{at}的 measured 应是 true 或 false，请补上")
    made = Indicator(
        key=text(told, "key", at), label=text(told, "label", at),
        dimension=text(told, "dimension", at), definition=text(told, "definition", at),
        source=text(told, "source", at), direction=choice(told, "direction", at, DIRECTIONS),
        points=number(told, "points", at), scaling=scaling, min_n=whole(told, "min_n", at),
        gb_group=choice(told, "gb_group", at, GB_GROUPS), measured=measured,
        floor=number(told, "floor", at) if scaling == "linear" else 0.0,
        target=number(told, "target", at) if scaling == "linear" else 1.0,
        per_event=number(told, "per_event", at) if scaling == "deduction" else 0.0,
        reason="" if measured else text(told, "reason", at),
    )  # fmt: skip
    _sensible(made, at)
    return made


def _sensible(made: Indicator, at: str) -> None:
    rising = made.target > made.floor
    if made.scaling == "linear" and (made.target == made.floor
                                     or rising != (made.direction == "up")):  # fmt: skip
        raise BadEntryError(f"{at}的零分线 floor 与满分线 target 同方向 direction 不符，请改正")
    if made.scaling == "deduction" and made.per_event == 0:
        raise BadEntryError(f"{at}的每件扣分 per_event 应大于 0，请改正")
    if not made.measured:
        return
    metric = METRICS.get(made.key)
    if metric is None:
        raise BadEntryError(f"{at}的 key 不是本版能计量的指标，可用：{'、'.join(METRICS)}；"
                             "由人录入的请写 measured = false")  # fmt: skip
    if metric.is_count and made.scaling != "percentile":
        raise BadEntryError(f"{at}是件数，只能用 percentile 比位次，请改正")
    if made.scaling == "deduction" and not metric.bad:
        raise BadEntryError(f"{at}不能逐件扣分，请改用 percentile 或 linear")


def _extra(told: dict[str, Any], at: str, with_cap: bool = False) -> Extra:
    return Extra(
        text(told, "key", at), text(told, "label", at), text(told, "definition", at),
        text(told, "source", at), number(told, "cap", at) if with_cap else 0.0,
        text(told, "reason", at) if with_cap else "",
    )  # fmt: skip


def _adds_up(dimensions: tuple[Dimension, ...], indicators: tuple[Indicator, ...]) -> None:
    total = sum(one.points for one in dimensions)
    if not math.isclose(total, FULL_MARKS, abs_tol=1e-6):
        raise BadEntryError(f"各维度分值合计 {total:g} 分，应为 {FULL_MARKS} 分，请改正")
    names = {one.name for one in dimensions}
    for one in indicators:
        if one.dimension not in names:
            raise BadEntryError(f"指标 {one.key} 的维度“{one.dimension}”没有定义，请改正")
    for dimension in dimensions:
        total = sum(one.points for one in indicators if one.dimension == dimension.name)
        if not math.isclose(total, dimension.points, abs_tol=1e-6):
            raise BadEntryError(f"“{dimension.name}”各指标合计 {total:g} 分，"
                                 f"应为 {dimension.points:g} 分，请改正")  # fmt: skip


def _no_twice(names: list[str], what: str) -> None:
    again = [name for name in names if names.count(name) > 1]
    if again:
        raise BadEntryError(f"{what}“{again[0]}”重复，请只留一个")
