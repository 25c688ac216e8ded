"""What the relay asks of a chat platform, and every way in which the answer can come out.

The Discord adapter implements `Publisher` and translates its library's errors into these values; it raises
nothing. An exception that escapes it all the same is taken for `Unknown`.

Outcome of `send`, `edit`, `publish`
├── Done                 accepted, with the message's id: the first one's, where the nonce was known
├── Unknown              a timeout, a 5xx, a dropped connection: it may have been accepted
├── NotSent              certainly not accepted: the connection was refused, or we are not connected
├── RetryLater           429, or a limit of the library's: certainly not accepted
├── Forbidden            a permission is missing (50001, 50013, ...)
├── ChannelGone          404 Unknown Channel on a server that is available
├── Unavailable          the server is in an outage: nothing is known, nothing changes
├── MessageGone          404 Unknown Message: posted, then deleted by somebody
├── Blocked              this message is refused here for good (AutoMod), the channel is fine
├── Invalid              the payload is wrong (50035): a bug of ours
└── Unauthorized         the token is not valid: stop
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.outbox.render import Alert
from bot.store.records import Subscription


@dataclass(frozen=True, slots=True)
class Place:
    """Where to post; a direct message has no server."""

    channel_id: int
    guild_id: int | None


@dataclass(frozen=True, slots=True)
class Content:
    """What to show. `role_id` is the only role that may be mentioned; `silent` asks for no notification."""

    alert: Alert
    language: str | None
    role_id: int | None = None
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Done:
    """Accepted."""

    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class Unknown:
    """May have been accepted; `replied` says that an error came back (a 5xx) rather than silence."""

    reason: str
    replied: bool = False


@dataclass(frozen=True, slots=True)
class NotSent:
    """The request certainly did not reach the platform."""

    reason: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Refused for now; `everything` for a global limit, `counts` unless the limit is shared (429 scope)."""

    seconds: float
    everything: bool = False
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A permission is missing; `counts` is False where that was known without a request."""

    reason: str
    counts: bool = True


@dataclass(frozen=True, slots=True)
class ChannelGone:
    """The channel does not exist any more (or the bot was removed from the server)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The server is in an outage, or not loaded yet."""

    reason: str = "the server is unavailable"


@dataclass(frozen=True, slots=True)
class MessageGone:
    """The message was there and is deleted."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """This one message will never be accepted there."""

    reason: str


@dataclass(frozen=True, slots=True)
class Invalid:
    """The platform rejects the payload; the same request will fail again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unauthorized:
    """The token is refused."""

    reason: str = "Discord refuses the token"


Outcome = (
    Done
    | Unknown
    | NotSent
    | RetryLater
    | Forbidden
    | ChannelGone
    | Unavailable
    | MessageGone
    | Blocked
    | Invalid
    | Unauthorized
)


@dataclass(frozen=True, slots=True)
class Found:
    """Our message is in the channel."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Absent:
    """The history since `after` was read completely and our message is not in it.

    `last_message_at` is when the channel's last message was posted, whether or not it still exists (Discord
    keeps `last_message_id` when the message is deleted); None if the channel never had one.
    """

    last_message_at: datetime | None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The history cannot be read to the end (no permission, or too long)."""

    reason: str


Look = Found | Absent | Unreadable | Unknown | NotSent | RetryLater | ChannelGone | Unavailable | Unauthorized


class Publisher(Protocol):
    """The platform's side of the outbox."""

    async def send(self, place: Place, content: Content, *, nonce: str, marker: str) -> Outcome:
        """Post with the nonce enforced and the marker in the message, where `find` will see it."""

    async def find(self, place: Place, marker: str, after: datetime) -> Look:
        """Look for our own message with this marker among those posted at or after a moment."""

    async def edit(self, place: Place, message_id: int, content: Content, *, marker: str) -> Outcome:
        """Replace a posted message's content, keeping the marker; mentions nobody."""

    async def publish(self, place: Place, message_id: int) -> Outcome:
        """Publish a posted message to the channel's followers; `Done` if it was already."""

    async def may_post(self, place: Place) -> bool:
        """Whether posting there would be allowed now, from what is known without a request."""

    async def tell(self, subscription: Subscription, reason: str) -> None:
        """Tell the person who subscribed, where that is possible, that alerts there have stopped and why."""
