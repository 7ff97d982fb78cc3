"""Published months: submitted by one, published by another, kept as they were, corrected by name."""

from __future__ import annotations

import pytest

from records import months, trail
from records.errors import NotNamedError, RecordsError, StaleSubjectError
from records.months import MonthError, Stage, Version, month_of
from records.store import Store
from records.users import NOBODY, User

LI, WANG = User("李明"), User("王芳")
KEY = months.key_of("2026-10", "全部部门 · 全部窗口")
FIRST = Version(0, {"figures": [1], "stamp": "a" * 64}, {"problems": "一是超期"}, "a" * 64, "")
SECOND = Version(
    0, {"figures": [2], "stamp": "b" * 64}, {"problems": "一是超期"}, "b" * 64, "", "九月补报了办件"
)


def seq(store: Store) -> int:
    record = months.last_of(store, KEY)
    return record.seq if record else 0


def now(store: Store) -> months.Month:
    return month_of(months.last_of(store, KEY))


def published(store: Store, new: Version = FIRST) -> None:
    months.submit(store, LI, KEY, new, seq(store))
    months.publish(store, WANG, KEY, seq(store), "2026-11-05")


def test_submitted_by_one_and_published_by_another(store: Store) -> None:
    assert now(store).stage == Stage.DRAFT
    months.submit(store, LI, KEY, FIRST, 0)
    assert now(store).stage == Stage.WAITING and now(store).published is None
    with pytest.raises(MonthError, match="要由另一个人发布"):
        months.publish(store, User("李明"), KEY, seq(store), "2026-11-05")
    months.publish(store, WANG, KEY, seq(store), "2026-11-05")
    made = now(store).published
    assert made is not None and now(store).waiting is None
    assert (made.number, made.submitted_by, made.published_by) == (1, "李明", "王芳")
    assert (made.report, made.free, made.sha256) == (FIRST.report, FIRST.free, FIRST.sha256)
    assert months.published(store, "全部部门 · 全部窗口") == {"2026-10": made}
    assert months.published(store, "税务局 · 全部窗口") == {} and trail.verify(store) == []


def test_a_correction_has_a_name_and_leaves_the_old_one(store: Store) -> None:
    published(store)
    with pytest.raises(MonthError, match="完全一样"):
        months.submit(store, LI, KEY, FIRST, seq(store))
    with pytest.raises(RecordsError, match="为什么更正"):
        months.submit(
            store,
            LI,
            KEY,
            Version(0, {"figures": [2], "stamp": "b" * 64}, {}, "b" * 64, ""),
            seq(store),
        )
    months.submit(store, LI, KEY, SECOND, seq(store))
    # While it waits, what was published stands.
    assert now(store).published is not None and now(store).published.sha256 == FIRST.sha256  # type: ignore[union-attr]
    months.publish(store, WANG, KEY, seq(store), "2026-11-09")
    found = months.versions(store, KEY)
    assert [(one.number, one.sha256[0], one.reason) for one in found] == [(2, "b", "九月补报了办件"), (1, "a", "")]  # fmt: skip
    assert trail.read(store)[-1].kind == "month_restated"


def test_a_report_is_sent_back(store: Store) -> None:
    with pytest.raises(MonthError, match="没有等发布的报告"):
        months.send_back(store, WANG, KEY, "数不对", 0)
    months.submit(store, LI, KEY, FIRST, 0)
    with pytest.raises(MonthError, match="正等发布"):
        months.submit(store, WANG, KEY, SECOND, seq(store))
    with pytest.raises(RecordsError, match="退回的原因"):
        months.send_back(store, WANG, KEY, " ", seq(store))
    months.send_back(store, WANG, KEY, "数不对", seq(store))
    assert now(store).stage == Stage.DRAFT and now(store).waiting is None
    published(store)
    months.submit(store, LI, KEY, SECOND, seq(store))
    months.send_back(store, LI, KEY, "再核对", seq(store))
    assert now(store).stage == Stage.PUBLISHED and now(store).published is not None


def test_the_slower_of_two_is_told_and_nobody_unnamed_publishes(store: Store) -> None:
    months.submit(store, LI, KEY, FIRST, 0)
    with pytest.raises(StaleSubjectError):
        months.submit(store, WANG, KEY, SECOND, 0)
    with pytest.raises(NotNamedError):
        months.publish(store, NOBODY, KEY, seq(store), "2026-11-05")
    with pytest.raises(MonthError, match="没有等发布"):
        months.publish(store, WANG, "2026-09|x", 0, "2026-11-05")


def test_a_report_that_is_not_what_its_hash_says_is_refused(store: Store) -> None:
    with pytest.raises(MonthError, match="指纹不一致"):
        months.submit(store, LI, KEY, Version(0, {"stamp": "c" * 64}, {}, "a" * 64, ""), 0)


def test_words_alone_may_be_corrected(store: Store) -> None:
    published(store)
    words = Version(
        0, {**FIRST.report, "sections": ["别的话"]}, FIRST.free, FIRST.sha256, "", "申诉成立"
    )
    months.submit(store, LI, KEY, words, seq(store))
    months.publish(store, WANG, KEY, seq(store), "2026-11-09")
    assert months.versions(store, KEY)[0].reason == "申诉成立"


def test_another_import_alone_is_no_correction(store: Store) -> None:
    """The build, the counts of all imports and the hash are others; what people read is the same."""
    published(store)
    report = {**FIRST.report, "build_id": "later", "quality": ["导入 9 批"], "pending": {"rejected": 3}, "lines": [1], "stamp": "c" * 64}  # fmt: skip
    same = Version(0, report, FIRST.free, "c" * 64, "", "又导入了一批")
    with pytest.raises(MonthError, match="完全一样"):
        months.submit(store, LI, KEY, same, seq(store))
