"""A store, a platform and a relay on one clock, and short ways to make things happen."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from bot.knowledge.model import Member, News, Publication
from bot.outbox.enqueue import enqueue
from bot.outbox.planning import Plan
from bot.outbox.policy import Policy
from bot.outbox.relay import Relay
from bot.store.records import Kind, Wish
from bot.store.store import Store
from tests.outbox.examples import knowledge
from tests.outbox.platform import Channel, ManualClock, Platform, PlatformPublisher, Posted
from tests.store.databases import NOW

UNPACED = Policy(rate=None)
LONG = timedelta(hours=1)


@dataclass(slots=True)
class World:
    """Everything that a test of the relay needs."""

    store: Store
    clock: ManualClock
    platform: Platform
    relay: Relay

    @classmethod
    async def start(cls, store: Store, policy: Policy = UNPACED) -> World:
        """An empty world after its first run."""
        clock = ManualClock(NOW)
        platform = Platform(clock)
        relay = new_relay(store, platform, policy)
        world = cls(store, clock, platform, relay)
        await world.edit()
        return world

    def restart(self, policy: Policy = UNPACED) -> None:
        """Another process takes over; the first one is gone without a word."""
        self.relay = new_relay(self.store, self.platform, policy)

    async def subscribe(self, *channels: int, guild: int | None = 1, **more: object) -> None:
        """Subscribe channels to everything."""
        for channel in channels:
            self.platform.channel(channel)
            kinds = more.get("kinds", frozenset(Kind))
            rest = {name: value for name, value in more.items() if name != "kinds"}
            await self.store.subscribe(
                Wish(channel, guild, 7, kinds, **rest),  # type: ignore[arg-type]  # fields by name
                self.clock.now(),
            )

    async def edit(self, *records: Member | News | Publication) -> Plan:
        """Edit the knowledge so that it holds these records."""
        return await enqueue(self.store, knowledge(*records), self.clock.now())

    async def pass_time(self, by: timedelta = LONG, step: timedelta = timedelta(minutes=12)) -> None:
        """Let time pass, the relay doing what is due at each step."""
        end = self.clock.now() + by
        while self.clock.now() < end:
            await self.relay.drain()
            self.clock.advance(min(step, end - self.clock.now()))
        await self.relay.drain()

    def channel(self, channel_id: int = 1) -> Channel:
        """A channel of the platform."""
        return self.platform.channel(channel_id)

    def visible(self, channel_id: int = 1) -> list[Posted]:
        """What a reader of the channel sees."""
        return self.platform.channel(channel_id).visible


def new_relay(store: Store, platform: Platform, policy: Policy = UNPACED) -> Relay:
    """A relay of a new process."""
    return Relay(
        store, PlatformPublisher(platform), policy=policy, clock=platform.clock, dice=random.Random(7)
    )
