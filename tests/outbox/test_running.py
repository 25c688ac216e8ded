"""The relay as it runs beside the client: waking, stopping, failing stores, several at once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

from bot.outbox.clock import SteadyClock
from bot.outbox.enqueue import enqueue
from bot.outbox.pace import Pace
from bot.outbox.policy import Policy
from bot.outbox.publisher import Content, Outcome, Place
from bot.outbox.relay import Relay
from bot.store.records import Terms, Work
from bot.store.store import Store, open_store
from tests.outbox.examples import knowledge, member
from tests.outbox.platform import ManualClock, Platform, PlatformPublisher
from tests.outbox.world import UNPACED, World
from tests.store.databases import NOW
from tests.store.examples import wish

A = member("a")


class Watching(PlatformPublisher):
    """Tells when a number of messages has been accepted."""

    def __init__(self, platform: Platform, wanted: int) -> None:
        super().__init__(platform)
        self.reached = asyncio.Event()
        self._wanted = wanted

    async def send(self, place: Place, content: Content, *, nonce: str, marker: str) -> Outcome:
        """Post, and count what is there."""
        outcome = await super().send(place, content, nonce=nonce, marker=marker)
        if sum(len(one.messages) for one in self.platform.channels.values()) >= self._wanted:
            self.reached.set()
        return outcome


class Never(PlatformPublisher):
    """Takes a request and never answers it."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(platform)
        self.taken = asyncio.Event()

    async def send(self, place: Place, content: Content, *, nonce: str, marker: str) -> Outcome:
        """Take the request, and wait for ever."""
        outcome = await super().send(place, content, nonce=nonce, marker=marker)
        self.taken.set()
        await asyncio.Event().wait()
        return outcome


@contextlib.asynccontextmanager
async def _running(*relays: Relay) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    try:
        yield
    finally:
        for relay in relays:
            await relay.stop()
        await asyncio.gather(*tasks)


async def test_a_running_relay_sends_when_woken(store: Store) -> None:
    """An enqueue and a wake are enough; no time has to pass."""
    world = await World.start(store)
    await world.subscribe(*range(1, 100))
    watching = Watching(world.platform, wanted=99)
    async with _running(relay := Relay(store, watching, policy=UNPACED, clock=world.clock)):
        await world.edit(A)
        relay.wake()
        await watching.reached.wait()
    assert (await store.events())[0].delivered == 99
    assert all(len(world.visible(n)) == 1 for n in range(1, 100))


async def test_stopping_is_quick_and_leaves_the_rest_to_the_next(store: Store) -> None:
    """A request that hangs is let go after the grace; the next start asks for it by its nonce."""
    world = await World.start(store)
    await world.subscribe(1)
    await world.edit(A)
    never = Never(world.platform)
    relay = Relay(
        store,
        never,
        policy=replace(UNPACED, grace=timedelta(milliseconds=50)),
        clock=world.clock,
    )
    async with _running(relay):
        await never.taken.wait()
    assert (await store.depth()).sending == 1
    world.restart()
    await world.relay.drain()
    assert len(world.visible()) == 1
    assert (await store.events())[0].delivered == 1


class Counting(PlatformPublisher):
    """Knows how many requests were under way at once; the first ones wait for each other."""

    def __init__(self, platform: Platform, wanted: int) -> None:
        super().__init__(platform)
        self.now = self.most = 0
        self._wanted = wanted
        self._together = asyncio.Event()

    async def send(self, place: Place, content: Content, *, nonce: str, marker: str) -> Outcome:
        """Post, together with others."""
        self.now += 1
        self.most = max(self.most, self.now)
        if self.now >= self._wanted:
            self._together.set()
        await self._together.wait()
        outcome = await super().send(place, content, nonce=nonce, marker=marker)
        self.now -= 1
        return outcome


async def test_only_so_many_requests_are_under_way(store: Store) -> None:
    """However much is claimed ahead, no more are asked at once than the policy says, and so many are."""
    world = await World.start(store)
    await world.subscribe(*range(1, 60))
    await world.edit(A)
    counting = Counting(world.platform, wanted=5)
    relay = Relay(store, counting, policy=replace(UNPACED, concurrency=5), clock=world.clock)
    await relay.drain()
    assert counting.most == 5
    assert (await store.events())[0].delivered == 59


async def test_what_was_claimed_ahead_is_given_back(store: Store) -> None:
    """A relay that stops begins nothing more; what waited in its hands goes out with the next one."""
    world = await World.start(store)
    await world.subscribe(*range(1, 60))
    await world.edit(A)
    never = Never(world.platform)
    policy = replace(UNPACED, concurrency=2, grace=timedelta(milliseconds=50))
    async with _running(Relay(store, never, policy=policy, clock=world.clock)):
        await never.taken.wait()
    assert len(world.platform.requests) <= 2
    world.restart()
    await world.relay.drain()
    assert all(len(world.visible(n)) == 1 for n in range(1, 60))


async def test_a_store_that_fails_for_a_moment_stops_nobody(store: Store) -> None:
    """A claim that raises is tried again at the next wake."""
    world = await World.start(store)
    await world.subscribe(1)
    await world.edit(A)
    failed = asyncio.Event()

    class Shaky:
        """A store whose first claim fails."""

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def claim(self, terms: Terms, choose: object) -> Work:
            if not failed.is_set():
                failed.set()
                raise ConnectionError("the database is restarting")
            return await store.claim(terms, choose)  # type: ignore[arg-type]  # passed on as it came

    watching = Watching(world.platform, wanted=1)
    relay = Relay(Shaky(), watching, policy=UNPACED, clock=world.clock)  # type: ignore[arg-type]  # a stand-in
    async with _running(relay):
        await failed.wait()
        while not watching.reached.is_set():
            relay.wake()
            await asyncio.sleep(0)
    assert len(world.visible()) == 1


async def test_two_relays_share_the_work(database_url: str) -> None:
    """Two processes on one database: every channel gets its alert from one of them."""
    clock = ManualClock(NOW)
    platform = Platform(clock)
    channels = range(1, 120)
    async with open_store(database_url) as one, open_store(database_url) as two:
        await enqueue(one, knowledge(), NOW)
        for channel in channels:
            await one.subscribe(wish(channel, guild=channel), NOW)
        await enqueue(one, knowledge(A), NOW)
        relays = [
            Relay(store, PlatformPublisher(platform), policy=replace(UNPACED, concurrency=5), clock=clock)
            for store in (one, two)
        ]
        await asyncio.gather(*(relay.drain() for relay in relays))
        assert (await one.events())[0].delivered == len(channels)
    assert len(platform.requests) == len(channels)
    assert {channel for _, channel in platform.requests} == set(channels)


async def test_the_pace_is_kept() -> None:
    """Requests are spread: after a small burst, no more than the rate."""
    pace = Pace(200, most=1_000)
    loop = asyncio.get_running_loop()
    began = loop.time()
    for _ in range(44):
        await pace.wait()
    assert loop.time() - began >= 34 / 200 * 0.9


async def test_the_system_clock_waits_for_the_event_or_the_time() -> None:
    """Waiting ends with the event, or with the time."""
    clock, event = SteadyClock(), asyncio.Event()
    await clock.wait(event, timedelta(0))
    assert not event.is_set()
    event.set()
    await clock.wait(event, timedelta(days=1))


def test_the_pace_leaves_room_for_answers() -> None:
    """Alerts take at most 45 of Discord's 50 requests a second."""
    rate = Policy().rate
    assert rate is not None
    assert rate <= 45
