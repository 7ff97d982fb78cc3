"""Names: what may be one, and what is said about it."""

from __future__ import annotations

import pytest

from records import NOBODY, SYSTEM, ActorKind, User, current_user, require_named
from records.errors import BadNameError, NotNamedError
from records.users import is_same_person


@pytest.mark.parametrize("chosen", [None, "", "  ", "未署名"])
def test_without_a_name_one_may_look(chosen: str | None) -> None:
    user = current_user(chosen)
    assert user == NOBODY
    assert str(user) == "未署名"
    with pytest.raises(NotNamedError, match="只能查看"):
        require_named(user)


def test_a_chosen_name_is_marked() -> None:
    user = current_user("李明")
    assert (user.kind, str(user)) == (ActorKind.SELF, "李明（自报）")
    assert require_named(user) is user


def test_sign_in_wins() -> None:
    assert current_user("李明", signed_in="王芳") == User("王芳", ActorKind.SIGNED_IN)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (" 李  明 ", "李 明"),
        ("ＬｉＭｉｎｇ２", "LiMing2"),
        ("买买提·阿不都", "买买提·阿不都"),
        ("李明（３号窗口）", "李明(3号窗口)"),
        ("བཀྲ་ཤིས", None),  # the Tibetan dot is a sign; the letters and marks are not
        ("བཀྲཤིས", "བཀྲཤིས"),
        ("李", "李"),
        ("李" * 20, "李" * 20),
    ],
)
def test_names_have_one_spelling(given: str, kept: str | None) -> None:
    if kept is None:
        with pytest.raises(BadNameError):
            current_user(given)
    else:
        assert current_user(given).name == kept


@pytest.mark.parametrize(
    "bad",
    ["李" * 21, "李\n明", "李\t明", "李\u200b明", "李\u202e明", "<b>李</b>", "**李明**", "[李](x)",
     "`李`", "$李$", "李|明", "李:red", "·", "...", "\ud83d李", "👍", "系统", "李\0"],
)  # fmt: skip
def test_other_names_are_refused(bad: str) -> None:
    with pytest.raises(BadNameError):
        current_user(bad)
    with pytest.raises(BadNameError):
        User(bad)


def test_only_the_program_is_the_system() -> None:
    assert str(SYSTEM) == "系统（系统）"
    with pytest.raises(BadNameError, match="只能署名"):
        User("李明", ActorKind.SYSTEM)
    with pytest.raises(BadNameError, match="写法不规范"):
        User(" 李明")


def test_two_people_are_told_apart_by_one_spelling() -> None:
    assert is_same_person("LiMing", "liming")
    assert not is_same_person("李明", "李鸣")
