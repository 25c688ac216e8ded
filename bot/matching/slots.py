"""What a text is about, apart from its wording, and whether that fits a phrasing.

A *reading* of a text holds the things, times and ordinals it names, whether it is negated, and which side of
a contrast (first or last, before or after) it takes; the words that are left are compared elsewhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.entities import Gazetteer, Mention, Thing
from bot.matching.fillers import find_fillers
from bot.matching.normalise import Token, is_slot, tokenise
from bot.matching.ordinary import FUNCTION_WORDS, ORDINAL_WORDS
from bot.matching.times import TimeMention, Window, find_times

MASK = "{x}"
"""Stands in the compared words for anything recognised; its kind is a constraint, not a word."""

SELF = ("self", "isecg")

_NEGATIONS = frozenset(
    {
        "not",
        "no",
        "never",
        "without",
        "none",
        "nobody",
        "nor",
        "neither",
        "non",
        "except",
        "outside",
        "missing",
    }
)
# "I do not know when ..." asks the same as without it; "... or not" negates nothing.
_HOLLOW = (
    ("or", "not"), ("or", "no"), ("do", "not", "know"), ("not", "sure"), ("not", "certain"), ("no", "idea"),
    ("do", "not", "remember"), ("can", "not", "remember"), ("can", "not", "find"), ("do", "not", "get"),
    ("do", "not", "understand"), ("not", "only"),
)  # fmt: skip
_CONTRASTS: Mapping[str, str] = {
    **dict.fromkeys(("first", "earliest", "oldest", "1st", "initial", "original"), "first"),
    **dict.fromkeys(("last", "latest", "newest", "recent", "recently"), "last"),
    **dict.fromkeys(("before", "earlier", "prior"), "before"),
    **dict.fromkeys(("after", "later", "following"), "after"),
}
_OPPOSITE = {"first": "last", "last": "first", "before": "after", "after": "before"}
_ORDINALS: Mapping[str, int] = {word: number for number, word in enumerate(ORDINAL_WORDS, 2)}


class Fit(IntEnum):
    """Whether a phrasing can be the question: never, only as a suggestion, or yes."""

    NO = 0
    WEAK = 1
    GOOD = 2


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the matcher sees it; `words` hold a mask for each thing, and no dates."""

    words: tuple[str, ...]
    things: tuple[Mention, ...] = ()
    times: tuple[Window, ...] = ()
    ordinals: tuple[int, ...] = ()
    negated: bool = False
    contrasts: frozenset[str] = frozenset()
    names_isecg: bool = False
    everything: frozenset[Thing] = frozenset()

    @property
    def unsure(self) -> bool:
        """Whether a misspelt name can be two different things."""
        return any(mention.unsure for mention in self.things)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a phrasing demands: slots, things and dates named outright, its side in negation and contrast."""

    slots: tuple[tuple[str, str], ...] = ()  # (slot name, kind), in order of the text
    consts: tuple[frozenset[Thing], ...] = ()
    times: tuple[Window, ...] = ()
    ordinals: tuple[int, ...] = ()
    negated: bool = False
    any_negation: bool = False
    contrasts: frozenset[str] = frozenset()
    optional: frozenset[str] = frozenset()
    tolerated: frozenset[Thing] = frozenset()
    tolerated_times: frozenset[Window] = frozenset()
    named: int = 0  # how many things, dates and ordinals it demands: most readings have too few
    dated: int = 0
    numbered: int = 0


@dataclass(frozen=True, slots=True)
class Binding:
    """The fit of one phrasing, and what its slots stand for: ids, a window or a number by slot name."""

    fit: Fit
    ids: Mapping[str, tuple[str, ...]]
    window: Window | None = None
    number: int | None = None


_NO_FIT = Binding(Fit.NO, {})


def read(text: str, gazetteer: Gazetteer, known: frozenset[str], today: date) -> Reading:
    """Read a question: names may be misspelt."""
    tokens = tokenise(text)
    mentions = gazetteer.find(tokens, known)
    tokens = _little_words_mended(tokens, _taken(len(tokens), mentions), known, gazetteer.words)
    return _assemble(tokens, mentions, find_times(tokens, _taken(len(tokens), mentions), today))


def read_phrasing(text: str, gazetteer: Gazetteer) -> tuple[Reading, tuple[tuple[str, str], ...]]:
    """Read an author's phrasing, exactly as spelt; return it with its slots as (name, kind)."""
    tokens = tokenise(text, authored=True)
    slots = tuple(
        (name, name.rpartition("_")[0] if name[-1:].isdigit() else name)
        for name in (token.text.strip("{}") for token in tokens if is_slot(token.text))
    )
    exact = gazetteer.find_exact(tokens)
    times = find_times(tokens, _taken(len(tokens), exact), date.min.replace(year=2000))
    return _assemble(tokens, exact, times), slots


