"""How letters, calls and chats open a question: "I wish to enquire whether", "my teacher says that"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

Part = Mapping[int, frozenset[tuple[str, ...]]]


def _part(phrases: str, *, optional: bool = False) -> Part:
    """Arrange phrases, given between commas, by how many words they have, the longest first."""
    found: dict[int, set[tuple[str, ...]]] = {0: {()}} if optional else {}
    for phrase in phrases.split(","):
        words = tuple(phrase.split())
        found.setdefault(len(words), set()).add(words)
    return MappingProxyType({size: frozenset(found[size]) for size in sorted(found, reverse=True)})


_WISHES = _part(
    """i wish, we wish, i should like, i would like, we would like, i want, we want, i need, i would love,
    i am hoping, i am eager, i am keen, i am trying, i am writing, i have, i wanted"""
)
_TO_KNOW = _part("to know, to enquire, to inquire, to ask, to find out, to confirm, to verify, to check")
_ASKED = _part(
    """could you, can you, would you, will you, might you, please, kindly, could you please, can you please,
    would you please, could you kindly, would you kindly, please could you, please can you,
    would you be so good as to, would you be so kind as to, would you be able to, are you able to,
    could anyone, can anyone, could someone, can someone, may i ask you to"""
)
_TELL = _part(
    """specify, state, indicate, provide, furnish, advise, advise on, clarify, confirm, verify,
    elaborate on, shed light on, tell, tell me, tell us, say, inform me, inform us, explain to me,
    explain to us, explain me, give, give me, give us, ascertain, let me know, let us know"""
)
_WHETHER = _part("whether, if, that", optional=True)
_MAY = _part("may i, may we, might i")
_HAVE = _part("know, request, enquire, inquire, ask, learn whether, learn if")
_GRATEFUL = _part("i would be, i should be, i would be very, i should be very, we would be, we would be very")
_FOR = _part("grateful for, grateful to know, obliged for, interested to learn, interested to know")
_PLAIN = _part(
    """i would appreciate, i request, i request information on, i seek clarification on,
    i seek clarification as to whether, i require,
    is it correct to state that, i wish to learn whether, i would like to learn whether, pray tell"""
)
_WHOSE = _part("my, our, a, an, some")
_PEOPLE = _part(
    """teacher, friend, daughter, son, dad, father, mum, mom, mother, brother, sister, uncle, aunt, cousin,
    grandpa, grandma, wife, husband, girlfriend, boyfriend, roommate, colleague, coworker, boss, professor,
    neighbour, neighbor, editor, grandson, granddaughter, textbook, book, draft, article, website, blog,
    newspaper, guy"""
)
_SOMEBODY = _part(
    "someone, somebody, everyone, everybody, reddit, google, wikipedia, chatgpt, the internet, the news"
)
_SAYS = _part(
    """says, claims, thinks, insists, tells me, asks, asks if, asks me if, wants to know, said, claimed,
    told me, told us, asked, asked if, asked me if, insisted"""
)
_MANY = _part("people, they, my pupils, my students, my kids, my children, my friends")
_SAY = _part(
    """say, claim, think, insist, tell me, ask, want to know, said, claimed, told me, told us, asked,
    asked if, asked me if, insisted"""
)
_THAT = _part("that", optional=True)
_PATTERNS: tuple[tuple[Part, ...], ...] = (
    (_WISHES, _TO_KNOW, _WHETHER),
    (_ASKED, _TELL, _WHETHER),
    (_MAY, _HAVE, _WHETHER),
    (_GRATEFUL, _FOR),
    (_PLAIN,),
    (_WHOSE, _PEOPLE, _SAYS, _THAT),
    (_SOMEBODY, _SAYS, _THAT),
    (_MANY, _SAY, _THAT),
)


def _phrases(part: Part) -> Iterator[tuple[str, ...]]:
    for phrases in part.values():
        yield from phrases


def _beginnings() -> Iterator[tuple[str, ...]]:
    for first, *others in _PATTERNS:
        for phrase in _phrases(first):
            following = _phrases(others[0]) if len(phrase) == 1 else ()
            yield from ((*phrase, other[0]) for other in following)
            if len(phrase) > 1:
                yield phrase[:2]


BEGINNINGS = frozenset(_beginnings())
"""The first two words of every opening."""
WORDS = frozenset(
    word for pattern in _PATTERNS for part in pattern for phrase in _phrases(part) for word in phrase
)


def opening(words: Sequence[str], place: int) -> int:
    """Return how many words the longest opening has that begins at a place, 0 if none does."""
    return max(_length(words, place, pattern) for pattern in _PATTERNS)


def _length(words: Sequence[str], begin: int, pattern: Sequence[Part]) -> int:
    place = begin
    for part in pattern:
        size = next((n for n, phrases in part.items() if tuple(words[place : place + n]) in phrases), None)
        if size is None:
            return 0
        place += size
    return place - begin
