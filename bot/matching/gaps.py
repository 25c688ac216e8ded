"""How far a question's words are those that ask for what we cannot answer.

The entries of known gaps and of other subjects are asked with words of their own: wifi, salary, weather. A
question that matches an answer by its frame but speaks in such words is likelier to ask for a gap.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.matching.normalise import is_slot
from bot.matching.stem import stem

_BOUND = 3.0  # no single word is believed more than e**3 to 1


@dataclass(frozen=True, slots=True)
class Gaps:
    """For each stem the log of how much more often gaps are asked with it than answers (naive Bayes)."""

    odds: Mapping[str, float]

    @classmethod
    def build(cls, phrasings: Iterable[tuple[Sequence[str], bool]]) -> Gaps:
        """Count words in phrasings, each with whether it asks for a gap."""
        counts: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        totals = [0, 0]
        for words, gap in phrasings:
            totals[gap] += 1
            counts[gap].update(set(map(stem, words)))
        answers, gaps = (math.log(total + 1) for total in totals)
        return cls(
            {
                word: _bounded(
                    math.log(counts[True][word] + 0.5) - gaps - math.log(counts[False][word] + 0.5) + answers
                )
                for word in counts[False] | counts[True]
                if not is_slot(word)
            }
        )

    def evidence(self, words: Sequence[str]) -> float:
        """Return the sum of the words' log odds: positive where a gap is likelier."""
        return math.fsum(self.odds.get(stem(word), 0.0) for word in words if not is_slot(word))


def _bounded(odds: float) -> float:
    return max(-_BOUND, min(_BOUND, odds))
