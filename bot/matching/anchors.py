"""Times that are given by something with a date: "after the third roadmap", "in the year the UAE joined"."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from bot.knowledge.dates import PartialDate
from bot.matching.entities import Mention, Thing
from bot.matching.normalise import Token, normalise
from bot.matching.times import signs_up

DateOf = Callable[[Thing], PartialDate | None]

_BOUNDS: Mapping[str, str] = MappingProxyType(
    {"before": "before", "after": "after", "following": "after", "since": "since", "until": "until"}
)
# Of two things they tell which is the older; with one alone they bound a time.
_COMPARISONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("older", "than"): "before", ("earlier", "than"): "before", ("prior", "to"): "before",
        ("up", "to"): "until",
        ("newer", "than"): "after", ("later", "than"): "after", ("younger", "than"): "after",
    }
)  # fmt: skip
_DEADLINE = "by"  # of meetings alone: what is "by the third roadmap" stands in it
_HEADS = (
    "it published the", "they published the", "it published", "they published", "the publication of",
    "the release of", "the appearance of", "publication of", "release of", "the",
)  # fmt: skip
_TAILS = ("came out", "was published", "was released", "was posted", "appeared", "took place", "was held")
_JOINED = (
    "joined",
    "became a member",
    "was admitted",
    "came in",
    "entered",
    "got in",
    "accession",
    "joining",
)
_ACCESSIONS = (
    "the accession of the",
    "the accession of",
    "accession of the",
    "accession of",
    "the joining of",
)
_YEARS = (
    "in the same year as", "the same year as", "in the same year that", "in the year of", "in the year that",
    "in the year in which", "in the year when", "in the year", "the year of", "the year that", "the year",
)  # fmt: skip
SIGNS = frozenset({*_BOUNDS, _DEADLINE, "between", "from", "year", "than", "prior", "up"})
"""Words without one of which no time is given so."""
# A phrasing has taken a bound into account if it has a word for it.
_HEEDING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "before": frozenset(
            "before prior until till by previous preceding preceded earlier older between".split()
        ),
        "after": frozenset(
            "after since following follow followed follows later next then newer younger between".split()
        ),
        "between": frozenset("between from since".split()),
        "year": frozenset({"year", "years"}),
    }
)
_SIDE = {"before": "before", "until": "before", _DEADLINE: "before", "after": "after", "since": "after"}
# What people ask for in a time; a phrasing that speaks of none of a question's is another question.
_SOUGHT = (
    frozenset("join joined joins joining member members accession accessions newcomers admitted".split()),
    frozenset("meeting meetings meet met gathering gatherings".split()),
    frozenset(
        """
        publication publications publish published document documents paper papers report reports released out
        """.split()
    ),
    frozenset("chair chairs chaired chairman chairing chairmanship".split()),
    frozenset("news announced announcements happen happens happened".split()),
    frozenset("roadmap roadmaps edition editions ger {publication}".split()),
)

_JOINING = 0  # the place of joining among them
_COMING_IN = frozenset({("came", "in"), ("come", "in"), ("got", "in")})


@dataclass(frozen=True, slots=True)
class Anchored:
    """A question with its time written out as dates, and what an answer to it as it stands must heed."""

    text: str
    side: str
    sought: frozenset[int]

    def is_heeded_by(self, phrasing: str) -> bool:
        """Tell whether a phrasing bounds time to the same side, and asks for the same."""
        words = normalise(phrasing, authored=True)
        return not _HEEDING[self.side].isdisjoint(words) and self.sought <= _sought(words)


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The tokens `start` to `end` (exclusive) of something with a date."""

    start: int
    end: int
    date: PartialDate
    kind: str


