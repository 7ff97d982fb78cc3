"""群众留言: every figure again in pandas from what was landed; what changed is said, and only that."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from etl.landing import labels
from etl.read import Build, Scope, voice
from etl.read.scope import shift_month
from etl.read.voice import Wanted
from etl.settings import Settings
from pages.shared.comments import marked
from reports.guestbook import details, guestbook
from scoring.distinct import risen

OCTOBER = dt.date(2026, 10, 1)
SCOPES = [Scope(OCTOBER, OCTOBER), Scope(dt.date(2026, 1, 1), OCTOBER)]
MONTHS = [shift_month(OCTOBER, -n) for n in range(23, -1, -1)]


@pytest.fixture(scope="module")
def landed(demo: Settings, demo_build: Build) -> pd.DataFrame:
    """Landed comments with the labels of the machine, equal texts of a day at a window apart."""
    rows = pd.concat([pd.read_parquet(p) for p in (demo.landing / "comments").glob("*.parquet")])
    rows = rows[rows["row_status"] == "ok"].drop_duplicates("row_key", keep="last")
    labels = pd.concat([pd.read_parquet(p) for p in demo.labels.glob("*/comments-*.parquet")])
    rows = rows.merge(labels[["text_hash", "label", "needs_review", "work_rules"]], on="text_hash")
    rows["day"] = rows["commented_at"].dt.normalize()
    rows["month"] = rows["day"].dt.to_period("M").dt.to_timestamp()
    of_case = dict(
        demo_build.rows("select case_no, any_value(window_name) from fct_case group by 1")
    )
    by_code = dict(demo_build.rows("select window_code, window_name from dim_window"))
    place = rows["window_name"].replace(by_code).fillna(rows["case_no"].map(of_case)).fillna("")
    copies = rows.groupby([rows["text_hash"], rows["day"], place])["row_key"].transform("count")
    return rows.assign(is_suspect=copies >= 5)


def of(rows: pd.DataFrame, scope: Scope) -> pd.DataFrame:
    return rows[
        (rows["month"] >= pd.Timestamp(scope.first)) & (rows["month"] <= pd.Timestamp(scope.last))
    ]


@pytest.mark.parametrize("scope", SCOPES, ids=["month", "year"])
def test_counts_are_those_of_the_landing(
    demo_build: Build, landed: pd.DataFrame, scope: Scope
) -> None:
    rows = of(landed, scope)
    counted = rows[~rows["is_suspect"]]
    told = voice.comment_figures(demo_build, scope)
    assert {k: v for k, v in told.by_label.items() if v} == dict(Counter(counted["label"]))
    assert told.needs_review == counted["needs_review"].sum()
    assert told.suspect == rows["is_suspect"].sum() > 0
    view = guestbook(demo_build, scope)
    against = counted["label"].isin(["complaint", "mixed"])
    assert (view.complaint.now.part, view.complaint.now.whole) == (against.sum(), len(counted))
    assert (view.praise.now.part, view.praise.now.whole) == (
        (counted["label"] == "praise").sum(), len(counted),
    )  # fmt: skip
    rules = Counter(rule for one in counted.loc[against, "work_rules"] for rule in one)
    shown = view.rules[view.rules["complaint"] > 0].set_index("work_rule")["complaint"]
    assert dict(shown) == dict(rules)


@pytest.mark.parametrize("dimension", ["applicant", "channel"])
def test_groups_add_up_to_the_whole(demo_build: Build, dimension: str) -> None:
    told = voice.comment_figures(demo_build, SCOPES[1])
    rows = voice.comments_by(demo_build, SCOPES[1], dimension)
    assert rows["total"].sum() == told.total
    assert rows["praise"].sum() == told.by_label["praise"]


def test_windows_and_items_count_comments_that_tell_one(demo_build: Build) -> None:
    raw = demo_build.frame(
        "select window_code, item_code, label from fct_comment where is_counted "
        "and commented_month between date '2026-01-01' and date '2026-10-01'"
    )
    for dimension, column in (("window", "window_code"), ("item", "item_code")):
        rows = voice.comments_by(demo_build, SCOPES[1], dimension).set_index("code")
        assert dict(rows["total"]) == dict(Counter(raw[column].dropna()))


def test_the_changed_month_is_found_and_no_other(demo_build: Build, truth: dict[str, Any]) -> None:
    bad = dt.date.fromisoformat(f"{truth['bad_month']}-01")
    assert guestbook(demo_build, SCOPES[0]).complaint_months.signals == [bad]
    moved = []
    for month in MONTHS[1:]:
        view = guestbook(demo_build, Scope(month, month))
        if view.complaint.is_clear:
            moved.append(month)
            assert "变化明显" in view.sentence()
        else:
            assert "变化明显" not in view.sentence()
    assert {bad, shift_month(bad, 1)} <= set(moved) <= {shift_month(bad, n) for n in (-1, 0, 1)}


def test_words_rise_only_where_something_happened(demo_build: Build, truth: dict[str, Any]) -> None:
    """In 22 ordinary months no word may be said to have risen by chance."""
    bad = dt.date.fromisoformat(f"{truth['bad_month']}-01")
    named = {}
    for month in MONTHS[1:]:
        scope = Scope(month, month)
        risen_words = (
            *guestbook(demo_build, scope).complained_words,
            *details(demo_build, scope).praised_words,
        )
        found = [one.word for one in risen_words]
        if found and month not in (bad, shift_month(bad, 1)):
            named[month] = found
    assert named == {}


def test_risen_words_by_the_exact_binomial() -> None:
    said = pd.DataFrame(
        {
            "word": ["停电", "排队", "态度", "少见"],
            "now": [30, 42, 100, 4],
            "before": [0, 40, 100, 0],
        }
    )
    found = risen(said, 400, 400)
    assert [(one.word, one.now, one.before) for one in found] == [("停电", 30, 0)]
    assert binom.sf(29, 30, 0.5) * 3 < 0.01
    assert risen(said, 0, 400) == risen(said, 400, 0) == []
    # Twice as many comments now: twice as many of each word is no change.
    twice = said.assign(now=said["before"] * 2)
    assert risen(twice, 800, 400) == []


def test_chance_alone_names_a_word_in_one_month_of_a_hundred() -> None:
    rng = np.random.default_rng(7)
    names = [f"词{n}" for n in range(400)]
    rates = rng.uniform(0.005, 0.2, 400)
    named = 0
    for _ in range(200):
        now, before = (rng.binomial(300, rates) for _ in range(2))
        said = pd.DataFrame({"word": names, "now": now, "before": before})
        named += bool(risen(said, 300, 300))
    assert named <= 8


@pytest.mark.parametrize("filters", [{}, {"window": "first"}])
def test_words_of_two_periods_are_those_of_the_comments(
    demo: Settings, demo_build: Build, filters: dict[str, str]
) -> None:
    window = demo_build.rows(
        "select window_code from fct_comment where label = 'praise' and window_code is not null "
        "group by 1 order by count(*) desc, 1 limit 1"
    )[0][0]
    scope = replace(SCOPES[0], window=window if filters else None)
    told = voice.words_of(demo_build, scope, scope.previous(), ["praise"]).set_index("word")
    (version,) = labels.versions(demo)
    words = pd.concat(map(pd.read_parquet, labels.label_files(demo, version, "words")))
    rows = demo_build.frame(
        "select commented_month, window_code, text_hash from fct_comment "
        "where is_counted and label = 'praise'"
    ).merge(words.drop_duplicates(), on="text_hash")
    if filters:
        rows = rows[rows["window_code"] == window]
    for column, one in (("now", scope), ("before", scope.previous())):
        month = pd.Timestamp(one.first)
        counted = rows.loc[rows["commented_month"] == month, "word"].value_counts()
        assert len(counted) > 3
        shown = told.loc[(told[column] > 0) & (told.index != ""), column]
        assert shown.to_dict() == counted.to_dict()


def test_five_sentences_each_with_its_numbers(demo_build: Build) -> None:
    view = guestbook(demo_build, SCOPES[0])
    said = view.month_said()
    assert len(said) == 5
    for one in said[:4]:
        assert re.search(r"\d", one.text), one.text
        assert "100.0%（" not in one.text or "/" in one.text
    rule = next(one for one in said if one.rule and "抱怨" in one.text)
    wanted = Wanted(rule.labels, rule=rule.rule)
    listed, total = voice.comments(demo_build, SCOPES[0], wanted)
    # The sentence counts what is counted; the list holds the suspect ones too.
    assert f"{(~listed['is_suspect']).sum()} 条" in rule.text and total >= len(listed)
    assert guestbook(demo_build, Scope(dt.date(2019, 1, 1), dt.date(2019, 1, 1))).month_said() == []


def test_comments_by_what_is_wanted(demo_build: Build) -> None:
    raw = demo_build.frame("select * from fct_comment where commented_month >= date '2026-01-01'")
    for wanted, kept in (
        (Wanted(("praise",)), raw["label"] == "praise"),
        (Wanted(search="排队"), raw["text_masked"].str.contains("排队")),
        (Wanted(rule="限时办结制"), raw["work_rules"].map(lambda r: "限时办结制" in r)),
        (Wanted(applicant="企业"), raw["applicant_type"] == "企业法人"),
        (Wanted(only_review=True), raw["needs_review"]),
    ):
        _, total = voice.comments(demo_build, SCOPES[1], wanted)
        assert total == kept.sum() > 0, wanted


@pytest.mark.parametrize(
    ("text", "reasons", "shown"),
    [
        ("态度很好，办得快", ["表扬：态度很好、快"], ":green-background[态度很好]，办得快"),
        ("<b>差</b> [x](y) 态度差", ["不满：态度差"],
         "\\<b\\>差\\</b\\> \\[x\\]\\(y\\) :green-background[态度差]"),
        ("a]b太差", ["不满：]b太差"], "a:green-background[\\]b太差]"),
        ("很好", None, "很好"),
        ("很好", ["空白留言"], "很好"),
    ],
)  # fmt: skip
def test_words_that_decided_are_marked_and_markup_stays_text(
    text: str, reasons: list[str] | None, shown: str
) -> None:
    assert marked(text, reasons, "green") == shown
