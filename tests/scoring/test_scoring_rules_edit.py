"""Changing a rule book: figures alone, differences in words, publishing with who and why, and refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl import rules_edit
from etl.errors import UserError
from etl.settings import ROOT, Settings
from records import trail
from records.errors import NotNamedError
from records.store import open_records
from records.users import NOBODY, User
from scoring.rulebook import read_rulebook, rulebook_for
from scoring.rulebook.edit import differences, with_changes

LI, WANG = User("李明"), User("王芳")
OURS = (ROOT / "data" / "rulebooks" / "2026.toml").read_text(encoding="utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "data")


def moved(points: float = 2.0) -> str:
    """Some points of 业务量 given to 按时办结."""
    return with_changes(
        OURS, {"volume": {"points": 12 - points}, "on_time": {"points": 10 + points}}
    )


def test_figures_change_and_words_and_comments_stay() -> None:
    text = moved()
    before, after = OURS.splitlines(), text.splitlines()
    assert len(before) == len(after)
    changed = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert changed == [("points = 12", "points = 10"), ("points = 10", "points = 12")]
    assert with_changes(OURS) == OURS
    rules = with_changes(OURS, rules={"recommended": 3, "shrink": False})
    assert read_rulebook(rules, "x").rules.recommended == 3
    assert not read_rulebook(rules, "x").rules.shrink


def test_differences_are_every_figure_that_changed() -> None:
    old = read_rulebook(OURS, "x")
    text = with_changes(moved(), {"early": {"floor": 0.6}}, {"tie": 0.1})
    found = differences(old, read_rulebook(text, "x"))
    assert [(one.where, one.what, one.before, one.after) for one in found] == [
        ("业务量", "满分", "12", "10"),
        ("承诺件提前办结率", "零分线", "50%", "60%"),
        ("按时办结", "满分", "10", "12"),
        ("规则", "得分率（百分制）相差多少分以内算并列", "0.05", "0.1"),
    ]
    assert differences(old, old) == []


@pytest.mark.parametrize("changes", [{"luck": {"points": 1}}, {"volume": {"luck": 1}}])
def test_unknown_figures_are_refused(changes: dict[str, dict[str, float]]) -> None:
    with pytest.raises(KeyError):
        with_changes(OURS, changes)
    with pytest.raises(KeyError):
        with_changes(OURS, rules={"luck": 1})


def test_published_with_who_and_why_and_back_again(settings: Settings) -> None:
    now = rulebook_for(settings, 2026)
    record = rules_edit.publish(settings, LI, 2026, moved(), now.sha256, "按时更要紧")
    assert rulebook_for(settings, 2026).indicators[0].points == 10
    assert (record.actor, record.reason) == ("李明", "按时更要紧")
    (kept,) = rules_edit.versions(settings, 2026)
    assert kept.before["text"] == OURS and kept.after["text"] == moved()
    newer = rulebook_for(settings, 2026)
    rules_edit.publish(settings, WANG, 2026, OURS, newer.sha256, "改回默认")
    assert rulebook_for(settings, 2026).sha256 == now.sha256
    assert [one.actor for one in rules_edit.versions(settings, 2026)] == ["王芳", "李明"]
    with open_records(settings.data) as store:
        assert trail.verify(store) == []


@pytest.mark.parametrize(
    ("text", "reason", "says"),
    [
        (with_changes(OURS, {"volume": {"points": 20}}), "多给", "各指标合计 48 分"),
        (OURS.replace('scaling = "percentile"', 'scaling = "luck"'), "试试", "scaling"),
        (OURS.replace("year = 2026", "year = 2027"), "明年", "不是 2026 年"),
        (moved(), "  ", "请写明为什么改"),
        (OURS, "没动", "没有改动"),
        ("这不是规则", "试试", "不是正确的 TOML"),
    ],
)
def test_what_may_not_be_published_changes_nothing(
    settings: Settings, text: str, reason: str, says: str
) -> None:
    now = rulebook_for(settings, 2026)
    with pytest.raises(UserError, match=says):
        rules_edit.publish(settings, LI, 2026, text, now.sha256, reason)
    assert rulebook_for(settings, 2026).sha256 == now.sha256
    assert rules_edit.versions(settings, 2026) == []


def test_the_slower_of_two_is_told_and_loses_nothing_of_the_other(settings: Settings) -> None:
    seen = rulebook_for(settings, 2026).sha256
    rules_edit.publish(settings, LI, 2026, moved(1), seen, "先改的")
    with pytest.raises(UserError, match="刚被别人改过"):
        rules_edit.publish(settings, WANG, 2026, moved(3), seen, "后改的")
    assert rulebook_for(settings, 2026).indicators[0].points == 11
    assert len(rules_edit.versions(settings, 2026)) == 1


def test_what_cannot_be_recorded_is_not_in_force(settings: Settings) -> None:
    now = rulebook_for(settings, 2026)
    with pytest.raises(NotNamedError):
        rules_edit.publish(settings, NOBODY, 2026, moved(), now.sha256, "无名")
    assert rulebook_for(settings, 2026).sha256 == now.sha256


def test_books_of_other_years_stay_in_sight(settings: Settings) -> None:
    now = rulebook_for(settings, 2026)
    rules_edit.publish(settings, LI, 2026, moved(), now.sha256, "按时更要紧")
    kept = {path.name for path in (settings.data / "rulebooks").glob("*.toml")}
    assert kept == {path.name for path in (ROOT / "data" / "rulebooks").glob("*.toml")}
