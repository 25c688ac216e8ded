"""Words that decide what is asked: "how many companies came" is not answered by how many agencies came.

Whatever else a question has in common with an entry, one that speaks of companies, observers or rockets can
only be meant by an entry that speaks of them too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.stem import stem


@dataclass(frozen=True, slots=True)
class Decisive:
    """The stems that decide, each with its concept, and for each concept the entries silent on it."""

    concepts: Mapping[str, str]
    silent: Mapping[str, NDArray[np.bool_]]

    @classmethod
    def build(
        cls, concepts: Mapping[str, str], entries: Sequence[Collection[str]], open_: Collection[int]
    ) -> Decisive:
        """Read words with their concepts, and the stems of every entry; `open_` entries are never silent."""
        stems = {stem(word): concept for word, concept in concepts.items()}
        silent = {concept: np.ones(len(entries), dtype=np.bool_) for concept in concepts.values()}
        for number, words in enumerate(entries):
            for concept in {stems[word] for word in words if word in stems}:
                silent[concept][number] = False
        for missing in silent.values():
            missing[list(open_)] = False
        return cls(stems, silent)

    def strangers(self, words: Sequence[str]) -> NDArray[np.bool_] | None:
        """Tell of each entry whether it is silent on what is asked for; None if no word decides."""
        asked = {self.concepts[root] for root in map(stem, words) if root in self.concepts}
        return np.logical_or.reduce([self.silent[concept] for concept in sorted(asked)]) if asked else None
