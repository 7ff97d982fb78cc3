"""Comments put together from hand-written phrases, so that hardly two read the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from etl.demo.basics import bank
from etl.demo.cases import Cases
from etl.demo.city import City
from etl.demo.disturb import add_personal_data, add_typo, to_traditional
from etl.demo.people import invented_name

SHORT_SHARES = {"praise": 0.035, "complaint": 0.025, "neutral": 0.2}
WHOLE_SHARES = {"praise": 0.24, "complaint": 0.2, "suggestion": 0.1, "inquiry": 0.1}
SARCASM_SHARE, POLITE_SHARE, REPAIRED_SHARE = 0.09, 0.2, 0.3
TYPO_SHARE, TRADITIONAL_SHARE, PERSONAL_SHARE, EMOJI_SHARE = 0.04, 0.015, 0.035, 0.04
TRIES = 14
ENDS = ("。", "。", "。", "！", "", "")


@dataclass
class Written:
    """A text, the work rules that its clauses earn, and what is special about it."""

    text: str
    rules: list[str]
    flags: list[str]


class Writer:
    """Writes comments about cases and remembers what it has written."""

    def __init__(self, rng: np.random.Generator, cases: Cases, city: City) -> None:
        self.rng, self.cases, self.city = rng, cases, city
        self.told: dict[str, Any] = bank("comments")
        self.seen: set[str] = set()
        self.by_rule = {
            part: [(rule, text) for rule, texts in self.told[part].items() for text in texts]
            for part in ("praise", "complaint", "suggestion", "inquiry")
        }

    def write(self, label: str, case: int) -> Written:
        """One comment of this label about this case, new unless it is one of the very short."""
        if self.rng.random() < SHORT_SHARES.get(label, 0.0):
            return Written(self._pick(self.told["short"][label]), [], ["short"])
        for _ in range(TRIES):
            written = self._compose(label)
            written.text = self._fill(written.text, case)
            self._disturb(written, label)
            if written.text not in self.seen:
                break
        self.seen.add(written.text)
        return written

    def _pick(self, texts: list[str]) -> str:
        return texts[int(self.rng.integers(len(texts)))]

    def _clause(self, part: str) -> tuple[str, str]:
        return self.by_rule[part][int(self.rng.integers(len(self.by_rule[part])))]

    def _maybe(self, texts: list[str], share: float) -> list[str]:
        return [self._pick(texts)] if self.rng.random() < share else []

    def _join(self, parts: list[str]) -> str:
        """Parts with a comma or a full stop between them and any end."""
        text = parts[0]
        for part in parts[1:]:
            closed = text.endswith(("。", "！", "？", "…", "～"))
            text += ("" if closed else self._pick(["，", "，", "。"])) + part
        closed = text.endswith(("。", "！", "？", "…", "～"))
        return text if closed else text + self._pick(list(ENDS))

    def _compose(self, label: str) -> Written:
        if label == "neutral":
            return Written(self._pick(self.told["neutral"]["whole"]), [], [])
        if label == "mixed":
            return self._mixed()
        if label == "complaint" and self.rng.random() < SARCASM_SHARE:
            return Written(self._pick(self.told["sarcasm"]["whole"]), [], ["sarcasm"])
        if self.rng.random() < WHOLE_SHARES[label]:
            return Written(self._pick(self.told["whole"][label]), [], ["whole"])
        return self._plain(label)

    def _plain(self, label: str) -> Written:
        """Opening, situation, one or two clauses, judgement, closing: each may be missing."""
        told = self.told
        rule, clause = self._clause(label)
        if label == "inquiry" and self.rng.random() < 0.6:
            clause += "？"
        rules, parts = [rule], [clause]
        if label in ("praise", "complaint") and self.rng.random() < 0.3:
            second, more = self._clause(label)
            if second != rule:
                rules.append(second)
                parts.append(more)
        if label in told["judgement"]:
            parts += self._maybe(told["judgement"][label], 0.45)
        polite = label == "complaint" and self.rng.random() < POLITE_SHARE
        parts += [self._pick(told["polite"]["request"])] if polite else []
        if not polite:
            parts += self._maybe(told["closing"][label], 0.4)
        before = self._maybe(told["opening"][label], 0.4)
        before += self._maybe(told["situation"]["any"], 0.5)
        flags = ["polite_request"] if polite else []
        flags += ["policy"] if "policy" in rules else []
        return Written(self._join([*before, *parts]), _real(rules), flags)

    def _mixed(self) -> Written:
        told = self.told["mixed"]
        situation = self._maybe(self.told["situation"]["any"], 0.5)
        if self.rng.random() < REPAIRED_SHARE:
            return Written(self._join([*situation, self._pick(told["repaired"])]), [], ["whole"])
        (good_rule, good), (bad_rule, bad) = self._clause("praise"), self._clause("complaint")
        while bad_rule == good_rule:  # praise and blame are for different things
            bad_rule, bad = self._clause("complaint")
        if self.rng.random() < 0.75:
            text = f"{good}，{self._pick(told['but'])}{bad}"
        else:
            text = f"{bad}，{self._pick(told['still'])}{good}"
        return Written(self._join([*situation, text]), _real([good_rule, bad_rule]), [])

    def _fill(self, text: str, case: int) -> str:
        """The slots, from the case where it has the answer."""
        rng, told = self.rng, self.told["slots"]
        window = self.city.windows[int(self.cases.window[case])]
        item = self.city.items[int(self.cases.item[case])]
        values = {key: self._pick(words) for key, words in told.items()}
        values |= {
            "window": window.name,
            "dept": self.city.departments[window.dept],
            "item": item.name.split("（")[0],
            "surname": invented_name(rng)[0],
            "days": str(rng.integers(2, 16)),
            "more": str(rng.integers(16, 61)),
            "minutes": str(rng.integers(5, 20)),
            "wait": str(5 * rng.integers(8, 36)),
            "counter": str(rng.integers(1, 61)),
            "times": self._pick(["两", "三", "四", "2", "3"]),
            "age": str(rng.integers(66, 90)),
        }
        # Twice: some words that fill a slot have a slot of their own.
        return text.format_map(values).format_map(values)

    def _disturb(self, written: Written, label: str) -> None:
        rng, told = self.rng, self.told
        if rng.random() < EMOJI_SHARE and label in told["emoji"]:
            written.text += self._pick(told["emoji"][label])
            written.flags.append("emoji")
        if rng.random() < TYPO_SHARE:
            changed = add_typo(rng, written.text)
            written.flags += ["typo"] if changed != written.text else []
            written.text = changed
        if rng.random() < TRADITIONAL_SHARE:
            changed = to_traditional(written.text)
            written.flags += ["traditional"] if changed != written.text else []
            written.text = changed
        if rng.random() < PERSONAL_SHARE:
            written.text, kinds = add_personal_data(rng, written.text, label)
            written.flags += ["personal_data", *kinds]


def _real(rules: list[str]) -> list[str]:
    """The work rules among the headings of the bank, which also has 通用 and policy."""
    return sorted({rule for rule in rules if rule.endswith("制")})
