"""What makes written text hard: slips of the keyboard, traditional characters, personal data."""

from __future__ import annotations

import numpy as np

from etl.demo.basics import bank
from etl.demo.people import invented_name

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
INVENTED_AREA = "430399"  # no such area exists


def add_typo(rng: np.random.Generator, text: str) -> str:
    """One usual slip, where the text has a word for it."""
    slips: dict[str, str] = bank("comments")["typos"]
    able = [word for word in slips if word in text]
    if not able:
        return text
    word = able[int(rng.integers(len(able)))]
    return text.replace(word, slips[word], 1)


def to_traditional(text: str) -> str:
    """Traditional characters, for those that the bank knows."""
    told = bank("traditional")
    return text.translate(str.maketrans(told["simplified"], told["traditional"]))


def add_personal_data(rng: np.random.Generator, text: str, label: str) -> tuple[str, list[str]]:
    """The text with an invented number or name added, and the kinds of what was added."""
    told: list[str] = bank("comments")["personal"]["complaint" if label == "complaint" else "any"]
    added = told[int(rng.integers(len(told)))]
    values = {
        "mobile": f"1390000{rng.integers(0, 10_000):04d}",
        "id_no": invented_id(rng),
        "email": f"demo{rng.integers(10, 9_999)}@example.com",
        "plate": f"湘C·{'DFGHK'[rng.integers(5)]}{rng.integers(1_000, 9_999)}",
        "name": invented_name(rng),
    }
    kinds = [kind for kind in values if "{" + kind + "}" in added]
    joint = "" if text.endswith(("。", "！", "？", "…", "～")) else "，"
    return text + joint + added.format_map(values), kinds


def invented_id(rng: np.random.Generator) -> str:
    """An 18-digit number with a valid check digit, of an area that does not exist."""
    born = f"{rng.integers(1950, 2005)}{rng.integers(1, 13):02d}{rng.integers(1, 29):02d}"
    body = f"{INVENTED_AREA}{born}{rng.integers(0, 1000):03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True))
    return body + ID_CHECKS[total % 11]
