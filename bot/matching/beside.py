"""What the words beside a name make of it: "2nd and 3rd roadmap", "European members"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from bot.matching.entities import Mention, Thing
from bot.matching.ordinary import NUMBER_WORDS

Names = Mapping[tuple[str, ...], frozenset[Thing]]

_PEERS = frozenset(
    """
    member members agencies country countries state states nation nations organisations organizations
    """.split()
)
_JOINTS = frozenset({"and", "or", "to", "versus", "with", "than", "against", "from", "nor"})
_PLURALS: Mapping[str, str] = MappingProxyType(
    {f"{word}s": word for word in ("roadmap", "edition", "version", "supplement", "ger")}
)
# "GER 3 and 4 supplements" are four supplements, and no fourth roadmap.
_COUNTED = frozenset(
    """
    supplement supplements update updates agencies members countries pathways themes missions phases pages
    meetings chapters goals scenarios destinations
    """.split()
)


def placed(words: Sequence[str], mentions: Sequence[Mention], names: Names) -> list[Mention]:
    """Return the mentions as the words beside them make them, and what shares a word with one, in order."""
    if _PLURALS.keys().isdisjoint(words) and not [
        mention for mention in mentions if len(mention.things) > 1 or _is_publication(mention)
    ]:
        return list(mentions)
    plurals = [place for place, word in enumerate(words) if word in _PLURALS]
    taken = frozenset(place for m in mentions for place in range(m.start, m.end))
    found = [_region(words, mention) for mention in mentions]
    for place in plurals:
        if place not in taken:
            found += _listed(words, place, names, taken)
    for mention in mentions:
        if _is_publication(mention):
            found += _sharing(words, mention, names, taken)
    return sorted(found, key=lambda mention: mention.start)


def _region(words: Sequence[str], mention: Mention) -> Mention:
    """Take "European" for the region beside "members", and not for the agency that is called so, too."""
    regions = frozenset(thing for thing in mention.things if thing[0] == "region")
    if not regions or regions == mention.things:
        return mention
    around = (mention.start - 1, mention.end)
    beside = {words[place] for place in around if 0 <= place < len(words)}
    return mention if beside.isdisjoint(_PEERS) else replace(mention, things=regions)


def _is_publication(mention: Mention) -> bool:
    (kind, _), *others = mention.things
    return kind == "publication" and all(other == "publication" for other, _ in others)


def _listed(words: Sequence[str], plural: int, names: Names, taken: frozenset[int]) -> tuple[Mention, ...]:
    """Return the editions of "2018 and 2024 roadmaps"; none unless all of them are known."""
    singular = _PLURALS[words[plural]]
    found: list[Mention] = []
    place = plural - 1
    while place >= 0 and place not in taken and _is_number(words[place]):
        things = names.get((words[place], singular))
        if things is None:
            return ()
        found.append(Mention(place, place + (1 if found else 2), things))
        place -= 2 if place and words[place - 1] in _JOINTS else 1
    return tuple(found) if len(found) > 1 else ()


def _sharing(
    words: Sequence[str], mention: Mention, names: Names, taken: frozenset[int]
) -> Iterator[Mention]:
    """Yield the editions that only share the noun of a name: the second of "2nd and 3rd roadmap"."""
    name = tuple(words[mention.start : mention.end])
    if len(name) < 2:
        return
    joint = mention.start - 1
    if joint >= 0 and words[joint] == "the":
        joint -= 1
    if joint >= 1 and words[joint] in _JOINTS and joint - 1 not in taken and _is_number(name[0]):
        yield from _named(mention, joint - 1, (words[joint - 1], *name[1:]), names)
    place = mention.end + 1
    if place >= len(words) or place in taken or words[mention.end] not in _JOINTS:
        return
    following = words[place + 1] if place + 1 < len(words) else ""
    if words[mention.end] == "or" and len(name[-1]) == 4:
        return  # "is the paper of 2016 or 2018" asks when one paper is from
    if _is_number(name[-1]) and following not in _COUNTED:
        yield from _named(mention, place, (*name[:-1], words[place]), names)


def _named(mention: Mention, place: int, name: tuple[str, ...], names: Names) -> Iterator[Mention]:
    things = names.get(name) or names.get((*name[:-1], name[-1].removesuffix("s")))
    if _is_number(name[0 if place < mention.start else -1]) and things and _is_other(things, mention):
        yield Mention(place, place + 1, things)


def _is_other(things: frozenset[Thing], mention: Mention) -> bool:
    return all(kind == "publication" for kind, _ in things) and not things & mention.things


def _is_number(word: str) -> bool:
    return word[:1].isdigit() or word in NUMBER_WORDS
