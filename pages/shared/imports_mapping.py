"""What was recognised in a file, and what the person corrects: columns to fields, digits to words."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from etl import contract as contracts
from pages.shared.frame import on_screen, plain

CHOICES = "import_choices"
LEAVE = ""
LEAVE_WORDS = "不当作字段，原样保留"
UNDECIDED = "请选择"
CERTAIN = "高"
Choices = dict[str, dict[str, Any]]


def choices_for(key: tuple[Any, ...]) -> Choices:
    """What this person chose for this file and table so far; begins empty for another one."""
    held: tuple[tuple[Any, ...], Choices] | None = st.session_state.get(CHOICES)
    if held is None or held[0] != key:
        held = (key, {"columns": {}, "values": {}})
        st.session_state[CHOICES] = held
    return held[1]


def write_mapping(desk: Path, chosen: Choices) -> Path | None:
    """The choices as the TOML file that the commands take; None where nothing was chosen."""
    if not any(chosen.values()):
        return None
    lines = ["[columns]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in chosen["columns"].items())]
    for field, words in chosen["values"].items():
        lines += [f"[values.{_quoted(field)}]"]
        lines += [f"{_quoted(code)} = {_quoted(word)}" for code, word in words.items()]
    path = desk / "mapping.toml"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _quoted(text: str) -> str:
    """A TOML string: JSON's, but for the one sign that only TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def recognised(told: dict[str, Any]) -> None:
    """Encoding, sheet and header row in one line."""
    parts = [f"格式 {told['container'].upper()}"]
    if told["encoding"]:
        parts.append(f"编码 {told['encoding'].upper()}")
    if told["sheet"]:
        parts.append(f"工作表“{plain(told['sheet'])}”")
    parts.append(f"表头在第 {told['header_row']} 行")
    if told["mapping_used"] == "记住的":
        parts.append("沿用这个来源上次确认的对应关系")
    st.caption(" · ".join(parts))


def mapping_table(told: dict[str, Any]) -> None:
    """Every column with what it is taken for, how sure that is, and what stands in it."""
    on_screen(
        pd.DataFrame(
            {
                "原表头": [one["header"] or "（空）" for one in told["columns"]],
                "认作": [one["label"] if one["field"] else "—" for one in told["columns"]],
                "把握": [one["confidence"] for one in told["columns"]],
                "依据": [one["how"] or "—" for one in told["columns"]],
                "前几个值": ["；".join(map(str, one["samples"])) for one in told["columns"]],
            }
        )
    )


def correct(told: dict[str, Any], chosen: Choices, key: str) -> None:
    """A choice for every column that may mean something else, the rest on demand."""
    unsure = [one for one in told["columns"] if _is_asked(one, chosen)]
    sure = [one for one in told["columns"] if one["header"] and one not in unsure]
    if unsure:
        st.markdown("**请确认这些列**")
        _column_choices(told, unsure, chosen, key)
    title = f"改动其余 {len(sure)} 列"
    if sure:
        with st.expander(title, key=f"more-{key}", on_change="rerun") as opened:
            if opened.open:
                _column_choices(told, sure, chosen, key)


def _is_asked(column: dict[str, Any], chosen: Choices) -> bool:
    """A header with two meanings, a guess, or what was chosen here; a column of no field is not."""
    is_guess = bool(column["candidates"]) or (column["field"] and column["confidence"] != CERTAIN)
    return bool(column["header"]) and (is_guess or column["header"] in chosen["columns"])


def _column_choices(
    told: dict[str, Any], columns: list[dict[str, Any]], chosen: Choices, key: str
) -> None:
    fields = {one["name"]: one["label"] for one in told["fields"]}
    grid = st.grid(3, min_column_width=220)
    with grid:
        for one in columns:
            likely = [name for name in one["candidates"] if name in fields]
            options = [LEAVE, *likely, *(name for name in fields if name not in likely)]
            widget = f"column-{key}-{one['index']}"
            st.selectbox(
                plain(one["header"]),
                options,
                index=options.index(one["field"] or LEAVE),
                key=widget,
                format_func=lambda name: fields.get(name, LEAVE_WORDS),
                on_change=_choose_column,
                args=(told, chosen, one["header"], widget),
                help="、".join(map(str, one["samples"])) or None,
            )


def _choose_column(told: dict[str, Any], chosen: Choices, header: str, widget: str) -> None:
    _begin_with_remembered(told, chosen)
    field = st.session_state[widget]
    # A field stands for one column: who takes it for this one gives the other one back.
    for other, taken in list(chosen["columns"].items()):
        if field and taken == field:
            del chosen["columns"][other]
    chosen["columns"][header] = field


def explain_digits(told: dict[str, Any], chosen: Choices, key: str) -> None:
    """Bare codes run in both directions between systems: the person says what each one means.

    Codes explained here stay on the page, so that a slip can be put right.
    """
    contract = contracts.load(told["table"])
    codes = {one["field"]: set(one["values"]) for one in told["digits"]}
    meanings = _meanings(told, chosen)
    for name, known in meanings.items():
        codes.setdefault(name, set()).update(known)
    for name, found in codes.items():
        field = contract.field(name)
        st.markdown(
            f"**“{field.label}”写的是代码，请说明每个代码的意思**（各系统的方向不同，不能猜）"
        )
        with st.grid(5, min_column_width=150):
            for code in sorted(found, key=lambda one: (len(one), one)):
                _one_code(told, chosen, key, name, code, list(field.values))
        _warn_of_twins(meanings.get(name, {}))


def _meanings(told: dict[str, Any], chosen: Choices) -> dict[str, dict[str, str]]:
    """What each code means: as remembered of the source until something is chosen here."""
    remembered = told.get("remembered")
    if remembered and not any(chosen.values()):
        return dict(remembered["values"])
    return chosen["values"]


def _warn_of_twins(known: dict[str, str]) -> None:
    words = Counter(known.values())
    twins = [word for word, count in words.items() if count > 1]
    if twins:
        st.warning(f"有几个代码都说成了“{'”“'.join(twins)}”：请核对")


def _one_code(
    told: dict[str, Any], chosen: Choices, key: str, field: str, code: str, words: list[str]
) -> None:
    word = _meanings(told, chosen).get(field, {}).get(code)
    widget = f"digit-{key}-{field}-{code}"
    st.selectbox(
        f"代码 {plain(code)}",
        words,
        index=words.index(word) if word in words else None,
        key=widget,
        placeholder=UNDECIDED,
        on_change=_choose_word,
        args=(told, chosen, field, code, widget),
    )


def _begin_with_remembered(told: dict[str, Any], chosen: Choices) -> None:
    """The first change starts from what is remembered of the source, which it would replace."""
    remembered = told.get("remembered")
    if remembered and not any(chosen.values()):
        chosen["columns"] |= remembered["columns"]
        chosen["values"] |= {name: dict(words) for name, words in remembered["values"].items()}


def _choose_word(told: dict[str, Any], chosen: Choices, field: str, code: str, widget: str) -> None:
    _begin_with_remembered(told, chosen)
    word = st.session_state[widget]
    words = chosen["values"].setdefault(field, {})
    if word is None:
        words.pop(code, None)
    else:
        words[code] = word
    if not words:
        del chosen["values"][field]


def unexplained(told: dict[str, Any], chosen: Choices) -> list[str]:
    """Labels of fields that still have a code without a word."""
    return [
        one["label"]
        for one in told["digits"]
        if set(one["values"]) - set(chosen["values"].get(one["field"], {}))
    ]
