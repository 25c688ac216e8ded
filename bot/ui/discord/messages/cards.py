"""One member, news item or publication as a card of plain lines."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answers.language import ordinals
from bot.answers.snapshot import Snapshot
from bot.knowledge.model import FormerName, Member, News, Publication
from bot.ui.discord.markup import MAX_CONTENT, clip, link, plain, small
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Reply

_SOURCES = 4


def show_member(snapshot: Snapshot, member: Member, phrases: Phrases) -> Reply:
    """The card: country, joined, names, site, sources."""
    lines = [f"### {plain(member.name)} ({plain(member.acronym)})", plain(member.summary)]

    def fact(name: str, value: str) -> None:
        lines.append(f"**{phrases.say(name)}:** {value}")

    fact("country", plain(member.country_name))
    fact("region", plain(member.region))
    fact("joined", phrases.date(member.joined))
    if member.founding:
        count = len(snapshot.members.founding)
        fact("place", phrases.say("place_founder", count=count))
    else:
        fact("place", ordinals(snapshot.members.order(member)))
    if member.native_name:
        fact("native_name", plain(member.native_name))
    if member.former:
        fact("former", "; ".join(_former(name, phrases) for name in member.former))
    if member.brings:
        fact("brings", plain(member.brings))
    if member.website:
        fact("website", link(member.website.partition("://")[2].rstrip("/"), member.website))
    if member.joined_note:
        lines.append(small(plain(member.joined_note)))
    lines.append(small(phrases.say("as_of", date=phrases.date(member.as_of))))
    return Reply(_with_sources(snapshot, member.sources, phrases, lines))


def show_news(snapshot: Snapshot, news: News, phrases: Phrases) -> Reply:
    """The card: headline, date, what happened, sources."""
    lines = [f"### {link(news.headline, news.url)}", phrases.date(news.date), plain(news.summary)]
    lines.append(small(phrases.say("as_of", date=phrases.date(news.as_of))))
    return Reply(_with_sources(snapshot, news.sources, phrases, lines))


def show_publication(snapshot: Snapshot, publication: Publication, phrases: Phrases) -> Reply:
    """The card: title, kind and date, what it is about, sources."""
    kind = publication.kind.replace("-", " ")
    lines = [
        f"### {link(publication.title, publication.url)}",
        f"{phrases.date(publication.date)}, {plain(kind)}",
        plain(publication.summary),
    ]
    lines.append(small(phrases.say("as_of", date=phrases.date(publication.as_of))))
    return Reply(_with_sources(snapshot, publication.sources, phrases, lines))


def _former(name: FormerName, phrases: Phrases) -> str:
    text = plain(f"{name.name} ({name.acronym})" if name.acronym else name.name)
    return f"{text}, {phrases.say('until', date=plain(name.until))}" if name.until else text


def _with_sources(snapshot: Snapshot, ids: Sequence[str], phrases: Phrases, lines: list[str]) -> str:
    text = clip("\n".join(lines), MAX_CONTENT)
    sources = [snapshot.sources[id_] for id_ in ids if id_ in snapshot.sources]
    for count in range(min(_SOURCES, len(sources)), 0, -1):
        links = [link(clip(source.title, 80), source.url) for source in sources[:count]]
        if len(sources) > count:
            links.append(phrases.say("more", count=len(sources) - count))
        line = small(phrases.say("sources", list=" · ".join(links)))
        if len(text) + 1 + len(line) <= MAX_CONTENT:
            return f"{text}\n{line}"
    return text
