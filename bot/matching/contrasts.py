"""Words whose difference is what a question asks: first or last, who or how many, two or three.

A text *takes sides* by such words. A phrasing that takes one side is not the question that takes the other,
however alike they are otherwise; a phrasing that takes neither may be both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from bot.matching.ordinary import CARDINAL_WORDS
from bot.matching.stem import stem

# A side and further words for it, against the opposite side and its words. A word may take two sides.
_PAIRS = (
    ("first earliest oldest 1st initial original", "last latest newest youngest recent recently"),
    ("next upcoming forthcoming", "last latest newest youngest recent recently"),
    (
        "before earlier prior previous previously predecessor",
        "after later following next subsequent successor",
    ),
    (
        "join joins joined joining enter entered accession acceded",
        "leave leaves left leaving quit quits withdraw withdrew withdrawal exit",
    ),
    ("start starts started begin begins began", "end ends ended finish finished"),
    ("most largest biggest highest longest", "least fewest smallest lowest shortest"),
    ("more", "fewer less"),
    ("support supports supported favour", "oppose opposes opposed against"),
    (
        "accept accepts accepted accepting admit admits admitted welcome welcomed",
        "reject rejects rejected refuse refused decline declined",
    ),
    ("add adds added adding addition", "remove removes removed delete deleted drop dropped"),
    ("grow grows grew grown growing", "shrink shrinks shrank shrunk shrinking"),
    ("agree agrees agreed", "disagree disagrees disagreed"),
    ("host hosts hosted hosting", "attend attends attended attending attendees"),
    ("crewed manned", "uncrewed unmanned"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("public publicly", "secret secretly private privately"),
)
_KINDS = {"when": "when", "where": "where", "who": "who", "whom": "who", "whose": "who", "why": "why"}
_COUNTING = {("how", "many"), ("how", "much")}
_NUMBERS = {
    **{word: number for number, word in enumerate(CARDINAL_WORDS[1:], start=2)},
    **{str(number): number for number in range(2, 1000)},  # above are years; "one" is mostly no number
}
_JOINTS = frozenset({"and", "or", "to"})
# What is asked for behind "which", "what" or "how many": whoever asks for meetings does not ask for members.
_SOUGHT = {
    **dict.fromkeys(
        "member members agency agencies country countries nation nations organisation organisations "
        "organization organizations states".split(),
        "!member",
    ),
    **dict.fromkeys("meeting meetings gathering gatherings".split(), "!meeting"),
    **dict.fromkeys(
        "document documents publication publications paper papers report reports roadmap roadmaps edition "
        "editions".split(),
        "!document",
    ),
}
_ASKING_WHETHER = frozenset("is are was were do does did can could has have had will would".split())
_SEEKING = frozenset({"which", "what", "many"})
_BEFORE_SOUGHT = frozenset("of the new other annual senior managers space isecg its further more {x}".split())
# Different sides with the same mark exclude each other: kinds of question, what is sought, and numbers of the
# same thing.
_QUESTION, _SEEK, _NUMBER, _OF = "?", "!", "#", "="
_COUNT, _WHETHER = "?count", "whether"  # who asks how much there is takes for granted that there is any


def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for half in (half.split() for pair in _PAIRS for half in pair):
        for word in half:
            found.setdefault(word, {})[half[0]] = None
    return {word: tuple(sides) for word, sides in found.items()}


def _opposites() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for one, other in ((one.split()[0], other.split()[0]) for one, other in _PAIRS):
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {side: frozenset(others) for side, others in found.items()}


CONTRASTS: Mapping[str, tuple[str, ...]] = MappingProxyType(_words())
"""Word -> the sides of a contrast that a text takes by it."""
_OPPOSITES = _opposites()
_TAKEN_BY = {**CONTRASTS, **{word: (f"{_QUESTION}{kind}",) for word, kind in _KINDS.items()}}


def takes_side(word: str) -> bool:
    """Tell whether a text may take a side because of a word; without such a one it takes none."""
    return (
        word in _TAKEN_BY or word in _NUMBERS or word in _SEEKING or word in _ASKING_WHETHER or word == "how"
    )


def sides(words: Sequence[str]) -> frozenset[str]:
    """Return the sides words take: of contrasts, by numbers of a thing ("#path=3"), as questions ("?who")."""
    taken = {side for word in words if word in _TAKEN_BY for side in _TAKEN_BY[word]}
    if not _NUMBERS.keys().isdisjoint(words):
        for place, word in enumerate(words):
            if word in _NUMBERS:
                taken.add(f"{_NUMBER}{_counted(words, place)}{_OF}{_NUMBERS[word]}")
    taken.update(_sought(words))
    if words and words[0] in _ASKING_WHETHER:
        taken.add(_WHETHER)
    if "how" in words and not _COUNTING.isdisjoint(pairwise(words)):
        taken.add(_COUNT)
    return frozenset(taken)


def _counted(words: Sequence[str], place: int) -> str:
    """Return the stem of what a number mostly counts: of "founders" in "13 or 14 founders"."""
    following = place + 1
    while following + 1 < len(words) and words[following] in _JOINTS and words[following + 1] in _NUMBERS:
        following += 2
    beside = words[following : following + 1] or words[place - 1 : place]
    return stem(beside[0]) if beside else ""


def _sought(words: Sequence[str]) -> Iterator[str]:
    """Yield the side of what a question seeks: of "meetings" in "which senior managers' meetings"."""
    if _SEEKING.isdisjoint(words):
        return
    for place, word in enumerate(words):
        if word in _SEEKING:
            following = (other for other in words[place + 1 :] if other not in _BEFORE_SOUGHT)
            side = _SOUGHT.get(next(following, ""))
            if side is not None:
                yield side


def _mark(side: str) -> str:
    """Return what a side shares with those that it excludes; "" if it excludes none."""
    if side.startswith(_NUMBER):
        return side.partition(_OF)[0]
    return side[0] if side.startswith((_QUESTION, _SEEK)) else ""


def _marks(taken: frozenset[str]) -> frozenset[str]:
    return frozenset(filter(None, map(_mark, taken)))


@dataclass(frozen=True, slots=True)
class Taken:
    """The sides that each of many texts takes, to be compared with those of a question."""

    count: int
    by_side: Mapping[str, tuple[int, ...]]
    """For a side the numbers of the texts that take it; under a mark of those that take any side with it."""

    @classmethod
    def build(cls, texts: Sequence[frozenset[str]]) -> Taken:
        """Arrange texts; they keep their numbers."""
        found: dict[str, list[int]] = {}
        for number, taken in enumerate(texts):
            for side in taken | _marks(taken):
                found.setdefault(side, []).append(number)
        return cls(len(texts), {side: tuple(numbers) for side, numbers in found.items()})

    def opposed(self, asked: frozenset[str]) -> NDArray[np.bool_]:
        """Tell of each text whether it opposes a question; where both take both sides, neither does."""
        against = np.zeros(self.count, dtype=np.bool_)
        for side in asked:
            for other in _OPPOSITES.get(side, frozenset()) - asked:
                against |= self._taking(other) & ~self._taking(side)
        if _COUNT in asked:
            against |= self._taking(_WHETHER) & ~self._taking(_COUNT)
        for mark in _marks(asked):
            same = [self._taking(side) for side in asked if _mark(side) == mark]
            against |= self._taking(mark) & ~np.logical_or.reduce(same)
        return against

    def _taking(self, side: str) -> NDArray[np.bool_]:
        taking = np.zeros(self.count, dtype=np.bool_)
        taking[list(self.by_side.get(side, ()))] = True
        return taking
