"""Keeps subscriptions in step with what the gateway tells: removed, back again, deleted, allowed again.

An outage is none of these: a server that is unavailable changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.outbox.publisher import Place
from bot.store.records import Subscription, SubscriptionState
from bot.ui.discord.places import REMOVED

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_DELETED = "the channel was deleted"
_LOOK_AGAIN = timedelta(hours=1)


class Subscriptions(Protocol):
    """The store, as far as subscriptions go."""

    async def subscriptions_of(self, guild_id: int) -> tuple[Subscription, ...]:
        """A server's subscriptions that have not ended."""
        ...

    async def disabled_guilds(self) -> Sequence[int]:
        """Servers with a subscription that is disabled."""
        ...

    async def disable(
        self,
        reason: str,
        probe_at: datetime | None,
        *,
        channel_id: int | None = None,
        guild_id: int | None = None,
    ) -> int:
        """Stop until revived."""
        ...


class Relay(Protocol):
    """The sender, as far as the gateway concerns it."""

    async def revive(self, *, channel_id: int | None = None, guild_id: int | None = None) -> int:
        """Work again, and send what waited."""
        ...

    async def observed(self, channel_id: int, text: str, message_id: int) -> bool:
        """An own message is in the channel."""
        ...


class Allowed(Protocol):
    """Tells whether a place may be posted to."""

    async def may_post(self, place: Place) -> bool:
        """Whether posting there would be allowed now."""
        ...


class Upkeep:
    """Takes what happened to servers and channels, one after the other; `run` beside the client."""

    def __init__(
        self, store: Subscriptions, relay: Relay, allowed: Allowed, now: Callable[[], datetime]
    ) -> None:
        self._store, self._relay, self._allowed, self._now = store, relay, allowed, now
        self._jobs: asyncio.Queue[Callable[[], Awaitable[object]]] = asyncio.Queue()
        self._to_look_at: set[int] = set()

    async def run(self) -> None:
        """Work until cancelled; a job that fails is logged, and the probes of the relay make up for it."""
        while True:
            job = await self._jobs.get()
            try:
                await job()
            except Exception:
                log.exception("upkeep.failed")
            finally:
                self._jobs.task_done()

    async def idle(self) -> None:
        """Wait until everything that happened so far is dealt with."""
        await self._jobs.join()

    # What happened

    def started(self) -> None:
        """The bot is connected: look at what was disabled while it may have been away."""
        self._jobs.put_nowait(self._look_at_all)

    def removed(self, guild_id: int) -> None:
        """The bot was removed from a server. When it is added again its alerts go on."""
        self._jobs.put_nowait(
            lambda: self._store.disable(REMOVED, self._now() + _LOOK_AGAIN, guild_id=guild_id)
        )

    def deleted(self, channel_id: int) -> None:
        """A channel or thread was deleted for good."""
        self._jobs.put_nowait(lambda: self._store.disable(_DELETED, None, channel_id=channel_id))

    def changed(self, guild_id: int) -> None:
        """Something on a server changed that may have given a permission back."""
        if guild_id not in self._to_look_at:
            self._to_look_at.add(guild_id)
            self._jobs.put_nowait(lambda: self._look_at(guild_id))

    def observed(self, channel_id: int, code: str, message_id: int) -> None:
        """An own alert whose reply was lost came over the gateway."""
        self._jobs.put_nowait(lambda: self._relay.observed(channel_id, code, message_id))

    # Work

    async def _look_at_all(self) -> None:
        for guild_id in await self._store.disabled_guilds():
            self.changed(guild_id)

    async def _look_at(self, guild_id: int) -> None:
        self._to_look_at.discard(guild_id)
        for one in await self._store.subscriptions_of(guild_id):
            if one.state is not SubscriptionState.DISABLED:
                continue
            if await self._allowed.may_post(Place(one.channel_id, guild_id)):
                await self._relay.revive(channel_id=one.channel_id)
                log.info("alerts.revived", channel=one.channel_id)
