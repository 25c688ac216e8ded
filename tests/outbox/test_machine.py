"""Any order of edits, reloads, crashes, faults and subscriptions: each alert exactly once.

The model knows who was subscribed to what when an item was new. Whatever happens, no reader ever sees an item
twice or one that was not meant for the channel; and when all troubles are over, everybody has what is theirs.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.knowledge.model import Member, News
from bot.outbox import alerts
from bot.outbox.enqueue import plan_against_store
from bot.store.records import Change, EventState, Kind, SubscriptionState
from bot.store.store import open_store
from tests.outbox.examples import knowledge, member, news
from tests.outbox.killing import drain_and_die
from tests.outbox.platform import Fault
from tests.outbox.world import UNPACED, World
from tests.store.databases import quick_folder

Value = TypeVar("Value")
CHANNELS = (1, 2, 3)
COUNTRIES = ("Peru", "Chile", "Togo")
# What can go wrong and come right again; the others end as `held` or `dead` by their nature.
PASSING = [fault for fault in Fault if fault not in {Fault.INVALID, Fault.BLOCKED}]


class Announcing(RuleBasedStateMachine):
    """The world, and what each channel is owed in it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = quick_folder()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.world = self.run(self._open())
        self.now_true: dict[str, str] = {}
        self.ever: set[str] = set()
        # Who was subscribed when an item was new.
        self.owed: set[tuple[int, str]] = set()
        self.may_see: set[tuple[int, str]] = set()

    def run(self, work: Coroutine[object, object, Value]) -> Value:
        """Run to the end, as hypothesis's rules are not asynchronous."""
        return self.runner.run(work)

    async def _open(self) -> World:
        store = await self.stack.enter_async_context(open_store(f"sqlite:///{self.folder / 'bot.sqlite3'}"))
        return await World.start(store)

    # What people do

    @initialize()
    def subscribe_somebody(self) -> None:
        """There is always a reader to begin with."""
        self.run(self.world.subscribe(1))

    @rule(channel=st.sampled_from(CHANNELS), kinds=st.sets(st.sampled_from(list(Kind)), min_size=1))
    def subscribe(self, channel: int, kinds: set[Kind]) -> None:
        """Somebody subscribes, or changes what for."""
        self.run(self.world.subscribe(channel, kinds=frozenset(kinds)))

    @rule(channel=st.sampled_from(CHANNELS))
    def unsubscribe(self, channel: int) -> None:
        """Somebody unsubscribes; what was owed is not any more."""
        self.run(self.world.store.unsubscribe(channel))
        self.owed = {pair for pair in self.owed if pair[0] != channel}

    @rule(channel=st.sampled_from(CHANNELS), on=st.booleans())
    def pause_or_resume(self, channel: int, *, on: bool) -> None:
        """Somebody pauses or resumes."""
        store = self.world.store
        self.run(store.pause(channel) if on else store.resume(channel, self.world.clock.now()))

    @rule(
        true=st.dictionaries(
            st.sampled_from(["m0", "m1", "m2", "m3", "m4", "n0"]), st.sampled_from(COUNTRIES), max_size=6
        )
    )
    def edit(self, true: dict[str, str]) -> None:
        """A maintainer edits; the plan made before is what is enqueued."""
        self._edit(true)

    @rule(name=st.sampled_from(["m0", "m1", "m2", "n0"]), country=st.sampled_from(COUNTRIES))
    def edit_one(self, name: str, country: str) -> None:
        """A maintainer adds or corrects one item."""
        self._edit({**self.now_true, name: country})

    def _edit(self, true: dict[str, str]) -> None:
        records = [_record(name, country) for name, country in true.items()]
        subscribed = {channel: self.run(self.world.store.subscription(channel)) for channel in CHANNELS}
        planned = self.run(plan_against_store(self.world.store, knowledge(*records)))
        written = self.run(self.world.edit(*records))
        assert written == planned
        again = self.run(self.world.edit(*records))
        assert again.events == ()
        new = {
            item.id for one in written.events if one.event.change is Change.NEW for item in one.event.items
        }
        assert new == set(true) - self.ever
        self.ever |= new
        self.now_true = dict(true)
        for channel, subscription in subscribed.items():
            if subscription is None or subscription.state in {
                SubscriptionState.PAUSED,
                SubscriptionState.ENDED,
            }:
                continue
            mine = {(channel, name) for name in new if _kind(name) in subscription.kinds}
            self.owed |= mine
            self.may_see |= mine

    @precondition(lambda self: self.ever)
    @rule()
    def release(self) -> None:
        """A maintainer releases what waits."""
        self.run(alerts.release(self.world.store, self.world.clock.now()))

    # What the world does

    @rule(seconds=st.sampled_from([1, 30, 100, 200, 700, 4_000]))
    def time_passes(self, seconds: int) -> None:
        """Time passes while nothing runs."""
        self.world.clock.advance(timedelta(seconds=seconds))

    @rule(faults=st.lists(st.sampled_from([*PASSING, None, None]), max_size=4))
    def requests_fail(self, faults: list[Fault | None]) -> None:
        """The next requests fail in these ways."""
        self.world.platform.faults.extend(faults)

    @rule(channel=st.sampled_from(CHANNELS))
    def somebody_posts(self, channel: int) -> None:
        """Other people talk in the channel."""
        self.world.platform.somebody_posts(channel)

    @rule(channel=st.sampled_from(CHANNELS), sends=st.booleans(), available=st.booleans())
    def permissions_and_outages(self, channel: int, *, sends: bool, available: bool) -> None:
        """A channel loses or regains its permission or its server."""
        place = self.world.channel(channel)
        place.may_send, place.available = sends, available

    @rule()
    def relay_works(self) -> None:
        """The relay does what is due."""
        self.run(self.world.relay.drain())

    @rule(
        name=st.sampled_from(["m0", "m1", "m2", "m3", "m4", "n0"]),
        country=st.sampled_from(COUNTRIES),
        fault=st.sampled_from(PASSING),
        seconds=st.sampled_from([30, 100, 700]),
    )
    def an_edit_meets_a_fault(self, name: str, country: str, fault: Fault, seconds: int) -> None:
        """Something is announced while requests fail; the relay goes on soon or late."""
        self._edit({**self.now_true, name: country})
        self.world.platform.faults.extend([fault, fault, fault])
        self.run(self.world.relay.drain())
        self.world.clock.advance(timedelta(seconds=seconds))
        self.run(self.world.relay.drain())

    @rule(
        name=st.sampled_from(["m0", "m1", "m2", "m3", "m4", "n0"]),
        country=st.sampled_from(COUNTRIES),
        at=st.integers(0, 24),
        seconds=st.sampled_from([30, 100, 700]),
    )
    def an_edit_meets_death(self, name: str, country: str, at: int, seconds: int) -> None:
        """The process is killed in the middle of announcing; another one starts soon or late."""
        self._edit({**self.now_true, name: country})
        self.run(drain_and_die(self.world.store, self.world.platform, UNPACED, at))
        self.world.restart()
        self.world.clock.advance(timedelta(seconds=seconds))
        self.run(self.world.relay.drain())

    @rule()
    def another_process_takes_over(self) -> None:
        """The process ends between two steps; the next one opens the store and begins with nothing else."""
        self.run(self.stack.aclose())
        self.world.store = self.run(
            self.stack.enter_async_context(open_store(f"sqlite:///{self.folder / 'bot.sqlite3'}"))
        )
        self.world.restart()

    # What must hold

    @invariant()
    def nobody_sees_anything_twice(self) -> None:
        """Not twice, and only what was meant for the channel."""
        for channel in CHANNELS:
            seen = self._seen(channel)
            assert len(seen) == len(set(seen))
            assert {(channel, name) for name in seen} <= self.may_see

    def teardown(self) -> None:
        """When all troubles are over, everybody has what is theirs, and it is what is true."""
        try:
            self.run(self._recover())
            held = self.run(self._held())
            for channel, name in self.owed:
                if name in self.now_true and channel not in held:
                    assert name in self._seen(channel), (channel, name)
            for channel in CHANNELS:
                for posted in self.world.visible(channel):
                    for block in posted.alert.blocks:
                        assert block.withdrawn is (block.id not in self.now_true)
                        if not block.withdrawn:
                            assert self.now_true[block.id] in (block.lines[0].value, block.text)
        finally:
            self.run(self.stack.aclose())
            self.runner.close()
            shutil.rmtree(self.folder)

    async def _recover(self) -> None:
        world = self.world
        world.platform.faults.clear()
        for channel in CHANNELS:
            world.channel(channel).may_send = world.channel(channel).available = True
            await world.store.resume(channel, world.clock.now())
        await world.relay.drain()
        for channel in CHANNELS:
            await world.relay.revive(channel_id=channel)
        await alerts.release(world.store, world.clock.now())
        await world.pass_time(timedelta(hours=2), step=timedelta(minutes=20))

    async def _held(self) -> set[int]:
        """Channels where a person has to decide; the reason is always there."""
        found = set()
        for event in await self.world.store.events(1_000):
            assert event.state is EventState.RELEASED
            for trouble in await self.world.store.troubles(event.id):
                assert trouble.reason
                found.add(trouble.channel_id)
        return found

    def _seen(self, channel: int) -> list[str]:
        return [block.id for posted in self.world.visible(channel) for block in posted.alert.blocks]


def _record(name: str, country: str) -> Member | News:
    if name.startswith("n"):
        return news(name, summary=country)
    return member(name, country_name=country)


def _kind(name: str) -> Kind:
    return Kind.NEWS if name.startswith("n") else Kind.MEMBERS


TestAnnouncing = Announcing.TestCase
TestAnnouncing.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
