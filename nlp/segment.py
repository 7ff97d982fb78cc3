"""Words of a comment, by jieba, with the service words of the house and negation marks."""

import re
import warnings
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jieba import Tokenizer

NEGATION_MARK = "不_"
NEGATION_REACH = 3
"""How many words after a negation are marked, unless a mark ends the clause before."""

_CLAUSE_END = frozenset(",。!?;:、~\n()")
_WORD = re.compile(r"\w")


@cache
def _tokenizer() -> "Tokenizer":
    """One tokenizer a process, with its dictionary read straight from the package.

    jieba's own start writes a cache file into the shared temporary folder, trusts whatever lies
    there under that name, and logs to standard error. Reading the dictionary takes under a second.
    """
    with warnings.catch_warnings():
        # jieba's source holds invalid escapes, which Python reports once when it compiles them.
        warnings.filterwarnings("ignore", message="invalid escape sequence")
        warnings.filterwarnings("ignore", message=".*pkg_resources.*")
        import jieba  # noqa: PLC0415 - only inside the filter above
    tokenizer = jieba.Tokenizer()
    tokenizer.FREQ, tokenizer.total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    tokenizer.initialized = True
    for word in _lexicon("words.txt"):
        tokenizer.add_word(word)
    return tokenizer


def _lexicon(name: str) -> list[str]:
    source = resources.files("nlp").joinpath("lexicon", name).read_text(encoding="utf-8")
    return source.split()


@cache
def _negations() -> frozenset[str]:
    """Words that deny what follows; 不但 and 不管 open a clause and are no such words."""
    return frozenset(_lexicon("negations.txt"))


def words(text: str) -> list[str]:
    """Words and marks of a normalised text, in order, nothing left out but blanks."""
    return [word for word in _tokenizer().cut(text) if word != " "]


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
