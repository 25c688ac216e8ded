"""Tokens -> the features they have in each view: words, meanings, pairs of words, letters inside words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.normalise import is_slot
from bot.matching.repair import Repaired, Speller
from bot.matching.stem import stem
from bot.matching.views import Ids

_EDGE = 0  # the stem that stands before the first and after the last word; no token has it


@dataclass(slots=True)
class Counts:
    """Features of a question in one view: how often each known one occurs, and each unknown one."""

    known: dict[int, float]
    unknown: dict[object, float]

    def add(self, feature: int | None, name: object, times: float) -> None:
        """Count a feature, by its id if it has one, by any name of its own if not."""
        if feature is None:
            self.unknown[name] = self.unknown.get(name, 0.0) + times
        else:
            self.known[feature] = self.known.get(feature, 0.0) + times


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every feature of every phrasing has an id here, view by view."""

    speller: Speller
    concepts: Mapping[str, str]
    stem_ids: dict[str, int]
    meaning_ids: dict[str, int]
    trigram_ids: dict[str, int]
    pair_keys: NDArray[np.int64]
    """Sorted: stem before x number of stems + stem after."""

    @classmethod
    def build(
        cls, texts: Sequence[Sequence[str]], concepts: Mapping[str, str]
    ) -> tuple[Vocabulary, list[tuple[Ids, Ids]]]:
        """Learn the features of all texts; also return (text, feature) for every occurrence, view by view."""
        speller = Speller.build(token for text in texts for token in text)
        stem_ids = {"": _EDGE}
        meaning_ids: dict[str, int] = {}
        trigram_ids: dict[str, int] = {}
        stems = np.empty(len(speller.words), dtype=np.int32)
        meanings = np.empty(len(speller.words), dtype=np.int32)
        trigrams: list[list[int]] = []
        for number, word in enumerate(speller.words):
            stems[number] = stem_ids.setdefault(stem(word), len(stem_ids))
            meanings[number] = meaning_ids.setdefault(_meaning(word, concepts), len(meaning_ids))
            trigrams.append([trigram_ids.setdefault(piece, len(trigram_ids)) for piece in _trigrams(word)])

        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        owners = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
        ids = speller.ids
        words = np.array([ids[token] for text in texts for token in text], dtype=np.int32)
        pair_owners, keys = _pair_keys(stems[words], lengths, len(stem_ids))
        pair_keys, pairs = np.unique(keys, return_inverse=True)
        pieces = np.array([len(found) for found in trigrams], dtype=np.int64)
        flat = np.array([piece for found in trigrams for piece in found], dtype=np.int32)
        inside = pieces[words]
        firsts = (np.cumsum(pieces) - pieces)[words]
        places = (
            np.arange(inside.sum())
            - np.repeat(np.cumsum(inside) - inside, inside)
            + np.repeat(firsts, inside)
        )
        occurrences = [
            (owners, stems[words]),
            (owners, meanings[words]),
            (pair_owners, pairs.astype(np.int32)),
            (np.repeat(owners, inside), flat[places]),
        ]
        return cls(speller, concepts, stem_ids, meaning_ids, trigram_ids, pair_keys), occurrences

    def slots(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Return the features that stand for slots, view by view."""
        words = [number for name, number in self.stem_ids.items() if is_slot(name)]
        meanings = [number for name, number in self.meaning_ids.items() if is_slot(name)]
        return words, meanings, [], []

    def features(self, words: Sequence[Repaired]) -> list[Counts]:
        """Return the features of a question, view by view, in the order of `build`."""
        views = [Counts({}, {}) for _ in range(4)]
        stems = [stem(word.word) for word in words]
        for word, root in zip(words, stems, strict=True):
            views[0].add(self.stem_ids.get(root), root, word.similarity)
            meaning = _meaning(word.word, self.concepts)
            views[1].add(self.meaning_ids.get(meaning), meaning, word.similarity)
            for piece in _trigrams(word.word):
                views[3].add(self.trigram_ids.get(piece), piece, word.similarity)
        self._count_pairs(views[2], stems, [word.similarity for word in words])
        return views

    def _count_pairs(self, view: Counts, stems: list[str], certain: list[float]) -> None:
        framed = ["", *stems, ""]
        sure = [1.0, *certain, 1.0]
        numbers = [self.stem_ids.get(root) for root in framed]
        for at in range(len(framed) - 1):
            before, after = numbers[at], numbers[at + 1]
            feature = None
            if before is not None and after is not None:
                feature = self._pair(before * len(self.stem_ids) + after)
            view.add(feature, (framed[at], framed[at + 1]), sure[at] * sure[at + 1])

    def _pair(self, key: int) -> int | None:
        at = int(np.searchsorted(self.pair_keys, key))
        return at if at < len(self.pair_keys) and self.pair_keys[at] == key else None


def _meaning(word: str, concepts: Mapping[str, str]) -> str:
    if word in concepts:
        return concepts[word]
    root = stem(word)
    return concepts.get(root, root)


def _trigrams(word: str) -> Iterable[str]:
    if is_slot(word):
        return ()
    framed = f"<{word}>"
    return [framed[at : at + 3] for at in range(len(framed) - 2)]


def _pair_keys(stems: Ids, lengths: NDArray[np.int64], base: int) -> tuple[Ids, NDArray[np.int64]]:
    """Return (text, key) of every two neighbours, the edges of each text included."""
    texts = len(lengths)
    ends = np.cumsum(lengths + 1)
    framed = np.full(
        int(ends[-1]) + 1 if texts else 1, _EDGE, dtype=np.int64
    )  # an edge before each text and a last
    places = np.arange(len(stems)) + np.repeat(np.arange(texts), lengths) + 1
    framed[places] = stems
    owners = np.repeat(np.arange(texts, dtype=np.int32), lengths + 1)
    return owners, framed[:-1] * base + framed[1:]
