"""Queries on what has been seen of the knowledge, and on small named values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.records import Kind, Known, KnownItem
from bot.store.tables import known_items, meta

_BASELINE = "baseline"
_TURNSTILE = "enqueue"


async def pass_turnstile(connection: AsyncConnection) -> None:
    """Wait until nobody else compares the knowledge with the store; held until the transaction ends."""
    await connection.execute(select(meta.c.value).where(meta.c.name == _TURNSTILE).with_for_update())


async def known(connection: AsyncConnection) -> Known | None:
    """What has been seen; None before the first run."""
    if await note(connection, _BASELINE) is None:
        return None
    rows = await connection.execute(select(known_items).order_by(known_items.c.kind, known_items.c.item_id))
    return Known(tuple(item_of(row) for row in rows))


async def remember(connection: AsyncConnection, items: Sequence[KnownItem]) -> None:
    """Replace the last known state of these items."""
    for item in items:
        await connection.execute(
            delete(known_items).where(known_items.c.kind == item.kind, known_items.c.item_id == item.id)
        )
    if items:
        await connection.execute(insert(known_items), [columns_of(item) for item in items])


async def mark_baseline(connection: AsyncConnection, revision: str) -> None:
    """Record that the first run has happened, at this revision of the knowledge."""
    await set_note(connection, _BASELINE, revision)


async def note(connection: AsyncConnection, name: str) -> str | None:
    """A small named value, or None."""
    value: str | None = (
        await connection.execute(select(meta.c.value).where(meta.c.name == name))
    ).scalar_one_or_none()
    return value


async def set_note(connection: AsyncConnection, name: str, value: str) -> None:
    """Write a small named value."""
    changed = await connection.execute(update(meta).where(meta.c.name == name).values(value=value))
    if changed.rowcount == 0:
        await connection.execute(insert(meta).values(name=name, value=value))


def item_of(row: Row[Any]) -> KnownItem:
    """A row of known_items or event_items as a value."""
    return KnownItem(
        kind=Kind(row.kind),
        id=row.item_id,
        version=row.version,
        fingerprint=row.fingerprint,
        snapshot=row.snapshot,
        withdrawn=row.withdrawn,
    )


def columns_of(item: KnownItem) -> dict[str, object]:
    """A value as the columns that known_items and event_items share."""
    return {
        "kind": item.kind.value,
        "item_id": item.id,
        "version": item.version,
        "fingerprint": item.fingerprint,
        "snapshot": item.snapshot,
        "withdrawn": item.withdrawn,
    }
