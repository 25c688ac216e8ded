"""From the knowledge to what the matcher needs: every name of every thing, and every phrasing read."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.knowledge.base import Knowledge
from bot.knowledge.model import Entry, Member, Publication
from bot.matching.authored import PhrasingReader
from bot.matching.days import MONTH_WORDS
from bot.matching.demands import Demand, Demands, Side, Signature
from bot.matching.entities import SELF, Gazetteer, Thing
from bot.matching.lexicon import Lexicon
from bot.matching.normalise import is_slot, normalise
from bot.matching.ordinary import ORDINARY
from bot.matching.phrasings import Phrasings

REGIONS: Mapping[str, tuple[str, ...]] = {
    "Europe": ("Europe", "European", "Europeans", "European countries", "European agencies"),
    "Asia": ("Asia", "Asian", "Asians", "Asian countries", "Far East", "Asia Pacific"),
    "Middle East": (
        "Middle East", "Middle Eastern", "Arab", "Arabs", "Arab world", "Arab countries", "Gulf states",
    ),
    "North America": ("North America", "North American", "North Americans"),
    "Latin America": (
        "Latin America", "Latin American", "Latin Americans",
        "South America", "South American", "South Americans",
    ),
    "Oceania": ("Oceania", "Pacific", "Australasia", "Down Under"),
    "Africa": ("Africa", "African", "Africans", "African countries"),
}  # fmt: skip
"""How people name a region; Africa has no member yet, and a question about it deserves that answer."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything read once per revision: names, dates of things, phrasings and their signatures."""

    gazetteer: Gazetteer
    known: Lexicon
    """Words that answers are asked with: what a misspelt word most likely is."""
    met: frozenset[str]
    """Further words that only known gaps are asked with; other languages and noise are among them."""
    dated: Mapping[Thing, tuple[date, date]]
    phrasings: Phrasings
    demands: Demands
    concepts: Mapping[str, str]
    decisive: Mapping[str, str]
    """Those words of concepts which only entries that have the concept can answer."""


def build_catalogue(knowledge: Knowledge) -> Catalogue:
    """Read all names and phrasings of the knowledge."""
    gazetteer = Gazetteer.build(names_of(knowledge))
    reader = PhrasingReader(gazetteer)
    entries: list[int] = []
    written: list[str] = []
    words: list[tuple[str, ...]] = []
    signature_of: list[int] = []
    signatures: dict[Signature, int] = {}
    known = {*ORDINARY, *MONTH_WORDS}
    met: set[str] = set()
    shared: dict[
        Hashable, Any
    ] = {}  # one object for all that are equal: there are few, and thousands hold them
    for number, entry in enumerate(knowledge.entries):
        readings = [reader.read(text) for text in entry.questions]
        # What any phrasing of an entry names, another phrasing of it may meet, too.
        tolerated = frozenset().union(*[reading.everything for reading, _ in readings])
        times = frozenset().union(*[reading.times for reading, _ in readings])
        tolerated, times = shared.setdefault(tolerated, tolerated), shared.setdefault(times, times)
        optional = frozenset(entry.optional)
        places: dict[tuple[object, ...], int] = {}
        for reading, slots in readings:
            consts = tuple([mention.things for mention in reading.things])
            alike = (slots, consts, reading.times, reading.ordinals, reading.negated, reading.contrasts)
            place = places.get(alike)
            if place is None:
                demand = Demand.of(reading, slots, optional)
                side = Side(reading.negated, entry.negation == "any", reading.contrasts)
                demand, side = shared.setdefault(demand, demand), shared.setdefault(side, side)
                signature = Signature(demand, side, tolerated, times)
                place = places[alike] = signatures.setdefault(signature, len(signatures))
            words.append(reading.words)
            signature_of.append(place)
        entries += [number] * len(readings)
        written += entry.questions
        (known if entry.unknown is None else met).update(*[reading.words for reading, _ in readings])
    concepts = {
        token: concept.id
        for concept in knowledge.concepts
        for word in concept.words
        for token in normalise(word)
    }
    decisive = {concept.id for concept in knowledge.concepts if concept.decisive}
    known.update(concepts)
    # A name may be misspelt into another word, but is never itself the correction of a misspelt name.
    known -= {name[0] for name in gazetteer.names if len(name) == 1}
    return Catalogue(
        gazetteer=gazetteer,
        known=Lexicon.build(word for word in known if not is_slot(word)),
        met=frozenset(met - known),
        dated=dict(_dates_of(knowledge)),
        phrasings=Phrasings.build(entries, written, words, signature_of),
        demands=Demands.build(tuple(signatures)),
        concepts=concepts,
        decisive={word: id_ for word, id_ in concepts.items() if id_ in decisive},
    )


def names_of(knowledge: Knowledge) -> Iterator[tuple[str, Thing]]:
    """Yield every name and what it names."""
    about = knowledge.about
    for name in (SELF[1], about.name, *about.aliases):
        yield name, SELF
    for member in knowledge.members:
        for name in _member_names(member):
            yield name, ("member", member.id)
    for kind, records in (
        ("outsider", knowledge.outsiders),
        ("person", knowledge.people),
        ("meeting", knowledge.meetings),
        ("group", knowledge.groups),
    ):
        for record in records:
            for name in (record.name, *record.aliases):
                yield name, (kind, record.id)
    for group in knowledge.groups:
        if group.acronym:
            yield group.acronym, ("group", group.id)
    for publication in knowledge.publications:
        for name in (*publication.aliases, *_in_its_month(publication)):
            yield name, ("publication", publication.id)
        if publication.kind != "roadmap":  # the roadmaps share their title; only an edition tells them apart
            yield publication.title, ("publication", publication.id)
    for region, names in REGIONS.items():
        for name in names:
            yield name, ("region", region)


def _member_names(member: Member) -> Iterator[str]:
    yield member.name
    yield member.acronym
    if member.native_name:
        yield member.native_name
    yield from member.aliases
    for former in member.former:
        yield former.name
        if former.acronym:
            yield former.acronym
        if former.native_name:
            yield former.native_name
    if member.country:
        yield member.country_name
    yield from member.country_aliases


def _in_its_month(publication: Publication) -> Iterator[str]:
    """Yield names that end in the year of publication with its month too: "roadmap of August 2013"."""
    first, last = publication.date.earliest, publication.date.latest
    if (first.year, first.month) != (last.year, last.month):
        return
    for name in publication.aliases:
        head, of, year = name.rpartition(" of ")
        if not of:
            head, of, year = name.rpartition(" from ")
        if of and year == str(first.year):
            yield f"{head}{of}{month_name[first.month]} {year}"


def _dates_of(knowledge: Knowledge) -> Iterator[tuple[Thing, tuple[date, date]]]:
    for publication in knowledge.publications:
        dates = [publication.date, *([publication.posted] if publication.posted else [])]
        yield (
            ("publication", publication.id),
            (min(d.earliest for d in dates), max(d.latest for d in dates)),
        )
    for meeting in knowledge.meetings:
        yield ("meeting", meeting.id), (meeting.date.earliest, meeting.date.latest)


def slots_of(entry: Entry, signature: Signature) -> tuple[str, ...]:
    """Return the names of all slots that may be bound when this phrasing of the entry is asked."""
    return (*(name for name, _ in signature.demand.slots), *entry.optional)
