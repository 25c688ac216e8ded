"""What a text is about, apart from its wording.

A *reading* of a text holds the things, times and ordinals it names, whether it is negated, and which side of
a contrast (first or last, before or after) it takes; the words that are left are compared elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from types import MappingProxyType
from typing import NamedTuple

from bot.matching.asker import without_asker
from bot.matching.beside import placed
from bot.matching.contrasts import CONTRASTS, sides
from bot.matching.days import month_of, whole_month
from bot.matching.entities import SELF, Gazetteer, Mention, Thing
from bot.matching.fillers import FILLERS, find_fillers, is_hollow
from bot.matching.lexicon import Lexicon
from bot.matching.normalise import Token, clean, joined, tokenise
from bot.matching.ordinals import NO_ORDINALS, Ordinals, find_ordinals
from bot.matching.ordinary import EMPTY, NEGATIONS, ORDINAL_WORDS
from bot.matching.preambles import WORDS
from bot.matching.spelling import Spelling, Spelt
from bot.matching.times import TIME_WORDS, TimeMention, Window, find_times

MASK = "{x}"
"""Stands in the compared words for anything recognised; its kind is a constraint, not a word."""

_BEHIND_WHY = frozenset("no not is are was were did does do has have can could would will the".split())
_WHO_MAY_KNOW = frozenset("anyone anybody someone somebody you i we they".split())
_WHAT_IS_KNOWN = frozenset("how who what when where which why if whether".split())
_SHORT = 3  # letters of words that no answer is asked with and that are rather misspelt
_HALF_ALIKE = 0.8  # "lenin" is this like Benin
_NO_WORDS = frozenset({"", "{date}", "{date_2}", "{date_3}"})

_AS_MEANT = frozenset(ORDINAL_WORDS) | TIME_WORDS | WORDS | {word for filler in FILLERS for word in filler}
"""Words that are read in their own way, and so are no slips for others: "fifteenth", "rn", "lol"."""

# "I do not know when ..." asks the same as without it; "... or not" negates nothing.
_HOLLOW = (
    ("or", "not"), ("or", "no"), ("do", "not", "know"), ("not", "sure"), ("not", "certain"), ("no", "idea"),
    ("do", "not", "remember"), ("can", "not", "remember"), ("can", "not", "find"), ("do", "not", "get"),
    ("do", "not", "understand"), ("not", "only"),
)  # fmt: skip


class Reading(NamedTuple):
    """A text as the matcher sees it; `words` hold a mask for each thing, and no dates."""

    words: tuple[str, ...]
    things: tuple[Mention, ...] = ()
    times: tuple[Window, ...] = ()
    ordinals: tuple[int, ...] = ()
    negated: bool = False
    contrasts: frozenset[str] = frozenset()
    names_isecg: bool = False
    everything: frozenset[Thing] = frozenset()
    guesses: tuple[tuple[str, str], ...] = ()
    """The words that were none as typed, each with what it was taken for."""
    doubtful: bool = False
    """Whether a misspelt word may be a denial."""
    hollow: bool = False
    """Whether a question is next to nothing but what people say around one."""

    @property
    def vague(self) -> bool:
        """Whether it has but little words, which ask nothing without what is said before: "what is that"."""
        return not self.times and EMPTY.issuperset(self.words)

    @property
    def unsure(self) -> bool:
        """Whether a misspelt word can be two different things, or is all there is and only half alike."""
        bare = all(word == MASK for word in self.words)
        return self.doubtful or any(m.unsure or (bare and m.similarity <= _HALF_ALIKE) for m in self.things)


def read(
    text: str,
    gazetteer: Gazetteer,
    known: Lexicon,
    today: date,
    *,
    met: frozenset[str] = frozenset(),
    dated: Mapping[Thing, tuple[date, date]] = MappingProxyType({}),
    spelling: Spelling | None = None,
) -> Reading:
    """Read a question: words may be misspelt; `dated` gives the dates of things that have one."""
    tokens = _counted(tokenise(text))
    exact = gazetteer.find_exact(tokens)
    asking = without_asker(tokens, exact)
    if len(asking) < len(tokens):
        tokens, exact = asking, gazetteer.find_exact(asking)
    named = inside_names(len(tokens), exact)
    tokens = _in_full(tokens, named, gazetteer)
    cleaned = clean(text)
    wrong = [
        not (name or word in known.words or word in CONTRASTS or word in NEGATIONS)
        and not (word in met and len(word) > _SHORT)
        and not gazetteer.is_word(word)
        and word not in _AS_MEANT
        and _may_be_misspelt(tokens, place, cleaned)
        for place, (name, token) in enumerate(zip(named, tokens, strict=True))
        for word in (token.text,)
    ]
    spelt = Spelt(tokens)
    if spelling is not None and True in wrong:
        spelt = spelling.spelt(tokens, wrong, stand_ins_of(len(tokens), exact))
    tokens = joined(spelt.tokens, cleaned) if spelt.guesses else spelt.tokens
    words = [token.text for token in tokens]
    mentions = placed(words, gazetteer.find(tokens, known, met), gazetteer.names)
    mentions = list(_in_their_months(tokens, mentions, dated))
    times = find_times(tokens, inside_names(len(tokens), mentions), today, cleaned)
    return assemble(words, mentions, times, find_ordinals(tokens))._replace(
        guesses=spelt.guesses, doubtful=spelt.doubtful, hollow=is_hollow(words)
    )


def _counted(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Read "how much agencies" as "how many agencies": many languages have one word for both."""
    places = many([token.text for token in tokens])
    if not places:
        return tokens
    return tuple(token._replace(text="many") if at in places else token for at, token in enumerate(tokens))


