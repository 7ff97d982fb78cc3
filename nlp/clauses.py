"""The clauses of a comment: what the cues and the reviews' words say of each."""

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from nlp.patterns import Cue, Keys, compile_all, find, lexicon, table
from nlp.segment import PAUSES, mark_negation, words
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

NO_CUES = 1e-9
"""A sum of cues below this is none: running sums leave crumbs."""
_MARKS = re.compile(r"[,。!?;:、~\n]+| (?=[\u4e00-\u9fff])")


@dataclass(slots=True)
class Clause:
    """One clause: its cues, and what the reviews say of its words (log-odds)."""

    text: str
    praise: list[Cue]
    blame: list[Cue]
    said: float
    tokens: list[str]

    @property
    def cues(self) -> float:
        """The clause's cues together: above 0 = praise."""
        if not self.praise and not self.blame:
            return 0.0
        return strength(c.weight for c in self.praise) - strength(c.weight for c in self.blame)


def read_clauses(text: str, wishes: list[str], model: PolarityModel, keys: Keys) -> list[Clause]:
    """What each clause says; `wishes` are the words of the text that want something.

    Cues and words are looked for once in the whole text and then belong to the clause they begin
    in: a call for every clause would cost more than the work.
    """
    text = _contrast().sub(r",\g<0>", text)
    spans = list(_spans(text))
    praise, blame = _cues_of(text, spans, keys)
    cut = _tokens(text, [start for start, _ in spans])
    read = []
    for number, (start, end) in enumerate(spans):
        clause = text[start:end]
        here = Clause(
            clause, _within(praise, start, end), _within(blame, start, end), 0.0, cut[number]
        )
        if _is_frame(clause, here.praise + here.blame):
            here.praise, here.blame = [], []
        else:
            here.said = _reviews_say(here.tokens, model)
            if wishes and any(wish in clause for wish in wishes):
                # “希望态度好一点” wishes for good service, it does not praise it.
                here.praise, here.said = [], min(here.said, 0.0)
        read.append(here)
    return read


def _within(cues: list[Cue], start: int, end: int) -> list[Cue]:
    return [cue for cue in cues if start <= cue.start < end] if cues else []


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of the parts of a text that each say one thing: between marks."""
    start = 0
    for mark in (*_MARKS.finditer(text), None):
        end = len(text) if mark is None else mark.start()
        while start < end and text[start].isspace():
            start += 1
        last = end
        while last > start and text[last - 1].isspace():
            last -= 1
        if start < last:
            yield start, last
        if mark is not None:
            start = mark.end()


def _tokens(text: str, starts: list[int]) -> list[list[str]]:
    """The words of each clause, negation marked, marks left out."""
    cut: list[list[str]] = [[] for _ in starts]
    if not starts:
        return cut
    tokens = words(text)
    own, following, place = cut[0], _following(text, starts, cut), 0
    next_start, next_own = next(following)
    for token, marked in zip(tokens, mark_negation(tokens), strict=True):
        if token in PAUSES:
            continue
        # Blanks are no words: the next word is looked for where the last one ended.
        place = text.find(token, place)
        while place >= next_start:
            own, (next_start, next_own) = next_own, next(following)
        own.append(marked)
        place += len(token)
    return cut


def _following(
    text: str, starts: list[int], cut: list[list[str]]
) -> Iterator[tuple[int, list[str]]]:
    """Where each clause after the first begins, with its list of words; at last what never comes."""
    yield from zip(starts[1:], cut[1:], strict=True)
    yield len(text) + 1, []


def find_turn(read: list[Clause]) -> bool:
    """True when the sides of a 但 or 就是 are opposite; guesses a side without cues if plain.

    After praise, 但 opens a fault; before 可惜 or 就是 with a fault, the author was content.
    """
    turned = False
    cues = [clause.cues for clause in read]
    whole = math.fsum(cues)
    before = 0.0
    last_told: int | None = None
    silent_from = max((n for n, clause in enumerate(read) if clause.said), default=-1) + 1
    for number, clause in enumerate(read):
        turn = _turns().match(clause.text) if number else None
        if turn is not None:
            after = whole - before
            if before > 0 and abs(after) < NO_CUES and number < silent_from:
                clause.blame = [Cue(f"“{turn.group()}”之后", 0, TURN)]
                cues[number] -= TURN
                whole -= TURN
            elif last_told is not None and _is_regret(clause, before, after):
                read[last_told].praise = [Cue(f"“{turn.group()}”之前", 0, TURN)]
                before += TURN
                whole += TURN
            turned = turned or before * (whole - before) < -NO_CUES
        before += cues[number]
        if clause.said:
            last_told = number
    return turned


def _is_regret(clause: Clause, before: float, after: float) -> bool:
    """True for “…，可惜…” with a fault behind it and nothing before it."""
    return after < 0 and abs(before) < NO_CUES and _regrets().match(clause.text) is not None


def _is_frame(clause: str, cues: list[Cue]) -> bool:
    """True for “替我妈来办社保卡”: who, when and what for, without a judgement."""
    return _verdicts().fullmatch(clause) is not None or (
        not cues and not _judges().search(clause) and _frames().fullmatch(clause) is not None
    )


def _cues_of(text: str, spans: list[tuple[int, int]], keys: Keys) -> tuple[list[Cue], list[Cue]]:
    """Cues of praise and of blame; a negated cue counts for the other side."""
    praise: list[Cue] = []
    blame: list[Cue] = []
    for cue in (*find("polarity", "praise", text, keys), *find("facts", "praise", text, keys)):
        (blame if cue.negated or _is_quoted(text, cue) else praise).append(cue)
    against = [*find("polarity", "blame", text, keys), *find("facts", "blame", text, keys)]
    if against and "intent/expectation" in keys:
        # What was feared or used to be is not about this visit.
        feared = [span for span in spans if table("intent", "expectation").search(text, *span)]
        against = [c for c in against if not any(a <= c.start < b for a, b in feared)]
    for cue in against:
        (praise if cue.negated else blame).append(cue)
    # Inside longer words of blame, words of praise do not count (“负责” in “不负责任”), and back.
    return _not_inside(praise, blame), _not_inside(blame, praise)


def _is_quoted(text: str, cue: Cue) -> bool:
    """True for praise in quotation marks, which is meant the other way round."""
    before, after = text[: cue.start][-1:], text[cue.start + len(cue.words) :][:1]
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


def _reviews_say(tokens: list[str], model: PolarityModel) -> float:
    said = math.fsum(map(model.felt.__getitem__, tokens))
    return BAYES_SHARE * BAYES_LIMIT * math.tanh(said / BAYES_LIMIT)


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
def _frames() -> re.Pattern[str]:
    return compile_all(lexicon("intent")["frame"]["whole"])


@cache
def _judges() -> re.Pattern[str]:
    return re.compile(lexicon("intent")["frame"]["judges"])


@cache
def _verdicts() -> re.Pattern[str]:
    return re.compile(lexicon("intent")["frame"]["whole_verdicts"])
