"""How far a question's words are those that ask for what we cannot answer.

The entries of known gaps and of other subjects are asked with words of their own: wifi, salary, weather. A
question that matches an answer by its frame but speaks in such words is likelier to ask for a gap.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.normalise import is_slot
from bot.matching.stem import stem
from bot.matching.texts import Texts

_BOUND = 3.0  # no single word is believed more than e**3 to 1


@dataclass(frozen=True, slots=True)
class Gaps:
    """For each stem the log of how much more often gaps are asked with it than answers (naive Bayes)."""

    odds: Mapping[str, float]

    @classmethod
    def build(cls, phrasings: Texts, asks_for_gap: NDArray[np.bool_]) -> Gaps:
        """Count the phrasings with each stem that ask for a gap, and those that do not."""
        stems: dict[str, int] = {}
        stem_of = np.array(
            [stems.setdefault(stem(word), len(stems)) for word in phrasings.words], dtype=np.int64
        )
        # Once a text. With the counts numpy sorts, which takes a third of the time of its hashing.
        each, _ = np.unique(
            phrasings.owners() * np.int64(len(stems)) + stem_of[phrasings.ids], return_counts=True
        )
        of_gap = asks_for_gap[each // max(len(stems), 1)]
        in_gaps, in_answers = (
            np.bincount(each[of] % max(len(stems), 1), minlength=len(stems)).tolist()
            for of in (of_gap, ~of_gap)
        )
        gaps = math.log(int(asks_for_gap.sum()) + 1)
        answers = math.log(int((~asks_for_gap).sum()) + 1)
        return cls(
            {
                word: _bounded(math.log(in_gap + 0.5) - gaps - math.log(in_answer + 0.5) + answers)
                for word, in_gap, in_answer in zip(stems, in_gaps, in_answers, strict=True)
                if not is_slot(word)
            }
        )

    def evidence(self, words: Sequence[str]) -> float:
        """Return the sum of the words' log odds: positive where a gap is likelier."""
        return math.fsum(self.odds.get(stem(word), 0.0) for word in words if not is_slot(word))


def _bounded(odds: float) -> float:
    return max(-_BOUND, min(_BOUND, odds))
