"""What a rule book says, as frozen objects, and which figures this version can measure."""

from __future__ import annotations

from dataclasses import dataclass

SCALINGS = ("percentile", "linear", "deduction")
DIRECTIONS = ("up", "down")
GB_GROUPS = ("办事效率", "窗口服务满意率", "异常办理", "投诉处理")


@dataclass(frozen=True)
class Metric:
    """A figure this version can measure: the Chinese names of its parts.

    `bad` names what a deduction counts; empty where nothing can be counted one by one.
    `is_sampled`: a share of cases or ratings, which would come out a little different in another
    quarter of the same quality; the catalogue is a full count and volume is what it is.
    """

    whole: str
    unit: str
    bad: str = ""
    is_sampled: bool = False
    is_count: bool = False


METRICS = {
    "volume": Metric("办件量", "件", is_count=True),
    "early": Metric("承诺件", "件", "未提前", is_sampled=True),
    "on_time": Metric("有承诺时限的办结件", "件", "超期", is_sampled=True),
    "online": Metric("办理形式已知的办件", "件", "非网上申请", is_sampled=True),
    "returned": Metric("办结件与退件", "件", "退件或多次补正", is_sampled=True),
    "good_rating": Metric("主动评价", "条", "差评", is_sampled=True),
    "settled": Metric("进驻、授权情况已填的事项", "个", "未进驻或未授权"),
    "joint": Metric("办结的并联审批子办件", "件", "超期", is_sampled=True),
    "compression": Metric("两个时限都以工作日计的事项", "个"),
    "quick": Metric("办件类型或到场次数已填的事项", "个", "须多次到场"),
    "attendance": Metric("本期巡查", "次", "在岗问题"),
    "appearance": Metric("本期巡查", "次", "窗容问题"),
    "innovation": Metric("可加的", "分"),
}


@dataclass(frozen=True)
class Dimension:
    """One of the three 比 and its full marks."""

    name: str
    points: float


@dataclass(frozen=True)
class Indicator:
    """One indicator. `floor` earns nothing and `target` everything (shares, 0–1)."""

    key: str
    label: str
    dimension: str
    definition: str
    source: str
    direction: str
    points: float
    scaling: str
    min_n: int
    gb_group: str
    measured: bool
    floor: float = 0.0
    target: float = 1.0
    per_event: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class Extra:
    """A bonus outside the hundred (`cap` points at most) or a figure shown but never scored."""

    key: str
    label: str
    definition: str
    source: str
    cap: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class Rules:
    """Who takes part and who is recommended. `tie` is in points of the score rate times 100.

    `shrink`: shares of cases and ratings are drawn toward the peer group before they earn points.
    `staff_min_cases`, `staff_seats` and `party_seats` are of persons, `notice_days` the working days of
    a public notice; a rule book that lacks them has these.
    """

    min_cases: int
    min_points: float
    min_peers: int
    tie: float
    recommended: int
    vetoes: tuple[str, ...]
    shrink: bool = False
    staff_min_cases: int = 20
    staff_seats: int = 10
    party_seats: int = 10
    notice_days: int = 5


@dataclass(frozen=True)
class Rulebook:
    """A whole rule book; `sha256` is over its content, so comments and spacing do not change it."""

    year: int
    title: str
    note: str
    dimensions: tuple[Dimension, ...]
    indicators: tuple[Indicator, ...]
    rules: Rules
    bonuses: tuple[Extra, ...]
    references: tuple[Extra, ...]
    sha256: str

    @property
    def measured(self) -> tuple[Indicator, ...]:
        """The indicators this version scores, in the order of the rule book."""
        return tuple(one for one in self.indicators if one.measured)

    def of(self, dimension: str) -> tuple[Indicator, ...]:
        """All indicators of one dimension."""
        return tuple(one for one in self.indicators if one.dimension == dimension)