def _in_full(tokens: tuple[Token, ...], named: Sequence[bool], gazetteer: Gazetteer) -> tuple[Token, ...]:
    """Write what sounds like a word as that: "y no DLR", "2020 n 2022", "anyone no how many", "stands 4".

    So is a name with a number, "GR 4": there are few.
    """
    words = [token.text for token in tokens]
    meant: dict[int, str] = {}
    if len(words) > 1 and words[0] == "y" and words[1] in _BEHIND_WHY:
        meant[0] = "why"
    for place, word in enumerate(words):
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        if word == "4" and before in {"stand", "stands"}:
            meant[place] = "for"
        elif word == "no" and before in _WHO_MAY_KNOW and after in _WHAT_IS_KNOWN:
            meant[place] = "know"
        elif len(after) == 1 and after.isdigit() and (name := gazetteer.numbered(word)):
            meant[place] = name
        elif word == "dose" and before not in {"a", "the", "radiation"}:
            meant[place] = "does"
        elif (
            word == "n"
            and after not in {"", "isecg"}
            and place
            and ((named[place - 1] and named[place + 1]) or (_is_year(before) and _is_year(after)))
        ):
            meant[place] = "and"
    return tuple(t._replace(text=meant.get(at, t.text)) for at, t in enumerate(tokens)) if meant else tokens


def many(words: Sequence[str]) -> frozenset[int]:
    """Return the places of "much" that mean "many"."""
    if "much" not in words:
        return frozenset()
    triples = enumerate(zip(words, words[1:], words[2:], strict=False), start=1)
    return frozenset(
        at for at, (how, much, what) in triples if (how, much) == ("how", "much") and _is_plural(what)
    )


def _is_plural(word: str) -> bool:
    return len(word) > _SHORT and word[-1] == "s" and word[-2] not in "sui" and word not in {"does", "costs"}


def stand_in(things: frozenset[Thing]) -> str:
    """Return what stands in the compared words for a name of some things."""
    return "isecg" if SELF in things else MASK


def _may_be_misspelt(tokens: Sequence[Token], place: int, text: str) -> bool:
    """Tell whether a token is a word, and without a capital unless it begins the text or is one of several.

    A capital within a question tells of a name, several may tell of a title. Letters at a stroke are short
    for something: "y/n".
    """
    token = tokens[place]
    return (
        token.text.isascii()
        and (len(token.text) > 1 or "/" not in text[max(0, token.start - 1) : token.end + 1])
        and token.text.isalpha()
        and (
            token.surface.islower()
            or (place == 0 and token.surface[1:].islower())
            or (
                _is_title(token)
                and any(map(_is_title, (*tokens[place - 1 : place], *tokens[place + 1 : place + 2])))
            )
        )
    )


