"""How much of a question's wording an entry accounts for, by all that the entry says and is asked with.

A phrasing may match by its frame ("when was ... published") while the word that matters is foreign to the
entry; a rare word that the entry's own text holds speaks for it although no phrasing has it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.model import Entry
from bot.matching.normalise import is_slot, normalise
from bot.matching.ordinary import ORDINARY
from bot.matching.stem import stem
from bot.matching.texts import Texts

_TAGS = re.compile(r"\{[{%#].*?[%}#]\}", re.DOTALL)
_ORDINARY_WEIGHT = 0.3
_UNSEEN = 0.5  # a word that no entry has is taken to be twice as rare as one that a single entry has
_ORDINARY_STEMS = frozenset(map(stem, ORDINARY))


class Weighed(NamedTuple):
    """The words of a question: for each the entries that have it, as bits, and how much it matters."""

    words: list[tuple[int, float]]
    total: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which entries have a word; the fewer, the more it matters."""

    entries: Mapping[str, int]
    """By stem the numbers of the entries that have it, as the bits of one number: a fiftieth of sets."""
    total: int

    @classmethod
    def build(cls, words: Sequence[Collection[str]]) -> Coverage:
        """Arrange the stems of all entries, which keep their numbers."""
        entries: dict[str, int] = {}
        for number, found in enumerate(words):
            for word in found:
                entries[word] = entries.get(word, 0) | 1 << number
        return cls(entries, len(words))

    def weigh(self, question: Sequence[str]) -> Weighed:
        """Weigh a question's words."""
        words = [self._weighed(stem(word)) for word in question if not is_slot(word)]
        return Weighed(words, math.fsum([weight for _, weight in words]))

    def _weighed(self, word: str) -> tuple[int, float]:
        having = self.entries.get(word, 0)
        rarity = math.log(1 + self.total / (having.bit_count() or _UNSEEN))
        return having, rarity * _ORDINARY_WEIGHT if word in _ORDINARY_STEMS else rarity

    def share(self, weighed: Weighed, entry: int) -> float:
        """Return the share, 0..1, of the weight of a question's words that the entry has."""
        if not weighed.total:
            return 1.0
        known = [weight for entries, weight in weighed.words if entries >> entry & 1]
        return math.fsum(known) / weighed.total


def words_of(
    entries: Sequence[Entry], owners: NDArray[np.int32], phrasings: Texts
) -> tuple[frozenset[str], ...]:
    """Return the stems of every entry's text and of its phrasings; `owners` are the entries of these."""
    found = [set(map(stem, _text(entry))) for entry in entries]
    stems = list(map(stem, phrasings.words))
    asked = np.repeat(owners.astype(np.int64), phrasings.lengths()) * len(stems) + phrasings.ids
    each, _ = np.unique(asked, return_counts=True)  # with counts numpy sorts: faster than hashing
    starts = np.searchsorted(each, np.arange(len(entries) + 1) * len(stems)).tolist()
    words = (each % max(len(stems), 1)).tolist()
    for entry, (begin, end) in zip(found, pairwise(starts), strict=True):
        entry.update([stems[word] for word in words[begin:end]])
    slots = frozenset(filter(is_slot, stems))
    return tuple(frozenset(entry - slots) for entry in found)


def _text(entry: Entry) -> tuple[str, ...]:
    return normalise(f"{entry.topic} {_TAGS.sub(' ', entry.answer or entry.unknown or '')}")
