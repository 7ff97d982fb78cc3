"""What people praise and what they complain of, and whether it has changed."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from etl.read import voice
from etl.read.build import Build
from etl.read.figures import Share
from etl.read.scope import Scope, shift_month
from etl.read.voice import CommentFigures
from reports import words
from reports.changes import HISTORY_MONTHS, Compared, Series, series
from scoring.distinct import Risen, risen
from scoring.uncertainty import differs

WORDS_NAMED = 5
AGAINST = ("complaint", "mixed")


@dataclass(frozen=True)
class Said:
    """One sentence of what the period said, and the comments behind it as a page's address."""

    text: str
    labels: tuple[str, ...] = ()
    rule: str | None = None
    window: str | None = None
    search: str | None = None


@dataclass(frozen=True)
class Voice:
    """What 群众留言 says of one scope at first sight; `Details` has the rest."""

    scope: Scope
    now: CommentFigures
    praise: Compared
    complaint: Compared
    praise_months: Series
    complaint_months: Series
    rules: pd.DataFrame
    windows: pd.DataFrame
    complained_words: list[Risen]

    def sentence(self) -> str:
        """The answer: how much was praised, how much complained of, and whether that changed."""
        if self.now.total == 0:
            return f"{words.period(self.scope)}没有留言。"
        return (
            f"{words.period(self.scope)}收到留言 {self.now.total:,} 条："
            f"表扬 {words.share(self.praise.now, '条')}，"
            f"有抱怨的 {words.share(self.complaint.now, '条')}，{self._moved()}。"
        )

    def _moved(self) -> str:
        if self.complaint.change is None:
            return "没有可比数据"
        clear = "变化明显" if self.complaint.is_clear else "无明显变化"
        return (
            f"抱怨较{words.previous_name(self.scope)}{words.points(self.complaint.change)}，{clear}"
        )

    def month_said(self) -> list[Said]:
        """Five sentences for the leadership, each with its numbers; what has none is not said."""
        if self.now.total == 0:
            return []
        found = [
            self._against_last_year(),
            self._complained_of(),
            self._window_complained_of(),
            self._praised_for(),
            self._words_risen(),
        ]
        return [one for one in found if one is not None]

    def _against_last_year(self) -> Said | None:
        past = self.complaint.year_before
        if past.value is None or self.complaint.now.value is None:
            return Said("去年同期没有留言，无法同比。")
        clear = differs(self.complaint.now.part, self.complaint.now.whole, past.part, past.whole)
        return Said(
            f"与去年同期比：有抱怨的占比由 {words.share(past, '条')}到 "
            f"{words.share(self.complaint.now, '条')}，{words.points(self.complaint.year_change)}，"
            f"{'变化明显' if clear else '无明显变化'}。",
            AGAINST,
        )

    def _complained_of(self) -> Said | None:
        top = self.rules[self.rules["complaint"] > 0].head(1)
        if top.empty:
            return None
        rule, count = str(top.iloc[0]["work_rule"]), int(top.iloc[0]["complaint"])
        part = Share(count, self.complaint.now.part)
        return Said(
            f"抱怨最多的是{rule}：{words.count(count)} 条，占有抱怨留言的 {words.percent(part.value)}。",
            AGAINST,
            rule=rule,
        )

    def _window_complained_of(self) -> Said | None:
        """The window whose share of complaints is highest beyond chance; else that none is."""
        told = self.windows[self.windows["total"] >= words.FEW]
        if told.empty:
            return Said(f"没有一个窗口的留言达到 {words.FEW} 条，不比较窗口。")
        whole, part = int(self.windows["total"].sum()), int(self.windows["complaint"].sum())
        clear = [
            row
            for row in told.itertuples()
            if row.complaint / row.total > part / whole
            and differs(row.complaint, row.total, part - row.complaint, whole - row.total)
        ]
        if not clear:
            return Said("各窗口的抱怨占比没有明显差别。")
        worst = max(clear, key=lambda row: row.complaint / row.total)
        share = Share(int(worst.complaint), int(worst.total))
        others = f"，另有 {len(clear) - 1} 个窗口也明显偏高" if len(clear) > 1 else ""
        return Said(
            f"{worst.window_name}的抱怨占比明显高于其他窗口：{words.share(share, '条')}{others}。",
            AGAINST,
            window=window_label(str(worst.window_name), str(worst.window_code)),
        )

    def _praised_for(self) -> Said | None:
        top = self.rules.sort_values("praise", ascending=False).head(1)
        if top.empty or not int(top.iloc[0]["praise"]):
            return None
        rule, count = str(top.iloc[0]["work_rule"]), int(top.iloc[0]["praise"])
        part = Share(count, self.praise.now.part)
        return Said(
            f"表扬最多的是{rule}：{words.count(count)} 条，占表扬的 {words.percent(part.value)}。",
            ("praise",),
            rule=rule,
        )

    def _words_risen(self) -> Said:
        named = self.complained_words[:WORDS_NAMED]
        name = words.previous_name(self.scope)
        if not named:
            return Said(f"抱怨里没有比{name}明显多起来的词。")
        listed = "、".join(f"“{one.word}”（{one.before}→{one.now} 条）" for one in named)
        return Said(f"抱怨里比{name}明显多起来的词：{listed}。", AGAINST, search=named[0].word)


@dataclass(frozen=True)
class Details:
    """Who wrote and about which items; words that rose in praise."""

    items: pd.DataFrame
    applicants: pd.DataFrame
    praised_words: list[Risen]


def window_label(name: str, code: str) -> str:
    """A window as the filter of windows names it."""
    return f"{name}（{code}）" if name != code else code


def guestbook(build: Build, scope: Scope) -> Voice:
    """Read and compare for one scope."""
    scopes = (scope, scope.previous(), scope.year_before())
    figures = [voice.comment_figures(build, one) for one in scopes]
    past = voice.comments_monthly(
        build, scope.within(shift_month(scope.last, 1 - HISTORY_MONTHS), scope.last)
    )
    months, totals = list(past["month"].dt.date), list(past["total"])
    against, praise = (
        [one.complained for one in figures],
        [one.share("praise") for one in figures],
    )
    return Voice(
        scope,
        figures[0],
        Compared(*praise),
        Compared(*against),
        series(months, list(past["praise"]), totals),
        series(months, list(past["complaint"] + past["mixed"]), totals),
        voice.rules(build, scope),
        voice.comments_by_window(build, scope),
        _risen(build, scope, list(AGAINST)),
    )


def details(build: Build, scope: Scope) -> Details:
    """Read what only 谁和什么 shows."""
    return Details(
        voice.comments_by(build, scope, "item"),
        voice.comments_by(build, scope, "applicant"),
        _risen(build, scope, ["praise"]),
    )


def _risen(build: Build, scope: Scope, labels: list[str]) -> list[Risen]:
    """Words of some labels' comments that rose against the period before."""
    both = voice.words_of(build, scope, scope.previous(), labels)
    known, said = both[both["word"] == ""], both[both["word"] != ""]
    return risen(said, int(known["now"].sum()), int(known["before"].sum()))
