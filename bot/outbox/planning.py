"""What an edit of the knowledge means for those who subscribed: a pure comparison.

`isecg-bot plan` and the enqueue use this same function, so what a plan lists is what is enqueued. An item is
its id, whatever is written about it; an item that was ever seen is never new again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot.knowledge.base import Knowledge
from bot.outbox.snapshot import snapshots
from bot.store.records import Change, EventState, Kind, Known, KnownItem, NewEvent

# More changed items than this in one edit look like a slip: a person must release them.
MASS_LIMIT = 3


@dataclass(frozen=True, slots=True)
class Planned:
    """An event that an edit causes; `before` holds the last known state of each of its items, if any."""

    event: NewEvent
    before: tuple[KnownItem | None, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an edit causes. A `baseline` is the first run: everything is noted, nothing is announced."""

    revision: str
    baseline: bool
    events: tuple[Planned, ...]
    remembered: tuple[KnownItem, ...]
    waits: bool


def known_from(knowledge: Knowledge) -> Known:
    """What a store would know after a first run with this knowledge."""
    return Known(plan_changes(None, knowledge).remembered)


def plan_changes(known: Known | None, knowledge: Knowledge, mass_limit: int = MASS_LIMIT) -> Plan:
    """Compare what is known with the knowledge; `known` is None for a store that has seen nothing yet."""
    now = {(item.kind, item.id): item for item in _items(knowledge)}
    if known is None:
        return Plan(knowledge.revision, baseline=True, events=(), remembered=tuple(now.values()), waits=False)
    before = {(item.kind, item.id): item for item in known.items}
    changes: dict[tuple[Kind, Change], list[tuple[KnownItem | None, KnownItem]]] = {}
    for key in sorted(now.keys() | before.keys()):
        old = before.get(key)
        step = _change(old, now.get(key))
        if step is not None:
            change, item = step
            changes.setdefault((item.kind, change), []).append((old, item))
    count = sum(len(items) for items in changes.values())
    waits = count > mass_limit
    state = EventState.WAITING if waits else EventState.RELEASED
    events = tuple(
        Planned(
            event=NewEvent(
                key=_key(kind, change, [item for _, item in changes[kind, change]]),
                kind=kind,
                change=change,
                state=state,
                revision=knowledge.revision,
                items=tuple(item for _, item in changes[kind, change]),
            ),
            before=tuple(old for old, _ in changes[kind, change]),
        )
        for kind in Kind
        for change in Change
        if (kind, change) in changes
    )
    return Plan(
        revision=knowledge.revision,
        baseline=False,
        events=events,
        remembered=tuple(item for planned in events for item in planned.event.items),
        waits=waits,
    )


def _items(knowledge: Knowledge) -> list[KnownItem]:
    return [
        KnownItem(one.kind, one.id, version=1, fingerprint=one.fingerprint, snapshot=one.to_json())
        for one in snapshots(knowledge)
    ]


def _change(old: KnownItem | None, new: KnownItem | None) -> tuple[Change, KnownItem] | None:
    """What happened to one item, and its next known state; None if nothing that a reader was told."""
    if old is None:
        return None if new is None else (Change.NEW, new)
    version = old.version + 1
    if new is None:
        if old.withdrawn:
            return None
        return Change.WITHDRAWN, KnownItem(
            old.kind, old.id, version, old.fingerprint, old.snapshot, withdrawn=True
        )
    next_state = KnownItem(new.kind, new.id, version, new.fingerprint, new.snapshot)
    if old.withdrawn:
        return Change.RESTORED, next_state
    return None if new.fingerprint == old.fingerprint else (Change.CORRECTED, next_state)


def _key(kind: Kind, change: Change, items: list[KnownItem]) -> str:
    """A name that two processes give to the same event without talking to each other."""
    content = "\n".join(f"{item.id}@{item.version}" for item in items)
    return f"{kind}:{change}:{hashlib.sha256(content.encode()).hexdigest()[:32]}"
