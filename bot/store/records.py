"""The values that go into and come out of the store; nothing here knows SQL."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

# Why a post was not made; the one reason that a later event takes back.
WITHDRAWN = "withdrawn before it was posted"


class Kind(StrEnum):
    """What an alert can be about; also what a subscription can ask for."""

    MEMBERS = "members"
    NEWS = "news"
    PUBLICATIONS = "publications"


class Change(StrEnum):
    """What happened to an item between two states of the knowledge."""

    NEW = "new"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"


class EventState(StrEnum):
    """Whether an event may go out: `waiting` needs a person to release it."""

    RELEASED = "released"
    WAITING = "waiting"
    CANCELLED = "cancelled"


class Action(StrEnum):
    """What a delivery does: post a message, edit a posted one, or publish it to followers."""

    POST = "post"
    EDIT = "edit"
    PUBLISH = "publish"


class DeliveryState(StrEnum):
    """Where a delivery stands; see bot/outbox/__init__.py for the moves between these."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    HELD = "held"
    CANCELLED = "cancelled"


class SubscriptionState(StrEnum):
    """`disabled` is ours (may not post there, revived by itself); `paused` and `ended` are the owner's."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class KnownItem:
    """The last state of an item that the store has seen; `snapshot` is JSON of what an alert shows."""

    kind: Kind
    id: str
    version: int
    fingerprint: str
    snapshot: str
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Everything the store has seen: one item for each (kind, id)."""

    items: tuple[KnownItem, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item's part in an event: its new state, and what happened."""

    change: Change
    item: KnownItem


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be written: all items of one kind that changed the same way in one edit."""

    key: str
    kind: Kind
    change: Change
    state: EventState
    revision: str
    items: tuple[KnownItem, ...]


@dataclass(frozen=True, slots=True)
class ItemVersion:
    """A released state of an item, with the event that brought it, the number of its release, and when."""

    event_id: int
    release: int
    at: datetime
    change: Change
    item: KnownItem


@dataclass(frozen=True, slots=True)
class Subscription:
    """One channel's wish for alerts; `subscriber_id` is told when it stops working."""

    id: int
    channel_id: int
    guild_id: int | None
    kinds: frozenset[Kind]
    role_id: int | None
    language: str | None
    publish: bool
    subscriber_id: int | None
    state: SubscriptionState
    reason: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """What an owner asks for in `/isecg subscribe`."""

    channel_id: int
    guild_id: int | None
    subscriber_id: int
    kinds: frozenset[Kind] = frozenset({Kind.MEMBERS})
    role_id: int | None = None
    language: str | None = None
    publish: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """The part of a delivery that moves.

    `requested_at` is when the oldest request began whose outcome is in doubt, None when nothing is;
    `reply_lost` says that one such request got no reply at all. `as_of` is the newest release that the
    posted text can know of. While `sending`, `lease_until` is when somebody else may take over.
    """

    state: DeliveryState
    due_at: datetime
    attempts: int = 0
    lease_until: datetime | None = None
    requested_at: datetime | None = None
    reply_lost: bool = False
    as_of: int | None = None
    message_id: int | None = None
    sent_at: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that could be sent now, as seen when a channel's next message is chosen."""

    id: int
    event_id: int
    event_key: str
    event_at: datetime
    channel_id: int
    action: Action
    target_id: int | None
    target_nonce: str | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What a relay asks for: up to `limit` messages of these actions, leased to `owner` until now + lease."""

    owner: str
    now: datetime
    lease: timedelta
    limit: int
    actions: tuple[Action, ...]


class Permit(StrEnum):
    """Whether a recovered message may still be posted: now, later, or never again."""

    GO = "go"
    WAIT = "wait"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The deliveries that one message settles, and the nonce that makes it recognisable."""

    ids: tuple[int, ...]
    nonce: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message to send, edit or publish, leased to one relay.

    `event_ids` are the events that the message shows, `causes` those that asked for this action; versions
    released after `since` are told as notes. `message_id` is the posted message for an edit or a publish.
    `recovered` says that an earlier lease ran out; `permit` whether it may still be posted.
    """

    ids: tuple[int, ...]
    action: Action
    subscription: Subscription
    event_ids: tuple[int, ...]
    causes: tuple[int, ...]
    nonce: str
    progress: Progress
    since: int
    message_id: int | None = None
    recovered: bool = False
    permit: Permit = Permit.GO


@dataclass(frozen=True, slots=True)
class Work:
    """What a claim returns: messages, and for each event the released versions of its items, oldest first.

    `relays` is how many relays are at work now, the one that claims included.
    """

    claimed: tuple[Claimed, ...] = ()
    versions: tuple[tuple[int, tuple[ItemVersion, ...]], ...] = ()
    relays: int = 1

    def versions_of(self, claimed: Claimed) -> tuple[tuple[ItemVersion, ...], ...]:
        """The versions for each event that the message shows."""
        known = dict(self.versions)
        return tuple(known.get(event_id, ()) for event_id in claimed.event_ids)


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one message, to be recorded; `disable` says why its subscription stops, if it does.

    `probe_at` is when to look whether the permission is back; None for never (the channel is gone).
    """

    claimed: Claimed
    progress: Progress
    disable: str | None = None
    probe_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class EventSummary:
    """An event with the counts of its deliveries; `disabled` are the dead ones."""

    id: int
    kind: Kind
    change: Change
    state: EventState
    created_at: datetime
    revision: str
    items: tuple[KnownItem, ...]
    delivered: int = 0
    pending: int = 0
    disabled: int = 0
    held: int = 0
    cancelled: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """A delivery that needs a person: which channel, and why."""

    delivery_id: int
    channel_id: int
    action: Action
    state: DeliveryState
    reason: str | None


@dataclass(frozen=True, slots=True)
class Depth:
    """How much the outbox holds, for `/healthz` and `/metrics`; `oldest_due` is of what can go out."""

    pending: int
    sending: int
    held: int
    dead: int
    waiting_events: int
    active: int
    paused: int
    disabled: int
    oldest_due: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to be counted; `text` is normalised already, `note` is what a reader remarked."""

    kind: str
    text: str
    entry: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question that was not answered well: normalised text, how often, between which days."""

    kind: str
    text: str
    entry: str
    note: str
    count: int
    first_day: date
    last_day: date
