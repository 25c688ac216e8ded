"""A working stand-in for a chat platform, with Discord's documented rules about nonces, history and ids.

It keeps channels and messages, remembers nonces for minutes, and can fail in every way a request can fail:
before or after it was accepted. `PlatformPublisher` is the adapter that the relay talks to.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from bot.outbox.publisher import (
    Absent,
    Blocked,
    ChannelGone,
    Content,
    Done,
    Forbidden,
    Found,
    Invalid,
    Look,
    MessageGone,
    NotSent,
    Outcome,
    Place,
    RetryLater,
    Unauthorized,
    Unavailable,
    Unknown,
    Unreadable,
)
from bot.outbox.render import Alert, as_text
from bot.store.records import Subscription

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
# Discord says "the past few minutes"; the relay trusts three.
REMEMBERS_NONCES = timedelta(minutes=5)


class Fault(StrEnum):
    """How one request goes wrong; `after` means that it was accepted all the same."""

    DROPPED = "connection dropped before"
    LOST = "connection dropped after"
    SLOW = "slow"
    ERROR_500 = "500"
    ERROR_500_AFTER = "500 after"
    ERROR_502 = "502"
    ERROR_503 = "503"
    RATE_LIMIT = "429"
    REFUSED = "connection refused"
    RAISES = "the adapter breaks"
    INVALID = "50035"
    BLOCKED = "200000"


class ManualClock:
    """A clock that a test moves; waiting ends when the event is set."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """The moment that the test has set."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Move on."""
        self._now += by

    async def wait(self, event: asyncio.Event, at_most: timedelta) -> None:
        """Return when the event is set; time does not pass by itself."""
        del at_most
        await event.wait()


@dataclass(slots=True)
class Posted:
    """A message; `edits` are the texts that replaced the first."""

    id: int
    nonce: str
    marker: str
    text: str
    role_id: int | None
    silent: bool
    alert: Alert
    edits: list[str] = field(default_factory=list)
    deleted: bool = False
    published: bool = False

    @property
    def shown(self) -> str:
        """What a reader sees now."""
        return self.edits[-1] if self.edits else self.text


@dataclass(slots=True)
class Channel:
    """A channel, what the bot may do in it, and its history."""

    may_send: bool = True
    may_read: bool = True
    exists: bool = True
    available: bool = True
    messages: list[Posted] = field(default_factory=list)
    last_message_at: datetime | None = None

    @property
    def visible(self) -> list[Posted]:
        """The messages that a reader sees."""
        return [one for one in self.messages if not one.deleted]


class Platform:
    """All channels, the nonces, the token, and the faults to come."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.channels: dict[int, Channel] = {}
        self.token_valid = True
        self.faults: deque[Fault | None] = deque()
        self.requests: list[tuple[str, int]] = []
        self.told: list[tuple[int | None, str]] = []
        self._nonces: dict[str, tuple[datetime, Posted]] = {}
        self._count = 0

    def channel(self, channel_id: int) -> Channel:
        """The channel, made at its first mention."""
        return self.channels.setdefault(channel_id, Channel())

    def somebody_posts(self, channel_id: int) -> None:
        """A message that is not ours."""
        self.channel(channel_id).last_message_at = self.clock.now()

    def snowflake(self) -> int:
        """An id that carries the time, as Discord's do."""
        self._count += 1
        return (int((self.clock.now() - EPOCH).total_seconds() * 1000) << 22) | (self._count & 0xFFF)

    def accept(self, channel_id: int, nonce: str, marker: str, content: Content) -> Posted | None:
        """Create a message, or return the one that this nonce made; None if that was deleted."""
        known = self._nonces.get(nonce)
        if known is not None and self.clock.now() - known[0] < REMEMBERS_NONCES:
            return None if known[1].deleted else known[1]
        posted = Posted(
            self.snowflake(),
            nonce,
            marker,
            as_text(content.alert),
            content.role_id,
            content.silent,
            content.alert,
        )
        channel = self.channel(channel_id)
        channel.messages.append(posted)
        channel.last_message_at = self.clock.now()
        self._nonces[nonce] = (self.clock.now(), posted)
        return posted

    def next_fault(self) -> Fault | None:
        """The fault that is next in line."""
        return self.faults.popleft() if self.faults else None


