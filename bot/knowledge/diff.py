"""What changed from one state of the knowledge to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bot.knowledge.base import KINDS, Knowledge
from bot.knowledge.model import Record


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a record, before and after."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that is in both states under one id and says something else; `fields` in the model's order."""

    old: Record
    new: Record
    fields: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class KindChanges:
    """What changed among the records of one kind, each group in the order of its files."""

    added: tuple[Record, ...] = ()
    removed: tuple[Record, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed)


_NONE = KindChanges()


@dataclass(frozen=True, slots=True)
class Changes:
    """The kinds in which something changed; false when nothing did."""

    kinds: Mapping[str, KindChanges]

    def of(self, kind: str) -> KindChanges:
        """The changes among one kind of records, such as `members`; empty when there are none."""
        return self.kinds.get(kind, _NONE)

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def __iter__(self) -> Iterator[tuple[str, KindChanges]]:
        return iter(self.kinds.items())


def diff(old: Knowledge, new: Knowledge) -> Changes:
    """Compare two states record by record.

    A record is the same as another when kind and id are equal, whatever its name says: renaming is a change,
    a new id is an addition and a removal. The order of records, and the files they stand in, do not count.
    """
    found = {kind: _kind(_records(old, kind), _records(new, kind)) for kind in KINDS}
    return Changes(MappingProxyType({kind: changes for kind, changes in found.items() if changes}))


def _records(knowledge: Knowledge, kind: str) -> tuple[Record, ...]:
    return (knowledge.about,) if kind == "about" else getattr(knowledge, kind)


def _kind(old: Iterable[Record], new: Iterable[Record]) -> KindChanges:
    before = {record.id: record for record in old}
    after = {record.id: record for record in new}
    return KindChanges(
        added=tuple(record for record in after.values() if record.id not in before),
        removed=tuple(record for record in before.values() if record.id not in after),
        changed=tuple(
            Changed(before[id_], record, _fields(before[id_], record))
            for id_, record in after.items()
            if id_ in before and before[id_] != record
        ),
    )


def _fields(old: Record, new: Record) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, getattr(old, name), getattr(new, name))
        for name in type(new).model_fields
        if getattr(old, name) != getattr(new, name)
    )
