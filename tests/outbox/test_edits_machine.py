"""Any order of edits in files, reloads, crashes and subscriptions, against a model of who must be told what.

Here the outbox ends at the deliveries that are written; test_machine.py goes on to what readers see.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, closing
from datetime import timedelta
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.knowledge.base import Knowledge
from bot.knowledge.loader import load
from bot.outbox import alerts
from bot.outbox.enqueue import enqueue, plan_against_store
from bot.outbox.planning import MASS_LIMIT, known_from, plan_changes
from bot.store.records import Change, EventState, Kind, SubscriptionState, Wish
from bot.store.store import Comparison, Store, open_store
from tests.outbox.layouts import write_facts
from tests.store.databases import NOW, quick_folder

Value = TypeVar("Value")
CHANNELS = (1, 2, 3)
IDS = ("m0", "m1", "m2", "m3", "m4", "n0", "n1", "p0")
FACTS = ("Peru", "Chile", "Togo")
LAYOUTS = st.integers(0, 50)
KIND = {"m": Kind.MEMBERS, "n": Kind.NEWS, "p": Kind.PUBLICATIONS}


class Crash(Exception):  # noqa: N818  the death of a process, as far as a test can have one
    """The process ends here."""


class Dying:
    """A store whose process ends at a step of the comparison; what the transaction wrote is undone."""

    def __init__(self, store: Store, at: int) -> None:
        self._store, self._left = store, at

    @asynccontextmanager
    async def comparing(self) -> AsyncIterator[Any]:
        """The store's own transaction, with death in it."""
        async with self._store.comparing() as comparison:
            yield _Steps(comparison, self._step)
            self._step()

    def _step(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise Crash


class _Steps:
    def __init__(self, inner: Comparison, step: Any) -> None:
        self._inner, self._step = inner, step
        self.before = inner.before

    def __getattr__(self, name: str) -> Any:
        async def call(*args: object) -> object:
            self._step()
            done = await getattr(self._inner, name)(*args)
            self._step()
            return done

        return call


class Editing(RuleBasedStateMachine):
    """A folder, a bot's store, and what the model expects of it."""

    def __init__(self) -> None:
        super().__init__()
        self.place = quick_folder()
        self.folder = self.place / "knowledge"
        self.folder.mkdir()
        self.runner = asyncio.Runner()
        self.stack = AsyncExitStack()
        self.now = NOW
        self.true: dict[str, str] = {}
        self.layout = 0
        # As the store has seen it: what is true, what ever was, and by whom each item's alert is owed.
        self.seen: dict[str, str] = {}
        self.ever: dict[str, frozenset[int]] = {}
        self.taken_back: set[str] = set()
        self.last: Knowledge | None = None
        self.subscribed: dict[int, tuple[SubscriptionState, frozenset[Kind]]] = {}
        self.store = self.run(self._open())
        self._write()
        self._reload()

    def run(self, work: Coroutine[object, object, Value]) -> Value:
        """Run to the end, as hypothesis's rules are not asynchronous."""
        return self.runner.run(work)

    async def _open(self) -> Store:
        return await self.stack.enter_async_context(open_store(f"sqlite:///{self.place / 'bot.sqlite3'}"))

    # What maintainers do

    @initialize(channel=st.sampled_from(CHANNELS))
    def subscribe_somebody(self, channel: int) -> None:
        """There is always a reader to begin with."""
        self.subscribe(channel, set(Kind))

    @rule(facts=st.dictionaries(st.sampled_from(IDS), st.sampled_from(FACTS), max_size=8), layout=LAYOUTS)
    def edit_much(self, facts: dict[str, str], layout: int) -> None:
        """Anything changes; the bot may be down or has not noticed yet."""
        self.true, self.layout = dict(facts), layout
        self._write()

    @rule(id_=st.sampled_from(IDS), fact=st.sampled_from(FACTS), layout=LAYOUTS)
    def edit_one(self, id_: str, fact: str, layout: int) -> None:
        """An item is added or corrected, and the bot takes it."""
        self.true[id_] = fact
        self.layout = layout
        self._write()
        self._reload()

    @rule(id_=st.sampled_from(IDS))
    def remove_and_add_again(self, id_: str) -> None:
        """An item goes and comes back; the second announcement of it is none."""
        fact = self.true.pop(id_, None)
        self._write()
        self._reload()
        if fact is not None:
            self.true[id_] = fact
            self._write()
            self._reload()

    @rule(layout=LAYOUTS)
    def lay_out_anew(self, layout: int) -> None:
        """Files are moved and renamed, records reordered, texts reformatted: not a word of it is told."""
        self._reload()
        before = self._events()
        self.layout = layout
        self._write()
        self._reload()
        assert self._events() == before

    # What the bot does

    @rule()
    def reload(self) -> None:
        """The bot reads the folder."""
        self._reload()

    @rule(at=st.integers(0, 12), reopened=st.booleans())
    def die_while_enqueuing(self, at: int, *, reopened: bool) -> None:
        """The process ends in the middle of writing; what it would have told, the next one tells."""
        knowledge = self._read()
        before = self._everything()
        dying: Any = Dying(self.store, at)
        try:
            self.run(enqueue(dying, knowledge, self.now))
        except Crash:
            assert self._everything() == before
        else:
            self._happened(knowledge)
        if reopened:
            self.restart()
        self._reload()

    @rule()
    def restart(self) -> None:
        """The process is gone; another one opens the store."""
        self.run(self.stack.aclose())
        self.store = self.run(self._open())

    @rule(id_=st.sampled_from(IDS), fact=st.sampled_from(FACTS))
    def two_bots_take_one_edit(self, id_: str, fact: str) -> None:
        """Whichever comes second finds nothing left to write."""
        self.true[id_] = fact
        self._write()
        knowledge = self._read()
        self._reload()
        before = self._everything()
        assert self.run(enqueue(self.store, knowledge, self.now)).events == ()
        assert self._everything() == before

    # What server owners and the world do

    @rule(channel=st.sampled_from(CHANNELS), kinds=st.sets(st.sampled_from(list(Kind)), min_size=1))
    def subscribe(self, channel: int, kinds: set[Kind]) -> None:
        """Somebody subscribes, or changes what for."""
        self.run(self.store.subscribe(Wish(channel, 1, 7, frozenset(kinds)), self.now))
        self.subscribed[channel] = (SubscriptionState.ACTIVE, frozenset(kinds))

    @rule(channel=st.sampled_from(CHANNELS))
    def unsubscribe(self, channel: int) -> None:
        """Somebody unsubscribes."""
        self.run(self.store.unsubscribe(channel))
        self._moves(channel, set(SubscriptionState), SubscriptionState.ENDED)

    @rule(channel=st.sampled_from(CHANNELS))
    def pause(self, channel: int) -> None:
        """Somebody pauses."""
        self.run(self.store.pause(channel))
        self._moves(channel, {SubscriptionState.ACTIVE, SubscriptionState.DISABLED}, SubscriptionState.PAUSED)

    @rule(channel=st.sampled_from(CHANNELS))
    def resume(self, channel: int) -> None:
        """Somebody resumes."""
        self.run(self.store.resume(channel, self.now))
        self._moves(channel, {SubscriptionState.PAUSED}, SubscriptionState.ACTIVE)

    @rule(channel=st.sampled_from(CHANNELS), on=st.booleans())
    def lose_or_regain_the_permission(self, channel: int, *, on: bool) -> None:
        """A channel's alerts are disabled by us, and revived."""
        if on:
            self.run(self.store.revive(self.now, channel_id=channel))
            self._moves(channel, {SubscriptionState.DISABLED}, SubscriptionState.ACTIVE)
        else:
            self.run(self.store.disable("no permission", None, channel_id=channel))
            self._moves(channel, {SubscriptionState.ACTIVE}, SubscriptionState.DISABLED)

    @rule()
    def release(self) -> None:
        """A maintainer releases what waits; nobody is added to it."""
        self.run(alerts.release(self.store, self.now))

    def _moves(self, channel: int, states: set[SubscriptionState], to: SubscriptionState) -> None:
        if channel in self.subscribed and self.subscribed[channel][0] in states:
            self.subscribed[channel] = (to, self.subscribed[channel][1])

    # What must hold

    def _reload(self) -> None:
        """The bot takes the folder over; what it writes is what was planned, in the store and in the plan."""
        knowledge = self._read()
        planned = self.run(plan_against_store(self.store, knowledge))
        written = self.run(enqueue(self.store, knowledge, self.now))
        assert written == planned
        if self.last is not None:
            # What `isecg-bot plan` shows against the last state is the same, except that only the store
            # knows of what was taken back before.
            shown = plan_changes(known_from(self.last), knowledge)
            assert shown.waits == planned.waits
            assert _told(shown, self.taken_back) == _told(planned, set())
        changes = {(one.event.change, item.id) for one in planned.events for item in one.event.items}
        assert changes == self._expected()
        for one in planned.events:
            waiting = EventState.WAITING if len(changes) > MASS_LIMIT else EventState.RELEASED
            assert one.event.state is waiting
        self._happened(knowledge)
        assert self.run(plan_against_store(self.store, knowledge)).events == ()

    def _expected(self) -> set[tuple[Change, str]]:
        """What changed between what the store saw and what is true."""
        if self.last is None:
            return set()
        found = set()
        for id_ in {*self.seen, *self.true}:
            if id_ not in self.seen:
                found.add((Change.RESTORED if id_ in self.ever else Change.NEW, id_))
            elif id_ not in self.true:
                found.add((Change.WITHDRAWN, id_))
            elif self.seen[id_] != self.true[id_]:
                found.add((Change.CORRECTED, id_))
        return found

    def _happened(self, knowledge: Knowledge) -> None:
        """Note in the model that the store has seen the folder as it is."""
        readers = frozenset(
            channel
            for channel, (state, _) in self.subscribed.items()
            if state in {SubscriptionState.ACTIVE, SubscriptionState.DISABLED}
        )
        for id_ in self.true:
            if id_ not in self.ever:
                wanting = {one for one in readers if KIND[id_[0]] in self.subscribed[one][1]}
                self.ever[id_] = frozenset(wanting) if self.last is not None else frozenset()
        self.taken_back |= set(self.seen) - set(self.true)
        self.seen = dict(self.true)
        self.last = knowledge
        self.now += timedelta(minutes=1)

    @invariant()
    def each_item_is_announced_once_to_those_of_its_time(self) -> None:
        """Whoever was subscribed to its kind when it was new has one delivery of it, and nobody else has."""
        found: dict[str, list[int]] = {id_: [] for id_ in self.ever}
        for item, channel in self._query(
            "SELECT i.item_id, s.channel_id FROM deliveries d"
            " JOIN subscriptions s ON s.id = d.subscription_id"
            " JOIN events e ON e.id = d.event_id JOIN event_items i ON i.event_id = e.id"
            " WHERE d.action = 'post' AND e.change = 'new'"
        ):
            found[item].append(channel)
        assert {id_: sorted(channels) for id_, channels in found.items()} == {
            id_: sorted(channels) for id_, channels in self.ever.items()
        }
        posts = self._query(
            "SELECT count(*) FROM deliveries d JOIN events e ON e.id = d.event_id"
            " WHERE d.action = 'post' AND e.change != 'new'"
        )
        assert posts == [(0,)]

    def _write(self) -> None:
        write_facts(self.folder, self.true, self.layout)

    def _read(self) -> Knowledge:
        loaded = load(self.folder)
        assert loaded.knowledge is not None, loaded.problems
        return loaded.knowledge

    def _events(self) -> list[Any]:
        return self._query("SELECT key, state FROM events ORDER BY id")

    def _everything(self) -> list[Any]:
        tables = ("events", "event_items", "deliveries", "known_items", "subscriptions")
        return [self._query(f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in tables]

    def _query(self, statement: str) -> list[Any]:
        with closing(sqlite3.connect(self.place / "bot.sqlite3")) as reader:
            return reader.execute(statement).fetchall()

    def teardown(self) -> None:
        """Nothing stays behind."""
        self.run(self.stack.aclose())
        self.runner.close()
        shutil.rmtree(self.place)


def _told(plan: Any, taken_back: set[str]) -> set[tuple[Change, str]]:
    """Changes by item; what was taken back before is restored, which a comparison of two states calls new."""
    return {
        (
            Change.RESTORED if one.event.change is Change.NEW and item.id in taken_back else one.event.change,
            item.id,
        )
        for one in plan.events
        for item in one.event.items
    }


TestEditing = Editing.TestCase
TestEditing.settings = settings(
    max_examples=15, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
