"""The whole of the knowledge as one immutable value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.knowledge.model import (
    About,
    Concept,
    Entry,
    Group,
    Meeting,
    Member,
    News,
    Outsider,
    Person,
    Publication,
    Record,
    Source,
    Term,
)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Everything a folder says, in the order of its files; `revision` is a hash of the content."""

    revision: str
    about: About
    sources: tuple[Source, ...] = ()
    members: tuple[Member, ...] = ()
    publications: tuple[Publication, ...] = ()
    news: tuple[News, ...] = ()
    people: tuple[Person, ...] = ()
    chairs: tuple[Term, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    groups: tuple[Group, ...] = ()
    outsiders: tuple[Outsider, ...] = ()
    concepts: tuple[Concept, ...] = ()
    entries: tuple[Entry, ...] = ()


KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "about": About,
        "sources": Source,
        "members": Member,
        "publications": Publication,
        "news": News,
        "people": Person,
        "chairs": Term,
        "meetings": Meeting,
        "groups": Group,
        "outsiders": Outsider,
        "concepts": Concept,
        "entries": Entry,
    }
)
