"""Tokens -> the features they have in each view: words, meanings, pairs of words, letters inside words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

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

    def add_known(self, features: Iterable[int], times: float) -> None:
        """Count features by their ids."""
        known = self.known
        for feature in features:
            known[feature] = known.get(feature, 0.0) + times


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every feature of every phrasing has an id here, view by view."""

    speller: Speller
    meanings: Meanings
    stem_ids: dict[str, int]
    meaning_ids: dict[str, int]
    trigram_ids: dict[str, int]
    inside: Mapping[str, tuple[int, ...]]
    """The trigrams of every word of a phrasing."""
    pair_keys: NDArray[np.int64]
    """Sorted: meaning before x number of meanings + meaning after; at the end one above all."""

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
            tuple([trigram_ids.setdefault(piece, len(trigram_ids)) for piece in _trigrams(word)])
            for word in known
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
        pair_keys = np.append(pair_keys, np.iinfo(np.int64).max)
        occurrences = [
            (owners, stems[words]),
            (np.repeat(np.arange(len(texts), dtype=np.int32), covered), meant),
            (pair_owners, pairs.astype(np.int32)),
            _letters(owners, words, trigrams),
        ]
        inside = dict(zip(known, trigrams, strict=True))
        return cls(speller, dictionary, stem_ids, meaning_ids, trigram_ids, inside, pair_keys), occurrences

    def slots(self) -> tuple[list[int], list[int], list[int], list[int]]:
        """Return the features that stand for slots, view by view."""
        words = [number for name, number in self.stem_ids.items() if is_slot(name)]
        meanings = [number for name, number in self.meaning_ids.items() if is_slot(name)]
        return words, meanings, [], []

    def features(self, words: Sequence[Repaired]) -> list[Counts]:
        """Return the features of a question, view by view, in the order of `build`."""
        roots, meanings, pairs, letters = views = [Counts({}, {}) for _ in range(4)]
        stems = [stem(word.word) for word in words]
        for word, root in zip(words, stems, strict=True):
            roots.add(self.stem_ids.get(root), root, word.similarity)
            pieces = self.inside.get(word.word)
            if pieces is None:
                for piece in _trigrams(word.word):
                    letters.add(self.trigram_ids.get(piece), piece, word.similarity)
            else:
                letters.add_known(pieces, word.similarity)
        read = [("", 1.0)]
        place = 0
        for meaning, covered in self.meanings.read(stems):
            sure = min([word.similarity for word in words[place : place + covered]])
            meanings.add(self.meaning_ids.get(meaning), meaning, sure)
            read.append((meaning, sure))
            place += covered
        self._pair(pairs, [*read, ("", 1.0)])
        return views

    def _pair(self, pairs: Counts, read: Sequence[tuple[str, float]]) -> None:
        """Count the pairs of neighbours among some meanings, each given with how sure it is."""
        base = len(self.meaning_ids)
        ids = [self.meaning_ids.get(meaning, -1) for meaning, _ in read]
        keys = [a * base + b if a >= 0 <= b else -1 for a, b in pairwise(ids)]
        places = np.searchsorted(self.pair_keys, keys)
        found = self.pair_keys.take(places) == keys
        neighbours = pairwise(read)
        for ((before, surely), (after, sure)), place, known in zip(
            neighbours, places.tolist(), found.tolist(), strict=True
        ):
            pairs.add(place if known else None, (before, after), surely * sure)


def _trigrams(word: str) -> Iterable[str]:
    if is_slot(word):
        return ()
    framed = f"<{word}>"
    return [framed[at : at + 3] for at in range(len(framed) - 2)]


def _letters(owners: Ids, words: Ids, trigrams: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
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
