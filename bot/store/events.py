"""Queries on events: writing them with their deliveries, listing them, hold, release, cancel, retry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.known import columns_of, item_of, pass_turnstile
from bot.store.records import (
    WITHDRAWN,
    Action,
    Change,
    DeliveryState,
    EventState,
    EventSummary,
    Kind,
    KnownItem,
    NewEvent,
    SubscriptionState,
    Trouble,
)
from bot.store.subscriptions import wants
from bot.store.tables import deliveries, event_items, events, subscriptions


async def add(connection: AsyncConnection, event: NewEvent, now: datetime) -> int:
    """Write an event with its items and deliveries; the caller holds the turnstile. Returns its id."""
    release = await _next_release(connection) if event.state is EventState.RELEASED else None
    written = await connection.execute(
        insert(events)
        .values(
            key=event.key,
            kind=event.kind.value,
            change=event.change.value,
            state=event.state.value,
            revision=event.revision,
            created_at=now,
            release=release,
        )
        .returning(events.c.id)
    )
    event_id: int = written.scalar_one()
    await connection.execute(
        insert(event_items), [{"event_id": event_id, **columns_of(item)} for item in event.items]
    )
    if event.change is Change.NEW:
        await _post_to_subscribers(connection, event_id, event.kind, now)
    else:
        await _edit_what_was_posted(connection, event_id, event.items, now)
        if event.change is Change.RESTORED and release is not None:
            await _reopen(connection, event_id, now)
    if connection.dialect.name == "postgresql":
        # Claims follow at once, and without fresh statistics a long queue is planned as if it were short.
        await connection.execute(text("ANALYZE deliveries, events"))
    return event_id


async def _post_to_subscribers(connection: AsyncConnection, event_id: int, kind: Kind, now: datetime) -> None:
    """One delivery for each channel subscribed at this moment; a disabled one gets it when it revives."""
    active = subscriptions.c.state == SubscriptionState.ACTIVE.value
    place = func.coalesce(subscriptions.c.guild_id, subscriptions.c.channel_id)
    turn = (func.row_number().over(partition_by=place, order_by=subscriptions.c.id) - 1).label("turn")
    chosen = (
        select(
            literal(event_id),
            subscriptions.c.id,
            literal(Action.POST.value),
            turn,
            case((active, DeliveryState.PENDING.value), else_=DeliveryState.DEAD.value),
            literal(now, deliveries.c.due_at.type),
            case((active, None), else_=subscriptions.c.reason),
        )
        .where(
            wants(kind),
            subscriptions.c.state.in_([SubscriptionState.ACTIVE.value, SubscriptionState.DISABLED.value]),
        )
        .order_by(turn, subscriptions.c.id)
    )
    await connection.execute(
        insert(deliveries).from_select(
            ["event_id", "subscription_id", "action", "turn", "state", "due_at", "reason"], chosen
        )
    )


async def _edit_what_was_posted(
    connection: AsyncConnection, event_id: int, items: Sequence[KnownItem], now: datetime
) -> None:
    """One edit for each message about these items that was posted or still may be."""
    can_be_edited = or_(
        deliveries.c.state.not_in([DeliveryState.SENT.value, DeliveryState.CANCELLED.value]),
        deliveries.c.message_id.is_not(None),
    )
    chosen = select(
        literal(event_id),
        deliveries.c.subscription_id,
        literal(Action.EDIT.value),
        deliveries.c.id,
        deliveries.c.turn,
        literal(DeliveryState.PENDING.value),
        literal(now, deliveries.c.due_at.type),
    ).where(
        deliveries.c.action == Action.POST.value,
        deliveries.c.event_id.in_(_announcing(items)),
        can_be_edited,
    )
    await connection.execute(
        insert(deliveries).from_select(
            ["event_id", "subscription_id", "action", "target_id", "turn", "state", "due_at"], chosen
        )
    )


def _announcing(items: Sequence[KnownItem]) -> Select[tuple[int]]:
    """The events that announced these items as new."""
    return (
        select(event_items.c.event_id)
        .join(events, events.c.id == event_items.c.event_id)
        .where(
            events.c.change == Change.NEW.value,
            tuple_(event_items.c.kind, event_items.c.item_id).in_(
                [(item.kind.value, item.id) for item in items]
            ),
        )
    )


async def _reopen(connection: AsyncConnection, event_id: int, now: datetime) -> None:
    """What was not posted because it had been withdrawn is posted after all."""
    items = await items_of(connection, [event_id])
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.action == Action.POST.value,
            deliveries.c.state == DeliveryState.CANCELLED.value,
            deliveries.c.reason == WITHDRAWN,
            deliveries.c.event_id.in_(_announcing(items[event_id])),
        )
        .values(state=DeliveryState.PENDING.value, due_at=now, reason=None)
    )


async def _next_release(connection: AsyncConnection) -> int:
    newest: int | None = (await connection.execute(select(func.max(events.c.release)))).scalar_one()
    return (newest or 0) + 1


async def items_of(connection: AsyncConnection, event_ids: Sequence[int]) -> dict[int, tuple[KnownItem, ...]]:
    """The items of each event, by id."""
    found: dict[int, list[KnownItem]] = {event_id: [] for event_id in event_ids}
    rows = await connection.execute(
        select(event_items).where(event_items.c.event_id.in_(event_ids)).order_by(event_items.c.item_id)
    )
    for row in rows:
        found[row.event_id].append(item_of(row))
    return {event_id: tuple(items) for event_id, items in found.items()}


async def listing(connection: AsyncConnection, limit: int = 50) -> tuple[EventSummary, ...]:
    """The newest events, newest first, with the counts of their deliveries."""
    rows = (await connection.execute(select(events).order_by(events.c.id.desc()).limit(limit))).all()
    ids = [row.id for row in rows]
    items = await items_of(connection, ids)
    counted = await connection.execute(
        select(deliveries.c.event_id, deliveries.c.state, func.count())
        .where(deliveries.c.event_id.in_(ids), deliveries.c.action != Action.PUBLISH.value)
        .group_by(deliveries.c.event_id, deliveries.c.state)
    )
    counts = {(event_id, DeliveryState(state)): number for event_id, state, number in counted}
    return tuple(
        EventSummary(
            id=row.id,
            kind=Kind(row.kind),
            change=Change(row.change),
            state=EventState(row.state),
            created_at=row.created_at,
            revision=row.revision,
            items=items[row.id],
            delivered=counts.get((row.id, DeliveryState.SENT), 0),
            pending=counts.get((row.id, DeliveryState.PENDING), 0)
            + counts.get((row.id, DeliveryState.SENDING), 0),
            disabled=counts.get((row.id, DeliveryState.DEAD), 0),
            held=counts.get((row.id, DeliveryState.HELD), 0),
            cancelled=counts.get((row.id, DeliveryState.CANCELLED), 0),
        )
        for row in rows
    )


async def troubles(connection: AsyncConnection, event_id: int) -> tuple[Trouble, ...]:
    """The deliveries of an event that are dead or held, with the reason."""
    rows = await connection.execute(
        select(
            deliveries.c.id,
            subscriptions.c.channel_id,
            deliveries.c.action,
            deliveries.c.state,
            deliveries.c.reason,
        )
        .join(subscriptions, subscriptions.c.id == deliveries.c.subscription_id)
        .where(
            deliveries.c.event_id == event_id,
            deliveries.c.state.in_([DeliveryState.DEAD.value, DeliveryState.HELD.value]),
        )
        .order_by(deliveries.c.id)
    )
    return tuple(
        Trouble(row.id, row.channel_id, Action(row.action), DeliveryState(row.state), row.reason)
        for row in rows
    )


async def hold(connection: AsyncConnection, event_id: int) -> bool:
    """Stop an event from going out to those who have not had it yet."""
    changed = await connection.execute(
        update(events)
        .where(events.c.id == event_id, events.c.state == EventState.RELEASED.value)
        .values(state=EventState.WAITING.value)
    )
    return changed.rowcount > 0


async def release(connection: AsyncConnection, event_id: int, now: datetime) -> bool:
    """Let a waiting event go out; False if it does not exist or is not waiting."""
    await pass_turnstile(connection)
    changed = await connection.execute(
        update(events)
        .where(events.c.id == event_id, events.c.state == EventState.WAITING.value)
        .values(state=EventState.RELEASED.value, release=await _next_release(connection))
        .returning(events.c.change)
    )
    change = changed.scalar_one_or_none()
    if change == Change.RESTORED.value:
        await _reopen(connection, event_id, now)
    return change is not None


async def cancel(connection: AsyncConnection, event_id: int) -> bool:
    """Never send what has not been sent of an event; what was posted stays."""
    changed = await connection.execute(
        update(events)
        .where(events.c.id == event_id, events.c.state != EventState.CANCELLED.value)
        .values(state=EventState.CANCELLED.value)
    )
    open_states = [DeliveryState.PENDING.value, DeliveryState.DEAD.value, DeliveryState.HELD.value]
    mine = select(deliveries.c.id).where(
        deliveries.c.event_id == event_id, deliveries.c.state.in_(open_states)
    )
    await _cancel(connection, deliveries.c.target_id.in_(mine), "the alert was cancelled")
    await _cancel(connection, deliveries.c.id.in_(mine), "cancelled by a maintainer")
    return changed.rowcount > 0


async def retry(connection: AsyncConnection, event_id: int, now: datetime) -> int:
    """Send again what is held or dead of an event: a person has decided. Returns how many.

    A dead one whose subscription is still disabled stays dead: there the permission is missing.
    """
    working = select(subscriptions.c.id).where(subscriptions.c.state == SubscriptionState.ACTIVE.value)
    changed = await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.event_id == event_id,
            or_(
                deliveries.c.state == DeliveryState.HELD.value,
                (deliveries.c.state == DeliveryState.DEAD.value) & deliveries.c.subscription_id.in_(working),
            ),
        )
        .values(
            state=DeliveryState.PENDING.value,
            due_at=now,
            attempts=0,
            requested_at=None,
            reply_lost=False,
            as_of=None,
            reason=None,
        )
    )
    return changed.rowcount


async def cancel_edits(connection: AsyncConnection, targets: Sequence[int], reason: str) -> None:
    """These messages will not exist: nothing of them can be edited or published."""
    await _cancel(connection, deliveries.c.target_id.in_(targets), reason)


async def _cancel(connection: AsyncConnection, where: ColumnElement[bool], reason: str) -> None:
    await connection.execute(
        update(deliveries)
        .where(where, deliveries.c.state.not_in([DeliveryState.SENT.value, DeliveryState.CANCELLED.value]))
        .values(state=DeliveryState.CANCELLED.value, reason=reason)
    )
