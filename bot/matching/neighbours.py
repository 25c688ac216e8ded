"""Which words stand side by side in phrasings, and how often."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.stem import stem


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Pairs of neighbouring stems; "" stands before the first word of a text and after the last."""

    ids: Mapping[str, int]
    """The stems of phrasings, shared with whoever else numbers them."""
    further: Mapping[str, int]
    """The stems of further texts."""
    keys: array[int]
    """Sorted: stem before x (number of stems + 1) + stem after; at the end one above all."""
    counts: array[float]
    """For each key the logarithm of how often."""

    @classmethod
    def build(
        cls,
        ids: Mapping[str, int],
        stems: NDArray[np.int32],
        lengths: NDArray[np.int32],
        weights: NDArray[np.float32],
        also: Sequence[tuple[str, ...]] = (),
    ) -> Neighbours:
        """Count neighbours, each text by its weight; `stems` are those of all texts in a row, by their `ids`.

        `also` are further texts, each of which counts once.
        """
        roots = [stem(word) for text in also for word in text]
        new = {root: len(ids) + at for at, root in enumerate(dict.fromkeys(r for r in roots if r not in ids))}
        found = [new[root] if root in new else ids[root] for root in roots]
        stems = np.append(stems, np.array(found, dtype=np.int32))
        lengths = np.append(lengths, np.array([len(text) for text in also], dtype=np.int32))
        weights = np.append(weights, np.ones(len(also), dtype=np.float32))
        edge = len(ids) + len(new)
        base, texts = edge + 1, len(lengths)
        framed = np.full(len(stems) + texts + 1, edge, dtype=np.int64)  # an edge before, between, behind
        framed[np.arange(len(stems)) + np.repeat(np.arange(texts), lengths) + 1] = stems
        keys, places = np.unique(framed[:-1] * base + framed[1:], return_inverse=True)
        counts = np.bincount(places, weights=np.repeat(weights, lengths + 1))
        size = np.intc if base * base <= np.iinfo(np.intc).max else np.longlong
        ended = np.append(keys, np.iinfo(size).max).astype(size)
        # Single look-ups are several times as fast in these as in arrays of numpy.
        logs = np.log(counts).astype(np.float32)
        return cls(ids, new, array(ended.dtype.char, ended.tobytes()), array("f", logs.tobytes()))

    def often(self, before: str, after: str) -> float | None:
        """Return the logarithm of how often two words stand so in phrasings, None if they never do."""
        edge = len(self.ids) + len(self.further)
        first = self._number(stem(before)) if before else edge
        second = self._number(stem(after)) if after else edge
        if first < 0 or second < 0:
            return None
        key = first * (edge + 1) + second
        place = bisect_left(self.keys, key)
        return self.counts[place] if self.keys[place] == key else None

    def _number(self, root: str) -> int:
        number = self.ids.get(root)
        return self.further.get(root, -1) if number is None else number
