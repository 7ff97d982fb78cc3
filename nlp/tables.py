"""Tables of comments read from and written to files, as people's office programs make them."""

import csv
import io
import re
from pathlib import Path

import pandas as pd

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


class UnusableInputError(Exception):
    """What is wrong with the input, where, and what to do: one line for people, in Chinese."""


def read_table(path: Path) -> pd.DataFrame:
    """A CSV file with every cell as text and missing cells empty.

    UTF-8 (with or without mark) first, then GB18030. Raises UnusableInputError.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UnusableInputError(f"无法读取文件 {path}：{_why(error)}，请检查路径和权限") from error
    if not raw.strip():
        raise UnusableInputError(f"文件 {path} 是空的，请换一个有表头和数据的 CSV 文件")
    if b"\0" in raw:
        raise UnusableInputError(f"文件 {path} 不是 CSV 文本，请先另存为 CSV（UTF-8 或 GBK）")
    header, *rows = _rows(_decode(raw, path), path)
    if not rows:
        raise UnusableInputError(f"文件 {path} 只有表头没有数据，请换一个有数据的文件")
    return pd.DataFrame(rows, columns=header, dtype=str)


def _decode(raw: bytes, path: Path) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableInputError(f"文件 {path} 既不是 UTF-8 也不是 GB18030 编码，请重新导出为 CSV")


def _rows(content: str, path: Path) -> list[list[str]]:
    """Header and rows, all of the header's width: short rows filled, blank lines left out."""
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            if not row:
                continue
            width = len(rows[0]) if rows else len(row)
            if any(cell.strip() for cell in row[width:]):
                raise UnusableInputError(
                    f"文件 {path} 第 {reader.line_num} 行有 {len(row)} 列，而表头只有 {width} 列，"
                    "请检查引号和逗号后重新导出"
                )
            rows.append(row[:width] + [""] * (width - len(row)))
    except csv.Error as error:
        raise UnusableInputError(
            f"文件 {path} 第 {reader.line_num} 行附近引号不成对或单元格过长，请检查后重新导出"
        ) from error
    if not rows or not any(rows[0]):
        raise UnusableInputError(f"文件 {path} 的第一行没有表头，请补上列名后再用")
    if len(set(rows[0])) < len(rows[0]):
        raise UnusableInputError(f"文件 {path} 的表头有重名的列，请改名后再用")
    return rows


def require_column(frame: pd.DataFrame, column: str, path: Path) -> None:
    """Raises UnusableInputError, naming the columns there are, when `column` is not one."""
    if column not in frame.columns:
        there = "、".join(map(str, frame.columns))
        raise UnusableInputError(
            f"文件 {path} 中没有列“{column}”，现有列：{there}，请用其中之一指定"
        )


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Write a CSV that Excel opens as it is: UTF-8 with mark, no cell able to run as a formula.

    Raises UnusableInputError when the place cannot be written.
    """
    safe = frame.map(neutralise).rename(columns=neutralise)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        safe.to_csv(path, index=False, encoding="utf-8-sig")
    except OSError as error:
        raise UnusableInputError(f"无法写入 {path}：{_why(error)}，请换一个可写的位置") from error


def neutralise(cell: object) -> object:
    """Text that a table program could run as a formula gets a leading apostrophe.

    Plain numbers such as -5 stay numbers.
    """
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def _why(error: OSError) -> str:
    known = {
        FileNotFoundError: "文件不存在",
        IsADirectoryError: "这是一个文件夹",
        PermissionError: "没有权限",
        NotADirectoryError: "路径中有一段不是文件夹",
    }
    return known.get(type(error), error.strerror or "读写失败")