def sign(
    reading: Reading,
    slots: tuple[tuple[str, str], ...],
    *,
    any_negation: bool,
    optional: frozenset[str],
    tolerated: frozenset[Thing],
    tolerated_times: frozenset[Window] = frozenset(),
) -> Signature:
    """Sum up what a phrasing demands of a question."""
    kinds = [kind for _, kind in slots]
    dated, numbered = kinds.count("date"), kinds.count("number")
    return Signature(
        slots=slots,
        consts=tuple(mention.things for mention in reading.things),
        times=reading.times,
        ordinals=reading.ordinals,
        negated=reading.negated,
        any_negation=any_negation,
        contrasts=reading.contrasts,
        optional=optional,
        tolerated=tolerated,
        tolerated_times=tolerated_times,
        named=len(reading.things) + len(kinds) - dated - numbered,
        dated=dated + len(reading.times),
        numbered=numbered + len(reading.ordinals),
    )


def fit(signature: Signature, reading: Reading, dated: Mapping[Thing, tuple[date, date]]) -> Binding:
    """Bind a reading to a phrasing's demands; `dated` gives the dates of things that have one."""
    if (
        signature.named > len(reading.things)
        or signature.dated > len(reading.times)
        or signature.numbered > len(reading.ordinals)
        or any(const.isdisjoint(reading.everything) for const in signature.consts)
    ):
        return _NO_FIT
    left = _Left(list(reading.things), list(reading.times), list(reading.ordinals))
    binding = left.bind(signature)
    if binding is None:
        return _NO_FIT
    named = [thing for mention in reading.things for thing in mention.things if thing in dated]
    times = [
        time
        for time in left.times
        if not any(time.touches(*dated[thing]) for thing in named)
        and not any(_within(time, other) for other in signature.tolerated_times)
    ]
    foreign = [mention for mention in left.things if not mention.things & signature.tolerated]
    weak = bool(times or foreign or left.ordinals) or _contradicts(signature, reading)
    return replace(binding, fit=Fit.WEAK if weak else Fit.GOOD)


@dataclass(slots=True)
class _Left:
    """What of a reading no demand has used yet."""

    things: list[Mention]
    times: list[Window]
    ordinals: list[int]

    def bind(self, signature: Signature) -> Binding | None:
        """Use up what the signature demands, then what it allows; None when a demand is not met."""
        if not self._demanded(signature):
            return None
        bound = _Bound()
        for name, kind in signature.slots:
            if not self._fill(bound, name, kind):
                return None
        for kind in sorted(signature.optional - bound.ids.keys()):
            self._fill(bound, kind, kind)
        return Binding(Fit.GOOD, bound.ids, bound.window, bound.number)

    def _demanded(self, signature: Signature) -> bool:
        """Use up the things and dates that the signature names outright; tell whether all were there."""
        for const in signature.consts:
            mention = next((mention for mention in self.things if mention.things & const), None)
            if mention is None:
                return False
            self.things.remove(mention)
        for window in signature.times:
            if window not in self.times:
                return False
            self.times.remove(window)
        for number in signature.ordinals:
            if number not in self.ordinals:
                return False
            self.ordinals.remove(number)
        return True

    def _fill(self, bound: _Bound, name: str, kind: str) -> bool:
        """Give a slot the first thing of its kind that is left; tell whether there was one."""
        if kind == "date":
            if self.times and bound.window is None:
                bound.window = self.times.pop(0)
            return bound.window is not None
        if kind == "number":
            if self.ordinals and bound.number is None:
                bound.number = self.ordinals.pop(0)
            return bound.number is not None
        mention = next((mention for mention in self.things if mention.of_kind(kind)), None)
        if mention is None:
            return False
        self.things.remove(mention)
        bound.ids[name] = mention.of_kind(kind)
        return True


@dataclass(slots=True)
class _Bound:
    """What the slots stand for so far."""

    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    window: Window | None = None
    number: int | None = None


def _within(time: Window, other: Window) -> bool:
    """Tell whether a bounded window lies inside another."""
    return time.start is not None and time.end is not None and other.covers(time.start, time.end)


