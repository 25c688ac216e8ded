"""Queries that move deliveries: a request begins, its outcome is recorded, and how much is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import subscriptions as places
from bot.store.due import JOINED, ready
from bot.store.events import cancel_edits
from bot.store.records import (
    Action,
    DeliveryState,
    Depth,
    EventState,
    Result,
    SubscriptionState,
)
from bot.store.tables import deliveries, events, subscriptions

_SENDING = DeliveryState.SENDING.value
_SETTLED = frozenset({DeliveryState.SENT.value, DeliveryState.CANCELLED.value})

# What runs for every few messages is made once.
_BEGIN = (
    update(deliveries)
    .where(
        deliveries.c.id.in_(bindparam("ids", expanding=True)),
        deliveries.c.state == _SENDING,
        deliveries.c.leased_by == bindparam("owner"),
        deliveries.c.lease_until > bindparam("moment"),
    )
    .values(
        requested_at=func.coalesce(
            deliveries.c.requested_at, bindparam("moment", type_=deliveries.c.requested_at.type)
        ),
        # Until an answer is recorded, the worst is true: there was none.
        reply_lost=True,
        lease_until=bindparam("until"),
    )
    .returning(deliveries.c.id)
)
_AS_THEY_ARE = (
    select(deliveries.c.id, deliveries.c.state, deliveries.c.leased_by, subscriptions.c.told_at)
    .join(subscriptions, subscriptions.c.id == deliveries.c.subscription_id)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
    .order_by(deliveries.c.id)
    .with_for_update(of=deliveries)
)
_WRITTEN = (
    "state",
    "due_at",
    "attempts",
    "leased_by",
    "lease_until",
    "requested_at",
    "reply_lost",
    "as_of",
    "message_id",
    "sent_at",
    "reason",
)
_WRITE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("b_id"))
    .values({name: bindparam(name) for name in _WRITTEN})
)


async def begin(
    connection: AsyncConnection, owner: str, ids: Sequence[int], now: datetime, lease: timedelta
) -> frozenset[int]:
    """Record that requests are about to be made; returns those whose lease is still the owner's."""
    kept = await connection.execute(_BEGIN, {"ids": ids, "owner": owner, "moment": now, "until": now + lease})
    return frozenset(kept.scalars())


async def record(connection: AsyncConnection, owner: str, results: Sequence[Result], now: datetime) -> None:
    """Write outcomes, with what follows: a stopped subscription, a publish, edits that have no message.

    Only the holder of the lease may write, except that a message known to be posted is always recorded. What
    may not be written has no consequences either: a relay that lost its lease disables nothing.
    """
    ids = [delivery_id for result in results for delivery_id in result.claimed.ids]
    now_there = (await connection.execute(_AS_THEY_ARE, {"ids": ids})).all()
    found = {row.id: row for row in now_there}
    counting = _counting(found, owner, results)
    rows = [_row(owner, delivery_id, result) for result, ids in counting for delivery_id in ids]
    if not rows:
        return
    await connection.execute(_WRITE, rows)
    posted = {
        result.claimed.subscription.id
        for result, ids in counting
        if result.claimed.action is Action.POST
        and result.progress.state is DeliveryState.SENT
        and any(found[delivery_id].told_at is not None for delivery_id in ids)
    }
    if posted:
        await places.works(connection, sorted(posted))
    for result, _ in counting:
        await _follow(connection, result, now)


def _row(owner: str, delivery_id: int, result: Result) -> dict[str, object]:
    progress = result.progress
    return {
        "b_id": delivery_id,
        "state": progress.state.value,
        "due_at": progress.due_at,
        "attempts": progress.attempts,
        "leased_by": owner if progress.state is DeliveryState.SENDING else None,
        "lease_until": progress.lease_until,
        "requested_at": progress.requested_at,
        "reply_lost": progress.reply_lost,
        "as_of": progress.as_of,
        "message_id": progress.message_id,
        "sent_at": progress.sent_at,
        "reason": progress.reason,
    }


def _counting(
    found: Mapping[int, Any], owner: str, results: Sequence[Result]
) -> list[tuple[Result, list[int]]]:
    """The results that may be written, each with those of its deliveries that it is still true for."""

    def counts(delivery_id: int, result: Result) -> bool:
        row = found.get(delivery_id)
        if row is None:
            return False
        if row.state == _SENDING and row.leased_by == owner:
            return True
        return result.progress.state is DeliveryState.SENT and row.state not in _SETTLED

    counting = [(result, [one for one in result.claimed.ids if counts(one, result)]) for result in results]
    return [(result, kept) for result, kept in counting if kept]


