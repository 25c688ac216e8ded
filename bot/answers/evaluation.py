"""How good the answers are: golden questions against outcomes, counted, with confidence intervals."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.answers.model import Answer, Outcome, Suggestion


class Verdict(StrEnum):
    """What became of one golden question."""

    RIGHT = "right"
    WRONG = "wrong"
    SUGGESTED = "suggested"
    MISSED = "missed"
    REFUSED = "refused"
    FALSE_ANSWER = "false answer"


@dataclass(frozen=True, slots=True)
class Golden:
    """A question with what its answer must say (`a|b`: either) or never say, or to be refused."""

    question: str
    answered: bool
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


def judge(golden: Golden, outcome: Outcome) -> Verdict:
    """Compare an outcome with what was expected."""
    if not golden.answered:
        if isinstance(outcome, Answer):
            return Verdict.FALSE_ANSWER
        return Verdict.SUGGESTED if isinstance(outcome, Suggestion) else Verdict.REFUSED
    if isinstance(outcome, Answer):
        return Verdict.RIGHT if _says_all(golden, outcome.text) else Verdict.WRONG
    return Verdict.SUGGESTED if isinstance(outcome, Suggestion) else Verdict.MISSED


def _says_all(golden: Golden, text: str) -> bool:
    return all(_says(text, item) for item in golden.says) and not any(
        _says(text, item) for item in golden.never
    )


def _says(text: str, item: str) -> bool:
    """Look for whole words: the 20 of "2019" says nothing about 20."""
    return any(
        re.search(rf"(?<!\w){re.escape(part.strip())}(?!\w)", text, re.IGNORECASE) for part in item.split("|")
    )


@dataclass(frozen=True, slots=True)
class Share:
    """How often something happened, with its 95 % Wilson interval; all in percent."""

    count: int
    total: int

    @property
    def percent(self) -> float:
        """The share itself."""
        return 100 * self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson score interval (E. B. Wilson, 1927)."""
        if not self.total:
            return 0.0, 100.0
        z, n, p = 1.959964, self.total, self.count / self.total
        centre = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return 100 * max(0.0, centre - half), 100 * min(1.0, centre + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.percent:5.1f} % [{low:4.1f}, {high:5.1f}] ({self.count}/{self.total})"


def share(verdicts: Iterable[Verdict], wanted: Sequence[Verdict]) -> Share:
    """Count the verdicts that are among those wanted."""
    everything = list(verdicts)
    return Share(sum(verdict in wanted for verdict in everything), len(everything))
