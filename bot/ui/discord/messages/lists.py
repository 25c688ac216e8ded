"""Lists as messages, page by page: members, news, publications, the roadmap, the timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.answers.language import ordinals
from bot.answers.snapshot import Snapshot
from bot.knowledge.model import Member, News, Publication
from bot.ui.discord.codes import Listing, Page, page_code
from bot.ui.discord.markup import MAX_CONTENT, clip, link, plain, small
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Button, Option, Reply, Select
from bot.ui.selection import regions_of, select_members, select_news, select_publications

_PER_PAGE = {
    Listing.MEMBERS: 10,
    Listing.NEWS: 5,
    Listing.PUBLICATIONS: 6,
    Listing.ROADMAP: 5,
    Listing.TIMELINE: 12,
}
_SUMMARY = 220  # characters of a summary in a list


def show_page(snapshot: Snapshot, page: Page, phrases: Phrases) -> Reply:
    """A page of a list; a page that is not there any more becomes the last one."""
    title, notes, rows = _LISTS[page.listing](snapshot, page, phrases)
    head = [f"### {title}", *map(small, notes)]
    foot = small(phrases.say("page", page=99, pages=99))
    sheets = _sheets(rows, _PER_PAGE[page.listing], MAX_CONTENT - len("\n".join([*head, foot, ""])))
    pages = len(sheets)
    number = min(max(page.number, 0), pages - 1)
    lines = [*head, *sheets[number]]
    if pages > 1:
        lines.append(small(phrases.say("page", page=number + 1, pages=pages)))
    text = "\n".join(lines)
    below: list[tuple[Button, ...] | Select] = []
    if page.listing is Listing.MEMBERS:
        below.append(_regions(snapshot, page, phrases))
    if pages > 1:
        here = Page(page.listing, number, page.region, page.year, page.founding, page.kind)
        below.append(_turning(here, pages, phrases))
    return Reply(text, tuple(below))


def _sheets(rows: Sequence[str], most: int, room: int) -> list[list[str]]:
    """Divide rows into pages of at most `most` rows and `room` characters."""
    sheets: list[list[str]] = [[]]
    used = 0
    for row in rows:
        fitting = row if len(row) < room else clip(row, room - 1)
        if sheets[-1] and (len(sheets[-1]) == most or used + len(fitting) + 1 > room):
            sheets.append([])
            used = 0
        sheets[-1].append(fitting)
        used += len(fitting) + 1
    return sheets


def _turning(page: Page, pages: int, phrases: Phrases) -> tuple[Button, ...]:
    before = page.turned(-1) if page.number else page
    after = page.turned(1) if page.number < pages - 1 else page
    return (
        Button(phrases.say("previous"), page_code(before, "back"), disabled=page.number == 0),
        Button(phrases.say("next"), page_code(after, "on"), disabled=page.number == pages - 1),
    )


def _regions(snapshot: Snapshot, page: Page, phrases: Phrases) -> Select:
    options = [Option(phrases.say("all_regions"), "all", chosen=not page.region)]
    options += [Option(region, region, chosen=region == page.region) for region in regions_of(snapshot)[:24]]
    founding = {None: "", True: "f", False: "l"}[page.founding]
    return Select(phrases.say("choose_region"), f"region1:{founding}", tuple(options))


Listed = tuple[str, list[str], Sequence[str]]


def _members(snapshot: Snapshot, page: Page, phrases: Phrases) -> Listed:
    found = select_members(
        snapshot, region=page.region or None, year=page.year, founding=page.founding is True
    )
    if page.founding is False:
        found = tuple(member for member in found if not member.founding)
    filters = []
    if page.region:
        filters.append(phrases.say("members_region", region=page.region))
    if page.year is not None:
        filters.append(phrases.say("members_year", year=page.year))
    if page.founding is not None:
        filters.append(phrases.say("members_founding" if page.founding else "members_later"))
    notes = [phrases.say("members_filter", filters=", ".join(filters))] if filters else []
    notes.append(phrases.say("as_of", date=phrases.date(snapshot.about.members_checked)))
    rows = [_member_row(snapshot, member, phrases) for member in found]
    title = phrases.say("members_title", count=len(found))
    return title, notes, rows or [phrases.say("members_none")]


def _member_row(snapshot: Snapshot, member: Member, phrases: Phrases) -> str:
    joined = phrases.date(member.joined)
    if member.founding:
        when = phrases.say("founder", date=joined)
    else:
        place = ordinals(snapshot.members.order(member)) if phrases.language == "en" else ""
        when = f"{joined}, {place}" if place else joined
    country = "" if member.country is None else f" ({plain(member.country_name)})"
    return f"- **{plain(member.acronym)}** {plain(member.name)}{country}: {when}"


def _news(snapshot: Snapshot, page: Page, phrases: Phrases) -> Listed:
    found = select_news(snapshot, year=page.year)
    rows = [_news_row(item, phrases) for item in found]
    return phrases.say("news_title", count=len(found)), [], rows or [phrases.say("news_none")]


def _news_row(item: News, phrases: Phrases) -> str:
    head = f"**{link(item.headline, item.url)}**"
    return f"- {head}\n{phrases.date(item.date)}. {plain(clip(item.summary, _SUMMARY))}"


def _publications(snapshot: Snapshot, page: Page, phrases: Phrases) -> Listed:
    found = select_publications(snapshot, year=page.year, kind=page.kind or None)
    rows = [_publication_row(item, phrases) for item in found]
    title = phrases.say("publications_title", count=len(found))
    return title, [], rows or [phrases.say("publications_none")]


def _publication_row(item: Publication, phrases: Phrases) -> str:
    title = clip(item.title, 110)
    edition = f", {plain(item.edition_label)}" if item.edition_label else ""
    kind = item.kind.replace("-", " ")
    return (
        f"- **{link(title, item.url)}**\n{phrases.date(item.date)}, {kind}{edition}."
        f" {plain(clip(item.summary, _SUMMARY - 80))}"
    )


def _roadmap(snapshot: Snapshot, _page: Page, phrases: Phrases) -> Listed:
    found = snapshot.publications.of_kind("roadmap", "supplement").by_date
    return phrases.say("roadmap_title"), [], [_publication_row(item, phrases) for item in found]


def _timeline(snapshot: Snapshot, _page: Page, phrases: Phrases) -> Listed:
    about = snapshot.knowledge.about
    events: list[tuple[date, date, str]] = [
        (
            about.founded.latest,
            about.founded.earliest,
            f"- {phrases.date(about.founded)}: {phrases.say('event_founded')}",
        )
    ]
    events += [
        (
            member.joined.latest,
            member.joined.earliest,
            f"- {phrases.date(member.joined)}: "
            + phrases.say(
                "event_joined", member=f"**{plain(member.acronym)}** ({plain(member.country_name)})"
            ),
        )
        for member in snapshot.members.later
    ]
    events += [
        (item.date.latest, item.date.earliest, f"- {phrases.date(item.date)}: {link(item.title, item.url)}")
        for item in snapshot.publications.of_kind("roadmap", "supplement", "strategy")
    ]
    events.sort(key=lambda event: event[:2])
    return phrases.say("timeline_title"), [], [row for _, _, row in events]


_LISTS = {
    Listing.MEMBERS: _members,
    Listing.NEWS: _news,
    Listing.PUBLICATIONS: _publications,
    Listing.ROADMAP: _roadmap,
    Listing.TIMELINE: _timeline,
}
