"""The clauses of a comment: what the cues and the reviews' words say of each."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from nlp.patterns import Cue, compile_all, find, lexicon, table
from nlp.segment import NEGATION_MARK, mark_negation, words
from nlp.sentiment import PolarityModel

BAYES_SHARE = 0.6
"""Weight of the reviews' polarity beside the service lexicon's: their trade is not ours."""
BAYES_LIMIT = 3.0
"""The most that one clause's words can say by the reviews alone (log-odds)."""
SIDE_LIMIT = 6.0
"""The most that the cues of one kind can say: a tenth reproach adds no certainty."""
FURTHER_CUE = 0.4
"""What each further cue of a kind adds, as a share of its weight: cues are not independent."""
TURN = 1.3
"""What a 但 or 就是 says of a side without cues, when the other side is praise or blame."""

_MARKS = re.compile(r"[,。!?;:、~\n]+| (?=[\u4e00-\u9fff])")


@dataclass
class Clause:
    """One clause: its cues, and what the reviews say of its words (log-odds)."""

    text: str
    praise: list[Cue]
    blame: list[Cue]
    said: float

    @property
    def cues(self) -> float:
        """The clause's cues together: above 0 = praise."""
        return strength(c.weight for c in self.praise) - strength(c.weight for c in self.blame)


def read_clause(clause: str, wishes: list[str], model: PolarityModel) -> Clause:
    """What one clause says; `wishes` are the words of the text that want something."""
    praise, blame = _cues_of(clause)
    if _is_frame(clause, praise + blame):
        return Clause(clause, [], [], 0.0)
    said = _reviews_say(clause, model)
    if any(wish in clause for wish in wishes):
        # “希望态度好一点” wishes for good service, it does not praise it.
        praise, said = [], min(said, 0.0)
    return Clause(clause, praise, blame, said)


def find_turn(read: list[Clause]) -> bool:
    """True when the sides of a 但 or 就是 are opposite; guesses a side without cues if plain.

    After praise, 但 opens a fault; before 可惜 or 就是 with a fault, the author was content.
    """
    turned = False
    for number, clause in enumerate(read):
        turn = _turns().match(clause.text)
        if turn is None or number == 0:
            continue
        before = math.fsum(c.cues for c in read[:number])
        after = math.fsum(c.cues for c in read[number:])
        if before > 0 and not after and any(c.said for c in read[number:]):
            clause.blame = [Cue(f"“{turn.group()}”之后", 0, TURN)]
        elif after < 0 and not before and _regrets().match(clause.text):
            told = [c for c in read[:number] if c.said]
            if told:
                told[-1].praise = [Cue(f"“{turn.group()}”之前", 0, TURN)]
        before = math.fsum(c.cues for c in read[:number])
        after = math.fsum(c.cues for c in read[number:])
        turned = turned or before * after < 0
    return turned


def _is_frame(clause: str, cues: list[Cue]) -> bool:
    """True for “替我妈来办社保卡”: who, when and what for, without a judgement."""
    return _verdicts().fullmatch(clause) is not None or (
        not cues
        and table("intent", "frame").fullmatch(clause) is not None
        and not _judges().search(clause)
    )


def clauses(text: str) -> Iterator[str]:
    """Parts of a text that each say one thing: between marks, and before words like 但是."""
    for part in _MARKS.split(_contrast().sub(r",\g<0>", text)):
        if part.strip():
            yield part.strip()


def _cues_of(clause: str) -> tuple[list[Cue], list[Cue]]:
    """Cues of praise and of blame; a negated cue counts for the other side."""
    praise: list[Cue] = []
    blame: list[Cue] = []
    for cue in (*find("polarity", "praise", clause), *find("facts", "praise", clause)):
        (blame if cue.negated or _is_quoted(clause, cue) else praise).append(cue)
    if not table("intent", "expectation").search(clause):
        for cue in (*find("polarity", "blame", clause), *find("facts", "blame", clause)):
            (praise if cue.negated else blame).append(cue)
    # Inside longer words of blame, words of praise do not count (“负责” in “不负责任”), and back.
    return _not_inside(praise, blame), _not_inside(blame, praise)


def _is_quoted(clause: str, cue: Cue) -> bool:
    """True for praise in quotation marks, which is meant the other way round."""
    before, after = clause[: cue.start][-1:], clause[cue.start + len(cue.words) :][:1]
    return before != "" and after != "" and before in "“\"「'‘" and after in "”\"」'’"


def _not_inside(cues: list[Cue], others: list[Cue]) -> list[Cue]:
    def covered(cue: Cue) -> bool:
        end = cue.start + len(cue.words)
        return any(
            other.start <= cue.start
            and end <= other.start + len(other.words)
            and len(other.words) > len(cue.words)
            for other in others
        )

    return [cue for cue in cues if not covered(cue)]


def _reviews_say(clause: str, model: PolarityModel) -> float:
    tokens = [word for word in mark_negation(words(clause)) if not _is_topic(word)]
    return BAYES_SHARE * BAYES_LIMIT * math.tanh(model.weight(tokens) / BAYES_LIMIT)


def _is_topic(token: str) -> bool:
    """True for words and numbers that say what a text is about, not how its author feels."""
    word = token.removeprefix(NEGATION_MARK)
    return word in _topic_words() or (word.isascii() and word.isalnum())


def strength(weights: Iterable[float]) -> float:
    """The strongest cue in full and a share of the others, up to the limit."""
    ordered = sorted(weights, reverse=True)
    if not ordered:
        return 0.0
    return min(SIDE_LIMIT, ordered[0] + FURTHER_CUE * sum(ordered[1:]))


@cache
def _contrast() -> re.Pattern[str]:
    return compile_all(lexicon("intent")["contrast"]["words"])


@cache
def _turns() -> re.Pattern[str]:
    return compile_all(lexicon("intent")["contrast"]["turns"])


@cache
def _regrets() -> re.Pattern[str]:
    return compile_all(lexicon("intent")["contrast"]["regrets"])


@cache
def _judges() -> re.Pattern[str]:
    return re.compile(lexicon("intent")["frame"]["judges"])


@cache
def _verdicts() -> re.Pattern[str]:
    return re.compile(lexicon("intent")["frame"]["whole_verdicts"])


@cache
def _topic_words() -> frozenset[str]:
    return frozenset(lexicon("polarity")["topic"]["words"].split())
