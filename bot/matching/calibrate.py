"""What the knowledge says about itself: each phrasing asked as a question of all the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.matching.index import Index, Phrasing

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Confusion:
    """A phrasing that another entry wins: a reader who says it so would get `winner` instead of `entry`."""

    phrasing: int
    entry: int
    winner: int
    score: float
    """The winner's score."""
    own: float
    """The score of the phrasing's entry."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Figures of leaving each phrasing out in turn."""

    asked: int
    right: float
    """Share of the phrasings asked, 0..1, that their own entry won."""
    cutoff: float
    """The best score that the wanted share of phrasings reach: a cut-off from the knowledge alone."""
    confusions: tuple[Confusion, ...]
    """The clearest first."""


def calibrate(
    index: Index,
    phrasings: Sequence[Phrasing],
    *,
    keep: float = 0.9,
    sample: int | None = None,
    allowed: Callable[[int], Mask] | None = None,
) -> Calibration:
    """Ask each phrasing, or an even `sample` of them, with itself left out.

    A phrasing that is its entry's only one has nothing to be found by and is not asked. `allowed` gives the
    mask with which a phrasing is searched; `keep` is the share of real questions that must reach the cut-off.
    """
    per_entry = Counter(phrasing.entry for phrasing in phrasings)
    numbers = [number for number, phrasing in enumerate(phrasings) if per_entry[phrasing.entry] > 1]
    if sample is not None and sample < len(numbers):
        numbers = [numbers[at * len(numbers) // sample] for at in range(sample)]
    scores: list[float] = []
    confusions: list[Confusion] = []
    for number in numbers:
        mask = np.ones(len(phrasings), dtype=np.bool_) if allowed is None else allowed(number).copy()
        mask[number] = False
        found = index.search(phrasings[number].tokens, allowed=mask.take, limit=index.settings.neighbours)
        scores.append(found[0].score if found else 0.0)
        entry = phrasings[number].entry
        if found and found[0].entry != entry:
            own = next((candidate.score for candidate in found if candidate.entry == entry), 0.0)
            confusions.append(Confusion(number, entry, found[0].entry, found[0].score, own))
    confusions.sort(key=lambda confusion: (confusion.own - confusion.score, confusion.phrasing))
    return Calibration(
        asked=len(numbers),
        right=1 - len(confusions) / len(numbers) if numbers else 0.0,
        cutoff=float(np.quantile(scores, 1 - keep)) if scores else 0.0,
        confusions=tuple(confusions),
    )