async def _follow(connection: AsyncConnection, result: Result, now: datetime) -> None:
    claimed, progress = result.claimed, result.progress
    if result.disable is not None:
        await places.disable(
            connection, result.disable, result.probe_at, channel_id=claimed.subscription.channel_id
        )
    if claimed.action is not Action.POST:
        return
    gone = progress.state is DeliveryState.SENT and progress.message_id is None
    if gone or (progress.state is DeliveryState.CANCELLED):
        await cancel_edits(connection, claimed.ids, progress.reason or "the message is not there")
    elif progress.state is DeliveryState.SENT and claimed.subscription.publish:
        await _publish(connection, claimed.ids[0], now)


async def _publish(connection: AsyncConnection, first: int, now: datetime) -> None:
    """The posted message goes to the channel's followers, on its own and at its own pace."""
    others = deliveries.alias("others")
    row = select(
        deliveries.c.event_id,
        deliveries.c.subscription_id,
        literal(Action.PUBLISH.value),
        deliveries.c.id,
        deliveries.c.turn,
        literal(DeliveryState.PENDING.value),
        literal(now, deliveries.c.due_at.type),
    ).where(
        deliveries.c.id == first,
        ~exists().where(others.c.target_id == first, others.c.action == Action.PUBLISH.value),
    )
    await connection.execute(
        insert(deliveries).from_select(
            ["event_id", "subscription_id", "action", "target_id", "turn", "state", "due_at"], row
        )
    )


async def confirm(
    connection: AsyncConnection, channel_id: int, nonce: str, message_id: int, now: datetime
) -> bool:
    """Our own message was seen in the channel: whatever became of the reply, it is posted."""
    place = await places.find(connection, channel_id)
    if place is None:
        return False
    changed = await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscription_id == place.id,
            deliveries.c.nonce == nonce,
            deliveries.c.action == Action.POST.value,
            deliveries.c.state.not_in([DeliveryState.SENT.value, DeliveryState.CANCELLED.value]),
        )
        .values(
            state=DeliveryState.SENT.value,
            message_id=message_id,
            sent_at=now,
            leased_by=None,
            lease_until=None,
            requested_at=None,
            reply_lost=False,
            reason=None,
        )
        .returning(deliveries.c.id)
    )
    ids = sorted(changed.scalars())
    if ids and place.publish:
        await _publish(connection, ids[0], now)
    return bool(ids)


async def drop_leases(connection: AsyncConnection, now: datetime, owner: str | None = None) -> int:
    """End leases at once: all of them where no other relay can exist, or those of a relay that stops."""
    where = [deliveries.c.state == _SENDING]
    if owner is not None:
        where.append(deliveries.c.leased_by == owner)
    changed = await connection.execute(update(deliveries).where(*where).values(lease_until=now))
    return changed.rowcount


async def depth(connection: AsyncConnection) -> Depth:
    """How much there is of everything; `pending` counts only what can go out."""
    by_state = await connection.execute(
        select(deliveries.c.state, func.count())
        .where(deliveries.c.state.in_([_SENDING, DeliveryState.HELD.value, DeliveryState.DEAD.value]))
        .group_by(deliveries.c.state)
    )
    states: dict[str, int] = dict(by_state.all())
    can_go = await connection.execute(
        select(func.count(), func.min(deliveries.c.due_at)).select_from(JOINED).where(ready())
    )
    pending, oldest = can_go.one()
    unfinished = exists().where(
        deliveries.c.event_id == events.c.id, deliveries.c.state == DeliveryState.PENDING.value
    )
    waiting = (
        await connection.execute(
            select(func.count())
            .select_from(events)
            .where(events.c.state == EventState.WAITING.value, unfinished)
        )
    ).scalar_one()
    by_place = await connection.execute(
        select(subscriptions.c.state, func.count()).group_by(subscriptions.c.state)
    )
    places_by_state: dict[str, int] = dict(by_place.all())
    return Depth(
        pending=pending,
        sending=states.get(_SENDING, 0),
        held=states.get(DeliveryState.HELD.value, 0),
        dead=states.get(DeliveryState.DEAD.value, 0),
        waiting_events=waiting,
        active=places_by_state.get(SubscriptionState.ACTIVE.value, 0),
        paused=places_by_state.get(SubscriptionState.PAUSED.value, 0),
        disabled=places_by_state.get(SubscriptionState.DISABLED.value, 0),
        oldest_due=oldest,
    )
