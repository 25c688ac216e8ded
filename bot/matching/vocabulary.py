"""Tokens -> the features they have in each view: words, meanings, pairs of words, letters inside words."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

import numpy as np
from numpy.typing import NDArray

from bot.matching.fillers import openings
from bot.matching.meanings import Meanings
from bot.matching.neighbours import Neighbours
from bot.matching.normalise import is_slot
from bot.matching.repair import Repaired, Speller
from bot.matching.stem import stem
from bot.matching.texts import Texts
from bot.matching.views import Ids, Narrow, narrow

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


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """The trigrams of words, by the numbers of both."""

    starts: NDArray[np.int32]
    ids: Narrow

    @classmethod
    def build(cls, words: Sequence[str], ids: dict[str, int]) -> Pieces:
        """Number the trigrams of words, the new ones in `ids`."""
        found = [[ids.setdefault(piece, len(ids)) for piece in _trigrams(word)] for word in words]
        starts = np.zeros(len(words) + 1, dtype=np.int32)
        np.cumsum(np.fromiter(map(len, found), dtype=np.int32, count=len(found)), out=starts[1:])
        return cls(starts, narrow(np.array(list(chain.from_iterable(found)), dtype=np.int32)))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, word: int) -> list[int]:
        ids: list[int] = self.ids[self.starts.item(word) : self.starts.item(word + 1)].tolist()
        return ids

    def of_all(self, owners: Ids, words: Narrow) -> tuple[Ids, Ids]:
        """Return (owner, trigram) for every trigram of every word."""
        lengths = np.diff(self.starts)[words]
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(
            self.starts[words] - ends + lengths, lengths
        )
        return np.repeat(owners, lengths), self.ids[places].astype(np.int32)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every feature of every phrasing has an id here, view by view."""

    speller: Speller
    meanings: Meanings
    stem_ids: dict[str, int]
    meaning_ids: dict[str, int]
    trigram_ids: dict[str, int]
    inside: Pieces
    """The trigrams of every word of a phrasing."""
    pair_keys: array[int]
    """Sorted: meaning before x number of meanings + meaning after; at the end one above all."""
    neighbours: Neighbours

    @classmethod
    def build(
        cls, texts: Texts, concepts: Mapping[str, str], weights: NDArray[np.float32] | None = None
    ) -> tuple[Vocabulary, list[tuple[Ids, Ids]]]:
        """Learn the features of all texts; also return (text, feature) for every occurrence, view by view.

        `weights` tell how much each text says about what a misspelt word was meant for, 1 unless given.
        """
        if weights is None:
            weights = np.ones(len(texts), dtype=np.float32)
        dictionary = Meanings.build(concepts)
        speller = Speller.build(texts, dictionary.words, weights)
        stem_ids: dict[str, int] = {}
        roots = [stem(word) for word in texts.words]
        stems = np.array([stem_ids.setdefault(root, len(stem_ids)) for root in roots], dtype=np.int32)
        trigram_ids: dict[str, int] = {}
        inside = Pieces.build(texts.words, trigram_ids)
        meaning_ids = {"": _EDGE}
        meant, covered = _meant(texts, roots, dictionary, meaning_ids)
        pair_owners, keys = _pair_keys(meant, covered, len(meaning_ids))
        found, pairs = np.unique(keys, return_inverse=True)
        # Single look-ups are several times as fast in this as in an array of numpy.
        pair_keys = array("q", np.append(found, np.iinfo(np.int64).max).tobytes())
        owners = texts.owners()
        occurrences = [
            (owners, stems[texts.ids]),
            (np.repeat(np.arange(len(texts), dtype=np.int32), covered), meant),
            (pair_owners, pairs.astype(np.int32)),
            inside.of_all(owners, texts.ids),
        ]
        neighbours = Neighbours.build(stem_ids, stems[texts.ids], texts.lengths(), weights, openings())
        return (
            cls(speller, dictionary, stem_ids, meaning_ids, trigram_ids, inside, pair_keys, neighbours),
            occurrences,
        )

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
            number = self.speller.ids.get(word.word)
            if number is None or number >= len(self.inside):
                for piece in _trigrams(word.word):
                    letters.add(self.trigram_ids.get(piece), piece, word.similarity)
            else:
                letters.add_known(self.inside[number], word.similarity)
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
        base, sorted_keys = len(self.meaning_ids), self.pair_keys
        ids = [self.meaning_ids.get(meaning, -1) for meaning, _ in read]
        for ((before, surely), (after, sure)), (a, b) in zip(pairwise(read), pairwise(ids), strict=True):
            key = a * base + b if a >= 0 <= b else -1
            place = bisect_left(sorted_keys, key)
            pairs.add(place if sorted_keys[place] == key else None, (before, after), surely * sure)


def _trigrams(word: str) -> Iterable[str]:
    if is_slot(word):
        return ()
    framed = f"<{word}>"
    return [framed[at : at + 3] for at in range(len(framed) - 2)]


def _meant(
    texts: Texts, roots: Sequence[str], dictionary: Meanings, ids: dict[str, int]
) -> tuple[Ids, NDArray[np.int64]]:
    """Return the meanings of all texts, one text after the other, and how many each has."""
    alone = [ids.setdefault(dictionary.alone(root), len(ids)) for root in roots]
    meant = np.array(alone, dtype=np.int32)[texts.ids]
    first = np.ones(len(meant), dtype=np.bool_)  # whether a word is the first that its meaning covers
    for text in _with_phrases(texts, roots, dictionary):
        place, end = texts.starts[text : text + 2].tolist()
        for meaning, covered in dictionary.read([roots[id_] for id_ in texts.ids[place:end].tolist()]):
            if covered > 1:
                meant[place] = ids.setdefault(meaning, len(ids))
                first[place + 1 : place + covered] = False
            place += covered
    return meant[first], np.bincount(texts.owners()[first], minlength=len(texts))


def _with_phrases(texts: Texts, roots: Sequence[str], dictionary: Meanings) -> list[int]:
    """Return the numbers of the texts that can hold a phrase of several words; few do."""
    begins, follows = (
        np.array([root in either for root in roots], dtype=np.bool_)
        for either in map(frozenset, zip(*dictionary.beginnings, strict=True))
    )
    owners = texts.owners()
    likely = begins[texts.ids[:-1]] & follows[texts.ids[1:]] & (owners[:-1] == owners[1:])
    places = np.flatnonzero(likely)
    pairs = zip(
        texts.ids[places].tolist(), texts.ids[places + 1].tolist(), owners[places].tolist(), strict=True
    )
    return sorted({text for one, other, text in pairs if (roots[one], roots[other]) in dictionary.beginnings})


def _pair_keys(meanings: Ids, lengths: NDArray[np.int64], base: int) -> tuple[Ids, NDArray[np.int64]]:
    """Return (text, key) of every two neighbours, the edges of each text included."""
    texts = len(lengths)
    framed = np.full(
        len(meanings) + texts + 1, _EDGE, dtype=np.int64
    )  # an edge before each text, and a last one
    framed[np.arange(len(meanings)) + np.repeat(np.arange(texts), lengths) + 1] = meanings
    return np.repeat(np.arange(texts, dtype=np.int32), lengths + 1), framed[:-1] * base + framed[1:]
