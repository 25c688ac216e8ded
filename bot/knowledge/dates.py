"""Partial dates: what is known of a date, and no more."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_ONE = re.compile(r"(?P<y>\d{4})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?\Z", re.ASCII)
_SLOPPY = re.compile(r"(?P<y>\d{4})[-. ](?P<m>\d{1,2})(?:[-. ](?P<d>\d{1,2}))?\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, month, year or interval, kept as the earliest and the latest day it can be.

    Written `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or two of these with a slash between (`2018/2019`).
    """

    earliest: date
    latest: date
    text: str

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read the written form; raises ValueError that says what is wrong and what to write."""
        first, slash, second = text.strip().partition("/")
        start, start_end = _bounds(first)
        if not slash:
            return cls(start, start_end, text.strip())
        _, end = _bounds(second)
        if end < start:
            raise ValueError(
                f"the interval {_short(text)} ends before it begins; write the earlier date first"
            )
        return cls(start, end, text.strip())

    @property
    def exact(self) -> bool:
        """Whether the day is known."""
        return self.earliest == self.latest

    @property
    def year(self) -> int | None:
        """The year, or None where the interval spans several."""
        return self.earliest.year if self.earliest.year == self.latest.year else None

    @property
    def interval(self) -> bool:
        """Whether two dates were written."""
        return "/" in self.text

    def parts(self) -> tuple[str, ...]:
        """The one or two dates as written."""
        return tuple(part.strip() for part in self.text.split("/"))

    def __str__(self) -> str:
        return self.text


def _bounds(text: str) -> tuple[date, date]:
    match = _ONE.match(text.strip())
    if match is None:
        raise ValueError(f"{_short(text)} is no date; {_advice(text)}")
    year = int(match["y"])
    month = int(match["m"]) if match["m"] else None
    day = int(match["d"]) if match["d"] else None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
        if day is None:
            return date(year, month, 1), date(year, month, last)
        return date(year, month, day), date(year, month, day)
    except ValueError as problem:
        raise ValueError(f"{_short(text)} is no day in the calendar ({problem}); correct it") from None


def _advice(text: str) -> str:
    """What to write instead, read off the commonest other forms when they are plain."""
    sloppy = _SLOPPY.match(text.strip())
    if sloppy is None:
        return "write YYYY, YYYY-MM, YYYY-MM-DD, or two of these with a slash between"
    return "write " + "-".join([sloppy["y"], *(part.zfill(2) for part in (sloppy["m"], sloppy["d"]) if part)])


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:39] + "…")
