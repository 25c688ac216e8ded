"""What a claimed message shows: its events, and every released version of their items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.known import item_of
from bot.store.records import Action, Change, Claimed, EventState, ItemVersion, Work
from bot.store.tables import deliveries, event_items, events


async def with_contents(connection: AsyncConnection, taken: Sequence[Claimed]) -> Work:
    """Add which events each message shows, and every released version of their items."""
    posts = await connection.execute(
        select(
            deliveries.c.subscription_id,
            deliveries.c.nonce,
            deliveries.c.event_id,
            deliveries.c.as_of,
            deliveries.c.message_id,
        )
        .where(
            deliveries.c.action == Action.POST.value,
            deliveries.c.subscription_id.in_({claimed.subscription.id for claimed in taken}),
            deliveries.c.nonce.in_({claimed.nonce for claimed in taken}),
        )
        .order_by(deliveries.c.id)
    )
    shown: dict[tuple[int, str], list[Any]] = {}
    for row in posts:
        shown.setdefault((row.subscription_id, row.nonce), []).append(row)
    complete = []
    for claimed in taken:
        message = shown[claimed.subscription.id, claimed.nonce]
        posted = claimed.action is not Action.POST
        complete.append(
            replace(
                claimed,
                event_ids=tuple(row.event_id for row in message),
                since=message[0].as_of or 0,
                message_id=message[0].message_id if posted else None,
            )
        )
    event_ids = sorted({event_id for claimed in complete for event_id in claimed.event_ids})
    return Work(tuple(complete), await _versions(connection, event_ids))


async def _versions(
    connection: AsyncConnection, event_ids: Sequence[int]
) -> tuple[tuple[int, tuple[ItemVersion, ...]], ...]:
    """For each announcing event, every version of its items that is released, or is its own."""
    mine = event_items.alias("mine")
    rows = await connection.execute(
        select(
            mine.c.event_id.label("shown_by"),
            event_items,
            events.c.change,
            events.c.created_at,
            events.c.release,
        )
        .select_from(mine)
        .join(event_items, and_(event_items.c.kind == mine.c.kind, event_items.c.item_id == mine.c.item_id))
        .join(events, events.c.id == event_items.c.event_id)
        .where(
            mine.c.event_id.in_(event_ids),
            or_(events.c.state == EventState.RELEASED.value, events.c.id == mine.c.event_id),
        )
        .order_by(mine.c.event_id, event_items.c.item_id, event_items.c.version)
    )
    found: dict[int, list[ItemVersion]] = {event_id: [] for event_id in event_ids}
    for row in rows:
        found[row.shown_by].append(
            ItemVersion(
                event_id=row.event_id,
                release=row.release or 0,
                at=row.created_at,
                change=Change(row.change),
                item=item_of(row),
            )
        )
    return tuple((event_id, tuple(versions)) for event_id, versions in found.items())
