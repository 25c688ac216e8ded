"""What commands and buttons need for alerts: subscriptions, publisher, and a way to wake the relay."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.outbox.publisher import Content, Outcome, Place
from bot.outbox.words import Words
from bot.store.records import Subscription, Wish
from bot.ui.discord.places import Places


class Subscriptions(Protocol):
    """The store, as far as commands change it."""

    async def subscribe(self, wish: Wish, now: datetime) -> Subscription:
        """Make a channel's subscription, or make it work again as wished."""
        ...

    async def change(self, wish: Wish) -> Subscription | None:
        """Change what a channel wishes."""
        ...

    async def subscription(self, channel_id: int) -> Subscription | None:
        """A channel's subscription in whatever state."""
        ...

    async def subscriptions_of(self, guild_id: int) -> tuple[Subscription, ...]:
        """A server's subscriptions that have not ended."""
        ...

    async def pause(self, channel_id: int) -> bool:
        """Stop alerts until `resume`."""
        ...

    async def resume(self, channel_id: int, now: datetime) -> bool:
        """End a pause."""
        ...

    async def unsubscribe(self, channel_id: int) -> bool:
        """End a subscription."""
        ...


class Publisher(Protocol):
    """The publisher, as far as a test alert needs it."""

    places: Places

    async def send(self, place: Place, content: Content, *, nonce: str, marker: str) -> Outcome:
        """Post an alert."""
        ...


@dataclass(frozen=True, slots=True)
class Alerts:
    """Everything that is there of alerts in a running bot."""

    store: Subscriptions
    publisher: Publisher
    revive: Callable[[int], Awaitable[object]]
    wake: Callable[[], None]
    now: Callable[[], datetime]
    words: Callable[[str | None], Words]
