"""Words that no phrasing contains -> the known word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from bot.matching.english import common_words
from bot.matching.normalise import is_slot
from bot.matching.texts import Texts
from bot.matching.views import Narrow, narrow

CUTOFF = 0.65
"""Least share of letters in place (optimal string alignment) for a repair."""

_SHORTEST = 3  # a shorter unknown word has too many neighbours to guess
_SHORTLIST = 160  # words by shared letter pairs that are compared exactly


@dataclass(frozen=True, slots=True)
class Repaired:
    """A word of the question as it is compared: `similarity` is 1 unless it was repaired."""

    typed: str
    word: str
    similarity: float


@dataclass(frozen=True, slots=True)
class Speller:
    """The words of all phrasings, found by the letter pairs they contain."""

    words: tuple[str, ...]
    ids: dict[str, int]
    frequency: NDArray[np.float32]
    lengths: NDArray[np.int16]
    pair_ids: dict[str, int]
    starts: NDArray[np.int64]
    postings: Narrow
    ordinary: frozenset[str] = frozenset()
    """Words that are right as they are, also where no phrasing has them."""

    @classmethod
    def build(
        cls, texts: Texts, also: Iterable[str] = (), weights: NDArray[np.float32] | None = None
    ) -> Speller:
        """Learn the words, and how common each is, from all phrasings; `also` are words besides.

        `weights` tell how much each phrasing counts, 1 unless given.
        """
        words = (*texts.words, *sorted(set(also).difference(texts.words)))
        each = None if weights is None else np.repeat(weights, texts.lengths())
        counts = np.bincount(texts.ids, weights=each, minlength=len(words))
        pair_ids: dict[str, int] = {}
        pairs: list[int] = []
        owners: list[int] = []
        for number, word in enumerate(words):
            if is_slot(word) or word.isdigit():
                continue  # neither is ever the repair of something else
            found = [pair_ids.setdefault(pair, len(pair_ids)) for pair in _pairs(word)]
            pairs += found
            owners += [number] * len(found)
        order = np.argsort(np.array(pairs, dtype=np.int32), kind="stable")
        starts = np.zeros(len(pair_ids) + 1, dtype=np.int64)
        np.cumsum(np.bincount(np.array(pairs, dtype=np.int64), minlength=len(pair_ids)), out=starts[1:])
        return cls(
            words=words,
            ids={word: number for number, word in enumerate(words)},
            frequency=np.log1p(counts.astype(np.float32)),
            lengths=np.array([len(word) for word in words], dtype=np.int16),
            pair_ids=pair_ids,
            starts=starts,
            postings=narrow(np.array(owners, dtype=np.int32)[order]),
            ordinary=common_words(),
        )

    def repair(self, tokens: Sequence[str]) -> list[Repaired]:
        """Return the tokens, each unknown one replaced by the likeliest known word if any is near enough.

        Two words run together are taken apart, and one word typed as two is put together.
        """
        repaired: list[Repaired] = []
        place = 0
        while place < len(tokens):
            token = tokens[place]
            following = tokens[place + 1] if place + 1 < len(tokens) else ""
            place += 1
            if token in self.ids and (following in self.ids or not following):
                repaired.append(Repaired(token, token, 1.0))
            elif self._are_one_word(token, following):
                repaired.append(Repaired(f"{token} {following}", token + following, 1.0))
                place += 1
            elif self._is_right(token):
                repaired.append(Repaired(token, token, 1.0))
            else:
                repaired += self._meant(token)
        return repaired

    def commonness(self, word: str) -> float:
        """Return the logarithm of how often phrasings use a word, 0.0 if never."""
        number = self.ids.get(word)
        return 0.0 if number is None else float(self.frequency[number])

    def _is_right(self, token: str) -> bool:
        known = token in self.ids or token in self.ordinary
        return known or is_slot(token) or len(token) < _SHORTEST or token.isdigit()

    def _are_one_word(self, token: str, following: str) -> bool:
        whole = token + following
        return len(whole) > 4 and bool(following) and whole.isalpha() and whole in self.ids

    def _meant(self, token: str) -> list[Repaired]:
        nearest = self._nearest(token)
        if nearest is None or nearest.similarity < 0.8:
            halves = self._halves(token)
            if halves:
                return [Repaired(token, half, 1.0) for half in halves]
        return [nearest or Repaired(token, token, 1.0)]

    def _halves(self, token: str) -> tuple[str, str] | None:
        """Return the two known words of which the token consists, the most common two if several fit."""
        splits = [(token[:cut], token[cut:]) for cut in range(2, len(token) - 1)]
        known = [split for split in splits if split[0] in self.ids and split[1] in self.ids]
        return max(known, key=self._commonness, default=None)

    def _commonness(self, split: tuple[str, str]) -> tuple[float, str]:
        rarer = min(self.frequency[self.ids[half]] for half in split)
        return float(rarer), split[0]

    def _nearest(self, token: str) -> Repaired | None:
        shortlist = self._shortlist(token)
        if not len(shortlist):
            return None
        words = [self.words[number] for number in shortlist]
        similarity = process.cdist([token], words, scorer=OSA.normalized_similarity, score_cutoff=CUTOFF)[0]
        best: tuple[float, str, float] | None = None
        for at in np.flatnonzero(similarity):
            word, alike = words[at], float(similarity[at])
            if len(token) == _SHORTEST == len(word) and sorted(word) != sorted(token):
                continue  # "faa" is not "far": so short, another letter makes another word
            common = 0.02 * float(self.frequency[shortlist[at]])
            rank = alike + 0.3 * JaroWinkler.similarity(token, word) + common
            if best is None or (rank, word) > best[:2]:
                best = (rank, word, alike)
        return Repaired(token, best[1], best[2]) if best else None

    def _shortlist(self, token: str) -> NDArray[np.int32]:
        """Return the words of similar length that share most letter pairs, at most _SHORTLIST."""
        known = [self.pair_ids[pair] for pair in _pairs(token) if pair in self.pair_ids]
        if not known:
            return np.empty(0, dtype=np.int32)
        lists = [self.postings[self.starts[pair] : self.starts[pair + 1]] for pair in known]
        shared = np.bincount(np.concatenate(lists), minlength=len(self.words))
        shared[np.abs(self.lengths - len(token)) > 1 + len(token) // 4] = 0
        # Raise the bar until few enough are left, instead of sorting the whole vocabulary.
        found = np.flatnonzero(shared)
        for least in range(2, len(token) + 2):
            if len(found) <= _SHORTLIST:
                break
            fewer = np.flatnonzero(shared >= least)
            if not len(fewer):
                break
            found = fewer
        return found.astype(np.int32)


def _pairs(word: str) -> set[str]:
    framed = f"<{word}>"
    return {framed[at : at + 2] for at in range(len(framed) - 1)}
