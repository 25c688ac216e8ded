"""Claiming work and recording outcomes: the queries behind the relay.

A claim locks the subscription rows it takes (`FOR UPDATE SKIP LOCKED` on PostgreSQL, nothing on SQLite, where
the writing transaction is alone anyway). Since a channel with a delivery in `sending` is never claimed again,
each channel is served by one relay at a time, in order. The second statement looks afresh at what the first
one locked, so that a claim committed in between is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Integer, Row, and_, bindparam, distinct, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.contents import with_contents
from bot.store.due import JOINED, first, free, ready, target
from bot.store.records import (
    Action,
    Chosen,
    Claimed,
    DeliveryState,
    Due,
    EventState,
    Permit,
    Progress,
    Subscription,
    SubscriptionState,
    Terms,
    Work,
)
from bot.store.subscriptions import subscription_of
from bot.store.tables import deliveries, events, subscriptions

Choose = Callable[[Sequence[Due]], Chosen]

_SENDING = DeliveryState.SENDING.value
# Looking at the front of a long queue is enough, unless much of what stands there cannot go.
_FRONT = 200

# What runs for every few messages is made once.
_now: BindParameter[Any] = bindparam("now")
_ids: BindParameter[Any] = bindparam("ids", expanding=True)
_limit = bindparam("limit", type_=Integer)
_wanted = deliveries.c.action.in_(bindparam("actions", expanding=True))
_events_now = events.alias("events_now")
_expired = and_(deliveries.c.state == _SENDING, deliveries.c.lease_until <= _now, _wanted)
_due = deliveries.c.due_at <= _now
_possible = and_(ready(), free(), _wanted)

_OTHERS = select(func.count(distinct(deliveries.c.leased_by))).where(
    deliveries.c.state == _SENDING,
    deliveries.c.leased_by != bindparam("owner"),
    deliveries.c.lease_until > _now,
    deliveries.c.lease_until <= bindparam("latest"),
)
_LOCK_EXPIRED = (
    select(subscriptions.c.id)
    .join(deliveries, deliveries.c.subscription_id == subscriptions.c.id)
    .where(_expired)
    .order_by(deliveries.c.lease_until, deliveries.c.id)
    .limit(_limit)
    .with_for_update(skip_locked=True, key_share=True, of=subscriptions)
)
_EXPIRED = (
    select(deliveries, events.c.state.label("event_state"))
    .join(events, events.c.id == deliveries.c.event_id)
    .where(_expired, deliveries.c.subscription_id.in_(_ids))
    .order_by(deliveries.c.id)
)
_unlocked = (
    select(subscriptions.c.id)
    .where(_possible, _due, first())
    .order_by(deliveries.c.turn, deliveries.c.id)
    .limit(_limit)
    .with_for_update(skip_locked=True, key_share=True, of=subscriptions)
)
_queue = (
    select(deliveries.c.id)
    .where(deliveries.c.state == DeliveryState.PENDING.value, _due)
    .order_by(deliveries.c.turn, deliveries.c.id)
    .limit(_FRONT)
)
_front = _queue.cte("front").prefix_with("MATERIALIZED", dialect="postgresql")
_LOCK_FRONT = _unlocked.select_from(JOINED.join(_front, _front.c.id == deliveries.c.id))
_LOCK_ANY = _unlocked.select_from(JOINED)
_FRONT_LENGTH = select(func.count()).select_from(_queue.subquery())
_WAITING = (
    select(
        deliveries,
        events.c.key.label("event_key"),
        events.c.created_at.label("event_at"),
        subscriptions.c.channel_id,
        target.c.nonce.label("target_nonce"),
        select(func.max(_events_now.c.release)).scalar_subquery().label("newest"),
    )
    .select_from(JOINED)
    .where(_possible, deliveries.c.subscription_id.in_(_ids))
    .order_by(deliveries.c.id)
)
_PLACES = select(subscriptions).where(subscriptions.c.id.in_(_ids))
_LEASE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("b_id"))
    .values(
        state=_SENDING,
        **{name: bindparam(name) for name in ("leased_by", "lease_until", "nonce", "attempts", "as_of")},
    )
)


async def claim(connection: AsyncConnection, terms: Terms, choose: Choose) -> Work:
    """Lease up to `limit` messages, those of lost relays first; at most one message for each channel."""
    taken = await _take_over(connection, terms)
    if len(taken) < terms.limit:
        taken += await _take_due(connection, terms, terms.limit - len(taken), choose)
    if not taken:
        return Work()
    work = await with_contents(connection, taken)
    return replace(work, relays=1 + await _others(connection, terms))


async def _others(connection: AsyncConnection, terms: Terms) -> int:
    """How many other relays are at work: those that took something within the time of a lease."""
    if connection.dialect.name == "sqlite":
        return 0
    count: int = (
        await connection.execute(
            _OTHERS, {"owner": terms.owner, "now": terms.now, "latest": terms.now + terms.lease}
        )
    ).scalar_one()
    return count


async def _take_over(connection: AsyncConnection, terms: Terms) -> list[Claimed]:
    """Messages whose lease ran out, whole: a digest is never split."""
    actions = [action.value for action in terms.actions]
    locked = await connection.execute(
        _LOCK_EXPIRED, {"now": terms.now, "actions": actions, "limit": terms.limit}
    )
    ids = list(dict.fromkeys(locked.scalars()))
    if not ids:
        return []
    rows = (await connection.execute(_EXPIRED, {"now": terms.now, "actions": actions, "ids": ids})).all()
    places = await _subscriptions(connection, ids)
    groups: dict[tuple[int, str, str], list[Row[Any]]] = {}
    for row in rows:
        groups.setdefault((row.subscription_id, row.action, row.nonce), []).append(row)
    taken = []
    for (subscription_id, action, nonce), group in groups.items():
        place = places[subscription_id]
        progress = replace(_progress(group[0]), lease_until=terms.now + terms.lease)
        taken.append(
            Claimed(
                ids=tuple(row.id for row in group),
                action=Action(action),
                subscription=place,
                event_ids=(),
                causes=tuple(row.event_id for row in group),
                nonce=nonce,
                progress=progress,
                since=progress.as_of or 0,
                recovered=True,
                permit=_permit(place, [EventState(row.event_state) for row in group]),
            )
        )
    await _lease(connection, taken, terms.owner)
    return taken


async def _take_due(connection: AsyncConnection, terms: Terms, limit: int, choose: Choose) -> list[Claimed]:
    """The next message of each free channel that has one due, in turns between servers."""
    given = {"now": terms.now, "actions": [action.value for action in terms.actions], "limit": limit}
    ids = list(dict.fromkeys((await connection.execute(_LOCK_FRONT, given)).scalars()))
    if len(ids) < limit and await _front_is_full(connection, terms.now):
        ids = list(dict.fromkeys((await connection.execute(_LOCK_ANY, given)).scalars()))
    if not ids:
        return []
    rows = (await connection.execute(_WAITING, {"actions": given["actions"], "ids": ids})).all()
    places = await _subscriptions(connection, ids)
    waiting: dict[int, list[Row[Any]]] = {}
    for row in rows:
        waiting.setdefault(row.subscription_id, []).append(row)
    waiting = {id_: _now_possible(group, terms.now) for id_, group in waiting.items()}
    taken = []
    for subscription_id in ids:
        if not waiting.get(subscription_id):
            continue
        chosen = choose([_waiting_one(row) for row in waiting[subscription_id]])
        group = [row for row in waiting[subscription_id] if row.id in chosen.ids]
        progress = replace(
            _progress(group[0]),
            state=DeliveryState.SENDING,
            lease_until=terms.now + terms.lease,
            attempts=max(row.attempts for row in group),
            as_of=group[0].as_of if group[0].as_of is not None else (group[0].newest or 0),
        )
        taken.append(
            Claimed(
                ids=chosen.ids,
                action=Action(group[0].action),
                subscription=places[subscription_id],
                event_ids=(),
                causes=tuple(row.event_id for row in group),
                nonce=chosen.nonce,
                progress=progress,
                since=progress.as_of or 0,
            )
        )
    await _lease(connection, taken, terms.owner)
    return taken


async def _front_is_full(connection: AsyncConnection, now: datetime) -> bool:
    """Whether there is more in the queue than was looked at."""
    length: int = (await connection.execute(_FRONT_LENGTH, {"now": now})).scalar_one()
    return length == _FRONT


def _now_possible(rows: Sequence[Row[Any]], now: datetime) -> list[Row[Any]]:
    """What is due; with a channel's first post come those behind it, since one message may hold them all."""
    posts = [row for row in rows if row.action == Action.POST.value]
    led = bool(posts) and posts[0].due_at <= now
    return [row for row in rows if (led if row.action == Action.POST.value else row.due_at <= now)]


