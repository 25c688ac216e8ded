"""Clocks that jump, machines that sleep, stores that are slow: still one message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.outbox.clock import SteadyClock
from bot.outbox.pace import Pace
from bot.outbox.publisher import Content, Outcome, Place
from bot.outbox.reconcile import Step, look_from, next_step
from bot.outbox.relay import Relay
from bot.store.records import Action, Result
from bot.store.store import Store
from tests.outbox.examples import member
from tests.outbox.platform import Fault, ManualClock, PlatformPublisher
from tests.outbox.test_decide import POLICY, claimed_post
from tests.outbox.world import UNPACED, World
from tests.store.databases import NOW

A = member("a")
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Machine:
    """The two clocks of a machine."""

    wall: float = NOW.timestamp()
    steady: float = 1_000.0

    def passes(self, by: timedelta, *, asleep: bool = False) -> None:
        """Time goes by; while the machine sleeps its steady clock stands still."""
        self.wall += by.total_seconds()
        self.steady += 0 if asleep else by.total_seconds()

    def clock(self) -> SteadyClock:
        """A clock on this machine."""
        return SteadyClock(lambda: self.wall, lambda: self.steady)


def test_setting_the_machine_back_does_not_set_the_time_back() -> None:
    """Time goes on from where it was."""
    machine = Machine()
    clock = machine.clock()
    machine.passes(MINUTE)
    machine.wall -= HOUR.total_seconds()
    assert clock.now() == NOW + MINUTE
    machine.passes(MINUTE)
    assert clock.now() == NOW + 2 * MINUTE


def test_sleep_is_time_that_passed() -> None:
    """After a machine slept for an hour a nonce of before is not thought to be fresh."""
    machine = Machine()
    clock = machine.clock()
    machine.passes(HOUR, asleep=True)
    assert clock.now() == NOW + HOUR


def test_the_platform_knows_the_time() -> None:
    """A machine that is hours wrong follows the platform; what a header leaves out changes nothing."""
    machine = Machine()
    clock = machine.clock()
    clock.heard(NOW - 5 * HOUR)
    assert clock.now() == NOW - 5 * HOUR
    machine.passes(MINUTE)
    clock.heard(NOW - 5 * HOUR + MINUTE - SECOND)
    assert clock.now() == NOW - 5 * HOUR + MINUTE
    assert SteadyClock().now() - datetime.now(UTC) < MINUTE


def test_a_request_from_the_future_is_looked_for_far_back() -> None:
    """Made under a wrong clock, its age is unknown: no blind repetition, and a day of history is read."""
    claimed = claimed_post(requested_at=NOW + HOUR)
    assert next_step(claimed, NOW, POLICY) is Step.LOOK
    assert look_from(claimed, NOW, POLICY) < NOW - 24 * HOUR
    slightly = claimed_post(requested_at=NOW + 2 * SECOND)
    assert next_step(slightly, NOW, POLICY) is Step.SEND


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("jump", [-26 * HOUR, -HOUR, -9 * MINUTE, 9 * MINUTE, HOUR, 26 * HOUR], ids=str)
async def test_a_clock_set_wrong_between_two_processes_doubles_nothing(
    store: Store, jump: timedelta, *, told: bool
) -> None:
    """The reply is lost, the process dies, somebody sets the clock, others post: one message all the same.

    Only where the platform tells no time, a clock set back to seconds after the request cannot be noticed.
    """
    if not told and jump == -9 * MINUTE:
        return
    world = await World.start(store)
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.append(Fault.LOST)
    await world.relay.drain()
    world.clock.advance(10 * MINUTE)
    world.platform.somebody_posts(1)
    machine = Machine(wall=(world.clock.now() + jump).timestamp())
    clock = machine.clock()
    if told:
        clock.heard(world.clock.now())
    relay = Relay(store, PlatformPublisher(world.platform), policy=UNPACED, clock=clock)
    await store.drop_leases(clock.now())
    for _ in range(6):
        await relay.drain()
        machine.passes(MINUTE)
        world.clock.advance(MINUTE)
    assert len(world.visible()) == 1


class Held(PlatformPublisher):
    """Takes a request and answers when it is told to."""

    taken: asyncio.Event
    answer: asyncio.Event

    async def send(self, place: Place, content: Content, *, nonce: str, marker: str) -> Outcome:
        """Wait before it is accepted."""
        self.taken.set()
        await self.answer.wait()
        return await super().send(place, content, nonce=nonce, marker=marker)


async def test_what_is_in_hand_is_not_taken_over(store: Store) -> None:
    """A clock that jumps ends the lease of a request that is under way here: it is still carried once."""
    world = await World.start(store)
    await world.subscribe(1)
    await world.edit(A)
    publisher = Held(world.platform)
    publisher.taken, publisher.answer = asyncio.Event(), asyncio.Event()
    looks: list[datetime] = []
    claimed = asyncio.Event()

    class Watched:
        """Tells how often something was claimed."""

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def claim(self, *args: object) -> object:
            work = await store.claim(*args)  # type: ignore[arg-type]  # passed on as they came
            looks.append(world.clock.now())
            claimed.set()
            return work

    relay = Relay(
        Watched(),  # type: ignore[arg-type]  # a stand-in
        publisher,
        policy=replace(UNPACED, request_timeout=HOUR, lease=2 * HOUR),
        clock=world.clock,
    )
    running = asyncio.create_task(relay.run())
    await publisher.taken.wait()
    world.clock.advance(5 * HOUR)
    seen = len(looks)
    while len(looks) < seen + 4:
        relay.wake()
        await claimed.wait()
        claimed.clear()
    publisher.answer.set()
    await relay.stop()
    await running
    assert (await store.events())[0].delivered == 1
    assert world.platform.requests == [("send", 1)]


async def test_a_store_that_took_too_long_means_no_request(store: Store) -> None:
    """Writing "request begun" ate the lease: nothing is asked under a lease that may end meanwhile."""
    world = await World.start(store)
    await world.subscribe(1)
    await world.edit(A)

    class Slow:
        """A store whose disk hangs for a while."""

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def begin(self, *args: object) -> object:
            kept = await store.begin(*args)  # type: ignore[arg-type]  # passed on as they came
            world.clock.advance(70 * SECOND)
            return kept

    relay = Relay(
        Slow(),  # type: ignore[arg-type]  # a stand-in
        PlatformPublisher(world.platform),
        policy=UNPACED,
        clock=world.clock,
    )
    work = await relay._claim((Action.POST,), 1)
    await relay._handle(work.claimed[0], work)
    assert world.platform.requests == []
    await world.relay.drain()
    assert world.platform.requests == [("send", 1)]
    assert len(world.visible()) == 1


async def test_an_outcome_outlives_an_absence_of_the_store(store: Store) -> None:
    """The database restarts while a reply comes: the outcome is written when it is back."""
    world = await World.start(store)
    await world.subscribe(1)
    await world.edit(A)
    failures = [3]

    class Away:
        """A store that cannot write outcomes for a while."""

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def record(self, owner: str, results: Sequence[Result], now: datetime) -> None:
            if failures[0]:
                failures[0] -= 1
                raise ConnectionError("the database is restarting")
            await store.record(owner, results, now)

    class Quick(ManualClock):
        """Waiting moves the time."""

        async def wait(self, event: asyncio.Event, at_most: timedelta) -> None:
            """At once."""
            self.advance(at_most)

    relay = Relay(
        Away(),  # type: ignore[arg-type]  # a stand-in
        PlatformPublisher(world.platform),
        policy=UNPACED,
        clock=Quick(world.clock.now()),
    )
    await relay.drain()
    assert world.platform.requests == [("send", 1)]
    assert (await store.events())[0].delivered == 1


async def test_answers_slow_down_alerts() -> None:
    """Every other request of the bot takes its place in the limit, before alerts take theirs."""
    pace, loop = Pace(1_000, most=10_000), asyncio.get_running_loop()
    for _ in range(100):
        pace.made()
    began = loop.time()
    await pace.wait()
    assert loop.time() - began >= 0.08
    began = loop.time()
    for _ in range(50):
        await pace.wait()
        pace.made()
    assert loop.time() - began < 0.5


async def test_no_second_sees_more_than_its_limit() -> None:
    """Requests that are held up on their way arrive together: only so many can be under way or just over."""
    pace, loop = Pace(10_000, most=5), asyncio.get_running_loop()
    arrive = asyncio.Event()
    passed: list[float] = []

    async def request() -> None:
        await pace.wait()
        passed.append(loop.time())
        await arrive.wait()
        pace.over()

    tasks = [asyncio.create_task(request()) for _ in range(7)]
    for _ in range(200):
        await asyncio.sleep(0.001)
        if len(passed) > 5:
            break
    assert len(passed) == 5
    arrived = loop.time()
    arrive.set()
    await asyncio.gather(*tasks)
    assert passed[5] - arrived >= 0.99


async def test_relays_share_the_pace() -> None:
    """With a second relay at work each goes half as fast, after a second in which both may have sent."""
    pace, loop = Pace(400, most=10_000), asyncio.get_running_loop()
    pace.share(2)
    began = loop.time()
    await pace.wait()
    assert loop.time() - began >= 0.99
    for _ in range(20):
        await pace.wait()
    assert loop.time() - began >= 1 + 18 / 200
    pace.share(1)
    began = loop.time()
    for _ in range(20):
        await pace.wait()
    assert loop.time() - began < 18 / 200
