"""Which members, news and publications somebody asks for: one choice for the terminal and for Discord."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.answers.snapshot import Snapshot
from bot.knowledge.model import Member, News, Publication
from bot.matching.normalise import fold
from bot.matching.times import Window


def select_members(
    snapshot: Snapshot,
    *,
    region: str | None = None,
    year: int | None = None,
    founding: bool = False,
    text: str = "",
) -> tuple[Member, ...]:
    """Return the members in order of joining; a year takes all that can have joined in it."""
    window = None if year is None else _year(year)
    return tuple(
        member
        for member in snapshot.members.by_join
        if (region is None or fold(member.region) == fold(region))
        and (window is None or window.touches(member.joined.earliest, member.joined.latest))
        and (not founding or member.founding)
        and _mentions(text, _names(member))
    )


def select_news(snapshot: Snapshot, *, year: int | None = None, text: str = "") -> tuple[News, ...]:
    """Return the news, newest first."""
    return tuple(
        item
        for item in reversed(snapshot.news.by_date)
        if (year is None or _year(year).touches(item.date.earliest, item.date.latest))
        and _mentions(text, (item.headline, item.summary))
    )


def select_publications(
    snapshot: Snapshot, *, year: int | None = None, kind: str | None = None, text: str = ""
) -> tuple[Publication, ...]:
    """Return the publications, newest first."""
    return tuple(
        item
        for item in reversed(snapshot.publications.by_date)
        if (year is None or _year(year).touches(item.date.earliest, item.date.latest))
        and (kind is None or item.kind == kind)
        and _mentions(text, (item.title, item.kind, item.edition_label or "", *item.aliases))
    )


def regions_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the regions that members are listed under, in the order of the files."""
    return tuple(dict.fromkeys(member.region for member in snapshot.members))


def kinds_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the kinds of publication that there are, in the order of the files."""
    return tuple(dict.fromkeys(item.kind for item in snapshot.publications))


def _year(year: int) -> Window:
    return Window("in", date(year, 1, 1), date(year, 12, 31), f"in {year}")


def _names(member: Member) -> Iterable[str]:
    yield from (member.acronym, member.name, member.country_name, member.native_name or "")
    yield from member.aliases
    yield from member.country_aliases
    yield from (former.name for former in member.former)


def _mentions(text: str, names: Iterable[str]) -> bool:
    """Tell whether all words of a text begin some word of the names."""
    words = [word for name in names for word in fold(name).replace("-", " ").split()]
    return all(any(word.startswith(wanted) for word in words) for wanted in fold(text).split())
