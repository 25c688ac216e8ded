"""How dates, numbers and lists are said in English; the filters of the answer templates.

They are few and of one language, so they are said here: Babel takes longer for a date than all the rest of an
answer takes, and megabytes for the languages of the world. What is said in other languages comes from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from bot.knowledge.dates import PartialDate
from bot.knowledge.model import Member
from bot.knowledge.order import Between

_MONTHS = ("January February March April May June July August September October November December").split()


def when(value: PartialDate) -> str:
    """Say a partial date without a preposition: "5 October 2015", "between May and November 2021"."""
    parts = value.parts()
    if len(parts) == 1:
        return _one(parts[0], value.earliest)
    if _years(value) and value.latest.year == value.earliest.year + 1:
        return f"{value.earliest.year} or {value.latest.year}"
    return f"between {_range(value, ' and ')}"


def on(value: PartialDate) -> str:
    """Say a partial date with its preposition: "on 5 October 2015", "in August 2024", "in 2018 or 2019"."""
    said = when(value)
    if said.startswith("between"):
        return said
    return f"on {said}" if value.exact else f"in {said}"


def span(value: PartialDate) -> str:
    """Say the days something lasted: "7 to 9 March 2007", "November 2007"."""
    parts = value.parts()
    return _one(parts[0], value.earliest) if len(parts) == 1 else _range(value, " to ")


def day(value: date) -> str:
    """Say a day: "5 October 2015"."""
    return f"{value.day} {_month(value)} {value.year}"


def ordinal(value: int) -> str:
    """Say a place in an order: "27th"."""
    if value % 100 in (11, 12, 13):
        return f"{value}th"
    return f"{value}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(value % 10, 'th') }"


def ordinals(place: Between) -> str:
    """Say a place between two bounds: "the 27th", "the 17th to 19th"."""
    if place.exact:
        return f"the {ordinal(place.low)}"
    joint = "or" if place.high == place.low + 1 else "to"
    return f"the {ordinal(place.low)} {joint} {ordinal(place.high)}"


def listed(values: Iterable[object]) -> str:
    """Join with commas and a final "and"."""
    *first, last = [str(value) for value in values] or [""]
    return f"{', '.join(first)} and {last}" if first else last


def labels(members: Iterable[Member]) -> str:
    """Name members with their countries: "ASI (Italy), CNES (France) and ESA"."""
    return listed(label(member) for member in members)


def names(records: Iterable[object]) -> str:
    """Join the names of records."""
    return listed(getattr(record, "name", record) for record in records)


def label(member: Member) -> str:
    """Name a member shortly, with its country if it has one."""
    return f"{member.acronym} ({member.country_name})" if member.country else member.acronym


def _years(value: PartialDate) -> bool:
    return all(len(part) == 4 for part in value.parts())


def _one(text: str, value: date) -> str:
    """Say one of the dates that `text` can be: a year, a month or a day."""
    if len(text) == 4:
        return str(value.year)
    return f"{_month(value)} {value.year}" if len(text) == 7 else day(value)


def _month(value: date) -> str:
    return _MONTHS[value.month - 1]


def _range(value: PartialDate, joint: str) -> str:
    first, second = value.parts()
    end = _one(second, value.latest)
    if len(first) == len(second) and first[:4] == second[:4] and len(first) > 4:
        if len(first) == 10 and first[:7] == second[:7]:
            return f"{value.earliest.day}{joint}{end}"
        began = _month(value.earliest)
        return f"{value.earliest.day} {began}{joint}{end}" if len(first) == 10 else f"{began}{joint}{end}"
    return f"{_one(first, value.earliest)}{joint}{end}"


FILTERS: Mapping[str, Callable[..., object]] = {
    "when": when,
    "on": on,
    "span": span,
    "day": day,
    "ordinal": ordinal,
    "listed": listed,
    "labels": labels,
    "names": names,
    "counted": str,
    "ordinals": ordinals,
    "label": label,
}
