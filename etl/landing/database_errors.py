"""What a database server answers when it refuses, as one Chinese line without the password."""

from __future__ import annotations

import re

import sqlalchemy as sa
from sqlalchemy import exc

LOST_TEXT = "数据库“{where}”里有不是 UTF-8 的文字，读不出来：请让数据库管理员核对字符集后重试"

# PostgreSQL's SQLSTATE and MySQL's error numbers. PostgreSQL's driver has no code for a refused
# login, only the server's words, which come in the server's language.
LOGIN_CODES = ("28000", "28P01", "1044", "1045", "1698", "1820", "1862")
LOGIN_WORDS = re.compile(
    r"password authentication|no password supplied|role .* does not exist|pg_hba|认证失败|验证失败"
    r"|角色.*不存在",
    re.IGNORECASE,
)
NO_DATABASE_CODES = ("3D000", "1049")
NO_DATABASE_WORDS = re.compile(r"database .* does not exist|数据库.*不存在", re.IGNORECASE)
READ_ONLY_CODES = ("25006", "1792")
NO_RIGHT_CODES = ("42501", "1142", "1143", "1370")
SYNTAX_CODES = ("42601", "1064")
LOST_CODES = ("", "57P01", "57P02", "08006", "2006", "2013")
LONGEST_LINE = 200


def place(address: sa.URL) -> str:
    """A database as people name it, 库名（主机）, without user and password."""
    return f"{address.database}（{address.host or '本机'}）"


def safe(text: str, address: sa.URL) -> str:
    """A text in which the password, should a server repeat it, is hidden."""
    return text.replace(str(address.password), "***") if address.password else text


def why_not_connected(address: sa.URL, error: exc.DBAPIError) -> str:
    """One line for a connection that was not made: login, database name, or no way there."""
    code, line = _words(error)
    where = place(address)
    if code in NO_DATABASE_CODES or NO_DATABASE_WORDS.search(line):
        told = f"服务器上没有数据库“{where}”：请核对地址里的库名"
    elif code in LOGIN_CODES or LOGIN_WORDS.search(line):
        told = (
            f"数据库“{where}”拒绝登录（{line}）：请核对用户名和密码，"
            "密码也可放在环境变量 ZW_DB_PASSWORD"
        )
    else:
        told = f"连不上数据库“{where}”（{line}）：请核对主机、端口和网络后重试"
    return safe(told, address)


def why_not_read(address: sa.URL, query: str, error: exc.DBAPIError) -> str:
    """One line for a query that was refused or broke off."""
    code, line = _words(error)
    where = place(address)
    if code in READ_ONLY_CODES:
        return f"数据库“{where}”只读打开，这条查询要改动数据（{line}）：请改成只查询的 SELECT"
    if code in NO_RIGHT_CODES:
        return f"数据库“{where}”的这个用户没有权限（{line}）：请让管理员授予查询权限"
    if code in SYNTAX_CODES and ";" in query.strip().rstrip(";"):
        return f"数据库“{where}”不接受这条查询（{line}）：一次只能写一条 SELECT，不能用分号连着写"
    if isinstance(error, exc.OperationalError) and code in LOST_CODES:
        return f"读取数据库“{where}”时连接中断（{line}）：请检查网络后重试"
    return f"数据库“{where}”不接受这条查询（{line}）：请检查 SQL 的表名、列名和写法"


def _words(error: exc.DBAPIError) -> tuple[str, str]:
    """The server's code, empty without one, and the first line of what it said."""
    given = error.orig
    if isinstance(given, Exception) and given.args and isinstance(given.args[0], int):
        return str(given.args[0]), _short(str(given.args[-1]))
    return str(getattr(given, "sqlstate", None) or ""), _short(str(given))


def _short(text: str) -> str:
    lines = [line.strip(" \t-") for line in text.splitlines() if line.strip()] or ["原因不明"]
    # A name with several addresses is tried at each; the last attempt says as much as any.
    line = lines[-1] if lines[0].startswith("Multiple connection attempts") else lines[0]
    fatal = re.search(r"(?:FATAL|致命错误)[:：]\s*(.+)", line)
    return (fatal[1] if fatal else line)[:LONGEST_LINE]
