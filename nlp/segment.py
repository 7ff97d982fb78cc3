"""Words of a comment, by jieba, with the service words of the house and negation marks."""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import resources
from importlib.util import find_spec

NEGATION_MARK = "不_"
NEGATION_REACH = 3
"""How many words after a negation are marked, unless a mark ends the clause before."""

PAUSES = frozenset(",。!?;:、~\n ")
"""Marks between the clauses of a text."""
_CLAUSE_END = frozenset(",。!?;:、~\n()")
_WORD = re.compile(r"\w")


@cache
def _cutter(package: str) -> "Callable[[str], Iterable[str]]":
    if package == "rjieba":
        return _rust_cutter()
    from nlp.tokenizer import service_tokenizer  # noqa: PLC0415 - reads a dictionary

    cut: Callable[[str], Iterable[str]] = service_tokenizer(_lexicon("words.txt")).words
    return cut


def _rust_cutter() -> "Callable[[str], Iterable[str]]":
    import rjieba  # noqa: PLC0415 - optional

    tokenizer = rjieba.Jieba()
    for word in _lexicon("words.txt"):
        tokenizer.add_word(word, None, None)
    cut: Callable[[str], Iterable[str]] = tokenizer.cut
    return cut


def segmenter() -> str:
    """The package that cuts words: rjieba where it is installed, else jieba; ZW_SEGMENTER decides.

    rjieba is the optional accelerator. It cuts letters and digits otherwise, so a few labels in a
    thousand differ: the name is part of the version of a label. A model is always trained by jieba.
    """
    return _forced[-1] if _forced else _chosen()


_forced: list[str] = []


@contextmanager
def by_jieba() -> Iterator[None]:
    """Inside it jieba cuts, whatever is installed."""
    _forced.append("jieba")
    try:
        yield
    finally:
        _forced.pop()


@cache
def _chosen() -> str:
    wanted = os.environ.get("ZW_SEGMENTER", "")
    there = find_spec("rjieba") is not None
    if wanted == "rjieba" and not there:
        raise ImportError("未安装 rjieba：请先 pip install rjieba，或去掉环境变量 ZW_SEGMENTER")
    return wanted if wanted in ("jieba", "rjieba") else ("rjieba" if there else "jieba")


def _lexicon(name: str) -> list[str]:
    source = resources.files("nlp").joinpath("lexicon", name).read_text(encoding="utf-8")
    return source.split()


@cache
def _negations() -> frozenset[str]:
    """Words that deny what follows; 不但 and 不管 open a clause and are no such words."""
    return frozenset(_lexicon("negations.txt"))


def words(text: str) -> list[str]:
    """Words and marks of a normalised text, in order, nothing left out but blanks."""
    return [word for word in _cutter(segmenter())(text) if word != " "]


def mark_negation(tokens: Iterable[str]) -> list[str]:
    """Tokens with the words in reach of a negation marked: 不 满意 → 不 不_满意.

    A second negation inside the reach starts anew; a mark of punctuation ends it.
    """
    marked: list[str] = []
    negations = _negations()
    reach = 0
    for token in tokens:
        if token in negations:
            marked.append(token)
            reach = NEGATION_REACH
        elif token in _CLAUSE_END:
            marked.append(token)
            reach = 0
        elif reach and _WORD.match(token):
            marked.append(NEGATION_MARK + token)
            reach -= 1
        else:
            marked.append(token)
    return marked
