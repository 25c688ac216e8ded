"""The model of the knowledge: what a maintainer may write, field by field.

Every record is frozen and names its sources; a record that can grow old carries `as_of`. The loader hands
over each scalar as the text that was typed, so types are given here and nowhere else. The descriptions are
what an editor shows beside a field.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.knowledge.fields import (
    EntryId,
    Flag,
    Id,
    MemberId,
    Number,
    PersonId,
    SourceId,
    Text,
    TopicId,
    Url,
    When,
)

Region = Literal["Europe", "Asia", "Middle East", "North America", "Latin America", "Oceania"]
SlotName = Literal[
    "member", "outsider", "person", "publication", "meeting", "group", "region", "date", "number"
]
# Built at the first validation: a start from the compiled knowledge never validates anything.
_CONFIG = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, defer_build=True)


class Record(BaseModel):
    """A thing with an identity; its id never changes, whatever else does."""

    model_config = _CONFIG

    id: Id = Field(
        description="Lower case letters, digits and hyphens; unique in its kind, never changed later"
    )


class Source(Record):
    """Where a fact was read: title, publisher, address, and date as the source gives it."""

    title: Text = Field(description="The title as the source gives it")
    publisher: Text = Field(description="Who published it")
    url: Url | None = Field(None, description="Its public address; leave out when it has none")
    date: When | None = Field(None, description="When it was published or, for a page, read")
    date_note: Text | None = Field(None, description="Why the date is vague, or what it is the date of")
    note: Text | None = Field(None, description="What is in it, for maintainers")


class Sourced(Record):
    """A record whose facts come from named sources."""

    sources: Annotated[tuple[SourceId, ...], Field(min_length=1)] = Field(
        description="Ids of the sources that say so"
    )
    as_of: When = Field(description="The date for which the sources say so")


class FormerName(BaseModel):
    """A name that a member had before."""

    model_config = _CONFIG

    name: Text = Field(description="The former name in English")
    acronym: Text | None = Field(None, description="The former acronym")
    native_name: Text | None = Field(None, description="The former name in the country's language")
    until: Text | None = Field(None, description="Until when, in words")


class Member(Sourced):
    """A member organisation of ISECG."""

    name: Text = Field(description="The organisation's name in English")
    acronym: Text = Field(description="What everybody calls it")
    native_name: Text | None = Field(None, description="The name in the country's own language")
    aliases: tuple[Text, ...] = Field((), description="Other names and spellings that people use")
    former: tuple[FormerName, ...] = Field((), description="Names it had before")
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = Field(
        None, description="ISO 3166 code in quotes ('NO' is Norway); left out when it is of no one country"
    )
    country_name: Text = Field(description="The country as people call it; for ESA what stands in its place")
    country_aliases: tuple[Text, ...] = Field((), description="Other words for the country and its people")
    region: Region = Field(description="The part of the world it is listed under")
    founding: Flag = Field(default=False, description="true if among the founding agencies")
    joined: When = Field(description="When it joined, as far as known: 2021-05/2021-11 means in between")
    joined_after: tuple[MemberId, ...] = Field(
        (), description="Ids of members known to have joined earlier, where dates alone do not tell"
    )
    joined_note: Text | None = Field(None, description="What is known of the joining beyond the date")
    brings: Text | None = Field(None, description="What it brings to exploration")
    summary: Text = Field(description="One or two sentences for a newcomer")
    website: Url | None = Field(None, description="Its own site")


class Publication(Sourced):
    """A document of ISECG or one that led to it."""

    title: Text = Field(description="The exact title")
    kind: Literal[
        "roadmap",
        "supplement",
        "annual-report",
        "white-paper",
        "gap-assessment",
        "strategy",
        "rules",
        "paper",
    ] = Field(description="What sort of document it is")
    aliases: tuple[Text, ...] = Field((), description="Other names that people use")
    short: Text | None = Field(
        None,
        description="What a question calls it: one of its aliases, with 'the' before it where it needs one",
    )
    edition: Annotated[Number, Field(ge=1)] | None = Field(None, description="Number of the edition")
    edition_label: Text | None = Field(None, description="The edition in words")
    covers: Annotated[Number, Field(ge=2007, le=2200)] | None = Field(
        None, description="The year an annual report is about"
    )
    date: When = Field(description="When it was published")
    date_note: Text | None = Field(None, description="What is known of the date beyond it")
    posted: When | None = Field(None, description="When it was put on the site, if later")
    agencies: tuple[MemberId, ...] = Field((), description="Ids of the members that wrote or signed it")
    summary: Text = Field(description="What it is, in one or two sentences")
    contents: tuple[Text, ...] = Field((), description="What is in it, point by point")
    url: Url | None = Field(None, description="Where it can be read")


class News(Sourced):
    """Something that happened, told once with its date."""

    date: When = Field(description="When it happened")
    date_note: Text | None = Field(None, description="What is known of the date beyond it")
    headline: Annotated[str, Field(min_length=1, max_length=200)] = Field(
        description="One line, at most 200 characters"
    )
    summary: Annotated[str, Field(min_length=1, max_length=1000)] = Field(
        description="What happened, at most 1,000 characters"
    )
    about: tuple[TopicId, ...] = Field(
        (), description="Ids of the members, publications, people, meetings or groups it is about"
    )
    url: Url | None = Field(None, description="Where to read more")


class Person(Sourced):
    """Somebody named in the sources, with the office held at the time."""

    name: Text = Field(description="The full name")
    aliases: tuple[Text, ...] = Field((), description="Other spellings")
    role: Text = Field(description="The office held at the time")
    agency: MemberId | None = Field(None, description="Id of the member organisation")
    organisation: Text | None = Field(None, description="The organisation, when it is no member")
    chaired: Flag = Field(default=False, description="true if this person has chaired ISECG")
    summary: Text = Field(description="What the sources say, in one or two sentences")


class Term(Sourced):
    """One term of the rotating chair: who held it, from when to when, as far as is known."""

    agency: MemberId = Field(description="Id of the member that held the chair")
    person: PersonId | None = Field(None, description="Id of the person who held it")
    start: When = Field(description="The first day, as far as known")
    end: When | None = Field(None, description="The last day, as far as known; left out while it lasts")
    known: Literal["stated", "inferred"] = Field(description="Whether a source says so or we conclude it")
    note: Text | None = Field(None, description="What is known beyond the dates")


class Meeting(Sourced):
    """A meeting: when (the span of days, or what is known of it), where, who hosted, how many came."""

    name: Text = Field(description="What the meeting is called")
    aliases: tuple[Text, ...] = Field((), description="Other names")
    kind: Literal["senior-managers", "isecg", "workshop", "before-isecg", "forum"] = Field(
        description="What sort of meeting it was"
    )
    date: When = Field(description="The span of days, or what is known of it")
    date_note: Text | None = Field(None, description="What is known of the date beyond it")
    place: Text | None = Field(None, description="City and country")
    host: Text | None = Field(None, description="Who hosted it")
    attendance: Annotated[Number, Field(ge=1)] | None = Field(None, description="How many agencies came")
    attendance_note: Text | None = Field(None, description="Who came, or how well the number is known")
    summary: Text = Field(description="What it was about")


class Group(Sourced):
    """A working group or team of ISECG."""

    name: Text = Field(description="The group's name")
    acronym: Text | None = Field(None, description="Its acronym")
    aliases: tuple[Text, ...] = Field((), description="Other names")
    active: When = Field(description="From when to when the sources show it at work")
    summary: Text = Field(description="What it does")


class Outsider(Record):
    """A country, company or body that people ask about and that is in no list of members we have."""

    name: Text = Field(description="Its name")
    kind: Literal["country", "agency", "company", "organisation"] = Field(description="What it is")
    aliases: tuple[Text, ...] = Field((), description="Other names that people use")
    remark: Text | None = Field(None, description="What else to say when asked")


class Concept(Record):
    """Words that mean the same in a question; the first is the one shown."""

    words: Annotated[tuple[Text, ...], Field(min_length=2)] = Field(
        description="Two words or more that mean the same in a question; the first is shown"
    )
    decisive: bool = Field(
        default=False,
        description="Whether a question with one of them is only answered by an entry that has one too",
    )


class About(Sourced):
    """What holds for the whole: the group's names, and up to when the list of members was checked."""

    name: Text = Field(description="The full name")
    aliases: tuple[Text, ...] = Field(description="Other names and misspellings")
    website: Url = Field(description="The group's site")
    contact: Text = Field(description="Where to write to")
    founded: When = Field(description="When it was founded")
    members_checked: When = Field(description="Up to when the list of members is known to be complete")
    members_sources: Annotated[tuple[SourceId, ...], Field(min_length=1)] = Field(
        description="Ids of the sources of the list of members"
    )


