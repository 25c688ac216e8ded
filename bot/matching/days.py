"""One day, month, year or decade in a question: "5 October 2015", "2015-10", "March 2020", "the 2010s"."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.normalise import Token

_MONTH_NAMES = tuple(name.lower() for name in calendar.month_name[1:])
_MONTHS: Mapping[str, int] = MappingProxyType(
    {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
    | {name[:3]: number for number, name in enumerate(_MONTH_NAMES, 1)}
    | {"sept": 9}
)
MONTH_WORDS = frozenset(_MONTHS)
"""How months are written; none of these is a misspelt name, nor part of one."""
_SHORTEST_MISSPELT, _MONTH_CUTOFF = 3, 0.75
_NO_MONTHS = frozenset("many remember match mary jane".split())
"""Words that look like months and stand before a year as what they are: "how many 2015"."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


class Line(NamedTuple):
    """The tokens of a text, and the clean text that they are places in."""

    tokens: Sequence[Token]
    text: str


@dataclass(frozen=True, slots=True)
class Point:
    """A stretch of time without a preposition, read from `size` tokens; `text` is how to say it."""

    start: date
    end: date
    text: str
    size: int


def read_iso(line: Line, words: Sequence[str], at: int) -> Point | None:
    """Read 2015-10-05 and 2015-10; the parts must be joined by one sign, not by a space."""
    year = read_year(line, words, at)
    if year is None or at + 1 >= len(words) or not tight(line, at):
        return None
    month = small_number(words[at + 1], 12)
    if month is None:
        return None
    day = small_number(words[at + 2], 31) if at + 2 < len(words) and tight(line, at + 1) else None
    return _built(year.start.year, month, day, 2 if day is None else 3)


def tight(line: Line, at: int) -> bool:
    """Tell whether only one sign, and no space, stands between a token and the next."""
    one, other = line.tokens[at : at + 2]
    return other.start - one.end == 1 and line.text[one.end] != " "


def read_days(line: Line, words: Sequence[str], at: int) -> Point | None:
    """Read "12-13 March 2020" and "12 to 13 March 2020"."""
    first = small_number(words[at].rstrip("stndrh"), 31)
    after = at + 2 if at + 1 < len(words) and words[at + 1] in {"to", "and", "until"} else at + 1
    last = read_day(line, words, after) if first is not None and after < len(words) else None
    if first is None or last is None or not first < last.start.day:
        return None
    text = f"{first} to {last.text}"
    return Point(last.start.replace(day=first), last.end, text, after - at + last.size)


def read_day(line: Line, words: Sequence[str], at: int) -> Point | None:
    """Read "5 October 2015", "the 5th of October 2015" and "October 5 2015"."""
    day = small_number(words[at].rstrip("stndrh"), 31)
    if day is not None:
        after = at + 1
        while after < len(words) and words[after] == "of":
            after += 1
        month = month_of(words[after]) if after < len(words) else None
        following = after + 2 if words[after + 1 : after + 2] == ["of"] else after + 1
        year = read_year(line, words, following)
        if month is not None and year is not None:
            return _built(year.start.year, month, day, following + 1 - at)
        return None
    month = month_of(words[at])
    if month is not None and at + 2 < len(words):
        day = small_number(words[at + 1].rstrip("stndrh"), 31)
        year = read_year(line, words, at + 2)
        if day is not None and year is not None:
            return _built(year.start.year, month, day, 3)
    return None


def read_month(line: Line, words: Sequence[str], at: int) -> Point | None:
    """Read "March 2020" and "March of 2020"."""
    month = month_of(words[at])
    if month is None:
        return None
    after = at + 2 if at + 1 < len(words) and words[at + 1] == "of" else at + 1
    year = read_year(line, words, after)
    return None if year is None else _built(year.start.year, month, None, after + 1 - at)


def read_year(line: Line, words: Sequence[str], at: int) -> Point | None:
    """Read "2020", and as a decade "2010s"."""
    if at >= len(words) or len(words[at]) != 4 or not words[at].isascii() or not words[at].isdigit():
        return None
    year = int(words[at])
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        return None
    if line.tokens[at].surface.casefold().endswith("s") and year % 10 == 0:
        return Point(date(year, 1, 1), date(year + 9, 12, 31), f"the {year}s", 1)
    return Point(date(year, 1, 1), date(year, 12, 31), str(year), 1)


@lru_cache(maxsize=4096)
def month_of(word: str) -> int | None:
    """Return the number of a month, also of one misspelt: what stands beside a year is a month."""
    month = _MONTHS.get(word)
    if month is None and len(word) >= _SHORTEST_MISSPELT and word not in _NO_MONTHS:
        found = process.extractOne(
            word, _MONTH_NAMES, scorer=OSA.normalized_similarity, score_cutoff=_MONTH_CUTOFF
        )
        month = None if found is None else _MONTHS[found[0]]
    return month


def whole_month(year: int, month: int) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def month_in(year: int, month: int) -> Point:
    """Return a month of a year as if read from its name alone."""
    return Point(*whole_month(year, month), f"{calendar.month_name[month]} {year}", 1)


def small_number(word: str, highest: int) -> int | None:
    """Read a number of one or two digits, from 1 to `highest`."""
    if not (word.isascii() and word.isdigit() and len(word) <= 2):
        return None
    return int(word) if 1 <= int(word) <= highest else None


def _built(year: int, month: int, day: int | None, size: int) -> Point | None:
    last = calendar.monthrange(year, month)[1]
    name = calendar.month_name[month]
    if day is None:
        return replace(month_in(year, month), size=size)
    if day > last:
        return None
    return Point(date(year, month, day), date(year, month, day), f"{day} {name} {year}", size)
