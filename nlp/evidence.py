"""What a comment holds for and against each label: intent, praise and blame, clause by clause."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from nlp.patterns import Cue, compile_all, find, lexicon
from nlp.segment import NEGATION_MARK, mark_negation, words
from nlp.sentiment import PolarityModel

BAYES_SHARE = 0.6
"""Weight of the reviews' polarity beside the service lexicon's: their trade is not ours."""
BAYES_LIMIT = 3.0
"""The most that one clause's words can say by the reviews alone (log-odds)."""
SIDE_LIMIT = 6.0
"""The most that the cues of one kind can say: a tenth reproach adds no certainty."""
WITHOUT_BLAME = 0.3
"""Share of the reviews' blame that counts where no cue names a fault: people mostly praise."""
TURN = 1.3
"""What a 但 or 就是 says of a side without cues, when the other side is praise or blame."""
FURTHER_CUE = 0.4
"""What each further cue of a kind adds, as a share of its weight: cues are not independent."""

_MARKS = re.compile(r"[,。!?;:、~\n]+| (?=[\u4e00-\u9fff])")


@dataclass
class Evidence:
    """Strengths in log-odds, 0 = nothing said; `cues` are the words behind them, by kind."""

    praise: float = 0.0
    blame: float = 0.0
    reviews: float = 0.0  # above 0 = praise, by the reviews' words alone
    inquiry: float = 0.0
    suggestion: float = 0.0
    request: float = 0.0
    accuse: float = 0.0
    remedied: bool = False
    turned: bool = False  # praise on one side of a 但 or 就是, blame on the other
    told: bool = False  # some clause says more than who came, when and what for
    clause_praise: float = 0.0  # clauses that praise, lexicon and reviews together
    clause_blame: float = 0.0
    cues: dict[str, list[str]] = field(default_factory=dict)

    @property
    def intent(self) -> float:
        """The strongest sign that the author wants something."""
        return max(self.inquiry, self.suggestion, self.request, self.accuse)


def weigh(text: str, model: PolarityModel) -> Evidence:
    """Evidence in a normalised text that says something."""
    evidence = Evidence()
    wishes: list[Cue] = []
    text = _intent("names").sub("事项", text)
    asked = _intent("appeal").sub(",", text)  # “请领导表扬” wants nothing
    for kind in ("inquiry", "suggestion", "request", "accuse"):
        cues = find("intent", kind, asked)
        setattr(evidence, kind, _strength(cue.weight for cue in cues))
        _remember(evidence, kind, cues)
        wishes += cues
    # Thanks beside a request are manners; thanks alone are praise.
    core = _intent("courtesy").sub(",", text) if wishes else text
    evidence.remedied = _intent("remedy").search(core) is not None
    _weigh_clauses(core, [cue.words for cue in wishes], model, evidence)
    return evidence


@dataclass
class _Clause:
    """One clause: its cues, and what the reviews say of its words (log-odds)."""

    text: str
    praise: list[Cue]
    blame: list[Cue]
    said: float

    @property
    def cues(self) -> float:
        """The clause's cues together: above 0 = praise."""
        return _strength(c.weight for c in self.praise) - _strength(c.weight for c in self.blame)


def _weigh_clauses(text: str, wishes: list[str], model: PolarityModel, evidence: Evidence) -> None:
    read = [_read(clause, wishes, model) for clause in clauses(text)]
    if any(clause.blame for clause in read):
        # Thanks at the end of a reproach are manners.
        read = [c for c in read if not _intent("courtesy").fullmatch(c.text)]
    _turn(read, evidence)
    praises = [cue for clause in read for cue in clause.praise]
    blames = [cue for clause in read for cue in clause.blame]
    for clause in read:
        if clause.said < 0 and not blames:
            clause.said *= WITHOUT_BLAME
        total = clause.cues + clause.said
        if total > 0:
            evidence.clause_praise += total
        else:
            evidence.clause_blame -= total
    evidence.told = any(c.said or c.praise or c.blame for c in read)
    evidence.praise = _strength(cue.weight for cue in praises)
    evidence.blame = _strength(cue.weight for cue in blames)
    reviews = math.fsum(clause.said for clause in read)
    evidence.reviews = SIDE_LIMIT / 2 * math.tanh(reviews / (SIDE_LIMIT / 2))
    _remember(evidence, "praise", praises)
    _remember(evidence, "blame", blames)


def _read(clause: str, wishes: list[str], model: PolarityModel) -> _Clause:
    praise, blame = _cues_of(clause)
    if not praise and not blame and _is_frame(clause):
        return _Clause(clause, [], [], 0.0)
    said = _reviews_say(clause, model)
    if any(wish in clause for wish in wishes):
        # “希望态度好一点” wishes for good service, it does not praise it.
        praise, said = [], min(said, 0.0)
    return _Clause(clause, praise, blame, said)


def _turn(read: list[_Clause], evidence: Evidence) -> None:
    """Look for opposite sides of a 但 or 就是; a side without cues takes the other's opposite."""
    for number, clause in enumerate(read):
        turn = _turns().match(clause.text)
        if turn is None or number == 0:
            continue
        before = math.fsum(c.cues for c in read[:number])
        after = math.fsum(c.cues for c in read[number:])
        cue = [Cue(turn.group(), 0, TURN)]
        if not after and any(c.said for c in read[number:]):
            clause.praise, clause.blame = (cue, []) if before < 0 else ([], cue if before else [])
        elif not before and any(c.said for c in read[:number]):
            first = read[number - 1]
            first.praise, first.blame = (cue, []) if after < 0 else ([], cue if after else [])
        before = math.fsum(c.cues for c in read[:number])
        after = math.fsum(c.cues for c in read[number:])
        evidence.turned = evidence.turned or before * after < 0


def _is_frame(clause: str) -> bool:
    """True for “替我妈来办社保卡”: who, when and what for, without a judgement."""
    return _verdicts().fullmatch(clause) is not None or (
        _intent("frame").fullmatch(clause) is not None and not _judges().search(clause)
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
    if not _intent("expectation").search(clause):
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


def _strength(weights: Iterator[float]) -> float:
    """The strongest cue in full and a share of the others, up to the limit."""
    ordered = sorted(weights, reverse=True)
    if not ordered:
        return 0.0
    return min(SIDE_LIMIT, ordered[0] + FURTHER_CUE * sum(ordered[1:]))


def _remember(evidence: Evidence, kind: str, cues: list[Cue]) -> None:
    if cues:
        evidence.cues[kind] = list(dict.fromkeys(cue.words for cue in cues))


@cache
def _intent(table: str) -> re.Pattern[str]:
    return compile_all(lexicon("intent")[table]["patterns"])


@cache
def _contrast() -> re.Pattern[str]:
    return compile_all(lexicon("intent")["contrast"]["words"])


@cache
def _turns() -> re.Pattern[str]:
    return compile_all(lexicon("intent")["contrast"]["turns"])


@cache
def _judges() -> re.Pattern[str]:
    return re.compile(lexicon("intent")["frame"]["judges"])


@cache
def _verdicts() -> re.Pattern[str]:
    return re.compile(lexicon("intent")["frame"]["whole_verdicts"])


@cache
def _topic_words() -> frozenset[str]:
    return frozenset(lexicon("polarity")["topic"]["words"].split())