async def _lease(connection: AsyncConnection, taken: Sequence[Claimed], owner: str) -> None:
    rows = [
        {
            "b_id": delivery_id,
            "leased_by": owner,
            "lease_until": claimed.progress.lease_until,
            "nonce": claimed.nonce,
            "attempts": claimed.progress.attempts,
            "as_of": claimed.progress.as_of,
        }
        for claimed in taken
        for delivery_id in claimed.ids
    ]
    if rows:
        await connection.execute(_LEASE, rows)


async def _subscriptions(connection: AsyncConnection, ids: Sequence[int]) -> dict[int, Subscription]:
    rows = await connection.execute(_PLACES, {"ids": ids})
    return {row.id: subscription_of(row) for row in rows}


def _permit(place: Subscription, states: Sequence[EventState]) -> Permit:
    if place.state is SubscriptionState.ENDED or EventState.CANCELLED in states:
        return Permit.CANCEL
    if place.state is SubscriptionState.ACTIVE and set(states) == {EventState.RELEASED}:
        return Permit.GO
    return Permit.WAIT


def _waiting_one(row: Row[Any]) -> Due:
    return Due(
        id=row.id,
        event_id=row.event_id,
        event_key=row.event_key,
        event_at=row.event_at,
        channel_id=row.channel_id,
        action=Action(row.action),
        target_id=row.target_id,
        target_nonce=row.target_nonce,
    )


def _progress(row: Row[Any]) -> Progress:
    return Progress(
        state=DeliveryState(row.state),
        due_at=row.due_at,
        attempts=row.attempts,
        lease_until=row.lease_until,
        requested_at=row.requested_at,
        reply_lost=row.reply_lost,
        as_of=row.as_of,
        message_id=row.message_id,
        sent_at=row.sent_at,
        reason=row.reason,
    )
