"""Leaving each phrasing out tells where to refuse and which entries are hard to tell apart."""

import numpy as np

from bot.matching.calibrate import calibrate
from bot.matching.index import Index, Phrasing
from bot.matching.normalise import normalise

CLEAR = [
    (0, "how many members are there"),
    (0, "number of members"),
    (0, "count of members"),
    (1, "who is the chair"),
    (1, "which agency is the chair"),
    (1, "who has the chair now"),
    (2, "a lone phrasing about volatiles"),
]


def _phrasings(texts: list[tuple[int, str]]) -> list[Phrasing]:
    return [Phrasing(entry, normalise(text)) for entry, text in texts]


def test_clear_entries_win_their_own_phrasings() -> None:
    """A good knowledge base confuses nothing; an entry's only phrasing is not asked."""
    phrasings = _phrasings(CLEAR)
    found = calibrate(Index.build(phrasings), phrasings)
    assert found.asked == 6
    assert found.right == 1
    assert found.confusions == ()
    assert 0 < found.cutoff < 1


def test_a_phrasing_that_another_entry_wins_is_reported() -> None:
    """An author is told which phrasing would be answered by which other entry."""
    phrasings = _phrasings([*CLEAR, (2, "who is chair now")])
    found = calibrate(Index.build(phrasings), phrasings)
    confusion = found.confusions[0]
    assert (confusion.phrasing, confusion.entry, confusion.winner) == (7, 2, 1)
    assert confusion.score > confusion.own


def test_a_higher_share_to_keep_means_a_lower_cutoff() -> None:
    """The cut-off is a quantile of the scores."""
    phrasings = _phrasings(CLEAR)
    index = Index.build(phrasings)
    assert calibrate(index, phrasings, keep=0.99).cutoff <= calibrate(index, phrasings, keep=0.5).cutoff


def test_a_sample_and_masks_are_respected() -> None:
    """A large knowledge base is sampled evenly; a phrasing meets only those its mask allows."""
    phrasings = _phrasings(CLEAR)
    index = Index.build(phrasings)
    assert calibrate(index, phrasings, sample=3).asked == 3
    nothing = calibrate(index, phrasings, allowed=lambda _: np.zeros(len(phrasings), dtype=np.bool_))
    assert nothing.cutoff == 0
