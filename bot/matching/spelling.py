"""What is no word -> the word that was meant, by the slip of the fingers and by the words beside it.

A noisy channel: how likely a slip makes what was typed out of a word, how often the phrasings use that word,
and how often between such neighbours. "ot" and "chaur" alone can be many words; in "who is ot be chaur" they
are "to" and "chair".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, pairwise
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.contrasts import CONTRASTS
from bot.matching.days import MONTH_WORDS
from bot.matching.fillers import FILLERS
from bot.matching.neighbours import Neighbours
from bot.matching.normalise import Token
from bot.matching.ordinary import LITTLE_WORDS, NEGATIONS
from bot.matching.remembering import Remembered
from bot.matching.repair import Speller
from bot.matching.slips import edited_once, slip, sounding
from bot.matching.spoken import EXPANSIONS

_REMEMBERED = 512  # words of which is kept what they may be a slip for: some hundred bytes each
_FEW = 3  # words that may be none in any text; more only if they are not most of it
_TWO_EDITS = 4  # letters from which a word may be misspelt twice; a shorter one is short for something
_LONG_NAME = 5  # letters of a name that may be misspelt twice
_FARTHER = 12  # words two edits away of which one may be meant
_MANY, _LONGEST = 8, 64  # words that may be none at all, and words of a text; both bound the time
_MOST_WORDS = 4  # words of a text that are looked at again though they are right by themselves
_BOTH = 2  # neighbours
_WORDS_OF_ONE_LETTER = frozenset({"a", "i"})
_SHORT_NAME, _LONG = 3, 4  # letters of what is rather short for a name, and of a word that slips make easily
_PATHS = 12  # ways of reading a text that are followed
_NUMBER = "#"
_EDGE = ""
_UNREAD = "?"  # a word that stays as typed although it is none: nothing is known of its neighbours
_PREPOSITIONS = frozenset(
    "in on by since before after until till of from during around between to and than end for at".split()
)
_EVERYDAYS = frozenset({*LITTLE_WORDS, *MONTH_WORDS, *chain.from_iterable(FILLERS)})
_SAID = frozenset(
    "whats whos wheres whens hows whys thats theres lets theyre youre docs wanna gonna gimme diff".split()
)
"""Short forms that people misspell, too."""
_ASIDE = frozenset("lol lmao pls plz please thx thanks hey hi hello bro btw ok okay".split())
"""What stands before or behind a question and is no neighbour of its words."""
_LONG_DENIAL = 6  # letters from which a denial is recognised: nothing else looks like "without"

# All gains are of the order of natural logarithms of likelihoods; they were chosen on slips made in questions
# that no phrasing was written for.
_EVERYDAY = 3.0  # how common little words are at least, as the log of how often phrasings use a word
_SHORTENED = 2.0  # the same for short forms of two words
_RARE = 0.7  # how common words at most are that only one phrasing uses: never what two slips hide
_COMMON = 0.35  # gain for each unit of that
_NEIGHBOURS, _OFTEN = 1.0, 0.45  # gain for neighbours in some phrasing, and for each unit of how often
_DATED, _COUNTED = 3.0, 0.6  # gain for a preposition before a number, and for another word beside one
_NAME, _IN_A_NAME = -3.0, 6.0  # gain for a name: each is one of many; and for the next word of a name
_KEPT, _STAYS = 2.0, -9.0  # gain for what was typed, where phrasings have it, and where it is no word
_A_WORD, _ELSEWHERE = 0.5, -0.5  # gain for an English word as typed: one of phrasings, and any other
_LONGER = 0.5  # gain for each letter that such a word has more than four: no slip makes another so long
_LETTER = 0.0  # gain for a single letter that is no word
_CLEAR, _SURE = 0.5, 1.5  # the lead that a guess needs, and that a name or a side of a contrast needs
_DOUBT = 2.5  # the lead without which a denial may be meant


Readings = tuple[tuple[float, str], ...]
"""What may have been meant by a word, each with its gain."""


class Spelt(NamedTuple):
    """The tokens as they were meant, each guess as (typed, meant).

    It is `doubtful` if a token may be a misspelt denial; such a one is left as it is.
    """

    tokens: tuple[Token, ...]
    guesses: tuple[tuple[str, str], ...] = ()
    doubtful: bool = False


class _Path(NamedTuple):
    """One way to read the tokens so far, and what stands for the last of them."""

    gain: float
    words: tuple[str, ...]
    last: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """What the phrasings tell of words and their neighbours; immutable, built once per revision."""

    speller: Speller
    neighbours: Neighbours
    common: frozenset[str] = field(repr=False)
    """The common words of English: they may be meant although no phrasing has them."""
    names: Mapping[str, str] = field(repr=False)
    """The words of names, each with what stands for it in the compared words."""
    sizes: Mapping[int, tuple[str, ...]] = field(repr=False)
    """The words that several phrasings use, by how many letters they have."""
    beginnings: frozenset[tuple[str, ...]] = field(repr=False, default=frozenset())
    """The first two words of names that have more than one."""
    _readings: Remembered[str, Readings] = field(
        default_factory=lambda: Remembered(_REMEMBERED), repr=False, compare=False
    )
    _slips: Remembered[str, Readings] = field(
        default_factory=lambda: Remembered(_REMEMBERED), repr=False, compare=False
    )

    @classmethod
    def build(
        cls,
        speller: Speller,
        neighbours: Neighbours,
        common: frozenset[str],
        names: Mapping[str, str],
        beginnings: frozenset[tuple[str, ...]] = frozenset(),
    ) -> Spelling:
        """Arrange what is known of words."""
        sizes: dict[int, list[str]] = {}
        for word in speller.words:
            if word.isalpha() and speller.commonness(word) > _RARE:
                sizes.setdefault(len(word), []).append(word)
        for word in names:
            if len(word) >= _LONG_NAME and word.isalpha() and not speller.commonness(word):
                sizes.setdefault(len(word), []).append(word)
        by_size = {size: tuple(words) for size, words in sizes.items()}
        return cls(speller, neighbours, common, names, by_size, beginnings)

    def spelt(self, tokens: Sequence[Token], wrong: Sequence[bool], named: Sequence[str | None]) -> Spelt:
        """Return the tokens with those that are `wrong` replaced, where it is clear by what.

        `named` tells of each token what stands for it if it is part of a name. What may be a denial stays:
        no guess may turn a question round.
        """
        # More is no English, or no question.
        if not 0 < sum(wrong) <= min(max(_FEW, len(tokens) // 2), _MANY) or len(tokens) > _LONGEST:
            return Spelt(tuple(tokens))
        ended = self._ended(
            (self._readings_of(token.text) if is_wrong else ((0.0, token.text),), name)
            for token, is_wrong, name in zip(tokens, wrong, named, strict=True)
        )
        result: list[Token] = []
        guesses: list[tuple[str, str]] = []
        doubtful = False
        for place, token in enumerate(tokens):
            word = token.text
            if wrong[place]:
                word = self._chosen(ended, place, token.text)
                if (
                    place
                    and token.surface != token.text
                    and not self._in_a_title(ended[0].words, place, named)
                ):
                    word = token.text
                doubtful |= word == token.text and self._may_deny(ended, place)
            if word == token.text:
                result.append(token)
                continue
            guesses.append((token.text, word))
            result += [token._replace(text=meant) for meant in EXPANSIONS.get(word, (word,))]
        return Spelt(tuple(result), tuple(guesses), doubtful)

    def reconsidered(
        self, tokens: Sequence[Token], open_: Sequence[bool], named: Sequence[str | None]
    ) -> tuple[str, ...] | None:
        """Return the words that were meant where a slip made one word out of another: "many embers".

        Only the `open_` tokens may change, and only to a word that some phrasing has. None if all are likely
        as they stand.
        """
        words = [token.text for token in tokens]
        seen = [_EDGE, *map(self._seen, words, named), _EDGE]
        known = [
            (self._gain(*seen[at : at + 2]) > 0) + (self._gain(*seen[at + 1 : at + 3]) > 0)
            for at in range(len(words))
        ]
        # Where phrasings have a word between such neighbours, there is no slip.
        strange = sorted((known[at], at) for at in range(len(words)) if open_[at] and known[at] < _BOTH)
        changed = False
        for _, at in strange[:_MOST_WORDS]:
            likeliest = self._likeliest(words[at], seen[at], seen[at + 2])
            if likeliest != words[at]:
                words[at] = seen[at + 1] = likeliest
                changed = True
        return tuple(words) if changed else None

    def _likeliest(self, typed: str, before: str, after: str) -> str:
        """Return what was meant between two neighbours; what may be short for a name has to fit to both."""
        may_be_a_name = 1 < len(typed) <= _SHORT_NAME and typed not in self.common
        return max(
            (gain + sum(beside), word)
            for gain, word in self._slips_of(typed)
            for beside in ((self._gain(before, word), self._gain(word, after)),)
            if word == typed or not may_be_a_name or all(beside) or sorted(word) == sorted(typed)
        )[1]

    def _ended(self, steps: Iterable[tuple[Readings, str | None]]) -> list[_Path]:
        """Return the likeliest ways to read a text, best first, given the readings of each of its words."""
        paths = [_Path(0.0, (), _EDGE)]
        for readings, name in steps:
            paths = self._further(paths, readings, name)
        return sorted(
            (path._replace(gain=path.gain + self._gain(path.last, _EDGE)) for path in paths), reverse=True
        )

    def _readings_of(self, typed: str) -> Readings:
        return self._readings.get(typed, lambda: tuple(self._all_readings(typed)))

    def _slips_of(self, typed: str) -> Readings:
        return self._slips.get(typed, lambda: tuple(self._all_slips(typed)))

    def _all_slips(self, typed: str) -> Iterator[tuple[float, str]]:
        """Yield what may have been meant by a word, each with its gain: first the word itself."""
        common = self._commonness(typed)
        if len(typed) == 1 and typed not in _WORDS_OF_ONE_LETTER:
            yield _LETTER, typed
        else:
            kept = _A_WORD if common and typed not in self.names else _ELSEWHERE
            yield kept + _COMMON * common + _LONGER * max(0, len(typed) - _LONG), typed
            if typed not in self.common and not edited_once(typed).isdisjoint(NEGATIONS):
                return
        for word in sorted((edited_once(typed) & self.speller.ids.keys()) - {typed}):
            common = self._commonness(word)
            if common and word not in NEGATIONS:
                yield slip(typed, word) + _COMMON * common - (_SURE if word in CONTRASTS else 0), word

    def _chosen(self, ended: Sequence[_Path], place: int, typed: str) -> str:
        """Return the word that the best path has at a place, or what was typed if another is as likely."""
        best = ended[0]
        word = best.words[place]
        lead = next((best.gain - p.gain for p in ended if p.words[place] != word), -_STAYS)
        needed = _SURE if word in CONTRASTS or word in self.names else _CLEAR
        if lead < needed or self._may_deny(ended, place):
            return typed
        return word

    def _in_a_title(self, words: Sequence[str], place: int, named: Sequence[str | None]) -> bool:
        """Tell whether a word, typed with a capital, belongs to its neighbours and is no name by itself."""
        if not self.beginnings.isdisjoint(pairwise(words[max(place - 1, 0) : place + 2])):
            return True
        if self.names.get(words[place], words[place]) != words[place]:
            return False
        seen = [_EDGE, *map(self._seen, words, named), _EDGE]
        return self._gain(*seen[place : place + 2]) > 0 and self._gain(*seen[place + 1 : place + 3]) > 0

    @staticmethod
    def _may_deny(ended: Sequence[_Path], place: int) -> bool:
        best = ended[0]
        if best.words[place] in NEGATIONS and len(best.words[place]) >= _LONG_DENIAL:
            return False
        return any(p.words[place] in NEGATIONS and best.gain - p.gain < _DOUBT for p in ended)

    def _further(self, paths: Sequence[_Path], readings: Readings, name: str | None) -> list[_Path]:
        """Continue the likeliest paths with each reading of the next word."""
        found: list[_Path] = []
        lasts = {path.last for path in paths}
        for gain, word in readings:
            first = seen = _UNREAD if gain == _STAYS else self._seen(word, name)
            if word in EXPANSIONS and seen == word:
                first, seen = EXPANSIONS[word][0], EXPANSIONS[word][-1]
            if word in _ASIDE:
                beside = dict.fromkeys(lasts, 0.0)
            else:
                beside = {last: self._gain(last, first) for last in lasts}
            found += [
                _Path(
                    path.gain
                    + beside[path.last]
                    + gain
                    + (_IN_A_NAME if (*path.words[-1:], word) in self.beginnings else 0.0),
                    (*path.words, word),
                    path.last if word in _ASIDE else seen,
                )
                for path in paths
            ]
        return sorted(found, reverse=True)[:_PATHS]

    def _seen(self, word: str, name: str | None) -> str:
        """Return what a word is to its neighbours; `name` stands for it if it is part of a name."""
        return name or (_NUMBER if word[0].isdigit() else self.names.get(word, word))

    def _gain(self, before: str, after: str) -> float:
        """Return the gain of two neighbours."""
        if _UNREAD in (before, after):
            return 0.0
        if after == _NUMBER:
            return _DATED if before in _PREPOSITIONS or before in MONTH_WORDS else _COUNTED
        if before == _NUMBER:
            return _COUNTED
        often = self.neighbours.often(before, after)
        return 0.0 if often is None else _NEIGHBOURS + _OFTEN * often

    def _all_readings(self, typed: str) -> Iterator[tuple[float, str]]:
        """Yield what may have been meant, each with its gain: first what was typed."""
        common = self._commonness(typed)
        yield (_KEPT + _COMMON * common if common else _STAYS), typed
        edited = edited_once(typed)
        near = edited & self.speller.ids.keys() | edited & self.common | edited & self.names.keys()
        near |= edited & (_SAID | _ASIDE) | sounding(typed) & self.speller.ids.keys()
        near |= self._edited_twice(typed)
        for word in sorted(near - {typed}):
            rare = _NAME if self.names.get(word, word) != word else _COMMON * self._commonness(word)
            yield slip(typed, word) + rare, word

    def _edited_twice(self, typed: str) -> set[str]:
        """Return the most common words of phrasings that are at most two edits away."""
        if len(typed) < _TWO_EDITS:
            return set()
        words = [word for length in range(-2, 3) for word in self.sizes.get(len(typed) + length, ())]
        found = process.extract(typed, words, scorer=OSA.distance, score_cutoff=2, limit=None)
        found.sort(key=lambda hit: -self._commonness(hit[0]))
        return {word for word, *_ in found[:_FARTHER]} | {w for w, *_ in found if w in self.names}

    def _commonness(self, word: str) -> float:
        used = self.speller.commonness(word)
        if word in _SAID or word in _ASIDE:
            return _SHORTENED
        return max(used, _EVERYDAY) if word in _EVERYDAYS else used
