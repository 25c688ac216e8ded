"""The questions by which two snapshots are compared, the most telling ones first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import chain

from bot.answers.rendering import SLOT, contexts, kind_of, label, with_date, worded
from bot.answers.snapshot import Snapshot
from bot.answers.templates import FaultyTemplateError
from bot.knowledge.base import Knowledge
from bot.knowledge.diff import Changes, diff
from bot.knowledge.model import Entry, Member, Record
from bot.matching.demands import Binding
from bot.matching.times import Window

_KINDS: Mapping[str, str] = {
    "member": "members",
    "outsider": "outsiders",
    "person": "people",
    "publication": "publications",
    "meeting": "meetings",
    "group": "groups",
}
"""The kind of slot, and where its things are in the knowledge."""

_MOST_CHANGED = 5  # things of a kind that slots are filled with
_MOST_RENDERED = 60  # things of a kind that answers are rendered for; there are hundreds of outsiders


class Probes:
    """Makes the questions for two snapshots; `today` gives the dates to ask for."""

    def __init__(self, old: Snapshot, new: Snapshot, today: date) -> None:
        self._old, self._new, self._today = old, new, today
        self._changes: Changes = diff(old.knowledge, new.knowledge)

    @property
    def names(self) -> frozenset[str]:
        """The names of the things that were added, changed or removed."""
        return frozenset(chain.from_iterable(self._changed.values()))

    def questions(self) -> Iterator[str]:
        """Yield questions, some of them twice."""
        for entry in self._both():  # what the changed things are asked for
            for question in entry.questions[:1]:
                if any(self._changed.get(kind_of(slot)) for slot in SLOT.findall(question)):
                    yield from self._filled(question)
        yield from self._computed()
        for question in self._reworded():
            yield from self._filled(question, fully=False)
        for entry in self._both():
            yield from self._filled(entry.questions[0])
        for entry in self._edited():
            for question in entry.questions:
                yield from self._filled(question, fully=False)

    def _both(self) -> Iterable[Entry]:
        """Yield every entry as it is now, then those that are gone."""
        return chain(self._new.knowledge.entries, self._gone())

    def _gone(self) -> Iterator[Entry]:
        return (one for one in self._changes.of("entries").removed if isinstance(one, Entry))

    def _edited(self) -> Iterator[Entry]:
        """Yield the entries whose wordings are all asked, before and after the edit."""
        changes = self._changes.of("entries")
        records = [
            *changes.added,
            *(one for changed in changes.changed for one in (changed.new, changed.old)),
            *changes.removed,
        ]
        return (one for one in records if isinstance(one, Entry))

    def _reworded(self) -> Iterator[str]:
        """Yield the wordings that came or went."""
        for changed in self._changes.of("entries").changed:
            if isinstance(changed.old, Entry) and isinstance(changed.new, Entry):
                before, after = changed.old.questions, changed.new.questions
                yield from (question for question in after if question not in before)
                yield from (question for question in before if question not in after)

    # What slots are filled with

    @cached_property
    def _changed(self) -> Mapping[str, tuple[str, ...]]:
        """The names, by kind of slot, of things that were added, changed or removed."""
        found: dict[str, tuple[str, ...]] = {}
        for slot, kind in _KINDS.items():
            changes = self._changes.of(kind)
            records = [*changes.added, *(one.new for one in changes.changed), *changes.removed]
            names = [name for record in records[:_MOST_CHANGED] for name in _names(record)]
            found[slot] = tuple(dict.fromkeys(names))
        members = self._changes.of("members")
        regions = [one.region for one in (*members.added, *members.removed) if isinstance(one, Member)]
        found["region"] = tuple(dict.fromkeys(regions))
        return found

    @cached_property
    def _usual(self) -> Mapping[str, tuple[str, ...]]:
        """Names, by kind of slot, to fill a slot with for which nothing changed."""
        found = {
            slot: tuple(label(record) for record in _records(self._new.knowledge, kind)[:3])
            for slot, kind in _KINDS.items()
        }
        count = len(self._new.knowledge.members)
        return {**found, "region": ("Europe", "Asia"), "number": (str(count), "3")}

    def _filled(self, question: str, *, fully: bool = True) -> Iterator[str]:
        """Yield a question with its slots filled: each changed thing in turn, or else something usual."""
        years = [2015, self._today.year] if fully else [2015]
        dated = (
            [with_date(question, _in_year(year)) for year in years] if "{date}" in question else [question]
        )
        for text in dated:
            slots = list(dict.fromkeys(SLOT.findall(text)))
            usual = {slot: self._usual_name(slot) for slot in slots}
            if None in usual.values():
                continue
            fillings = [
                {**usual, slot: name}
                for slot in slots
                for name in self._changed.get(kind_of(slot), ())[: None if fully else 1]
            ]
            for filling in fillings or [usual]:
                yield "".join(
                    part if number % 2 == 0 else filling[part] or ""
                    for number, part in enumerate(SLOT.split(text))
                )

    def _usual_name(self, slot: str) -> str | None:
        names = self._usual.get(kind_of(slot), ())
        place = int(slot[-1]) - 1 if slot[-1:].isdigit() else 0
        return names[place] if len(names) > place else None

    # Answers that are computed for each thing of a kind

    def _computed(self) -> Iterator[str]:
        """Yield the question of each thing whose rendered answer differs."""
        for entry in self._new.knowledge.entries:
            slots = set(SLOT.findall(entry.questions[0]))
            before = self._old.entries.get(entry.id)
            if before is None or len(slots) != 1:
                continue
            slot = slots.pop()
            for id_ in self._common(kind_of(slot)):
                binding = Binding({slot: (id_,)})
                if self._rendered(self._old, before, binding) != self._rendered(self._new, entry, binding):
                    question = worded(self._new, entry, binding)
                    if question is not None:
                        yield question

    def _common(self, slot: str) -> Sequence[str]:
        """The ids of the things of a kind that both snapshots know."""
        kind = _KINDS.get(slot)
        if kind is None:
            return ()
        before = {record.id for record in _records(self._old.knowledge, kind)}
        after = [record.id for record in _records(self._new.knowledge, kind)]
        return [id_ for id_ in after if id_ in before][:_MOST_RENDERED]

    def _rendered(self, snapshot: Snapshot, entry: Entry, binding: Binding) -> tuple[str, ...]:
        try:
            compiled = snapshot.compiled(entry)
            return tuple(compiled.text(context) for context in contexts(snapshot, binding, self._today))
        except FaultyTemplateError as fault:
            return (str(fault),)


def _records(knowledge: Knowledge, kind: str) -> tuple[Record, ...]:
    found: tuple[Record, ...] = getattr(knowledge, kind)
    return found


def _names(record: Record) -> Iterator[str]:
    """Yield how a reader names a thing."""
    yield label(record)
    if isinstance(record, Member) and record.country:
        yield record.country_name


def _in_year(year: int) -> Window:
    return Window("in", date(year, 1, 1), date(year, 12, 31), f"in {year}")
