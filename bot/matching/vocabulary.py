"""Tokens -> the features they have in each view: words, meanings, pairs of words, letters inside words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.meanings import Meanings
from bot.matching.normalise import is_slot
from bot.matching.repair import Repaired, Speller
from bot.matching.stem import stem
from bot.matching.views import Ids

_EDGE = 0  # the meaning that stands before the first and after the last; no word has it


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
    meanings: Meanings
    stem_ids: dict[str, int]
    meaning_ids: dict[str, int]
    trigram_ids: dict[str, int]
    pair_keys: NDArray[np.int64]
    """Sorted: meaning before x number of meanings + meaning after."""

    @classmethod
    def build(
        cls, texts: Sequence[Sequence[str]], concepts: Mapping[str, str]
    ) -> tuple[Vocabulary, list[tuple[Ids, Ids]]]:
        """Learn the features of all texts; also return (text, feature) for every occurrence, view by view."""
        dictionary = Meanings.build(concepts)
        seen = {token for text in texts for token in text}
        speller = Speller.build((token for text in texts for token in text), dictionary.words)
        ids = speller.ids
        known = speller.words[: len(seen)]
        stem_ids: dict[str, int] = {}
        trigram_ids: dict[str, int] = {}
        roots = [stem(word) for word in known]
        stems = np.array([stem_ids.setdefault(root, len(stem_ids)) for root in roots], dtype=np.int32)
        trigrams = [
            [trigram_ids.setdefault(piece, len(trigram_ids)) for piece in _trigrams(word)] for word in known
        ]

        meaning_ids = {"": _EDGE}
        meanings: list[int] = []
        covered = np.zeros(len(texts), dtype=np.int64)
        for number, text in enumerate(texts):
            read = dictionary.read([roots[ids[token]] for token in text])
            meanings += [meaning_ids.setdefault(meaning, len(meaning_ids)) for meaning, _ in read]
            covered[number] = len(read)

        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        owners = np.repeat(np.arange(len(texts), dtype=np.int32), lengths)
        words = np.array([ids[token] for text in texts for token in text], dtype=np.int32)
        meant = np.array(meanings, dtype=np.int32)
        pair_owners, keys = _pair_keys(meant, covered, len(meaning_ids))
        pair_keys, pairs = np.unique(keys, return_inverse=True)
        occurrences = [
            (owners, stems[words]),
            (np.repeat(np.arange(len(texts), dtype=np.int32), covered), meant),
            (pair_owners, pairs.astype(np.int32)),
            _letters(owners, words, trigrams),
        ]
        return cls(speller, dictionary, stem_ids, meaning_ids, trigram_ids, pair_keys), occurrences

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
            for piece in _trigrams(word.word):
                views[3].add(self.trigram_ids.get(piece), piece, word.similarity)
        before, sure_before = "", 1.0
        place = 0
        for meaning, covered in self.meanings.read(stems):
            sure = min(word.similarity for word in words[place : place + covered])
            views[1].add(self.meaning_ids.get(meaning), meaning, sure)
            views[2].add(self._pair(before, meaning), (before, meaning), sure * sure_before)
            before, sure_before = meaning, sure
            place += covered
        views[2].add(self._pair(before, ""), (before, ""), sure_before)
        return views

    def _pair(self, before: str, after: str) -> int | None:
        first, second = self.meaning_ids.get(before), self.meaning_ids.get(after)
        if first is None or second is None:
            return None
        key = first * len(self.meaning_ids) + second
        at = int(np.searchsorted(self.pair_keys, key))
        return at if at < len(self.pair_keys) and self.pair_keys[at] == key else None


def _trigrams(word: str) -> Iterable[str]:
    if is_slot(word):
        return ()
    framed = f"<{word}>"
    return [framed[at : at + 3] for at in range(len(framed) - 2)]


def _letters(owners: Ids, words: Ids, trigrams: list[list[int]]) -> tuple[Ids, Ids]:
    """Return (text, trigram) for every trigram of every word."""
    pieces = np.array([len(found) for found in trigrams], dtype=np.int64)
    flat = np.array([piece for found in trigrams for piece in found], dtype=np.int32)
    inside = pieces[words]
    skipped = (np.cumsum(pieces) - pieces)[words] - (np.cumsum(inside) - inside)
    return np.repeat(owners, inside), flat[np.arange(inside.sum()) + np.repeat(skipped, inside)]


def _pair_keys(meanings: Ids, lengths: NDArray[np.int64], base: int) -> tuple[Ids, NDArray[np.int64]]:
    """Return (text, key) of every two neighbours, the edges of each text included."""
    texts = len(lengths)
    framed = np.full(
        len(meanings) + texts + 1, _EDGE, dtype=np.int64
    )  # an edge before each text, and a last one
    framed[np.arange(len(meanings)) + np.repeat(np.arange(texts), lengths) + 1] = meanings
    return np.repeat(np.arange(texts, dtype=np.int32), lengths + 1), framed[:-1] * base + framed[1:]
