"""What `isecg-bot alerts` shows and does: events with their counts, and a maintainer's decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.outbox.snapshot import Snapshot
from bot.store.records import Change, EventState, Kind, Trouble
from bot.store.store import Store


class UnknownAlertError(Exception):
    """There is no such alert, or it is not in a state where this can be done; the message says which."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One event as a maintainer sees it; `troubles` are its dead and held deliveries."""

    id: int
    kind: Kind
    change: Change
    state: EventState
    created_at: datetime
    titles: tuple[str, ...]
    delivered: int
    pending: int
    disabled: int
    held: int
    troubles: tuple[Trouble, ...] = ()


async def list_alerts(store: Store, limit: int = 20) -> tuple[Listed, ...]:
    """The newest events, newest first, with who has them and who does not."""
    return tuple(
        [
            Listed(
                id=one.id,
                kind=one.kind,
                change=one.change,
                state=one.state,
                created_at=one.created_at,
                titles=tuple(Snapshot.from_json(item.snapshot).title for item in one.items),
                delivered=one.delivered,
                pending=one.pending,
                disabled=one.disabled,
                held=one.held,
                troubles=await store.troubles(one.id) if one.held or one.disabled else (),
            )
            for one in await store.events(limit)
        ]
    )


async def hold(store: Store, event_id: int) -> None:
    """Stop an event from going out to those who have not had it."""
    if not await store.hold(event_id):
        raise UnknownAlertError(f"alert {event_id} cannot be held: it does not exist or is not going out")


async def release(store: Store, now: datetime, event_id: int | None = None) -> tuple[int, ...]:
    """Let one waiting event go out, or all of them in the order in which they were made; returns which."""
    waiting = [one.id for one in reversed(await store.events(limit=1_000)) if one.state is EventState.WAITING]
    if event_id is not None:
        if event_id not in waiting:
            raise UnknownAlertError(f"alert {event_id} does not wait for a release")
        waiting = [event_id]
    return tuple([one for one in waiting if await store.release(one, now)])


async def cancel(store: Store, event_id: int) -> None:
    """Never send what has not been sent of an event; what was posted stays."""
    if not await store.cancel(event_id):
        raise UnknownAlertError(f"alert {event_id} cannot be cancelled: it does not exist or already is")


async def retry(store: Store, now: datetime, event_id: int) -> int:
    """Send again what is held or dead of an event; returns how many deliveries that is."""
    number = await store.retry(event_id, now)
    if number == 0:
        raise UnknownAlertError(
            f"alert {event_id} has nothing to send again: nothing of it is held, or disabled where the bot"
            " may post by now"
        )
    return number
