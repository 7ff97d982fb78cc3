"""Who decides. Without sign-in a person chooses a name, and every record says 自报 beside it.

A chosen name proves nothing about the person; it is marked so that no reader takes it for proof.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from records.errors import BadNameError, NotNamedError

UNNAMED = "未署名"
SYSTEM_NAME = "系统"
NAME_LENGTH = 20
# letters and digits of any script come besides; signs of Markdown and HTML are left out
_SIGNS = frozenset(" ·•-.()")


class ActorKind(StrEnum):
    """How the name of an actor is known."""

    SELF = "自报"
    SIGNED_IN = "已登录"
    SYSTEM = "系统"


@dataclass(frozen=True)
class User:
    """A name and how it is known. Raises BadNameError for a name that may not be stored."""

    name: str
    kind: ActorKind = ActorKind.SELF

    def __post_init__(self) -> None:
        if self.kind is ActorKind.SYSTEM:
            if self.name != SYSTEM_NAME:
                raise BadNameError(f"系统写入的记录只能署名“{SYSTEM_NAME}”")
        elif self.name != UNNAMED and self.name != clean_name(self.name):
            raise BadNameError(f"姓名“{self.name}”写法不规范：请去掉多余的空格和全角符号")

    @property
    def is_named(self) -> bool:
        """Whether this person may decide."""
        return self.name != UNNAMED

    def __str__(self) -> str:
        return f"{self.name}（{self.kind}）" if self.is_named else self.name


NOBODY = User(UNNAMED)
SYSTEM = User(SYSTEM_NAME, ActorKind.SYSTEM)


def clean_name(text: str) -> str:
    """The name in one spelling (full-width signs and repeated spaces folded); raises BadNameError.

    One spelling matters because rules that need two people compare names.
    """
    name = " ".join(unicodedata.normalize("NFKC", text).split(" ")).strip()
    name = " ".join(part for part in name.split(" ") if part)
    if not name:
        raise BadNameError("请填写姓名：不能为空")
    if len(name) > NAME_LENGTH:
        raise BadNameError(f"姓名太长（{len(name)} 个字）：最多 {NAME_LENGTH} 个字")
    if any(not _allowed(sign) for sign in name) or not any(sign.isalnum() for sign in name):
        raise BadNameError("姓名里有不能用的符号：请只用汉字、字母、数字、空格和间隔号")
    if name in (UNNAMED, SYSTEM_NAME):
        raise BadNameError(f"“{name}”是保留的名称：请填写自己的姓名")
    return name


def current_user(chosen: str | None = None, signed_in: str | None = None) -> User:
    """The signed-in person; else the chosen name, marked 自报; else 未署名, who may only look.

    The caller keeps the chosen name (session or address). Raises BadNameError.
    """
    if signed_in is not None:
        return User(clean_name(signed_in), ActorKind.SIGNED_IN)
    if chosen is None or chosen.strip() in ("", UNNAMED):
        return NOBODY
    return User(clean_name(chosen))


def require_named(user: User) -> User:
    """The user, if named; raises NotNamedError otherwise."""
    if not user.is_named:
        raise NotNamedError("尚未署名，只能查看：请先填写姓名再操作")
    return user


def is_same_person(one: str, other: str) -> bool:
    """Whether two recorded names count as one person for a rule that needs two people."""
    return one.casefold() == other.casefold()


def _allowed(sign: str) -> bool:
    return sign in _SIGNS or unicodedata.category(sign)[0] in "LMN"
