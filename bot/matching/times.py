"""Dates in a question: "in 2015", "before March 2019", "between 2018 and 2020", "last year".

Purely lexical and with no clock: what "last year" means follows from the `today` that is handed in.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.normalise import Token

Relation = Literal["in", "before", "after", "since", "until", "between"]

_MONTH_NAMES = tuple(name.lower() for name in calendar.month_name[1:])
_MONTHS: Mapping[str, int] = MappingProxyType(
    {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
    | {name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)}
    | {"sept": 9}
)
MONTH_WORDS = frozenset(_MONTHS)
"""How months are written; none of these is a misspelt name, nor part of one."""

_RELATIONS: Mapping[tuple[str, ...], Relation] = MappingProxyType(
    {
        ("before",): "before", ("prior", "to"): "before", ("earlier", "than"): "before", ("pre",): "before",
        ("after",): "after", ("later", "than"): "after", ("post",): "after", ("past",): "after",
        ("since",): "since", ("from",): "since", ("starting",): "since", ("as", "from"): "since",
        ("until",): "until", ("till",): "until", ("by",): "until", ("up", "to"): "until", ("to",): "until",
        ("as", "of"): "in", ("in",): "in", ("during",): "in", ("on",): "in", ("at",): "in", ("of",): "in",
        ("for",): "in", ("around",): "in", ("about",): "in", ("throughout",): "in", ("within",): "in",
        ("back", "in"): "in", ("in", "the", "year"): "in", ("of", "the", "year"): "in", ("year",): "in",
        ("the", "year"): "in", ("in", "year"): "in", ("circa",): "in",
    }
)  # fmt: skip
_EDGES: Mapping[str, tuple[int, int, int, int]] = MappingProxyType(
    {
        "end": (12, 31, 12, 31), "close": (12, 31, 12, 31), "late": (9, 1, 12, 31),
        "start": (1, 1, 1, 1), "beginning": (1, 1, 1, 1), "early": (1, 1, 4, 30),
        "middle": (5, 1, 8, 31), "mid": (5, 1, 8, 31),
    }
)  # fmt: skip
_NOW = (
    ("right", "now"), ("at", "the", "moment"), ("at", "present"), ("these", "days"), ("as", "of", "now"),
    ("as", "of", "today"), ("so", "far"), ("to", "date"), ("up", "to", "now"), ("by", "now"), ("now",),
    ("today",), ("currently",), ("nowadays",), ("presently",), ("atm",), ("rn",),
)  # fmt: skip
# Without one of these, or a number that can be a year, a text speaks of no time.
_SIGNS = frozenset({"ago", "year", *(word for phrase in _NOW for word in phrase[-1:])})
_LONGEST_JOINT = 7  # letters of "and", "to", "until", "through", however misspelt, between two dates
_SHORTEST_MISSPELT, _MONTH_CUTOFF = 4, 0.75
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time as a question puts it; an open side is None, both ends are inclusive."""

    relation: Relation
    start: date | None
    end: date | None
    text: str

    @property
    def year(self) -> int | None:
        """The single calendar year that the window is, or None."""
        if self.start and self.end and self.relation == "in" and self.start.year == self.end.year:
            return self.start.year
        return None

    def covers(self, earliest: date, latest: date) -> bool:
        """Whether something between these days certainly lies inside."""
        return (self.start is None or earliest >= self.start) and (self.end is None or latest <= self.end)

    def touches(self, earliest: date, latest: date) -> bool:
        """Whether something between these days can lie inside."""
        return (self.start is None or latest >= self.start) and (self.end is None or earliest <= self.end)


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A window, or a plain "now" (`window` is None), over the tokens `start` to `end` (exclusive)."""

    start: int
    end: int
    window: Window | None


@dataclass(frozen=True, slots=True)
class _Point:
    start: date
    end: date
    text: str
    size: int


def find_times(tokens: Sequence[Token], taken: Sequence[bool], today: date) -> list[TimeMention]:
    """Find every expression of time among the tokens that nothing else has `taken`, from left to right."""
    words = [token.text for token in tokens]
    if _SIGNS.isdisjoint(words) and not [word for word in words if len(word) == 4 and word.isdigit()]:
        return []
    found: list[TimeMention] = []
    position = 0
    while position < len(words):
        mention = None if taken[position] else _at(tokens, words, position, today)
        if mention is None or any(taken[position : mention.end]):  # "the 2018 roadmap": the year is a name's
            position += 1
        else:
            found.append(mention)
            position = mention.end
    return _joined(found, words)


def _at(tokens: Sequence[Token], words: Sequence[str], position: int, today: date) -> TimeMention | None:
    for phrase in _NOW:
        if _starts(words, position, phrase):
            return TimeMention(position, position + len(phrase), None)
    between = _between(tokens, words, position, today)
    if between is not None:
        return between
    for length in (3, 2, 1):
        relation = _RELATIONS.get(tuple(words[position : position + length]))
        if relation is None:
            continue
        point = _point(tokens, words, position + length, today)
        if point is not None:
            end = position + length + point.size
            following = words[end] if end < len(words) else ""
            if words[position] == "from" and following not in {"on", "onwards", "onward", "until", "to"}:
                relation = "in"
            if following in {"on", "onwards", "onward"}:
                end += 1
            return TimeMention(position, end, _window(relation, point))
    point = _point(tokens, words, position, today)
    return None if point is None else TimeMention(position, position + point.size, _window("in", point))


def _starts(words: Sequence[str], position: int, phrase: Sequence[str]) -> bool:
    return tuple(words[position : position + len(phrase)]) == tuple(phrase)


def _between(tokens: Sequence[Token], words: Sequence[str], position: int, today: date) -> TimeMention | None:
    """Read "between A and B", "from A to B" and the like."""
    if words[position] not in {"between", "from"}:
        return None
    first = _point(tokens, words, position + 1, today)
    lone = month_of(words[position + 1]) if position + 1 < len(words) else None
    if first is None and lone is None:
        return None
    joint = position + 1 + (1 if first is None else first.size)
    if joint >= len(words) or len(words[joint]) > _LONGEST_JOINT or words[joint].isdigit():
        return None
    second = _point(tokens, words, joint + 1, today)
    if second is not None and first is None and lone is not None:  # "between March and December 2020"
        first = _built(second.start.year, lone, None, 1)
    if first is None or second is None or second.end < first.start:
        return None
    return TimeMention(position, joint + 1 + second.size, _span(first, second))


def _span(first: _Point, second: _Point) -> Window:
    return Window("between", first.start, second.end, f"between {first.text} and {second.text}")


def _window(relation: Relation, point: _Point) -> Window:
    one_day = timedelta(days=1)
    if relation == "before":
        return Window(relation, None, point.start - one_day, f"before {point.text}")
    if relation == "until":
        return Window(relation, None, point.end, f"until {point.text}")
    if relation == "after":
        return Window(relation, point.end + one_day, None, f"after {point.text}")
    if relation == "since":
        return Window(relation, point.start, None, f"since {point.text}")
    exact = (point.end - point.start).days < 28 and point.text[:1].isdigit()
    preposition = "at" if point.text.startswith(("the end", "the start")) else "on" if exact else "in"
    return Window("in", point.start, point.end, f"{preposition} {point.text}")


def _point(tokens: Sequence[Token], words: Sequence[str], position: int, today: date) -> _Point | None:
    """Read one day, month, year or part of a year."""
    offset = 0
    while position + offset < len(words) and words[position + offset] in {"the", "year", "about"}:
        offset += 1
    at = position + offset
    if at >= len(words):
        return None
    for read in (_relative, _edge, _iso, _days, _day, _month, _year):
        point = read(tokens, words, at, today)
        if point is not None:
            return replace(point, size=point.size + offset)
    return None


def _relative(_: Sequence[Token], words: Sequence[str], at: int, today: date) -> _Point | None:
    following = words[at + 1] if at + 1 < len(words) else ""
    if words[at] in {"last", "previous", "this", "next"} and following == "year":
        year = today.year + {"this": 0, "next": 1}.get(words[at], -1)
        return _Point(date(year, 1, 1), date(year, 12, 31), str(year), 2)
    if following in {"year", "years"} and at + 2 < len(words) and words[at + 2] == "ago":
        amount = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10}.get(words[at])
        if amount is None and words[at].isascii() and words[at].isdigit() and len(words[at]) <= 2:
            amount = int(words[at])
        if amount is not None:
            year = today.year - amount
            return _Point(date(year, 1, 1), date(year, 12, 31), str(year), 3)
    return None


def _edge(tokens: Sequence[Token], words: Sequence[str], at: int, today: date) -> _Point | None:
    edge = _EDGES.get(words[at])
    if edge is None:
        return None
    after = at + 1
    while after < len(words) and words[after] in {"of", "the", "year", "in"}:
        after += 1
    point = _year(tokens, words, after, today) if after < len(words) else None
    if point is None:
        return None
    year = point.start.year
    name = {"end": "the end of", "close": "the end of", "start": "the start of", "beginning": "the start of",
            "middle": "the middle of", "mid": "the middle of"}.get(words[at], words[at])  # fmt: skip
    start, end = date(year, edge[0], edge[1]), date(year, edge[2], edge[3])
    return _Point(start, end, f"{name} {year}", after - at + point.size)


def _iso(tokens: Sequence[Token], words: Sequence[str], at: int, today: date) -> _Point | None:
    """Read 2015-10-05 and 2015-10; the parts must be joined by one sign, not by a space."""
    year = _year(tokens, words, at, today)
    if year is None or at + 1 >= len(words) or not _tight(tokens, at):
        return None
    month = _number(words[at + 1], 12)
    if month is None:
        return None
    day = _number(words[at + 2], 31) if at + 2 < len(words) and _tight(tokens, at + 1) else None
    return _built(year.start.year, month, day, 2 if day is None else 3)


def _tight(tokens: Sequence[Token], at: int) -> bool:
    return tokens[at + 1].start - tokens[at].end == 1


def _days(tokens: Sequence[Token], words: Sequence[str], at: int, today: date) -> _Point | None:
    """Read "12-13 March 2020" and "12 to 13 March 2020"."""
    first = _number(words[at].rstrip("stndrh"), 31)
    after = at + 2 if at + 1 < len(words) and words[at + 1] in {"to", "and", "until"} else at + 1
    last = _day(tokens, words, after, today) if first is not None and after < len(words) else None
    if first is None or last is None or not first < last.start.day:
        return None
    text = f"{first} to {last.text}"
    return _Point(last.start.replace(day=first), last.end, text, after - at + last.size)


def _day(tokens: Sequence[Token], words: Sequence[str], at: int, today: date) -> _Point | None:
    """Read "5 October 2015", "the 5th of October 2015" and "October 5 2015"."""
    day = _number(words[at].rstrip("stndrh"), 31)
    if day is not None:
        after = at + 1
        while after < len(words) and words[after] == "of":
            after += 1
        month = month_of(words[after]) if after < len(words) else None
        year = _year(tokens, words, after + 1, today)
        if month is not None and year is not None:
            return _built(year.start.year, month, day, after + 2 - at)
        return None
    month = month_of(words[at])
    if month is not None and at + 2 < len(words):
        day = _number(words[at + 1].rstrip("stndrh"), 31)
        year = _year(tokens, words, at + 2, today)
        if day is not None and year is not None:
            return _built(year.start.year, month, day, 3)
    return None


def _month(tokens: Sequence[Token], words: Sequence[str], at: int, today: date) -> _Point | None:
    month = month_of(words[at])
    if month is None:
        return None
    after = at + 2 if at + 1 < len(words) and words[at + 1] == "of" else at + 1
    year = _year(tokens, words, after, today)
    return None if year is None else _built(year.start.year, month, None, after + 1 - at)


def _year(tokens: Sequence[Token], words: Sequence[str], at: int, _: date) -> _Point | None:
    if at >= len(words) or len(words[at]) != 4 or not words[at].isascii() or not words[at].isdigit():
        return None
    year = int(words[at])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if tokens[at].surface.casefold().endswith("s") and year % 10 == 0:
        return _Point(date(year, 1, 1), date(year + 9, 12, 31), f"the {year}s", 1)
    return _Point(date(year, 1, 1), date(year, 12, 31), str(year), 1)


def month_of(word: str) -> int | None:
    """Return the number of a month, also of one misspelt: what stands beside a year is a month."""
    month = _MONTHS.get(word)
    if month is None and len(word) >= _SHORTEST_MISSPELT:
        found = process.extractOne(
            word, _MONTH_NAMES, scorer=OSA.normalized_similarity, score_cutoff=_MONTH_CUTOFF
        )
        month = None if found is None else _MONTHS[found[0]]
    return month


def whole_month(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _number(word: str, highest: int) -> int | None:
    if not (word.isascii() and word.isdigit() and len(word) <= 2):
        return None
    return int(word) if 1 <= int(word) <= highest else None


def _built(year: int, month: int, day: int | None, size: int) -> _Point | None:
    last = calendar.monthrange(year, month)[1]
    name = calendar.month_name[month]
    if day is None:
        return _Point(date(year, month, 1), date(year, month, last), f"{name} {year}", size)
    if day > last:
        return None
    return _Point(date(year, month, day), date(year, month, day), f"{day} {name} {year}", size)


def _joined(found: list[TimeMention], words: Sequence[str]) -> list[TimeMention]:
    """Make one window of "2018 and 2020", "2018 or 2019" and "2018 - 2020"; drop a "now" beside a date."""
    merged: list[TimeMention] = []
    for mention in found:
        before = merged[-1] if merged else None
        if (
            before is not None
            and before.window is not None
            and mention.window is not None
            and before.window.relation == "in"
            and mention.window.relation in {"in", "until"}
            and set(words[before.end : mention.start]) <= {"and", "or", "to"}
            and mention.start - before.end <= 1
            and before.window.start is not None
            and mention.window.end is not None
            and before.window.start <= mention.window.end
        ):
            text = f"between {_bare(before.window)} and {_bare(mention.window)}"
            window = Window("between", before.window.start, mention.window.end, text)
            merged[-1] = TimeMention(before.start, mention.end, window)
        else:
            merged.append(mention)
    return merged


def _bare(window: Window) -> str:
    return window.text.partition(" ")[2]
