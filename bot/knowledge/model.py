"""The model of the knowledge: what a maintainer may write, field by field.

Every record is frozen and names its sources; a record that can grow old carries `as_of`. The loader hands
over each scalar as the text that was typed, so types are given here and nowhere else.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, WithJsonSchema

from bot.knowledge.dates import PartialDate


def _partial(value: object) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    return PartialDate.parse(str(value))


Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Text = Annotated[str, Field(min_length=1)]
When = Annotated[
    PartialDate,
    BeforeValidator(_partial),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": ["string", "integer"], "description": "YYYY, YYYY-MM, YYYY-MM-DD or A/B"}),
]
Region = Literal["Europe", "Asia", "Middle East", "North America", "Latin America", "Oceania"]


class Record(BaseModel):
    """A thing with an identity; its id never changes, whatever else does."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    id: Id


class Source(Record):
    """Where a fact was read: title, publisher, address, and date as the source gives it."""

    title: Text
    publisher: Text
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None
    date: When | None = None
    date_note: Text | None = None
    note: Text | None = None


class Sourced(Record):
    """A record whose facts come from named sources."""

    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    as_of: When


class FormerName(BaseModel):
    """A name that a member had before."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    acronym: Text | None = None
    native_name: Text | None = None
    until: Text | None = None


class Member(Sourced):
    """A member organisation of ISECG."""

    name: Text
    acronym: Text
    native_name: Text | None = None
    aliases: tuple[Text, ...] = ()
    former: tuple[FormerName, ...] = ()
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    country_name: Text
    country_aliases: tuple[Text, ...] = ()
    region: Region
    founding: bool = False
    joined: When
    joined_after: tuple[Id, ...] = ()
    joined_note: Text | None = None
    brings: Text | None = None
    summary: Text
    website: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None


class Publication(Sourced):
    """A document of ISECG or one that led to it."""

    title: Text
    kind: Literal[
        "roadmap",
        "supplement",
        "annual-report",
        "white-paper",
        "gap-assessment",
        "strategy",
        "rules",
        "paper",
    ]
    aliases: tuple[Text, ...] = ()
    edition: Annotated[int, Field(ge=1)] | None = None
    edition_label: Text | None = None
    covers: Annotated[int, Field(ge=2007)] | None = None
    date: When
    date_note: Text | None = None
    posted: When | None = None
    agencies: tuple[Id, ...] = ()
    summary: Text
    contents: tuple[Text, ...] = ()
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None


class News(Sourced):
    """Something that happened, told once with its date."""

    date: When
    date_note: Text | None = None
    headline: Annotated[str, Field(min_length=1, max_length=200)]
    summary: Annotated[str, Field(min_length=1, max_length=1000)]
    about: tuple[Id, ...] = ()
    url: Annotated[str, Field(pattern=r"^https?://\S+$")] | None = None


class Person(Sourced):
    """Somebody named in the sources, with the office held at the time."""

    name: Text
    aliases: tuple[Text, ...] = ()
    role: Text
    agency: Id | None = None
    organisation: Text | None = None
    chaired: bool = False
    summary: Text


class Term(Sourced):
    """One term of the rotating chair: who held it, from when to when, as far as is known."""

    agency: Id
    person: Id | None = None
    start: When
    end: When | None = None
    known: Literal["stated", "inferred"]
    note: Text | None = None


class Meeting(Sourced):
    """A meeting: when (`date` is the span of days or what is known of it), where, who hosted, how many came."""

    name: Text
    aliases: tuple[Text, ...] = ()
    kind: Literal["senior-managers", "isecg", "workshop", "before-isecg", "forum"]
    date: When
    date_note: Text | None = None
    place: Text | None = None
    host: Text | None = None
    attendance: Annotated[int, Field(ge=1)] | None = None
    attendance_note: Text | None = None
    summary: Text


class Group(Sourced):
    """A working group or team of ISECG."""

    name: Text
    acronym: Text | None = None
    aliases: tuple[Text, ...] = ()
    active: When
    summary: Text


class Outsider(Record):
    """A country, company or body that people ask about and that is in no list of members we have."""

    name: Text
    kind: Literal["country", "agency", "company", "organisation"]
    aliases: tuple[Text, ...] = ()
    remark: Text | None = None


class Concept(Record):
    """Words that mean the same in a question; the first is the one shown."""

    words: Annotated[tuple[Text, ...], Field(min_length=2)]


class About(Sourced):
    """What holds for the whole: the group's names, and up to when the list of members was checked."""

    name: Text
    aliases: tuple[Text, ...]
    website: Annotated[str, Field(pattern=r"^https?://\S+$")]
    contact: Text
    founded: When
    members_checked: When
    members_sources: Annotated[tuple[Id, ...], Field(min_length=1)]


SlotName = Literal[
    "member", "outsider", "person", "publication", "meeting", "group", "region", "date", "number"
]


class Entry(Record):
    """One thing the bot can say, and the questions it is the answer to.

    `questions` may hold slots (`when did {member} join`); naming a thing outright (`is China a member`)
    ties that phrasing to it. `answer` is a Jinja template over the loaded model. `cite` lists Jinja
    expressions that give records (or lists of records) whose sources and as-of date belong to the answer.
    """

    topic: Text
    questions: Annotated[tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(min_length=1)]
    answer: Text | None = None
    unknown: Text | None = None
    as_of: When | None = None
    sources: tuple[Id, ...] = ()
    cite: tuple[Text, ...] = ()
    optional: tuple[SlotName, ...] = ()
    negation: Literal["same", "any"] = "same"
    related: tuple[Id, ...] = ()
