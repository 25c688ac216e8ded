"""Small pieces of knowledge to announce."""

from __future__ import annotations

from bot.knowledge.base import Knowledge
from bot.knowledge.model import About, Member, News, Publication, Source

SOURCE = Source.model_validate(
    {
        "id": "home",
        "title": "ISECG home page",
        "publisher": "ISECG",
        "url": "https://example.org/",
        "date": "2021",
    }
)
ABOUT = About.model_validate(
    {
        "id": "isecg",
        "name": "International Space Exploration Coordination Group",
        "aliases": ["ISECG"],
        "website": "https://example.org/",
        "contact": "someone@example.org",
        "founded": "2007",
        "members_checked": "2026-09-27",
        "members_sources": ["home"],
        "sources": ["home"],
        "as_of": "2026-09-27",
    }
)


def member(id_: str, **changes: object) -> Member:
    """A member; every fact can be changed by name."""
    return Member.model_validate(
        {
            "id": id_,
            "name": f"{id_.upper()} Space Agency",
            "acronym": id_.upper(),
            "country": "NZ",
            "country_name": "New Zealand",
            "region": "Oceania",
            "joined": "2021-05/2021-11",
            "brings": "radio astronomy",
            "summary": "A member.",
            "sources": ["home"],
            "as_of": "2026-09-27",
            **changes,
        }
    )


def news(id_: str, **changes: object) -> News:
    """A news item."""
    return News.model_validate(
        {
            "id": id_,
            "date": "2024-12",
            "headline": f"About {id_}",
            "summary": "Something happened.",
            "sources": ["home"],
            "as_of": "2024-12",
            **changes,
        }
    )


def publication(id_: str, **changes: object) -> Publication:
    """A publication."""
    return Publication.model_validate(
        {
            "id": id_,
            "title": f"Roadmap {id_}",
            "kind": "roadmap",
            "date": "2024-08",
            "summary": "A plan.",
            "sources": ["home"],
            "as_of": "2024-12",
            **changes,
        }
    )


def knowledge(*records: Member | News | Publication, revision: str = "r", **more: object) -> Knowledge:
    """The knowledge that holds these records, in this order."""
    return Knowledge(
        revision=revision,
        about=ABOUT,
        sources=(SOURCE,),
        members=tuple(one for one in records if isinstance(one, Member)),
        news=tuple(one for one in records if isinstance(one, News)),
        publications=tuple(one for one in records if isinstance(one, Publication)),
        **more,  # type: ignore[arg-type]  # a test's own replacement of a field
    )