def _is_title(token: Token) -> bool:
    return token.surface[0].isupper() and token.surface[1:].islower()


def stand_ins_of(size: int, mentions: Sequence[Mention]) -> list[str | None]:
    """Return for each of `size` tokens what stands in the compared words for the name it is part of."""
    found: list[str | None] = [None] * size
    for mention in mentions:
        found[mention.start : mention.end] = [stand_in(mention.things)] * (mention.end - mention.start)
    return found


def _in_their_months(
    tokens: Sequence[Token], mentions: Iterable[Mention], dated: Mapping[Thing, tuple[date, date]]
) -> Iterator[Mention]:
    """Let the month before a name that begins with a year belong to it: "September 2020 meeting".

    Of the things of that name only those of that month are meant; are there none, the words are a date.
    """
    for mention in mentions:
        year = tokens[mention.start].text
        month = month_of(tokens[mention.start - 1].text) if mention.start and _is_year(year) else None
        if month is None:
            yield mention
            continue
        span = whole_month(int(year), month)
        things = frozenset(t for t in mention.things if t in dated and _meet(dated[t], span))
        if things:
            yield replace(mention, start=mention.start - 1, things=things)


def _is_year(word: str) -> bool:
    return len(word) == 4 and word.isascii() and word.isdigit()


def _meet(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def inside_names(size: int, mentions: Sequence[Mention]) -> list[bool]:
    """Tell of each of `size` tokens whether it is part of a name."""
    inside = [False] * size
    for mention in mentions:
        inside[mention.start : mention.end] = [True] * (mention.end - mention.start)
    return inside


def assemble(
    texts: Sequence[str],
    mentions: Sequence[Mention] = (),
    times: Sequence[TimeMention] = (),
    found: Ordinals = NO_ORDINALS,
) -> Reading:
    """Replace names by masks, take out dates, and note negation, contrast and ordinals."""
    taken = inside_names(len(texts), mentions)
    for time in times:
        taken[time.start : time.end] = [True] * (time.end - time.start)
    # "ESA and ISECG" asks how the two go together.
    named = bool(mentions) and all(SELF not in mention.things for mention in mentions)
    fillers = find_fillers(texts, taken, named=named)
    kept = list(texts)
    for place in chain(fillers, found.endings):  # the ending of "24 ht" belongs to the number
        kept[place] = ""
    numbers = {place: number for place, number in found.numbers.items() if not taken[place]}
    for place in numbers:
        kept[place] = MASK
        if place and kept[place - 1] == "no":  # "no. 20" denies nothing
            kept[place - 1] = ""
    for mention in mentions:
        rest = mention.end - mention.start - 1
        kept[mention.start : mention.end] = [stand_in(mention.things), *[""] * rest]
    for time in times:
        kept[time.start : time.end] = [""] * (time.end - time.start)
    words = compared(kept)
    things = tuple([mention for mention in mentions if SELF not in mention.things])
    return Reading(
        words=words,
        things=things,
        times=tuple([time.window for time in times if time.window is not None]),
        ordinals=tuple(numbers.values()),
        negated=negates(words),
        contrasts=sides(words),
        names_isecg=len(things) < len(mentions),
        everything=frozenset([thing for mention in things for thing in mention.things]),
    )


def compared(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the compared words of a text; dates are no words, so neither are their slots."""
    return tuple([MASK if text[0] == "{" else text for text in texts if text not in _NO_WORDS])


def negates(words: Sequence[str]) -> bool:
    """Tell whether words deny something; a denial of a denial does not."""
    if NEGATIONS.isdisjoint(words):
        return False
    negations = [i for i, word in enumerate(words) if word in NEGATIONS]
    skipped: set[int] = set()
    for phrase in _HOLLOW:
        for start in range(len(words) - len(phrase) + 1):
            if tuple(words[start : start + len(phrase)]) == phrase:
                skipped.update(range(start, start + len(phrase)))
    return sum(i not in skipped for i in negations) % 2 == 1
