"""All phrasings, indexed: a question in, the entries whose phrasings explain it best out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching import solve
from bot.matching.repair import Repaired
from bot.matching.settings import Settings
from bot.matching.texts import Texts
from bot.matching.views import UNIT, Rows, View, Weights, stacked
from bot.matching.vocabulary import Vocabulary

_BARS = (0.2, 0.08, 0.0)
"""Shares of the highest total that phrasings must reach, tried in turn: the first spare looking at most."""

Allowed = Callable[[NDArray[np.int64]], NDArray[np.bool_]]
"""Tells of some phrasings, by their numbers, which of them may take part."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask for an entry: `tokens` from `normalise(..., authored=True)`, slots among them."""

    entry: int
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant.

    `score` is 0..1: 1 for the words of a phrasing that no other entry shares, near 0 for text that no
    phrasing explains. `phrasing` is the number of the entry's phrasing most like the question,
    `similarity` how like.
    """

    entry: int
    score: float
    phrasing: int
    similarity: float


@dataclass(frozen=True, slots=True)
class Support:
    """What one phrasing contributes: `weight` to its entry's score; its similarity, and that by view: words,
    meanings, pairs and letters."""

    phrasing: int
    entry: int
    weight: float
    similarity: float
    by_view: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a question was read (each token, repaired or not; the known share by view) and what decided."""

    words: tuple[Repaired, ...]
    known: tuple[float, ...]
    supports: tuple[Support, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as an index has read it, to be compared with any part of the phrasings."""

    words: tuple[Repaired, ...]
    known: tuple[float, ...]
    """The share of each view's features that the index knows."""
    ids: NDArray[np.int64]
    weights: Weights
    totals: solve.Similarities
    """The similarity of every phrasing, by the rarest features of the question."""
    complete: bool
    """Whether those were all its features."""
    _above: dict[float, NDArray[np.int64]] = field(default_factory=dict, repr=False, compare=False)

    def above(self, bar: float) -> NDArray[np.int64]:
        """Return the phrasings whose totals are above this share of the highest, looked for only once."""
        found = self._above.get(bar)
        if found is None:
            found = self._above[bar] = (self.totals > bar * self.totals.max(initial=0.0)).nonzero()[0]
        return found


class Near(NamedTuple):
    """The numbers of the phrasings most like a question, the most alike first, with their similarities."""

    phrasings: NDArray[np.int64]
    similarity: solve.Similarities


@dataclass(frozen=True, slots=True)
class Index:
    """Immutable, deterministic, and nothing but arrays and dictionaries: it may be pickled and shared."""

    settings: Settings
    vocabulary: Vocabulary
    views: tuple[View, ...]
    entries: NDArray[np.int32]
    rows: Rows
    inverted: Rows

    @classmethod
    def build(
        cls,
        phrasings: Sequence[Phrasing],
        *,
        concepts: Mapping[str, str] | None = None,
        settings: Settings | None = None,
    ) -> Index:
        """Index phrasings given one by one, as `of` does."""
        entries = np.array([phrasing.entry for phrasing in phrasings], dtype=np.int32)
        texts = Texts.build(phrasing.tokens for phrasing in phrasings)
        return cls.of(entries, texts, concepts=concepts, settings=settings)

    @classmethod
    def of(
        cls,
        entries: NDArray[np.int32],
        texts: Texts,
        *,
        concepts: Mapping[str, str] | None = None,
        settings: Settings | None = None,
        weights: NDArray[np.float32] | None = None,
    ) -> Index:
        """Index all texts, each one way to ask for its entry; `concepts` maps words to what they mean.

        `weights` tell how much each text says about what a misspelt word was meant for, 1 unless given.
        """
        settings = settings or Settings()
        vocabulary, occurrences = Vocabulary.build(texts, dict(concepts or {}), weights)
        shares = (settings.words, settings.meanings, settings.pairs, settings.letters)
        exponents = (settings.rarity_of_words, settings.rarity_of_words, settings.rarity, settings.rarity)
        views: list[View] = []
        parts: list[Rows] = []
        first = 0
        for (owners, ids), slots, share, exponent in zip(
            occurrences, vocabulary.slots(), shares, exponents, strict=True
        ):
            view, rows = View.build(
                owners,
                ids,
                len(texts),
                first=first,
                share=share / sum(shares),
                exponent=exponent,
                lighter=(slots, settings.slot_weight),
            )
            views.append(view)
            parts.append(rows)
            first += len(view.rarity)
        rows = stacked(parts)
        return cls(settings, vocabulary, tuple(views), entries, rows, rows.turned(first))

    def search(
        self, tokens: Sequence[str], *, allowed: Allowed | None = None, limit: int = 10
    ) -> list[Candidate]:
        """Read a question and return its `candidates`."""
        return self.candidates(self.nearest(self.read(tokens), allowed), limit=limit)

    def read(self, tokens: Sequence[str]) -> Asked:
        """Repair a question's words and compare it with all phrasings; the first `longest` words count."""
        words = self.vocabulary.speller.repair(tokens[: self.settings.longest])
        ids: list[int] = []
        weights: list[float] = []
        known: list[float] = []
        for view, counts in zip(self.views, self.vocabulary.features(words), strict=True):
            more, heavy, share = view.weigh(counts.known, counts.unknown.values())
            ids += more
            weights += heavy
            known.append(round(share, 6))
        features, heavinesses = np.array(ids, dtype=np.int64), np.array(weights, dtype=np.float32)
        totals, complete = self._totals(features, heavinesses)
        return Asked(tuple(words), tuple(known), features, heavinesses, totals, complete)

    def candidates(self, near: Near, *, limit: int = 10) -> list[Candidate]:
        """Return the likeliest entries by the phrasings near a question, best first."""
        nearest, similarity = near
        if not len(nearest):
            return []
        scores: dict[int, float] = {}
        best: dict[int, int] = {}
        entries = self.entries.take(nearest).tolist()
        weights = self._support(nearest, similarity).tolist()
        for at, (entry, weight) in enumerate(zip(entries, weights, strict=True)):
            if entry in scores:
                scores[entry] += weight
            else:
                scores[entry], best[entry] = weight, at  # they come nearest first, and stay so among equals
        rounded = {entry: round(score, 6) for entry, score in scores.items()}
        ranked = sorted(rounded, key=rounded.__getitem__, reverse=True)[:limit]
        return [
            Candidate(
                entry=entry,
                score=min(max(rounded[entry], 0.0), 1.0),
                phrasing=nearest.item(best[entry]),
                similarity=round(min(similarity.item(best[entry]), 1.0), 6),
            )
            for entry in ranked
        ]

    def nearest(self, question: Asked, allowed: Allowed | None = None) -> Near:
        """Return the phrasings most like a question; only those that are `allowed` take part."""
        fewest = self.settings.neighbours
        most = fewest if question.complete else self.settings.shortlist
        shortlist = _largest(question, allowed, fewest, most)
        if question.complete:
            similarity = question.totals.take(shortlist)
        else:
            similarity = solve.similarities(self.rows, shortlist, self._spread(question))
        order = np.argsort(-similarity, kind="stable")[: self.settings.neighbours]
        return Near(shortlist.take(order), similarity.take(order))

    def explain(
        self, tokens: Sequence[str], *, allowed: Allowed | None = None, limit: int = 10
    ) -> Explanation:
        """Return how `search` reads the same question and which phrasings decide, the heaviest first."""
        question = self.read(tokens)
        nearest, similarity = self.nearest(question, allowed)
        supports: list[Support] = []
        if len(nearest):
            weights = self._support(nearest, similarity)
            heaviest = np.argsort(-np.abs(weights), kind="stable")[:limit]
            by_view = self._by_view(question, nearest[heaviest])
            supports = [
                Support(
                    phrasing=int(nearest[at]),
                    entry=int(self.entries[nearest[at]]),
                    weight=round(float(weights[at]), 6),
                    similarity=round(float(similarity[at]), 6),
                    by_view=tuple(round(float(value), 6) for value in by_view[row]),
                )
                for row, at in enumerate(heaviest)
            ]
        return Explanation(question.words, question.known, tuple(supports))

    def _totals(self, ids: NDArray[np.int64], weights: Weights) -> tuple[solve.Similarities, bool]:
        """Return the similarity of every phrasing by the rarest features, and whether those are all."""
        rarest = np.argsort(-weights, kind="stable")
        ids, weights = ids.take(rarest), weights.take(rarest)
        starts, ends = self.inverted.starts.take(ids), self.inverted.starts.take(ids + 1)
        lengths = ends - starts
        affordable = max(int(np.searchsorted(np.cumsum(lengths), self.settings.postings, side="right")), 1)
        pieces = list(map(slice, starts[:affordable].tolist(), ends[:affordable].tolist()))
        if not pieces:
            return np.zeros(len(self.entries)), True
        products = np.concatenate([self.inverted.units[piece] for piece in pieces], dtype=np.float32)
        products *= np.repeat(weights[:affordable] * UNIT, lengths[:affordable])
        owners = np.concatenate([self.inverted.ids[piece] for piece in pieces])
        totals = np.bincount(owners, weights=products, minlength=len(self.entries))
        return totals.astype(np.float64, copy=False), affordable >= len(ids)

    def _spread(self, question: Asked) -> Weights:
        spread = np.zeros(len(self.inverted.starts) - 1, dtype=np.float32)
        spread[question.ids] = question.weights
        return spread

    def _support(self, nearest: NDArray[np.int64], similarity: solve.Similarities) -> solve.Similarities:
        return solve.support(
            solve.gram(self.rows, nearest),
            similarity,
            ridge=self.settings.ridge,
            sharpness=self.settings.sharpness,
        )

    def _by_view(self, question: Asked, phrasings: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the similarity, 0..1, of some phrasings in each view: `search` mixes them by share."""
        spread = self._spread(question)
        edges = [*(view.first for view in self.views), len(spread)]
        columns = []
        for view, (begin, end) in zip(self.views, pairwise(edges), strict=True):
            alone = np.zeros_like(spread)
            alone[begin:end] = spread[begin:end]
            columns.append(solve.similarities(self.rows, phrasings, alone) / (view.share or 1.0))
        return np.stack(columns, axis=1)


def _largest(question: Asked, allowed: Allowed | None, fewest: int, most: int) -> NDArray[np.int64]:
    """Return the places of the largest positive totals that are allowed, in order of place.

    More than the `fewest`, up to the `most`, are returned only if they are not far below the highest.
    """
    found = np.empty(0, dtype=np.int64)
    for bar in _BARS:
        found = question.above(bar)
        if allowed is not None:
            found = found.compress(allowed(found))
        if len(found) >= fewest:
            break
    if len(found) > most:
        found = found.take(np.argpartition(-question.totals.take(found), most)[:most])
        found.sort()
    return found
