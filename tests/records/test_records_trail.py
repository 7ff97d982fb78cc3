"""Appending, reading, and the state of each subject."""

from __future__ import annotations

import dataclasses
import datetime as dt
import subprocess
import sys

import pytest
import sqlalchemy as sa
from trail_cases import LI, review

from records import (
    NOBODY,
    SYSTEM,
    Entry,
    Store,
    Subject,
    append,
    append_all,
    errors,
    kinds,
    latest,
    read,
    verify,
)
from records.chain import GENESIS, digest
from records.schema import record


def test_a_record_carries_who_when_what_and_why(store: Store) -> None:
    made = append(store, LI, review())
    assert (made.seq, made.at) == (1, "2026-10-31T08:00:00.000Z")
    assert (made.actor, made.actor_kind) == ("李明", "自报")
    assert (made.kind, made.subject) == ("label_review", Subject("fct_comment", "c1"))
    assert (made.before, made.after) == ({"label": "praise"}, {"label": "complaint"})
    assert made.prev_hash == GENESIS
    assert read(store) == [made]


def test_each_record_names_the_hash_before_it(five: Store) -> None:
    found = read(five)
    assert [one.seq for one in found] == [1, 2, 3, 4, 5]
    assert [one.prev_hash for one in found[1:]] == [one.hash for one in found[:-1]]
    assert verify(five) == []


def test_the_hash_is_the_documented_one(five: Store) -> None:
    with five.reading() as connection:
        row = dict(connection.execute(sa.select(record).limit(1)).mappings().one())
    assert digest(row) == row["hash"]
    for name in set(row) - {"hash"}:
        assert digest({**row, name: 99 if name == "seq" else "别的"}) != row["hash"], name


def test_several_are_recorded_all_or_none(store: Store) -> None:
    assert [one.seq for one in append_all(store, LI, [review("a"), review("b")])] == [1, 2]
    with pytest.raises(errors.StaleSubjectError):
        append_all(store, LI, [review("c"), review("a", seen=0)])
    assert len(read(store)) == 2
    assert append_all(store, LI, []) == []


def test_reading_by_kind_subject_time_and_number(five: Store) -> None:
    append(five, SYSTEM, Entry("batch_landed", Subject("cases", "b1"), "导入"))
    assert [one.seq for one in read(five, kind="batch_landed")] == [6]
    assert [one.seq for one in read(five, subject=Subject("fct_comment", "c2"))] == [2]
    assert read(five, subject=Subject("fct_comment", "c9")) == []
    since = dt.datetime(2026, 10, 31, 16, 0, 4, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    assert [one.seq for one in read(five, since=since)] == [5, 6]
    assert [one.seq for one in read(five, limit=2, newest_first=True)] == [6, 5]
    with pytest.raises(ValueError, match="zone"):
        read(five, since=dt.datetime(2026, 10, 31))


def test_latest_is_the_last_word_on_each_subject(five: Store) -> None:
    append(five, LI, review("c2", after="mixed"))
    append(five, LI, Entry("objection", Subject("fct_comment", "c3"), "提出异议", reason="有出入"))
    append(five, LI, Entry("nomination", Subject("dim_window", "c2"), "提名"))
    state = latest(five, kind="label_review", table="fct_comment")
    assert {one.key: found.seq for one, found in state.items()} == {
        "c1": 1, "c2": 6, "c3": 3, "c4": 4, "c5": 5}  # fmt: skip
    assert state[Subject("fct_comment", "c2")].after == {"label": "mixed"}
    assert latest(five)[Subject("fct_comment", "c3")].kind == "objection"
    assert list(latest(five, table="dim_window")) == [Subject("dim_window", "c2")]


def test_a_decision_on_an_outdated_screen_is_refused(store: Store) -> None:
    first = append(store, LI, review(seen=0))
    with pytest.raises(errors.StaleSubjectError, match="刚被别人处理过"):
        append(store, LI, review(seen=0))
    assert append(store, LI, review(seen=first.seq)).seq == 2


def test_nobody_may_not_decide(store: Store) -> None:
    with pytest.raises(errors.NotNamedError, match="先填写姓名"):
        append(store, NOBODY, review())
    assert read(store) == []


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("action", " ", "动作没有填写"),
        ("subject", Subject("fct_comment", ""), "对象的编号没有填写"),
        ("reason", "很" * 2001, "理由太长"),
        ("reason", "空\0字符", "理由里有无法保存的字符"),
        ("reason", "半个\ud83d", "理由里有无法保存的字符"),
        ("evidence", {"at": dt.date(2026, 1, 1)}, "依据里有不能保存的内容"),
        ("after", float("nan"), "新值里有不能保存的内容"),
        ("before", {"半个": "\ud83d"}, "原值里有无法保存的字符"),
    ],
)
def test_what_cannot_be_stored_is_refused(
    store: Store, part: str, value: object, says: str
) -> None:
    with pytest.raises(errors.BadEntryError, match=says):
        append(store, LI, dataclasses.replace(review(), **{part: value}))
    assert read(store) == []


def test_emoji_line_breaks_and_rare_characters_come_back(store: Store) -> None:
    text = "“好👍”\n𠮷野家\u2028' or 1=1 --"
    made = append(store, LI, dataclasses.replace(review(), reason=text, evidence=[text, None, 1.5]))
    assert read(store)[0] == made
    assert made.reason == text
    assert verify(store) == []


def test_kinds_are_registered(store: Store) -> None:
    with pytest.raises(errors.UnknownKindError, match="没有“guess”这一类记录"):
        append(store, LI, dataclasses.replace(review(), kind="guess"))
    kinds.register("label_review", "标注复核")
    assert kinds.label("label_review") == "标注复核"
    assert kinds.label("from_later") == "from_later"
    for code, label in (("label_review", "别的"), ("Bad Code", "坏"), ("fine_code", " ")):
        with pytest.raises(ValueError, match="kind"):
            kinds.register(code, label)


def test_the_package_needs_neither_streamlit_nor_duckdb() -> None:
    code = "import sys, records, records.__main__; print({'streamlit','duckdb'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
