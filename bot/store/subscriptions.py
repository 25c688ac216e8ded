"""Queries on subscriptions: one for each channel, never lost to an outage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.records import Action, DeliveryState, Kind, Subscription, SubscriptionState, Wish
from bot.store.tables import deliveries, subscriptions

_KINDS = {
    Kind.MEMBERS: subscriptions.c.members,
    Kind.NEWS: subscriptions.c.news,
    Kind.PUBLICATIONS: subscriptions.c.publications,
}


async def subscribe(connection: AsyncConnection, wish: Wish, now: datetime) -> Subscription:
    """Make or change the channel's subscription; active from now on, for events after this moment."""
    values = _values(wish)
    before = await find(connection, wish.channel_id)
    if before is None:
        await connection.execute(
            insert(subscriptions).values(
                channel_id=wish.channel_id, state=SubscriptionState.ACTIVE.value, created_at=now, **values
            )
        )
    else:
        if before.state is SubscriptionState.ENDED:
            values["created_at"] = now
        await connection.execute(
            update(subscriptions).where(subscriptions.c.channel_id == wish.channel_id).values(**values)
        )
        await _activate(connection, subscriptions.c.channel_id == wish.channel_id, now)
        await works(connection, [before.id])
    after = await find(connection, wish.channel_id)
    assert after is not None
    return after


async def change(connection: AsyncConnection, wish: Wish) -> Subscription | None:
    """Change what a channel wishes and leave its state as it is; None if it has no subscription."""
    await connection.execute(
        update(subscriptions)
        .where(
            subscriptions.c.channel_id == wish.channel_id,
            subscriptions.c.state != SubscriptionState.ENDED.value,
        )
        .values(**_values(wish))
    )
    after = await find(connection, wish.channel_id)
    return None if after is None or after.state is SubscriptionState.ENDED else after


def _values(wish: Wish) -> dict[str, object]:
    return {
        "guild_id": wish.guild_id,
        **{column.name: kind in wish.kinds for kind, column in _KINDS.items()},
        "role_id": wish.role_id,
        "language": wish.language,
        "publish": wish.publish,
        "subscriber_id": wish.subscriber_id,
    }


async def find(connection: AsyncConnection, channel_id: int) -> Subscription | None:
    """The channel's subscription in whatever state, or None."""
    row = (
        await connection.execute(select(subscriptions).where(subscriptions.c.channel_id == channel_id))
    ).one_or_none()
    return None if row is None else subscription_of(row)


async def of_guild(connection: AsyncConnection, guild_id: int) -> tuple[Subscription, ...]:
    """Every subscription of a server that has not ended, oldest first."""
    rows = await connection.execute(
        select(subscriptions)
        .where(subscriptions.c.guild_id == guild_id, subscriptions.c.state != SubscriptionState.ENDED.value)
        .order_by(subscriptions.c.id)
    )
    return tuple(subscription_of(row) for row in rows)


async def disabled_guilds(connection: AsyncConnection) -> tuple[int, ...]:
    """Servers with a subscription that is disabled."""
    rows = await connection.execute(
        select(subscriptions.c.guild_id)
        .where(
            subscriptions.c.state == SubscriptionState.DISABLED.value, subscriptions.c.guild_id.is_not(None)
        )
        .distinct()
    )
    return tuple(rows.scalars())


async def pause(connection: AsyncConnection, channel_id: int) -> bool:
    """Stop alerts until `resume`; what happens meanwhile is never sent."""
    changed = await connection.execute(
        update(subscriptions)
        .where(
            subscriptions.c.channel_id == channel_id,
            subscriptions.c.state.in_([SubscriptionState.ACTIVE.value, SubscriptionState.DISABLED.value]),
        )
        .values(state=SubscriptionState.PAUSED.value, reason=None, probe_at=None)
    )
    return changed.rowcount > 0


async def resume(connection: AsyncConnection, channel_id: int, now: datetime) -> bool:
    """End a pause; what was already waiting for this channel goes out."""
    return (
        await _activate(
            connection,
            and_(
                subscriptions.c.channel_id == channel_id,
                subscriptions.c.state == SubscriptionState.PAUSED.value,
            ),
            now,
        )
        > 0
    )


async def unsubscribe(connection: AsyncConnection, channel_id: int) -> bool:
    """End the subscription: nothing more is posted, and nobody's id is kept but the channel's own."""
    ended = await connection.execute(
        update(subscriptions)
        .where(
            subscriptions.c.channel_id == channel_id,
            subscriptions.c.state != SubscriptionState.ENDED.value,
        )
        .values(
            state=SubscriptionState.ENDED.value,
            reason=None,
            role_id=None,
            subscriber_id=None,
            language=None,
            probe_at=None,
        )
    )
    mine = select(subscriptions.c.id).where(subscriptions.c.channel_id == channel_id)
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscription_id.in_(mine),
            deliveries.c.action != Action.EDIT.value,
            deliveries.c.state.in_([DeliveryState.PENDING.value, DeliveryState.DEAD.value]),
        )
        .values(state=DeliveryState.CANCELLED.value, reason="unsubscribed")
    )
    return ended.rowcount > 0