def anchored(
    text: str, tokens: Sequence[Token], mentions: Sequence[Mention], date_of: DateOf
) -> Anchored | None:
    """Write out the time that a question gives by something with a date; None where it gives none so.

    `text` is clean, and what the tokens were read from.
    """
    words = [token.text for token in tokens]
    anchors = list(_anchors(words, mentions, date_of))
    for place, anchor in enumerate(anchors):
        following = anchors[place + 1] if place + 1 < len(anchors) else None
        found = _between(words, anchor, following) or _bounded(words, anchor, alone=len(anchors) == 1)
        if found is not None:
            start, end, side, said = found
            rest = [*words[:start], *words[end:]]
            if not rest:
                return None
            sought = _sought(rest) | ({_JOINING} if anchor.kind == "member" else set())
            return Anchored(text[: tokens[start].start] + said + text[tokens[end - 1].end :], side, sought)
    return None


def _anchors(words: Sequence[str], mentions: Sequence[Mention], date_of: DateOf) -> Iterator[_Anchor]:
    for mention in mentions:
        kinds = {kind for kind, _ in mention.things}
        if len(mention.things) != 1 or kinds.isdisjoint({"publication", "meeting", "member"}):
            continue
        (thing,) = mention.things
        joined = thing[0] == "member"
        tail = _beginning(words, mention.end, _JOINED if joined else _TAILS)
        head = _ending(words, mention.start, _ACCESSIONS) if joined else 0
        date = date_of(thing) if tail or head or not joined else None  # "before Brazil" is no time
        if date is not None:
            start = mention.start - (head or _ending(words, mention.start, _HEADS))
            yield _Anchor(start, mention.end + tail, date, thing[0])


def _between(
    words: Sequence[str], first: _Anchor, second: _Anchor | None
) -> tuple[int, int, str, str] | None:
    if second is None or words[first.end : second.start] not in (["and"], ["to"]):
        return None
    if not first.start or words[first.start - 1] not in {"between", "from"}:
        return None
    if second.date.earliest < first.date.latest:
        first, second = second, first
    start, end = min(first.start, second.start) - 1, max(first.end, second.end)
    return start, end, "between", f"between {first.date.parts()[0]} and {second.date.parts()[-1]}"


def _bounded(words: Sequence[str], anchor: _Anchor, *, alone: bool) -> tuple[int, int, str, str] | None:
    year = _ending(words, anchor.start, _YEARS)
    if year:
        date = anchor.date
        said = f"in {date.year}" if date.year else f"between {date.earliest.year} and {date.latest.year}"
        return anchor.start - year, anchor.end, "year", said
    word = words[anchor.start - 1] if anchor.start else ""
    # Whoever signs up to the roadmap speaks of no time.
    compares = alone and anchor.start > 1 and not (word == "to" and signs_up(words, anchor.start - 2))
    compared = _COMPARISONS.get((words[anchor.start - 2], word)) if compares else None
    if compared is not None:
        parts = anchor.date.parts()
        said = parts[0] if compared == "before" else parts[-1]
        return anchor.start - 2, anchor.end, _SIDE[compared], f"{compared} {said}"
    if word == _DEADLINE and anchor.kind == "meeting":
        return anchor.start - 1, anchor.end, "before", f"by {anchor.date.parts()[-1]}"
    relation = _BOUNDS.get(word)
    if relation is None or "or" in words[anchor.start - 2 : anchor.start - 1]:  # "before or after GER 3"
        return None
    parts = anchor.date.parts()
    said = parts[0] if relation in {"before", "since"} else parts[-1]
    return anchor.start - 1, anchor.end, _SIDE[relation], f"{relation} {said}"


def _beginning(words: Sequence[str], place: int, phrases: Sequence[str]) -> int:
    """Return the length of the phrase that begins at a place; 0 if none does."""
    split = (phrase.split() for phrase in phrases)
    return next((len(p) for p in split if list(words[place : place + len(p)]) == p), 0)


def _ending(words: Sequence[str], place: int, phrases: Sequence[str]) -> int:
    """Return the length of the phrase that ends before a place; 0 if none does."""
    split = (phrase.split() for phrase in phrases)
    return next((len(p) for p in split if place >= len(p) and list(words[place - len(p) : place]) == p), 0)


def _sought(words: Sequence[str]) -> frozenset[int]:
    found = {number for number, family in enumerate(_SOUGHT) if not family.isdisjoint(words)}
    return frozenset(found | {_JOINING} if not _COMING_IN.isdisjoint(pairwise(words)) else found)
