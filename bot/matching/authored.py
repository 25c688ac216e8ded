"""An author's phrasing, read exactly as it is spelt, and as fast as tens of thousands of them need."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import reduce
from itertools import pairwise
from operator import or_

from bot.matching.beside import placed
from bot.matching.contrasts import sides, takes_side
from bot.matching.entities import Gazetteer
from bot.matching.fillers import PAIRS, may_be_filler
from bot.matching.normalise import clean, normalise, tokenise
from bot.matching.ordinals import NO_ORDINALS, find_ordinals, numbers
from bot.matching.ordinary import CARDINAL_WORDS, NEGATIONS
from bot.matching.slots import Reading, assemble, compared, inside_names, many, negates
from bot.matching.times import find_times, tells_time

Slots = tuple[tuple[str, str], ...]
"""The slots of a phrasing as (name, kind)."""

_ANY_DAY = date(2000, 1, 1)  # what "last year" is in an author's phrasing, which should not say it

# What there may be to read in a text, by a word that it has.
_SLOT, _NAME, _TIME, _ORDINAL, _FILLER, _NEGATION, _SIDE, _MUCH, _NUMBER, _CARDINAL, _FIRST, _SECOND = (
    1 << bit for bit in range(12)
)
_PAIR, _COUNTED = _FIRST | _SECOND, _NUMBER | _CARDINAL
_ANYTHING = _NAME | _TIME | _ORDINAL | _FILLER

_NO_SIDE: frozenset[str] = frozenset()


class _Signs(dict[str, int]):
    """Of each word what there may be to read where it stands; looked at when it is first met."""

    def __init__(self, names: frozenset[str], pairs: Collection[tuple[str, ...]]) -> None:
        """Know the `names` of one word, and the first two words of all else that is looked for."""
        super().__init__()
        self._names = names
        self._firsts, self._seconds = map(frozenset, zip(*pairs, strict=True))

    def __missing__(self, word: str) -> int:
        signs = (
            (_SLOT, word[0] == "{"),
            (_NAME, word in self._names),
            (_TIME, tells_time(word)),
            (_ORDINAL, numbers(word)),
            (_FILLER, may_be_filler(word)),
            (_NEGATION, word in NEGATIONS),
            (_SIDE, takes_side(word)),
            (_MUCH, word == "much"),
            (_NUMBER, word == "number"),
            (_CARDINAL, word in CARDINAL_WORDS),
            (_FIRST, word in self._firsts),
            (_SECOND, word in self._seconds),
        )
        self[word] = found = sum(sign for sign, is_so in signs if is_so)
        return found


class PhrasingReader:
    """Reads phrasings: most hold nothing but words, and it is their words that tell."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Read names as the gazetteer has them."""
        self._gazetteer = gazetteer
        self._pairs = gazetteer.beginnings | PAIRS
        self._signs = _Signs(gazetteer.alone, self._pairs)

    def read(self, text: str) -> tuple[Reading, Slots]:
        """Return what a phrasing says, and its slots."""
        words = normalise(text, authored=True)
        signs = reduce(or_, map(self._signs.__getitem__, words), 0)
        if signs & _MUCH and (places := many(words)):
            words = tuple("many" if at in places else word for at, word in enumerate(words))
        slots: Slots = ()
        if signs & _SLOT:
            slots = tuple([_slot(word.strip("{}")) for word in words if word[0] == "{"])
        if not signs & _ANYTHING and signs & _COUNTED != _COUNTED and not self._has_pair(signs, words):
            if signs & _SLOT:
                words = compared(words)
            negated = signs & _NEGATION > 0 and negates(words)
            return Reading(
                words, negated=negated, contrasts=sides(words) if signs & _SIDE else _NO_SIDE
            ), slots
        return self._read_through(text, words, signs), slots

    def _has_pair(self, signs: int, words: Sequence[str]) -> bool:
        """Tell whether the words hold two with which a name or a filler begins."""
        return signs & _PAIR == _PAIR and not self._pairs.isdisjoint(pairwise(words))

    def _read_through(self, text: str, words: tuple[str, ...], signs: int) -> Reading:
        timed = signs & _TIME > 0
        numbered = signs & _ORDINAL > 0 or signs & _COUNTED == _COUNTED
        found = self._gazetteer.find_in(words, lambda place: tokenise(text, authored=True)[place].surface)
        names = placed(words, found, self._gazetteer.names)
        if not (timed or numbered):
            return assemble(words, names)
        tokens = tokenise(text, authored=True)
        times = find_times(tokens, inside_names(len(tokens), names), _ANY_DAY, clean(text)) if timed else []
        return assemble(words, names, times, find_ordinals(tokens) if numbered else NO_ORDINALS)


def _slot(name: str) -> tuple[str, str]:
    """Return the name of a slot and its kind."""
    return name, name.rpartition("_")[0] if name[-1:].isdigit() else name
