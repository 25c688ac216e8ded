"""One immutable object that answers are made from: the knowledge, its index and its compiled templates."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.answers.compiling import Codes, Compiler
from bot.answers.model import Answer, Related
from bot.answers.templates import Evaluator, FaultyCiteError, FaultyTemplateError, Renderer
from bot.answers.views import Chairs, Collection, Meetings, Members, NewsItems, Publications
from bot.knowledge.base import Knowledge
from bot.knowledge.model import About, Entry, Source
from bot.matching.matcher import Matcher
from bot.matching.remembering import Remembered

_RENDERED = 1024  # answers of a kilobyte or two that are kept

SLOT_KINDS = ("member", "outsider", "person", "publication", "meeting", "group", "region", "date", "number")
"""The kinds of slot; the second and third of a kind are named with `_2` and `_3`."""
FURTHER_SLOTS = tuple(f"{kind}_{number}" for number in (2, 3) for kind in SLOT_KINDS)
"""The names of the second and third of each kind."""


@dataclass(frozen=True, slots=True)
class CompiledEntry:
    """The templates of one entry, ready to run."""

    text: Renderer
    cite: tuple[Evaluator, ...]


def compile_entry(compiler: Compiler, entry: Entry) -> CompiledEntry:
    """Compile an entry's templates; raises FaultyTemplateError."""
    text = compiler.text(entry.answer or entry.unknown or "")
    cite: list[Evaluator] = []
    for number, source in enumerate(entry.cite):
        try:
            cite.append(compiler.expression(source))
        except FaultyTemplateError as fault:
            raise FaultyCiteError(str(fault), number) from None
    return CompiledEntry(text, tuple(cite))


class Snapshot:
    """Everything one question needs; replaced as a whole on reload, so no question sees half of two."""

    def __init__(
        self, knowledge: Knowledge, matcher: Matcher | None = None, codes: Codes | None = None
    ) -> None:
        self.knowledge = knowledge
        self.matcher = Matcher.build(knowledge) if matcher is None else matcher
        self.sources: Mapping[str, Source] = {source.id: source for source in knowledge.sources}
        self.entries: Mapping[str, Entry] = {entry.id: entry for entry in knowledge.entries}
        self.members = Members(knowledge.members)
        self.publications = Publications(knowledge.publications)
        self.news = NewsItems(knowledge.news)
        self.meetings = Meetings(knowledge.meetings)
        self.people = Collection(knowledge.people)
        self.groups = Collection(knowledge.groups)
        self.outsiders = Collection(knowledge.outsiders)
        self.chairs = Chairs(knowledge.chairs)
        self.rendered: Remembered[Hashable, Answer] = Remembered(_RENDERED)
        """Answers by entry, bound slots and day; their confidence is any."""
        self.said: Remembered[Hashable, tuple[str, tuple[Related, ...]]] = Remembered(_RENDERED)
        """The same of entries that say what is not known."""
        self._compiler = Compiler(codes)
        self._compiled: dict[str, CompiledEntry] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what cannot be pickled and is quickly made again."""
        return {"knowledge": self.knowledge, "matcher": self.matcher, "codes": self._compiler.codes}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make the rest again from what was pickled."""
        Snapshot.__init__(self, state["knowledge"], state["matcher"], state["codes"])

    @cached_property
    def about(self) -> About:
        """The record of the group, checked as lately as its newest members are known to be in.

        A count that has in it who joined in October is no count as of September, so their sources and date
        hold for the list as well until it is checked again.
        """
        about = self.knowledge.about
        later = [
            member
            for member in self.knowledge.members
            if about.members_checked.latest < member.joined.earliest <= member.as_of.latest
        ]
        if not later:
            return about
        newest = max(later, key=lambda member: (member.as_of.latest, member.joined.earliest))
        sources = tuple(dict.fromkeys([*newest.sources, *about.members_sources]))
        return about.model_copy(update={"members_checked": newest.as_of, "members_sources": sources})

    @cached_property
    def globals(self) -> Mapping[str, object]:
        """The names that every template may use, apart from its slots and `today`."""
        return {
            "about": self.about,
            "members": self.members,
            "publications": self.publications,
            "roadmaps": self.publications.of_kind("roadmap"),
            "supplements": self.publications.of_kind("supplement"),
            "news": self.news,
            "people": self.people,
            "chairs": self.chairs,
            "meetings": self.meetings,
            "groups": self.groups,
            "outsiders": self.outsiders,
            **dict.fromkeys(SLOT_KINDS),
            **dict.fromkeys(FURTHER_SLOTS),
        }

    def variables(self, entry: Entry) -> frozenset[str]:
        """Return the names that an entry's templates read; raises FaultyTemplateError."""
        sources = (entry.answer or entry.unknown or "", *(f"{{{{ {source} }}}}" for source in entry.cite))
        return frozenset().union(*(self._compiler.variables(source) for source in sources))

    def compiled(self, entry: Entry) -> CompiledEntry:
        """Compile an entry's templates once, when first needed; raises FaultyTemplateError."""
        found = self._compiled.get(entry.id)
        if found is None:
            found = self._compiled[entry.id] = compile_entry(self._compiler, entry)
        return found

    def records(self, kind: str, ids: Iterable[str]) -> Iterator[object]:
        """Yield the things that a slot of a kind stands for; a region is its own name."""
        collections: Mapping[str, Collection[Any]] = {
            "member": self.members,
            "outsider": self.outsiders,
            "person": self.people,
            "publication": self.publications,
            "meeting": self.meetings,
            "group": self.groups,
        }
        if kind == "region":
            yield from ids
        else:
            yield from collections[kind].with_ids(ids)