def _contradicts(signature: Signature, reading: Reading) -> bool:
    if not signature.any_negation and signature.negated != reading.negated:
        return True
    return any(
        _OPPOSITE[side] in reading.contrasts and side not in reading.contrasts for side in signature.contrasts
    )


def _little_words_mended(
    tokens: Sequence[Token], taken: Sequence[bool], *known: frozenset[str]
) -> tuple[Token, ...]:
    """Mend unknown words one edit from a little word of English: "hwo", "teh", "fpr"; never capitals."""
    mended: list[Token] = []
    for token, name in zip(tokens, taken, strict=True):
        word = token.text
        explained = name or word in _NEGATIONS or any(word in words for words in known)
        if not explained and len(word) <= 5 and token.surface.islower():
            found = process.extractOne(word, FUNCTION_WORDS, scorer=OSA.distance, score_cutoff=1)
            word = word if found is None else found[0]
        mended.append(Token(word, token.start, token.end, token.surface))
    return tuple(mended)


def _taken(size: int, mentions: Sequence[Mention]) -> list[bool]:
    taken = [False] * size
    for mention in mentions:
        taken[mention.start : mention.end] = [True] * (mention.end - mention.start)
    return taken


def _assemble(tokens: Sequence[Token], mentions: Sequence[Mention], times: Sequence[TimeMention]) -> Reading:
    """Replace names by masks, take out dates, and note negation, contrast and ordinals."""
    starts = {mention.start: mention for mention in mentions}
    dates = {time.start: time for time in times}
    words: list[str] = []
    things: list[Mention] = []
    ordinals: list[int] = []
    names_isecg = False
    taken = _taken(len(tokens), mentions)
    for time in dates.values():
        taken[time.start : time.end] = [True] * (time.end - time.start)
    fillers = find_fillers([token.text for token in tokens], taken)
    position = 0
    while position < len(tokens):
        word = tokens[position].text
        mention, moment = starts.get(position), dates.get(position)
        if mention is not None:
            if SELF in mention.things:
                names_isecg = True
                words.append("isecg")
            else:
                things.append(mention)
                words.append(MASK)
            position = mention.end
        elif moment is not None:
            position = moment.end
        else:
            number = _ordinal(tokens, position)
            if _is_ending(tokens, position):  # "24ht": the number is an ordinal
                position += 1
                continue
            if number is not None:
                ordinals.append(number)
                if words and words[-1] in {"no", "nr"}:  # "no. 20" denies nothing
                    words.pop()
            date_slot = word in {"{date}", "{date_2}"}
            if not date_slot and position not in fillers:
                words.append(MASK if is_slot(word) or number is not None else word)
            position += 1
    plain = [word for word in words if word != MASK]
    return Reading(
        words=tuple(words),
        things=tuple(things),
        times=tuple(time.window for time in times if time.window is not None),
        ordinals=tuple(ordinals),
        negated=_negated(words),
        contrasts=frozenset(_CONTRASTS[word] for word in plain if word in _CONTRASTS),
        names_isecg=names_isecg,
        everything=frozenset(thing for mention in things for thing in mention.things),
    )


def _ordinal(tokens: Sequence[Token], position: int) -> int | None:
    """Read "15th", "fifteenth", and the number of "number 15" or "#15"."""
    word = tokens[position].text
    if word in _ORDINALS:
        return _ORDINALS[word]
    if word[:-2].isdigit() and word[-2:] in {"st", "nd", "rd", "th"} and word != "1st":
        return int(word[:-2])
    if not (word.isascii() and word.isdigit() and len(word) <= 3):
        return None
    if position + 1 < len(tokens) and _is_ending(tokens, position + 1):
        return int(word)
    before = tokens[position - 1].text if position else ""
    if before in {"nr", "no", "member"} or OSA.normalized_similarity(before, "number") > 0.65:
        return int(word)
    return None


def _is_ending(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a token is a mistyped ending of an ordinal: the "ht" of "24ht"."""
    token = tokens[position]
    letters = token.surface.casefold()
    return (
        position > 0
        and len(letters) in (2, 3)
        and set(letters) <= set("stndrh")
        and tokens[position - 1].end == token.start
        and tokens[position - 1].text.isdigit()
    )


def _negated(words: Sequence[str]) -> bool:
    negations = [i for i, word in enumerate(words) if word in _NEGATIONS]
    if not negations:
        return False
    skipped: set[int] = set()
    for phrase in _HOLLOW:
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                skipped.update(range(start, start + len(phrase)))
    return sum(i not in skipped for i in negations) % 2 == 1
