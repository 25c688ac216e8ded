"""A stretch of time in a question: "late 2019", "summer 2020", "Q3 2020", "the turn of the year 2019/20".

What a season or the edge of a year is differs from reader to reader; the text of a season says which months
it was taken for.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from bot.matching.days import (
    MONTH_WORDS,
    Line,
    Point,
    month_in,
    month_of,
    read_day,
    read_days,
    read_iso,
    read_month,
    read_year,
    small_number,
    tight,
    whole_month,
)

Words = Sequence[str]

_EDGES: Mapping[str, tuple[int, int, int, int]] = MappingProxyType(
    {
        "end": (12, 31, 12, 31), "close": (12, 31, 12, 31), "late": (9, 1, 12, 31),
        "start": (1, 1, 1, 1), "beginning": (1, 1, 1, 1), "early": (1, 1, 4, 30),
        "middle": (5, 1, 8, 31), "mid": (5, 1, 8, 31),
    }
)  # fmt: skip
_NAMED_EDGES: Mapping[str, str] = MappingProxyType(
    {"end": "the end of", "close": "the end of", "start": "the start of", "beginning": "the start of",
     "middle": "the middle of", "mid": "the middle of"}
)  # fmt: skip
# In a decade nobody means its first or last day: years from its start.
_DECADE_EDGES: Mapping[str, tuple[str, int, int]] = MappingProxyType(
    {
        "early": ("early", 0, 3), "start": ("early", 0, 3), "beginning": ("early", 0, 3),
        "mid": ("mid", 3, 6), "middle": ("mid", 3, 6),
        "late": ("late", 6, 9), "end": ("late", 6, 9), "close": ("late", 6, 9),
    }
)  # fmt: skip
# Of the north, where most members are; a winter lies in two years, so it needs both.
_SEASONS: Mapping[str, tuple[str, int]] = MappingProxyType(
    {"spring": ("spring", 3), "summer": ("summer", 6), "autumn": ("autumn", 9), "fall": ("autumn", 9)}
)
_PLACES: Mapping[str, int] = MappingProxyType(
    {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "latter": 2}
)
_PARTS: Mapping[str, int] = MappingProxyType({"half": 6, "quarter": 3, "h": 6, "q": 3})  # months of each
_PLACED = ("", "first", "second", "third", "fourth")
_COUNTED: Mapping[str, int] = MappingProxyType(
    {"one": 1, "a": 1, "two": 2, "couple": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
     "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
)  # fmt: skip
_UNITS: Mapping[str, int] = MappingProxyType(
    {"year": 12, "years": 12, "month": 1, "months": 1, "decade": 120, "decades": 120}
)  # in months
SIGNS = frozenset({"ago", *_UNITS})
"""Words of which one is in every stretch of time that names no year."""
# Words with which a stretch of time begins, apart from months and numbers.
_FIRST_WORDS = frozenset({"last", "previous", "this", "next", "winter", "turn", "new"}).union(
    _COUNTED, _EDGES, _PARTS, _PLACES, _SEASONS
)


def read_span(line: Line, words: Words, position: int, today: date) -> Point | None:
    """Read one day, month, year or part of a year."""
    at = position
    while at < len(words) and words[at] in {"the", "year", "about"}:
        at += 1
    if at >= len(words):
        return None
    if not begins_span(words[at]):
        return None
    point = _relative(words, at, today)
    for read in _READERS:
        point = point or read(line, words, at)
    return None if point is None else replace(point, size=point.size + at - position)


@lru_cache(maxsize=4096)
def begins_span(word: str) -> bool:
    """Tell whether a day, month, year or part of a year can begin with a word: quickly, as few do."""
    return word[0].isdigit() or word in _FIRST_WORDS or month_of(word) is not None


def read_until_today(words: Words, position: int, today: date) -> Point | None:
    """Read "the past three years": from so long before today on; its text is that of its first day."""
    at = position
    while at < len(words) and words[at] in {"the", "these"}:
        at += 1
    if at + 1 >= len(words) or words[at] not in {"last", "past", "previous"}:
        return None
    amount = _amount(words[at + 1])
    unit = at + 1 if amount is None else at + 2
    if words[at + 1 : at + 3] == ["couple", "of"]:
        unit += 1
    # "Last year" is one of the calendar; "the last years" are any number.
    if unit >= len(words) or (amount is None and (words[at], words[unit]) not in _ROUND):
        return None
    months = _UNITS.get(words[unit])
    following = words[unit + 1] if unit + 1 < len(words) else ""
    if months is None or following in {"of", "before", "after", "until", "till", "up", "to", "in"}:
        return None
    first = _months_before(today, (amount or 1) * months)
    return None if first is None else Point(first, today, _said(first), unit + 1 - position)


_ROUND = frozenset({("last", "decade"), ("past", "decade"), ("past", "year"), ("past", "month")})


def read_more_than_ago(words: Words, position: int, today: date) -> Point | None:
    """Read "more than ten years ago" and "less than ten years ago": the day from which that is counted."""
    opened = tuple(words[position : position + 2])
    at = position + (1 if opened[:1] == ("over",) else 2)
    if opened[:1] != ("over",) and opened not in {("more", "than"), ("less", "than"), ("fewer", "than")}:
        return None
    if at + 2 >= len(words) or words[at + 2] != "ago":
        return None
    amount, months = _amount(words[at]), _UNITS.get(words[at + 1])
    first = None if amount is None or months is None else _months_before(today, amount * months)
    return None if first is None else Point(first, first, _said(first), at + 3 - position)


def _amount(word: str) -> int | None:
    return _COUNTED.get(word) or small_number(word, 99)


def _months_before(today: date, months: int) -> date | None:
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    if year < 1:
        return None
    return date(year, month + 1, min(today.day, calendar.monthrange(year, month + 1)[1]))


def _said(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _relative(words: Words, at: int, today: date) -> Point | None:
    """Read "last year", "this month" and "three years ago"."""
    following = words[at + 1] if at + 1 < len(words) else ""
    step = {"last": -1, "previous": -1, "this": 0, "next": 1}.get(words[at])
    if step is not None and following == "year":
        return _years(today.year + step, today.year + step, str(today.year + step), 2)
    if step is not None and following == "month":
        year, month = divmod(today.year * 12 + today.month - 1 + step, 12)
        return Point(*whole_month(year, month + 1), f"{calendar.month_name[month + 1]} {year}", 2)
    if following in {"year", "years"} and at + 2 < len(words) and words[at + 2] == "ago":
        amount = _amount(words[at])
        if amount is not None:
            return _years(today.year - amount, today.year - amount, str(today.year - amount), 3)
    return None


def _years(first: int, last: int, text: str, size: int) -> Point:
    return Point(date(first, 1, 1), date(last, 12, 31), text, size)


def _behind(words: Words, at: int) -> int:
    """Return the place after the little words between a part and its year."""
    while at < len(words) and words[at] in {"of", "the", "year", "in"}:
        at += 1
    return at


def _edge(line: Line, words: Words, at: int) -> Point | None:
    edge = _EDGES.get(words[at])
    if edge is None:
        return None
    after = _behind(words, at + 1)
    month = read_month(line, words, after) if after < len(words) else None
    if month is not None:
        return _part_of_month(words[at], month, after - at)
    point = read_year(line, words, after)
    if point is None:
        return None
    year, size = point.start.year, after - at + point.size
    if point.end.year > year:
        name, first, last = _DECADE_EDGES[words[at]]
        text = f"the {name} {year}s ({year + first} to {year + last})"
        return _years(year + first, year + last, text, size)
    start, end = date(year, edge[0], edge[1]), date(year, edge[2], edge[3])
    return Point(start, end, f"{_NAMED_EDGES.get(words[at], words[at])} {year}", size)


def _year_and_edge(line: Line, words: Words, at: int) -> Point | None:
    """Read "2019 end", where nothing follows that could end."""
    year = read_year(line, words, at)
    if year is None or list(words[at + 1 :]) != ["end"] or year.end.year > year.start.year:
        return None
    return Point(year.end, year.end, f"the end of {year.text}", 2)


def _part_of_month(edge: str, month: Point, before: int) -> Point:
    """Read "early March 2020"; nobody who says so means one day."""
    name = _DECADE_EDGES[edge][0]
    first, last = {"early": (1, 10), "mid": (11, 20), "late": (21, month.end.day)}[name]
    text = f"{name} {month.text} ({first} to {last})"
    return Point(month.start.replace(day=first), month.start.replace(day=last), text, before + month.size)


def _part(line: Line, words: Words, at: int) -> Point | None:
    """Read "the third quarter of 2020", "Q3 2020", "3Q 2020", "last half of 2020"."""
    if at + 2 >= len(words):
        return None
    one, other = words[at], words[at + 1]
    if one in {"first", "last"} and other in _COUNTED and words[at + 2] == "months":
        return _months(line, words, at)
    unit, place = (one, small_number(other, 4)) if one in _PARTS else (other, _PLACES.get(one))
    if unit == other and len(other) == 1:
        place = small_number(one, 4)
    months = _PARTS.get(unit)
    if months is None:
        return None
    place = 12 // months if one == "last" else place
    after = _behind(words, at + 2)
    point = _single_year(line, words, after)
    if point is None or place is None or place * months > 12:
        return None
    return _part_of_year(point.start.year, place, months, after + 1 - at)


def _year_and_part(line: Line, words: Words, at: int) -> Point | None:
    """Read "2020 Q3"."""
    point = _single_year(line, words, at)
    if point is None or at + 2 >= len(words) or words[at + 1] not in {"q", "h"}:
        return None
    place, months = small_number(words[at + 2], 4), _PARTS[words[at + 1]]
    if place is None or place * months > 12:
        return None
    return _part_of_year(point.start.year, place, months, 3)


def _part_of_year(year: int, place: int, months: int, size: int) -> Point:
    name = "half" if months == 6 else "quarter"
    start, end = date(year, (place - 1) * months + 1, 1), whole_month(year, place * months)[1]
    return Point(start, end, f"the {_PLACED[place]} {name} of {year}", size)


def _months(line: Line, words: Words, at: int) -> Point | None:
    """Read "first two months of 2020"."""
    after = _behind(words, at + 3)
    point = _single_year(line, words, after)
    count = _COUNTED[words[at + 1]]
    if point is None or count == 1:
        return None
    year = point.start.year
    if words[at] == "last":
        start, end = date(year, 13 - count, 1), point.end
    else:
        start, end = point.start, whole_month(year, count)[1]
    return Point(start, end, f"the {words[at]} {words[at + 1]} months of {year}", after + 1 - at)


def _season(line: Line, words: Words, at: int) -> Point | None:
    after = _behind(words, at + 1)
    if words[at] == "winter":
        years = _two_years(line, words, after)
        if years is None:
            return None
        start, end = date(years.start.year, 12, 1), whole_month(years.end.year, 2)[1]
        return Point(start, end, f"winter {years.text} (December to February)", after - at + years.size)
    season = _SEASONS.get(words[at])
    point = None if season is None else _single_year(line, words, after)
    if season is None or point is None:
        return None
    (name, month), year = season, point.start.year
    months = f"{calendar.month_name[month]} to {calendar.month_name[month + 2]}"
    start, end = date(year, month, 1), whole_month(year, month + 2)[1]
    return Point(start, end, f"{name} {year} ({months})", after + 1 - at)


def _turn(line: Line, words: Words, at: int) -> Point | None:
    """Read "the turn of the year 2019/20"."""
    if words[at] != "turn":
        return None
    after = _behind(words, at + 1)
    years = _two_years(line, words, after)
    if years is None:
        return None
    first, last = years.start.year, years.end.year
    text = f"December {first} or January {last}"
    return Point(date(first, 12, 1), date(last, 1, 31), text, after - at + years.size)


def _two_years(line: Line, words: Words, at: int) -> Point | None:
    """Read "2019/20" and "2019/2020"."""
    first = _single_year(line, words, at)
    if first is None or at + 1 >= len(words) or not tight(line, at):
        return None
    year = first.start.year + 1
    if words[at + 1] not in {str(year), f"{year % 100:02}"}:
        return None
    return _years(year - 1, year, f"{year - 1}/{year % 100:02}", 2)


def _new_year(line: Line, words: Words, at: int) -> Point | None:
    """Read "new year's day 2020", "new year's eve 2019" and "new year 2021"."""
    if words[at] != "new" or at + 2 >= len(words) or words[at + 1] != "year":
        return None
    named = words[at + 2] in {"day", "eve"}
    after = _behind(words, at + 3) if named and at + 3 < len(words) else at + 2
    point = _single_year(line, words, after)
    if point is None:
        return None
    day = point.end if words[at + 2] == "eve" else point.start
    return Point(day, day, _said(day), after + 1 - at)


def _year_and_month(line: Line, words: Words, at: int) -> Point | None:
    """Read "2021 November"; the "may" of "2021 may" is rather the verb."""
    point = _single_year(line, words, at)
    month = words[at + 1] if point is not None and at + 1 < len(words) else ""
    number = month_of(month) if month in MONTH_WORDS and month != "may" else None
    if point is None or number is None or read_year(line, words, at + 2) is not None:
        return None
    return replace(month_in(point.start.year, number), size=2)


def _single_year(line: Line, words: Words, at: int) -> Point | None:
    point = read_year(line, words, at)
    return point if point is not None and point.start.year == point.end.year else None


def _season_years(line: Line, words: Words, at: int) -> Point | None:
    """Read "2019/20" and "2019-20"; "2011-12" is a month where no word before it says otherwise."""
    if at + 1 >= len(words) or len(words[at + 1]) != 2:
        return None
    years = _two_years(line, words, at)
    month = small_number(words[at + 1], 12) is not None and line.text[line.tokens[at].end] != "/"
    return None if month else years


_READERS = (
    _edge, _part, _season, _turn, _new_year, _season_years, read_iso, read_days, read_day,
    read_month, _year_and_edge, _year_and_part, _year_and_month, read_year,
)  # fmt: skip
