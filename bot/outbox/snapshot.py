"""What an alert shows of an item, frozen at one moment, and the fingerprint by which a change is noticed.

The fingerprint covers exactly what a reader of the alert was told: renaming a file, reordering, reformatting,
another source id or a later `as_of` change nothing. The place in the order of joining ("the 27th") is shown
but not part of it: it was right on the day, and a forgotten older member must not edit every later alert.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from bot.knowledge.base import Knowledge
from bot.knowledge.model import Member, News, Publication, Source
from bot.knowledge.order import Between, JoiningOrder
from bot.store.records import Kind


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as an alert names it."""

    title: str
    publisher: str
    url: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The facts of an item by name; dates are as written (`YYYY`, `YYYY-MM`, ...), `place` is two bounds."""

    kind: Kind
    id: str
    facts: tuple[tuple[str, str], ...]
    sources: tuple[Cited, ...]
    place: tuple[int, int] | None = None
    founding: bool = False

    def fact(self, name: str) -> str | None:
        """A fact, or None where nothing is known."""
        return dict(self.facts).get(name)

    @property
    def title(self) -> str:
        """How the item is called in a heading."""
        if self.kind is Kind.MEMBERS:
            return f"{self.fact('name')} ({self.fact('acronym')})"
        return self.fact("headline") or self.fact("title") or self.id

    @property
    def fingerprint(self) -> str:
        """Equal for two snapshots if and only if a reader is told the same."""
        told = {
            "kind": self.kind.value,
            "facts": sorted((name, plain(value)) for name, value in self.facts),
            "sources": sorted(
                [plain(one.title), plain(one.publisher), one.url or "", one.date or ""]
                for one in self.sources
            ),
            "founding": self.founding,
        }
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def to_json(self) -> str:
        """The text that the store keeps."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Snapshot:
        """Read what `to_json` wrote."""
        raw = json.loads(text)
        return cls(
            kind=Kind(raw["kind"]),
            id=raw["id"],
            facts=tuple((name, value) for name, value in raw["facts"]),
            sources=tuple(Cited(**source) for source in raw["sources"]),
            place=None if raw["place"] is None else (raw["place"][0], raw["place"][1]),
            founding=raw["founding"],
        )


def snapshots(knowledge: Knowledge) -> Iterator[Snapshot]:
    """Everything in the knowledge that alerts can be about."""
    sources = {source.id: source for source in knowledge.sources}
    order = JoiningOrder(knowledge.members)
    for member in knowledge.members:
        yield _member(member, order.place(member), _cited(member.sources, sources))
    for news in knowledge.news:
        yield _news(news, _cited(news.sources, sources))
    for publication in knowledge.publications:
        yield _publication(publication, _cited(publication.sources, sources))


def _member(member: Member, place: Between, sources: tuple[Cited, ...]) -> Snapshot:
    return Snapshot(
        kind=Kind.MEMBERS,
        id=member.id,
        facts=_facts(
            name=member.name,
            acronym=member.acronym,
            country=member.country_name,
            joined=str(member.joined),
            brings=member.brings,
        ),
        sources=sources,
        place=None if member.founding else (place.low, place.high),
        founding=member.founding,
    )


def _news(news: News, sources: tuple[Cited, ...]) -> Snapshot:
    facts = _facts(headline=news.headline, date=str(news.date), summary=news.summary, url=news.url)
    return Snapshot(kind=Kind.NEWS, id=news.id, facts=facts, sources=sources)


def _publication(publication: Publication, sources: tuple[Cited, ...]) -> Snapshot:
    facts = _facts(
        title=publication.title,
        type=publication.kind,
        date=str(publication.date),
        summary=publication.summary,
        url=publication.url,
    )
    return Snapshot(kind=Kind.PUBLICATIONS, id=publication.id, facts=facts, sources=sources)


def _facts(**values: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in values.items() if value is not None)


def _cited(ids: tuple[str, ...], sources: dict[str, Source]) -> tuple[Cited, ...]:
    found = [sources[one] for one in ids if one in sources]
    return tuple(
        Cited(one.title, one.publisher, one.url, None if one.date is None else str(one.date)) for one in found
    )


def plain(text: str) -> str:
    """The text without what an editor may change by accident: line breaks, doubled spaces, composition."""
    return " ".join(unicodedata.normalize("NFC", text).split())
