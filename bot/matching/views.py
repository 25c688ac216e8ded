"""Features of texts as weighted unit vectors: rare features weigh more, unknown ones keep their mass."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]
Narrow = Ids | NDArray[np.uint16]
Weights = NDArray[np.float32]

UNIT = np.float32(1 / np.iinfo(np.uint16).max)
"""What weights in rows are counted in: none is above 1, and whole numbers take half the memory."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A sparse matrix: row `r` has the features `ids[starts[r]:starts[r + 1]]`, their weights in `UNIT`s."""

    starts: Ids
    ids: Narrow
    units: NDArray[np.uint16]

    def weights(self, places: NDArray[np.int64]) -> Weights:
        """Return the weights that stand at some places."""
        return self.units.take(places) * UNIT

    def turned(self, features: int) -> Rows:
        """Return the rows of each feature: the inverted index."""
        order = np.argsort(self.ids, kind="stable")
        owners = np.repeat(np.arange(len(self.starts) - 1, dtype=np.int32), np.diff(self.starts))
        return Rows(_starts(self.ids, features), narrow(owners[order]), self.units[order])

    def picked(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], Ids]:
        """Return where the features of some rows stand in `ids`, row after row, and how many each row has."""
        # `take` is several times as fast as indexing by an array.
        starts = self.starts.take(rows)
        lengths = self.starts.take(rows + 1) - starts
        ends = np.cumsum(lengths)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + lengths, lengths)
        return places, lengths


@dataclass(frozen=True, slots=True)
class View:
    """One way of looking at a text; its features have the ids `first` up to `first + len(rarity)`."""

    first: int
    share: float
    rarity: Weights
    unseen: float
    """The rarity of a feature that no phrasing has."""

    @classmethod
    def build(
        cls,
        owners: Ids,
        ids: Ids,
        count: int,
        *,
        first: int,
        share: float,
        exponent: float,
        lighter: tuple[list[int], float],
    ) -> tuple[View, Rows]:
        """Weigh each (owner, feature) pair of `count` owners; `lighter` are features with a factor."""
        features = int(ids.max()) + 1 if len(ids) else 0
        keys, times = np.unique(owners.astype(np.int64) * max(features, 1) + ids, return_counts=True)
        rows = keys // max(features, 1)
        columns = (keys % max(features, 1)).astype(np.int32)
        frequency = np.bincount(columns, minlength=features)
        rarity = np.log(1 + count / np.maximum(frequency, 1)) ** exponent
        rarity[lighter[0]] *= lighter[1]
        values = (1 + np.log(times)) * rarity[columns]
        norms = np.sqrt(np.bincount(rows, weights=values**2, minlength=count))
        values *= math.sqrt(share) / np.maximum(norms, 1e-12)[rows]
        view = cls(first, share, rarity.astype(np.float32), math.log(1 + 2 * max(count, 1)) ** exponent)
        return view, Rows(_starts(rows, count), columns + np.int32(first), _in_units(values))

    def weigh(
        self, known: Mapping[int, float], unknown: Iterable[float]
    ) -> tuple[list[int], list[float], float]:
        """Return ids and weights of a question's features, and the share of its mass that is known.

        `known` maps a feature to how often it occurs, `unknown` says the same of each feature not in the
        index. A repaired word counts for its similarity, less than once.
        """
        rarity = self.rarity.item  # faster for so few than any work of arrays
        values = [
            rarity(feature) if times == 1 else _damped(times) * rarity(feature)
            for feature, times in known.items()
        ]
        seen = math.fsum([value * value for value in values])
        mass = seen + math.fsum([(_damped(times) * self.unseen) ** 2 for times in unknown])
        if not mass:
            return [], [], 0.0
        scale = math.sqrt(self.share / mass)
        first = self.first
        return [feature + first for feature in known], [value * scale for value in values], seen / mass


def stacked(parts: Iterable[Rows]) -> Rows:
    """Put the rows of several views side by side, each row's features in the order of the views."""
    parts = list(parts)
    owners = np.concatenate([np.repeat(np.arange(len(p.starts) - 1), np.diff(p.starts)) for p in parts])
    order = np.argsort(owners, kind="stable")
    return Rows(
        _starts(owners, len(parts[0].starts) - 1),
        narrow(np.concatenate([part.ids for part in parts])[order]),
        np.concatenate([part.units for part in parts])[order],
    )


def narrow(ids: Narrow) -> Narrow:
    """Return the same numbers in half the memory, if they are small enough."""
    return ids.astype(np.uint16) if ids.max(initial=0) <= np.iinfo(np.uint16).max else ids


def _in_units(weights: NDArray[np.float64]) -> NDArray[np.uint16]:
    return np.rint(weights / UNIT).astype(np.uint16)


def _damped(times: float) -> float:
    return 1 + math.log(times) if times > 1 else times


def _starts(owners: NDArray[np.int64] | Narrow, count: int) -> Ids:
    starts = np.zeros(count + 1, dtype=np.int32)  # of fewer than two thousand million features
    np.cumsum(np.bincount(owners, minlength=count), out=starts[1:])
    return starts
