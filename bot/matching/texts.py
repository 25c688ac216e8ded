"""Many texts as the numbers of their words: tens of thousands of tuples would take ten times the room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from bot.matching.views import Ids, Narrow, narrow


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """Immutable; text `n` has the words `ids[starts[n]:starts[n + 1]]`, which are numbers in `words`."""

    words: tuple[str, ...]
    """All different words, sorted."""
    starts: NDArray[np.int32]
    ids: Narrow

    @classmethod
    def build(cls, texts: Iterable[tuple[str, ...]]) -> Texts:
        """Arrange texts; they keep their numbers."""
        texts = list(texts)
        flat = list(chain.from_iterable(texts))
        words = tuple(sorted(set(flat)))
        number = {word: place for place, word in enumerate(words)}
        starts = np.zeros(len(texts) + 1, dtype=np.int32)
        np.cumsum(np.fromiter(map(len, texts), dtype=np.int32, count=len(texts)), out=starts[1:])
        ids = np.fromiter(map(number.__getitem__, flat), dtype=np.int32, count=len(flat))
        return cls(words, starts, narrow(ids))

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> tuple[str, ...]:
        ids = self.ids[self.starts.item(number) : self.starts.item(number + 1)].tolist()
        return tuple([self.words[id_] for id_ in ids])

    def lengths(self) -> NDArray[np.int32]:
        """Return how many words each text has."""
        return np.diff(self.starts)

    def owners(self) -> Ids:
        """Return for every word of every text, one text after the other, the number of its text."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths())
