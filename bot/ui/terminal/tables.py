"""Members, news and publications as tables and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from babel.dates import format_interval, format_skeleton
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.answers.snapshot import Snapshot
from bot.knowledge.dates import PartialDate
from bot.knowledge.model import Member, News, Publication
from bot.knowledge.order import Between
from bot.ui.terminal.screen import print_table
from bot.ui.terminal.screen import table as empty_table

_KINDS: Mapping[str, str] = {
    "annual-report": "annual report",
    "gap-assessment": "gap assessment",
    "white-paper": "white paper",
}
_ROOMY = 110  # columns from which a member fits in one line
_LOCALE = "en_GB"
_SKELETONS = {4: "y", 7: "yMMM", 10: "yMMMd"}  # by the length of a date as written


def show_members(console: Console, snapshot: Snapshot, members: Sequence[Member]) -> None:
    """Print members: place in the order of joining, acronym, name, country, region, when they joined."""
    narrow = console.width < _ROOMY
    columns = ("Place", "Acronym", "Name", "Country", *(() if narrow else ("Region",)), "Joined")
    table = _table(console, *columns, wrapped=("Name", "Country", "Joined"))
    if narrow:
        table.columns[3].max_width, table.columns[4].max_width = 19, 12
    for member in members:
        place = "founder" if member.founding else _place(snapshot.members.order(member))
        country, region = Text(member.country_name), Text(member.region, "small")
        where = [Text("\n").join([country, region])] if narrow else [country, region]
        table.add_row(place, Text(member.acronym, "heading"), member.name, *where, brief(member.joined))
    _show(console, table, len(members), "member organisation", len(snapshot.members))


def show_news(console: Console, snapshot: Snapshot, news: Sequence[News]) -> None:
    """Print news: date and headline."""
    table = _table(console, "Date", "Headline", wrapped=("Headline",))
    for item in news:
        table.add_row(Text(brief(item.date), "small"), item.headline)
    _show(console, table, len(news), "item of news", len(snapshot.news))


def show_publications(console: Console, snapshot: Snapshot, publications: Sequence[Publication]) -> None:
    """Print publications: date, title and kind."""
    table = _table(console, "Date", "Title", "Kind", wrapped=("Title",))
    for item in publications:
        table.add_row(Text(brief(item.date), "small"), _titled(item), _KINDS.get(item.kind, item.kind))
    _show(console, table, len(publications), "publication", len(snapshot.publications))


def member_object(snapshot: Snapshot, member: Member) -> Mapping[str, object]:
    """Return a member for JSON; `place` holds the bounds of its place in the order of joining."""
    place = snapshot.members.order(member)
    return {
        "id": member.id,
        "acronym": member.acronym,
        "name": member.name,
        "native_name": member.native_name,
        "country": member.country,
        "country_name": member.country_name,
        "region": member.region,
        "founding": member.founding,
        "joined": str(member.joined),
        "place": {"low": place.low, "high": place.high},
        "website": member.website,
        "as_of": str(member.as_of),
    }


def news_object(item: News) -> Mapping[str, object]:
    """Return an item of news for JSON."""
    return {
        "id": item.id,
        "date": str(item.date),
        "headline": item.headline,
        "summary": item.summary,
        "about": list(item.about),
        "url": item.url,
        "as_of": str(item.as_of),
    }


def publication_object(item: Publication) -> Mapping[str, object]:
    """Return a publication for JSON."""
    return {
        "id": item.id,
        "date": str(item.date),
        "title": item.title,
        "kind": item.kind,
        "edition": item.edition,
        "edition_label": item.edition_label,
        "covers": item.covers,
        "url": item.url,
        "as_of": str(item.as_of),
    }


def brief(date: PartialDate) -> str:
    """Say a partial date in as few letters as a column has room for; an interval is the days between."""
    skeletons = [_SKELETONS[len(part)] for part in date.parts()]
    if len(skeletons) == 1:
        return str(format_skeleton(skeletons[0], date.earliest, locale=_LOCALE))
    said = str(format_interval(date.earliest, date.latest, min(skeletons, key=len), locale=_LOCALE))
    return said.replace("\u2009", " ")  # a thin space, whose width terminals disagree on


def _titled(item: Publication) -> str:
    """Give the title with its edition, unless the one says the other already."""
    label = (item.edition_label or "").partition(" (")[0]
    return f"{item.title} ({label})" if label and label.lower() not in item.title.lower() else item.title


def _table(console: Console, *columns: str, wrapped: Sequence[str]) -> Table:
    """Return an empty table; off a terminal one without lines, in which a record is one line."""
    table = empty_table(console)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column not in wrapped)
    return table


def _show(console: Console, table: Table, shown: int, noun: str, total: int) -> None:
    if shown:
        print_table(console, table)
    noun = noun if total == 1 else noun.replace("item", "items") if "item" in noun else f"{noun}s"
    number = f"{total} {noun}" if shown == total else f"{shown} of {total} {noun}"
    console.print(Text(number, "small"))


def _place(place: Between) -> str:
    return str(place.low) if place.low == place.high else f"{place.low}–{place.high}"
