"""What a view is about: months, cohort and filters, as conditions on the published tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Literal

Basis = Literal["finished", "accepted"]
Filter = str | tuple[str, ...] | None
BASIS_LABELS = {"finished": "按办结口径", "accepted": "按受理口径"}


APPLICANTS = (
    "case when applicant_type = '自然人' then '群众' when applicant_type = '企业法人' then '企业' "
    "when applicant_type is not null then '其他组织' else '未登记' end"
)
"""群众 and 企业 by the case's applicant; what no case tells is 未登记."""


def shift_month(month: dt.date, months: int) -> dt.date:
    """The first day of the month so many months later (or earlier, if negative)."""
    number = month.year * 12 + month.month - 1 + months
    return dt.date(number // 12, number % 12 + 1, 1)


@dataclass(frozen=True)
class Scope:
    """Months from `first` to `last` (their first days), the cohort, and filters (None is all).

    `depts` and `windows` are several at once, where a report is of some of them; they stand instead of
    `dept` and `window`.
    """

    first: dt.date
    last: dt.date
    basis: Basis = "finished"
    dept: str | None = None
    window: str | None = None
    channel: str | None = None
    case_type: str | None = None
    depts: tuple[str, ...] = ()
    windows: tuple[str, ...] = ()

    @property
    def is_part(self) -> bool:
        """Whether it is of some departments or windows and not of the whole centre."""
        return bool(self.dept or self.window or self.depts or self.windows)

    @property
    def chosen_depts(self) -> tuple[str, ...]:
        """The departments that it is narrowed to, one or several; none for all."""
        return self.depts or ((self.dept,) if self.dept else ())

    @property
    def chosen_windows(self) -> tuple[str, ...]:
        """The codes of the windows that it is narrowed to, one or several; none for all."""
        return self.windows or ((self.window,) if self.window else ())

    def includes(self, dept: str | None, window: str | None) -> bool:
        """Whether a department's window belongs to it."""
        depts, windows = self.depts or self.dept, self.windows or self.window
        return _holds(depts, dept) and _holds(windows, window)

    @property
    def months(self) -> int:
        """How many months the period has."""
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    def shifted(self, months: int) -> Scope:
        """The same view so many months later."""
        return replace(
            self, first=shift_month(self.first, months), last=shift_month(self.last, months)
        )

    def previous(self) -> Scope:
        """The period of the same length just before."""
        return self.shifted(-self.months)

    def year_before(self) -> Scope:
        """The same months of the year before."""
        return self.shifted(-12)

    def within(self, first: dt.date, last: dt.date) -> Scope:
        """The same filters over other months."""
        return replace(self, first=first, last=last)

    def all_windows(self) -> Scope:
        """The same view of the whole centre: what a window is compared with."""
        return replace(self, dept=None, window=None, depts=(), windows=())

    def cases(self, basis: Basis | None = None, prefix: str = "") -> tuple[str, list[Any]]:
        """Condition on `mart_case_cube` or `fct_case` and its parameters.

        `prefix` names the table, such as `c.`, where a join would leave columns ambiguous.
        """
        column = f"{basis or self.basis}_month"
        return self._where(column, self._case_filters(), prefix)

    def case_months(self, basis: Basis | None = None) -> tuple[str, list[Any]]:
        """Condition on `mart_case_month` and its parameters."""
        filters = {"basis": basis or self.basis, **self._case_filters()}
        return self._where("month", filters)

    def open_cases(self, prefix: str = "") -> tuple[str, list[Any]]:
        """Condition for cases still open, whatever their month: the filters alone."""
        where, params = _equal(self._case_filters(), prefix)
        return f"{prefix}finished_on is null and {prefix}is_counted{where}", params

    def month_ends(self) -> tuple[str, list[Any]]:
        """Condition on `mart_open_month`, whose months are neither of acceptance nor of finish."""
        return self._where("month", self._case_filters())

    def comments(self, prefix: str = "") -> tuple[str, list[Any]]:
        """Condition on comment tables; the channel of a case does not apply to them."""
        return self._where("commented_month", self._places(), prefix)

    def complaints(self, prefix: str = "") -> tuple[str, list[Any]]:
        """Condition on `mart_complaint`."""
        return self._where("on_month", self._places(), prefix)

    def inspections(self, prefix: str = "") -> tuple[str, list[Any]]:
        """Condition on `fct_inspection`."""
        return self._where("inspected_month", self._places(), prefix)

    def innovations(self, prefix: str = "") -> tuple[str, list[Any]]:
        """Condition on `fct_innovation`."""
        return self._where("happened_month", self._places(), prefix)

    def places(self, prefix: str = "") -> tuple[str, list[Any]]:
        """What a condition on places goes on with, whatever the month."""
        return _equal(self._places(), prefix)

    def ratings(self, prefix: str = "") -> tuple[str, list[Any]]:
        """Condition on rating tables; the channel of a case does not apply to them."""
        return self._where("rated_month", self._places(), prefix)

    def rated_cases(self) -> tuple[str, list[Any]]:
        """Condition on `mart_rated_case`: cases by their finish."""
        return self._where("finished_month", self._places())

    def _places(self) -> dict[str, Filter]:
        return {"dept_name": self.depts or self.dept, "window_code": self.windows or self.window}

    def _case_filters(self) -> dict[str, Filter]:
        return {
            **self._places(),
            "channel": self.channel,
            "case_type": self.case_type,
        }

    def _where(
        self, month: str, filters: dict[str, Filter], prefix: str = ""
    ) -> tuple[str, list[Any]]:
        where, params = _equal(filters, prefix)
        return f"{prefix}{month} between ? and ?{where}", [self.first, self.last, *params]


def _equal(filters: dict[str, Filter], prefix: str = "") -> tuple[str, list[Any]]:
    where, params = "", list[Any]()
    for column, value in filters.items():
        if value is None:
            continue
        values = value if isinstance(value, tuple) else (value,)
        signs = ", ".join("?" for _ in values)
        where += f" and {prefix}{column} in ({signs})"
        params += values
    return where, params


def _holds(wanted: Filter, one: str | None) -> bool:
    return wanted is None or (one in wanted if isinstance(wanted, tuple) else one == wanted)
