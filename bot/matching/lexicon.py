"""A set of words that can also tell whether any of them is like a misspelt one."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words, also by how many letters they have, so that few need to be compared."""

    words: frozenset[str]
    by_length: Mapping[int, tuple[str, ...]] = field(repr=False)

    @classmethod
    def build(cls, words: Iterable[str]) -> Lexicon:
        """Arrange words."""
        found = frozenset(words)
        by_length: dict[int, list[str]] = {}
        for word in sorted(found):
            by_length.setdefault(len(word), []).append(word)
        return cls(found, {length: tuple(words) for length, words in by_length.items()})

    def __contains__(self, word: object) -> bool:
        """Tell whether a word is one of these."""
        return word in self.words

    def has_like(self, text: str, likeness: float) -> bool:
        """Tell whether any word is as like a text as this: 0 (nothing in common) to 1 (the same)."""
        lengths = range(math.floor(len(text) * likeness), math.ceil(len(text) / likeness) + 1)
        near = [word for length in lengths for word in self.by_length.get(length, ())]
        return (
            process.extractOne(text, near, scorer=OSA.normalized_similarity, score_cutoff=likeness)
            is not None
        )
