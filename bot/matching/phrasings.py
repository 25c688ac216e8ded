"""Every phrasing of the knowledge as it was read, in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.texts import Texts


class ReadPhrasing(NamedTuple):
    """One phrasing of an entry: as written, its compared words, and what it demands."""

    entry: int
    text: str
    words: tuple[str, ...]
    signature: int


@dataclass(frozen=True, slots=True, eq=False)
class Phrasings:
    """All phrasings by number; a record of one is made when it is asked for."""

    entries: NDArray[np.int32]
    written: tuple[str, ...]
    words: Texts
    signatures: NDArray[np.int32]

    @classmethod
    def build(
        cls,
        entries: Sequence[int],
        written: Sequence[str],
        words: Sequence[tuple[str, ...]],
        signatures: Sequence[int],
    ) -> Phrasings:
        """Arrange phrasings, given column by column; they keep their numbers."""
        return cls(
            np.array(entries, dtype=np.int32),
            tuple(written),
            Texts.build(words),
            np.array(signatures, dtype=np.int32),
        )

    def __len__(self) -> int:
        return len(self.written)

    def __getitem__(self, number: int) -> ReadPhrasing:
        return ReadPhrasing(
            int(self.entries[number]), self.written[number], self.words[number], int(self.signatures[number])
        )

    def __iter__(self) -> Iterator[ReadPhrasing]:
        return map(self.__getitem__, range(len(self)))