async def disable(
    connection: AsyncConnection,
    reason: str,
    probe_at: datetime | None,
    *,
    channel_id: int | None = None,
    guild_id: int | None = None,
) -> int:
    """May not post there: stop until `revive`, keeping what waits; returns how many subscriptions stopped."""
    place = and_(_place(channel_id, guild_id), subscriptions.c.state == SubscriptionState.ACTIVE.value)
    ids = list((await connection.execute(select(subscriptions.c.id).where(place))).scalars())
    if not ids:
        return 0
    await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.id.in_(ids))
        .values(state=SubscriptionState.DISABLED.value, reason=reason, probe_at=probe_at, probes=0)
    )
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscription_id.in_(ids),
            deliveries.c.state == DeliveryState.PENDING.value,
            deliveries.c.action == Action.POST.value,
        )
        .values(state=DeliveryState.DEAD.value, reason=reason)
    )
    return len(ids)


async def revive(
    connection: AsyncConnection,
    now: datetime,
    *,
    channel_id: int | None = None,
    guild_id: int | None = None,
) -> int:
    """The permission is back: active again, and what was dead goes out; returns how many revived."""
    return await _activate(
        connection,
        and_(_place(channel_id, guild_id), subscriptions.c.state == SubscriptionState.DISABLED.value),
        now,
    )


async def works(connection: AsyncConnection, ids: Sequence[int]) -> None:
    """Alerts have arrived, so the next trouble is a new one: its subscriber may be told again.

    That a permission seems to be back is not enough; a refusal that comes again is the same trouble.
    """
    await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.id.in_(ids), subscriptions.c.told_at.is_not(None))
        .values(told_at=None)
    )


async def take_notices(connection: AsyncConnection, now: datetime, limit: int) -> tuple[Subscription, ...]:
    """Disabled subscriptions whose subscriber was not told since the last alert; marked as told first."""
    rows = (
        await connection.execute(
            select(subscriptions)
            .where(
                subscriptions.c.state == SubscriptionState.DISABLED.value, subscriptions.c.told_at.is_(None)
            )
            .order_by(subscriptions.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
    ).all()
    if rows:
        await connection.execute(
            update(subscriptions).where(subscriptions.c.id.in_([row.id for row in rows])).values(told_at=now)
        )
    return tuple(subscription_of(row) for row in rows)


async def take_probes(
    connection: AsyncConnection, now: datetime, first: timedelta, cap: timedelta, limit: int
) -> tuple[Subscription, ...]:
    """Disabled subscriptions whose permission should be looked at again; each pause is longer."""
    rows = (
        await connection.execute(
            select(subscriptions)
            .where(subscriptions.c.state == SubscriptionState.DISABLED.value, subscriptions.c.probe_at <= now)
            .order_by(subscriptions.c.probe_at)
            .limit(limit)
            .with_for_update(skip_locked=True, key_share=True)
        )
    ).all()
    for row in rows:
        pause_length = min(first * 2 ** min(row.probes + 1, 16), cap)
        await connection.execute(
            update(subscriptions)
            .where(subscriptions.c.id == row.id)
            .values(probes=row.probes + 1, probe_at=now + pause_length)
        )
    return tuple(subscription_of(row) for row in rows)


async def next_probe(connection: AsyncConnection) -> datetime | None:
    """When the next permission should be looked at."""
    moment: datetime | None = (
        await connection.execute(
            select(subscriptions.c.probe_at)
            .where(
                subscriptions.c.state == SubscriptionState.DISABLED.value,
                subscriptions.c.probe_at.is_not(None),
            )
            .order_by(subscriptions.c.probe_at)
            .limit(1)
        )
    ).scalar_one_or_none()
    return moment


async def _activate(connection: AsyncConnection, where: ColumnElement[bool], now: datetime) -> int:
    ids = list((await connection.execute(select(subscriptions.c.id).where(where))).scalars())
    if not ids:
        return 0
    await connection.execute(
        update(subscriptions)
        .where(subscriptions.c.id.in_(ids))
        .values(state=SubscriptionState.ACTIVE.value, reason=None, probe_at=None, probes=0)
    )
    await connection.execute(
        update(deliveries)
        .where(deliveries.c.subscription_id.in_(ids), deliveries.c.state == DeliveryState.DEAD.value)
        .values(state=DeliveryState.PENDING.value, due_at=now, attempts=0, reason=None)
    )
    # Where nobody could tell because the channel was out of sight, it can be looked at now: not sent again,
    # but reconciled, as if the lease of the request had just run out.
    await connection.execute(
        update(deliveries)
        .where(
            deliveries.c.subscription_id.in_(ids),
            deliveries.c.state == DeliveryState.HELD.value,
            deliveries.c.action == Action.POST.value,
            deliveries.c.requested_at.is_not(None),
        )
        .values(state=DeliveryState.SENDING.value, lease_until=now, leased_by=None)
    )
    return len(ids)


def _place(channel_id: int | None, guild_id: int | None) -> ColumnElement[bool]:
    if channel_id is None and guild_id is None:
        raise ValueError("name a channel or a server")
    conditions = []
    if channel_id is not None:
        conditions.append(subscriptions.c.channel_id == channel_id)
    if guild_id is not None:
        conditions.append(subscriptions.c.guild_id == guild_id)
    return or_(*conditions)


def wants(kind: Kind) -> ColumnElement[bool]:
    """The condition that a subscription asks for this kind."""
    return _KINDS[kind].is_(True)


def subscription_of(row: Row[Any]) -> Subscription:
    """A row as a value."""
    return Subscription(
        id=row.id,
        channel_id=row.channel_id,
        guild_id=row.guild_id,
        kinds=frozenset(kind for kind, column in _KINDS.items() if getattr(row, column.name)),
        role_id=row.role_id,
        language=row.language,
        publish=row.publish,
        subscriber_id=row.subscriber_id,
        state=SubscriptionState(row.state),
        reason=row.reason,
        created_at=row.created_at,
    )
