"""Which deliveries may go now: the conditions that claims and counts share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.records import Action, DeliveryState, EventState, SubscriptionState
from bot.store.tables import deliveries, events, subscriptions

target = deliveries.alias("target")
_busy = deliveries.alias("busy")
_older = deliveries.alias("older")
_older_event = events.alias("older_event")
_SENDING = DeliveryState.SENDING.value


def ready() -> ColumnElement[bool]:
    """Pending, released, and either a post to an active channel or a change to a message that is there."""
    return and_(
        deliveries.c.state == DeliveryState.PENDING.value,
        events.c.state == EventState.RELEASED.value,
        or_(
            and_(
                deliveries.c.action == Action.POST.value,
                subscriptions.c.state == SubscriptionState.ACTIVE.value,
            ),
            and_(
                deliveries.c.action != Action.POST.value,
                subscriptions.c.state != SubscriptionState.DISABLED.value,
                target.c.state == DeliveryState.SENT.value,
            ),
        ),
    )


def free() -> ColumnElement[bool]:
    """Nothing is being posted to or edited in the channel; publishing never waits and makes nobody wait."""
    return or_(
        deliveries.c.action == Action.PUBLISH.value,
        ~exists().where(
            _busy.c.subscription_id == deliveries.c.subscription_id,
            _busy.c.state == _SENDING,
            _busy.c.action != Action.PUBLISH.value,
        ),
    )


def first() -> ColumnElement[bool]:
    """No older post waits for the channel: alerts keep their order; one that must wait holds up the rest."""
    return or_(
        deliveries.c.action != Action.POST.value,
        ~exists()
        .select_from(_older.join(_older_event, _older_event.c.id == _older.c.event_id))
        .where(
            _older.c.subscription_id == deliveries.c.subscription_id,
            _older.c.state == DeliveryState.PENDING.value,
            _older.c.action == Action.POST.value,
            _older.c.id < deliveries.c.id,
            _older_event.c.state == EventState.RELEASED.value,
        ),
    )


JOINED = (
    deliveries.join(events, events.c.id == deliveries.c.event_id)
    .join(subscriptions, subscriptions.c.id == deliveries.c.subscription_id)
    .outerjoin(target, target.c.id == deliveries.c.target_id)
)


async def next_due(connection: AsyncConnection, actions: Sequence[Action], now: datetime) -> datetime | None:
    """The next moment at which there may be more to claim than there is now."""
    wanted = deliveries.c.action.in_([action.value for action in actions])
    moments = []
    for column, state in (
        (deliveries.c.due_at, DeliveryState.PENDING),
        (deliveries.c.lease_until, DeliveryState.SENDING),
    ):
        found = await connection.execute(
            select(column)
            .where(deliveries.c.state == state.value, column > now, wanted)
            .order_by(column)
            .limit(1)
        )
        moments += [moment for moment in found.scalars() if moment is not None]
    return min(moments) if moments else None
