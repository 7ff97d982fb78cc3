"""What the lexicons alone say for each label: the starting point of the trained layer."""

from nlp.evidence import Evidence

LABELS = ("praise", "complaint", "mixed", "suggestion", "inquiry", "neutral")
"""In the order of the published columns; their Chinese names are the screens' business."""

PRIOR = 0.4
"""Head start of praise over blame in a comment that tells something and asks for nothing."""

ONLY_FRAMES = 3.0
WANTED_OR_TOLD = 1.4
"""Score of neutral before anything is weighed: a comment of frames alone judges nothing."""

REMEDIED = 2.0
TURNED = 1.6
"""What a fault made good, or opposite sides of a 但, say for mixed."""

WITHOUT_CUES = 0.6
"""Share of the reviews' polarity that counts when no cue of service supports it."""


def scores(evidence: Evidence) -> dict[str, float]:
    """Log-scores of the labels; only their differences matter."""
    # Words of a question or a wish are full of need; that is no blame until cues say so.
    reviews = evidence.reviews / (1.0 + evidence.intent)
    if not evidence.praise and not evidence.blame:
        reviews *= WITHOUT_CUES
    praise = evidence.praise + max(reviews, 0.0)
    blame = evidence.blame + max(-reviews, 0.0)
    both = min(evidence.clause_praise, evidence.clause_blame, evidence.praise, evidence.blame)
    wanted = max(evidence.inquiry, evidence.suggestion)
    # A guestbook's plain telling is praise sooner than blame.
    told = PRIOR if evidence.told and evidence.brief and not evidence.intent else 0.0
    nothing = WANTED_OR_TOLD if evidence.told or evidence.intent else ONLY_FRAMES
    joined = REMEDIED * (evidence.remedied and evidence.blame > 0) + TURNED * evidence.turned
    return {
        "praise": praise - blame - wanted - evidence.request - evidence.accuse + told,
        "complaint": blame - praise + 1.2 * evidence.request + 1.2 * evidence.accuse,
        "mixed": 2.0 * both - 1.5 + joined,
        "suggestion": 1.3 * evidence.suggestion - 1.0 - 0.4 * evidence.blame,
        "inquiry": 1.3 * evidence.inquiry - 1.0 - 0.4 * evidence.blame - evidence.accuse,
        "neutral": nothing - 1.2 * max(praise, blame, evidence.intent),
    }