class PlatformPublisher:
    """The adapter: requests in, outcomes out."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    async def send(self, place: Place, content: Content, *, nonce: str, marker: str) -> Outcome:
        """Post a message."""
        platform = self.platform
        platform.requests.append(("send", place.channel_id))
        await asyncio.sleep(0)
        channel = platform.channel(place.channel_id)
        fault = platform.next_fault()
        before = _before(fault)
        if before is not None:
            return before
        refused = self._refused(channel)
        if refused is not None:
            return refused
        if not channel.may_send:
            return Forbidden("Send Messages is missing (50013)")
        posted = platform.accept(place.channel_id, nonce, marker, content)
        if fault in {Fault.LOST, Fault.SLOW}:
            return Unknown("the connection was lost")
        if fault is Fault.ERROR_500_AFTER:
            return Unknown("500", replied=True)
        return MessageGone() if posted is None else Done(posted.id)

    async def find(self, place: Place, marker: str, after: datetime) -> Look:
        """Look through the history."""
        platform = self.platform
        platform.requests.append(("find", place.channel_id))
        await asyncio.sleep(0)
        channel = platform.channel(place.channel_id)
        if not platform.token_valid:
            return Unauthorized()
        if not channel.available:
            return Unavailable()
        if not channel.exists:
            return ChannelGone("the channel was deleted (10003)")
        if not channel.may_read:
            return Unreadable("Read Message History is missing (50001)")
        earliest = int((after - EPOCH).total_seconds() * 1000) << 22
        for one in channel.visible:
            if one.marker == marker and one.id >= earliest:
                return Found(one.id)
        return Absent(channel.last_message_at)

    async def edit(self, place: Place, message_id: int, content: Content, *, marker: str) -> Outcome:
        """Edit a message."""
        platform = self.platform
        platform.requests.append(("edit", place.channel_id))
        await asyncio.sleep(0)
        channel = platform.channel(place.channel_id)
        fault = platform.next_fault()
        before = _before(fault)
        if before is not None:
            return before
        refused = self._refused(channel)
        if refused is not None:
            return refused
        found = [one for one in channel.visible if one.id == message_id]
        if not found:
            return MessageGone()
        assert content.role_id is None
        assert found[0].marker == marker
        found[0].edits.append(as_text(content.alert))
        found[0].alert = content.alert
        return Unknown("the connection was lost") if fault is Fault.LOST else Done(message_id)

    async def publish(self, place: Place, message_id: int) -> Outcome:
        """Publish a message."""
        self.platform.requests.append(("publish", place.channel_id))
        await asyncio.sleep(0)
        before = _before(self.platform.next_fault())
        if before is not None:
            return before
        for one in self.platform.channel(place.channel_id).visible:
            if one.id == message_id:
                one.published = True
                return Done(message_id)
        return MessageGone()

    async def may_post(self, place: Place) -> bool:
        """Whether the permission is there."""
        channel = self.platform.channel(place.channel_id)
        return channel.available and channel.exists and channel.may_send

    async def tell(self, subscription: Subscription, reason: str) -> None:
        """Tell the subscriber."""
        self.platform.told.append((subscription.subscriber_id, reason))

    def _refused(self, channel: Channel) -> Outcome | None:
        if not self.platform.token_valid:
            return Unauthorized()
        if not channel.available:
            return Unavailable()
        if not channel.exists:
            return ChannelGone("the channel was deleted (10003)")
        return None


def _before(fault: Fault | None) -> Outcome | None:
    """The outcomes of requests that never did anything."""
    match fault:
        case Fault.DROPPED:
            return Unknown("the connection was lost")
        case Fault.ERROR_500 | Fault.ERROR_502 | Fault.ERROR_503:
            return Unknown(fault.value, replied=True)
        case Fault.RATE_LIMIT:
            return RetryLater(3)
        case Fault.REFUSED:
            return NotSent("connection refused")
        case Fault.RAISES:
            raise RuntimeError("a bug in the adapter")
        case Fault.INVALID:
            return Invalid("invalid form body (50035)")
        case Fault.BLOCKED:
            return Blocked("blocked by AutoMod (200000)")
        case _:
            return None
