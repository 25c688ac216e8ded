"""How much of a question's wording an entry accounts for, by all that the entry says and is asked with.

A phrasing may match by its frame ("when was ... published") while the word that matters is foreign to the
entry; a rare word that the entry's own text holds speaks for it although no phrasing has it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.knowledge.model import Entry
from bot.matching.normalise import is_slot, normalise
from bot.matching.ordinary import ORDINARY
from bot.matching.stem import stem

_TAGS = re.compile(r"\{[{%#].*?[%}#]\}", re.DOTALL)
_ORDINARY_WEIGHT = 0.3
_ORDINARY_STEMS = frozenset(map(stem, ORDINARY))


@dataclass(frozen=True, slots=True)
class Coverage:
    """The words of each entry, and how rare each word is among entries."""

    words: tuple[frozenset[str], ...]
    rarity: Mapping[str, float]
    unseen: float

    @classmethod
    def build(cls, entries: Sequence[Entry], asked: Sequence[Iterable[str]]) -> Coverage:
        """Collect the words of every entry's text, and of its phrasings as they were `asked`."""
        texts = [{*_text(entry), *phrased} for entry, phrased in zip(entries, asked, strict=True)]
        words = tuple(frozenset(stem(word) for word in text if not is_slot(word)) for text in texts)
        counts = Counter(word for found in words for word in found)
        total = len(entries)
        rarity = {word: _weight(word, math.log(1 + total / count)) for word, count in counts.items()}
        return cls(words, rarity, math.log(1 + 2 * total))

    def weigh(self, question: Sequence[str]) -> list[tuple[str, float]]:
        """Return the stems of a question's words, and how much each matters."""
        stems = [stem(word) for word in question if not is_slot(word)]
        return [(word, self.rarity.get(word, _weight(word, self.unseen))) for word in stems]

    def share(self, weighed: Sequence[tuple[str, float]], entry: int) -> float:
        """Return the share, 0..1, of the weight of a question's words that the entry has."""
        total = math.fsum(weight for _, weight in weighed)
        known = self.words[entry]
        return math.fsum(weight for word, weight in weighed if word in known) / total if total else 1.0


def _text(entry: Entry) -> tuple[str, ...]:
    return normalise(f"{entry.topic} {_TAGS.sub(' ', entry.answer or entry.unknown or '')}")


def _weight(word: str, rarity: float) -> float:
    return rarity * _ORDINARY_WEIGHT if word in _ORDINARY_STEMS else rarity
