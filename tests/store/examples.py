"""Short ways to put things into a store."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.store.records import (
    Action,
    Change,
    Chosen,
    Due,
    EventState,
    Kind,
    KnownItem,
    NewEvent,
    Terms,
    Wish,
    Work,
)
from bot.store.store import Store
from tests.store.databases import NOW

LEASE = timedelta(seconds=60)


def item(name: str, *, version: int = 1, kind: Kind = Kind.MEMBERS, withdrawn: bool = False) -> KnownItem:
    """A known item whose text is its own name and version."""
    return KnownItem(kind, name, version, f"{name}@{version}", f'"{name}@{version}"', withdrawn)


def event(
    *items: KnownItem, change: Change = Change.NEW, state: EventState = EventState.RELEASED
) -> NewEvent:
    """An event about these items."""
    key = f"{change}:" + ",".join(f"{one.id}@{one.version}" for one in items)
    return NewEvent(key, items[0].kind, change, state, "r1", items)


async def add(store: Store, new: NewEvent, now: datetime = NOW) -> int:
    """Write an event the way an enqueue does."""
    async with store.comparing() as comparison:
        await comparison.remember(new.items)
        return await comparison.add(new, now)


def wish(
    channel: int, guild: int | None = 1, kinds: Sequence[Kind] = (Kind.MEMBERS,), **more: object
) -> Wish:
    """A subscription of user 7."""
    return Wish(channel, guild, 7, frozenset(kinds), **more)  # type: ignore[arg-type]  # the rest by name


def one_by_one(due: Sequence[Due]) -> Chosen:
    """No digests: the oldest delivery alone."""
    first = due[0]
    return Chosen((first.id,), first.target_nonce or f"n{first.event_id}c{first.channel_id}")


def all_at_once(due: Sequence[Due]) -> Chosen:
    """Always a digest."""
    return Chosen(tuple(one.id for one in due), f"digest{due[0].channel_id}")


async def claim(
    store: Store,
    owner: str = "relay",
    now: datetime = NOW,
    limit: int = 10,
    actions: tuple[Action, ...] = (Action.POST, Action.EDIT),
) -> Work:
    """Claim single messages."""
    return await store.claim(Terms(owner, now, LEASE, limit, actions), one_by_one)
