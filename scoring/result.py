"""What scoring hands on: windows with points, places and reasons, as frozen objects."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.read import Scope
from scoring import explain
from scoring.grid import Grid
from scoring.ranking import Recommendation
from scoring.rulebook import Indicator, Rulebook

SCORED, TOO_FEW, TO_ENTER, OUT = "计分", "样本不足", "待录入", "不参评"


@dataclass(frozen=True, eq=False)
class Reason:
    """What a sentence on one indicator of one window is made of, once somebody asks for it.

    `column` is its number among the measured ones, None for one that people enter.
    """

    grid: Grid
    indicator: Indicator
    column: int | None
    at: int

    @property
    def text(self) -> str:
        """The sentence."""
        if self.column is None:
            return explain.to_enter(self.indicator)
        return explain.why(self.grid, self.grid.columns[self.column], self.at)


@dataclass(frozen=True)
class IndicatorScore:
    """One indicator of one window; `points` is None unless `state` is 计分."""

    key: str
    label: str
    dimension: str
    gb_group: str
    state: str
    points: float | None
    full: float
    value: float | None
    part: float | None
    whole: float | None
    n: int | None
    reason: Reason = field(repr=False, compare=False)

    @property
    def why(self) -> str:
        """Why it has these points, in one sentence."""
        return self.reason.text


@dataclass(frozen=True)
class Subtotal:
    """Points of a dimension or GB group out of those measurable; `full` counts 待录入 too.

    `points` is None where nothing was measurable: no points are not 0 points.
    """

    name: str
    points: float | None
    measurable: float
    full: float

    @property
    def rate(self) -> float | None:
        """The score rate, 0–1; None with nothing measurable."""
        return None if self.points is None else self.points / self.measurable


@dataclass(frozen=True)
class WindowScore:
    """One window. `rate`, `low`, `high` and `p_top` are 0–1 and None when it takes no part.

    `rank` and `band` are over all windows that take part, `group_rank` within the peer group;
    `is_tied` says that the rank is shared. `excluded_reason` is 样本不足, 未列入窗口清单 or
    可计分不足 and `excluded_why` its sentence. `vetoes` are entered by people: none here.
    """

    window_code: str
    window_name: str
    dept_name: str | None
    peer_group: str
    n_cases: int
    n_comments: int
    n_ratings: int
    n_suspect: int
    overdue: int
    complaints: int
    complaints_per_1000: float | None
    indicators: tuple[IndicatorScore, ...]
    dimensions: tuple[Subtotal, ...]
    gb_groups: tuple[Subtotal, ...]
    points: float | None = None
    measurable: float | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    p_top: float | None = None
    rank: int | None = None
    is_tied: bool = False
    group_rank: int | None = None
    group_size: int = 0
    band: str | None = None
    excluded_reason: str | None = None
    excluded_why: str | None = None
    vetoes: tuple[str, ...] = ()

    def indicator(self, key: str) -> IndicatorScore:
        """One indicator by its key; KeyError for one that the rule book lacks."""
        found = {one.key: one for one in self.indicators}
        return found[key]


@dataclass(frozen=True)
class Scores:
    """All windows, the best first and those that take no part last, and the 推荐名单."""

    scope: Scope
    book: Rulebook
    windows: tuple[WindowScore, ...]
    recommended: Recommendation

    def window(self, code: str) -> WindowScore:
        """One window by its code; KeyError for an unknown one."""
        return {one.window_code: one for one in self.windows}[code]
