"""What a comment holds for and against each label: intent, praise and blame, clause by clause."""

import math
from dataclasses import dataclass, field

from nlp.clauses import SIDE_LIMIT, Clause, find_turn, read_clauses, strength
from nlp.patterns import Cue, Keys, find, possible, table
from nlp.sentiment import PolarityModel

WITHOUT_BLAME = 0.3
"""Share of the reviews' blame that counts where no cue names a fault: people mostly praise."""
BRIEF = 80
"""Characters up to which a comment is a guestbook's; what is longer is a letter and complains."""


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
    brief: bool = True
    told: bool = False  # some clause says more than who came, when and what for
    clause_praise: float = 0.0  # clauses that praise, lexicon and reviews together
    clause_blame: float = 0.0
    cues: dict[str, list[str]] = field(default_factory=dict)
    clauses: list[Clause] = field(default_factory=list)

    @property
    def intent(self) -> float:
        """The strongest sign that the author wants something."""
        return max(self.inquiry, self.suggestion, self.request, self.accuse)


def weigh(text: str, model: PolarityModel, keys: Keys) -> Evidence:
    """Evidence in a normalised text that says something; `keys` as `nlp.patterns.possible`."""
    evidence = Evidence()
    wishes: list[Cue] = []
    if "intent/names" in keys:
        plain = table("intent", "names").sub("事项", text)
        if plain != text:
            text, keys = plain, possible([plain])[0]
    evidence.brief = len(text) <= BRIEF
    # “请领导表扬” wants nothing
    asked = table("intent", "appeal").sub(",", text) if "intent/appeal" in keys else text
    for kind in ("inquiry", "suggestion", "request", "accuse"):
        cues = find("intent", kind, asked, keys)
        setattr(evidence, kind, strength(cue.weight for cue in cues))
        _remember(evidence, kind, cues)
        wishes += cues
    courteous = "intent/courtesy" in keys
    # Thanks beside a request are manners; thanks alone are praise.
    core = table("intent", "courtesy").sub(",", text) if wishes and courteous else text
    evidence.remedied = (
        "intent/remedy" in keys and table("intent", "remedy").search(core) is not None
    )
    _weigh_clauses(core, [cue.words for cue in wishes], model, evidence, keys)
    return evidence


def _weigh_clauses(
    text: str, wishes: list[str], model: PolarityModel, evidence: Evidence, keys: Keys
) -> None:
    read = read_clauses(text, wishes, model, keys)
    evidence.clauses = read
    if not evidence.remedied and any(clause.blame for clause in read):
        # Thanks at the end of a reproach are manners, unless the fault was made good.
        read = [c for c in read if not table("intent", "courtesy").fullmatch(c.text)]
    evidence.turned = find_turn(read)
    sarcasm = find("facts", "sarcasm", text, keys)
    praises = [] if sarcasm else [cue for clause in read for cue in clause.praise]
    blames = sarcasm + [cue for clause in read for cue in clause.blame]
    for clause in read:
        if clause.said < 0 and not blames and evidence.brief:
            clause.said *= WITHOUT_BLAME
        total = clause.cues or clause.said
        if total > 0:
            evidence.clause_praise += total
        else:
            evidence.clause_blame -= total
    evidence.told = any(c.said or c.praise or c.blame for c in read)
    evidence.praise = strength(cue.weight for cue in praises)
    evidence.blame = strength(cue.weight for cue in blames)
    reviews = math.fsum(min(clause.said, 0.0) if sarcasm else clause.said for clause in read)
    evidence.reviews = SIDE_LIMIT / 2 * math.tanh(reviews / (SIDE_LIMIT / 2))
    _remember(evidence, "praise", praises)
    _remember(evidence, "blame", blames)


def _remember(evidence: Evidence, kind: str, cues: list[Cue]) -> None:
    if cues:
        evidence.cues[kind] = list(dict.fromkeys(cue.told for cue in cues))
