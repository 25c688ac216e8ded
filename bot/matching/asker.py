"""Who asks is no part of a question: "I'm a Brazilian journalist, who chairs?" asks nothing of Brazil."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.matching.entities import Mention
from bot.matching.normalise import Token

_PEOPLE = frozenset(
    """
    journalist journalists student students teacher teachers reporter reporters editor blogger professor
    lecturer researcher researchers engineer scientist pupil pupils diplomat librarian
    correspondent writer podcaster
    """.split()
)
_PLACES = frozenset(
    """
    newspaper magazine class school university college podcast blog radio tv broadcaster station channel
    publisher paper outlet newsroom audience readership
    """.split()
)
_NOUNS = _PEOPLE | _PLACES
_ARTICLES = frozenset({"a", "an", "my", "our"})
_BETWEEN = 2  # words that may stand between the article, the country and the noun: "high school"
_WORKING = frozenset("i we am are work working write writing report reporting".split())
_GREETINGS = frozenset({("hello",), ("hi",), ("hey",), ("greetings",), ("i", "am"), ("we", "are")})
_SELVES = frozenset(
    {("as", "a"), ("as", "an"), ("i", "am"), ("i", "am", "a"), ("i", "am", "an"), ("we", "are")}
)
_OPENINGS = frozenset({words[0] for words in (*_GREETINGS, *_SELVES)})
_ASKING = frozenset("who what when where which how why is are do does did was were can could tell".split())
# Who does not say more of himself may point back to the country.
_BACK = frozenset("it its they them their there here that this we us our ours my mine country home".split())
# Whoever speaks of "us" may ask about the country all the same.
_OURS = frozenset({"we", "us", "our", "ours", "my", "mine", "country", "home"})


def without_asker(tokens: Sequence[Token], names: Sequence[Mention]) -> tuple[Token, ...]:
    """Return the tokens without what tells of what country the asker is; all where the country matters."""
    if not names or (tokens[0].text not in _OPENINGS and _NOUNS.isdisjoint([t.text for t in tokens])):
        return tuple(tokens)
    dropped = frozenset(place for start, end in _askers(tokens, names) for place in range(start, end))
    left = tuple(token for place, token in enumerate(tokens) if place not in dropped)
    return tuple(tokens) if not left or not _OURS.isdisjoint(token.text for token in left) else left


def _askers(tokens: Sequence[Token], names: Sequence[Mention]) -> Iterator[tuple[int, int]]:
    words = [token.text for token in tokens]
    for name in names:
        if _is_home(words, name):
            yield 0, name.end
            continue
        noun = _noun(words, name.end)
        start, end = name.start, noun + 1  # "a Brazilian journalist"
        if noun < 0 and words[max(name.start - 1, 0)] in {"from", "in", "of", "at"}:
            noun = start = name.start - 2  # "a journalist from Brazil"
            end = name.end
        begin = _start(words, start, words[noun]) if noun >= 0 and words[noun] in _NOUNS else None
        if begin is not None:
            yield begin, end


def _is_home(words: Sequence[str], name: Mention) -> bool:
    """Tell whether a text begins with a greeting from a country and goes on with a question of its own."""
    before, after = tuple(words[: name.start]), words[name.end :]
    said = before[:-1] in _GREETINGS if before[-1:] == ("from",) else before in _SELVES
    return (
        said
        and after[:1] != []
        and after[0] in _ASKING
        and _BACK.isdisjoint(after)
        and all(kind in {"member", "outsider", "region"} for kind, _ in name.things)
    )


def _noun(words: Sequence[str], end: int) -> int:
    """Return the last place of a noun for who asks, close behind a name; -1 where there is none."""
    close = range(end, min(end + _BETWEEN + 1, len(words)))
    return max((place for place in close if words[place] in _NOUNS), default=-1)


def _start(words: Sequence[str], start: int, noun: str) -> int | None:
    """Return where "I am a ..." begins that leads to a place; None where nobody speaks of himself."""
    for article in range(start - 1, max(start - 2 - _BETWEEN, -1), -1):
        if words[article] in _ARTICLES:
            start = article
            break
    before = words[max(start - 2, 0) : start]
    if before in (["i", "am"], ["we", "are"]):
        return start - 2
    if before[-1:] == ["as"]:
        return start - 1
    if before[-1:] in (["for"], ["from"], ["at"]) and words[start] in _ARTICLES and noun in _PLACES:
        start -= 1
        while start and words[start - 1] in _WORKING:
            start -= 1
        return start
    return 0 if start == 0 and words[0] in {"our", "my"} else None