class Entry(Record):
    """One thing the bot can say, and the questions it is the answer to.

    `questions` may hold slots (`when did {member} join`); naming a thing outright (`is China a member`)
    ties that phrasing to it. `answer` is a Jinja template over the loaded model. `cite` lists Jinja
    expressions that give records (or lists of records) whose sources and as-of date belong to the answer.
    """

    topic: Text = Field(description="What it is about, in a few words")
    questions: Annotated[
        tuple[Annotated[str, Field(min_length=1, max_length=200)], ...], Field(min_length=1)
    ] = Field(description="The ways to ask it, with slots such as {member}; the first is shown to people")
    answer: Text | None = Field(None, description="What to say: text, or a Jinja template over the model")
    unknown: Text | None = Field(None, description="In place of an answer: what to say of a thing not known")
    as_of: When | None = Field(None, description="The date for which the answer holds")
    sources: tuple[SourceId, ...] = Field((), description="Ids of the sources that say so")
    cite: tuple[Text, ...] = Field(
        (), description="Jinja expressions for records whose sources and dates belong to the answer"
    )
    optional: tuple[SlotName, ...] = Field((), description="Slots that a question need not fill")
    negation: Literal["same", "any"] = Field(
        "same", description="any: the answer holds for a negated question too"
    )
    related: tuple[EntryId, ...] = Field((), description="Ids of entries to ask next")
