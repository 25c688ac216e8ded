"""Bots of the real client for tests: any number, one after the other or at once, on one small store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from bot.knowledge.model import Member, News, Publication
from bot.outbox.enqueue import enqueue
from bot.outbox.policy import Policy
from bot.outbox.relay import Relay
from bot.store.records import Asked
from bot.store.store import Store
from bot.ui.discord.book import Book
from bot.ui.discord.client import IsecgClient, Shards
from bot.ui.discord.desk import Desk
from bot.ui.discord.edition import Edition
from bot.ui.discord.limits import Limits, Rates
from bot.ui.discord.phrases import Catalogue
from bot.ui.discord.wording import stamped_words
from tests.fake_discord import FakeDiscord

# The fake's module first: it keeps a deprecation warning of discord.py on Python 3.11 to itself.
from tests.fake_discord.attach import running
from tests.outbox.examples import knowledge
from tests.ui.discord.facts import TODAY


@dataclass
class MemoryStore:
    """What the bot asks of a store, kept in memory."""

    notes: dict[str, str] = field(default_factory=dict)
    counted: list[tuple[str, str, str, str]] = field(default_factory=list)

    async def note(self, name: str) -> str | None:
        """A value, or None."""
        return self.notes.get(name)

    async def set_note(self, name: str, value: str) -> None:
        """Write a value."""
        self.notes[name] = value

    async def count_questions(self, asked: Sequence[Asked], today: date) -> None:
        """Count questions."""
        assert today == TODAY
        self.counted += [(one.kind, one.text, one.entry, one.note) for one in asked]


class FakeTime:
    """The fake's time for a relay.

    Waiting ends when the event is set, when a test has moved the clock, and after a moment in any case: the
    clock may have been moved just before the wait began.
    """

    def __init__(self, fake: FakeDiscord) -> None:
        self._fake = fake

    def now(self) -> datetime:
        """The fake's present moment."""
        return self._fake.clock.now()

    async def wait(self, event: asyncio.Event, at_most: timedelta) -> None:
        """Return when the event is set or the clock has been moved so far."""
        until, loop = self.now() + at_most, asyncio.get_running_loop()
        moment = loop.time() + 0.05
        await self._fake.until(
            lambda: event.is_set() or self.now() >= until or loop.time() >= moment, what="time"
        )


class Bots:
    """Makes bots; they share the store, and the clock of the fake."""

    def __init__(self, fake: FakeDiscord, edition: Edition, catalogue: Catalogue, alerts: Store) -> None:
        self.fake, self.edition, self.catalogue, self.alerts = fake, edition, catalogue, alerts
        self.store = MemoryStore()
        self.told: list[str] = []
        self.relay: Relay | None = None

    def client(
        self, *, rates: Rates | None = None, keep: bool = True, shards: Shards | None = None, **options: Any
    ) -> IsecgClient:
        """A bot that is not running yet."""
        clock = self.fake.clock.seconds
        desk = Desk(
            edition=self.edition,
            catalogue=self.catalogue,
            limits=Limits(rates or Rates(person=1_000, channel=1_000), clock),
            book=Book(self.store, today=lambda: TODAY, keep=keep),
            today=lambda: TODAY,
            tell_maintainers=self.told.append,
        )
        client = IsecgClient(
            desk,
            self.store,
            clock=clock,
            now=self.fake.clock.now,
            shards=shards,
            identify_pause=0.0,
            guild_ready_timeout=0.05,
            **options,
        )
        self.relay = relay = Relay(
            self.alerts,
            client.publisher,
            clock=FakeTime(self.fake),
            policy=Policy(rate=None, grace=timedelta(seconds=0.5)),
            words=stamped_words,
        )
        client.announce(self.alerts, relay, self.fake.clock.now)
        return client

    @asynccontextmanager
    async def running(
        self, *, shards_ready: int = 1, to_the_end: bool = True, **options: Any
    ) -> AsyncIterator[IsecgClient]:
        """A bot that is connected inside the block; `to_the_end`: its last work is waited for."""
        if await self.alerts.known() is None:
            await self.edit()  # the first run, which announces nothing
        client = self.client(**options)
        async with running(client, self.fake, shards=shards_ready):
            relay = self.relay
            assert relay is not None
            tasks = [asyncio.create_task(client.desk.book.write()), asyncio.create_task(_tend(client))]
            sending = asyncio.create_task(_send(client, relay))
            try:
                yield client
                if to_the_end:
                    await self.quiet(client)
                    await client.desk.book.written()
            finally:
                await relay.stop()
                for task in [*tasks, *([] if client.was_ready.is_set() else [sending])]:
                    task.cancel()
                await asyncio.gather(*tasks, sending, return_exceptions=True)
            if sending.done() and not sending.cancelled():
                sending.result()

    async def edit(self, *records: Member | News | Publication) -> None:
        """The knowledge holds these records from now on, as a reload hands it on."""
        await enqueue(self.alerts, knowledge(*records), self.fake.clock.now())
        if self.relay is not None:
            self.relay.wake()

    async def tried(self) -> None:
        """Wait until everything that is due now has been tried."""

        async def nothing_left() -> bool:
            depth = await self.alerts.depth()
            later = depth.oldest_due is None or depth.oldest_due > self.fake.clock.now()
            return later and not depth.sending

        await eventually(nothing_left, "everything to be tried")

    async def quiet(self, client: IsecgClient) -> None:
        """Wait until the bot has done with everything that has happened so far."""
        await self.fake.settled()
        for _ in range(3):  # the library starts a task for each event
            await asyncio.sleep(0)
        await client.desk.idle()
        if client.upkeep is not None:
            await client.upkeep.idle()
        await self.fake.settled()


async def eventually(check: Callable[[], Awaitable[bool]], what: str) -> None:
    """Ask until it is true; each time the loop does whatever else there is to do."""
    try:
        async with asyncio.timeout(30):
            while not await check():
                pass
    except TimeoutError:
        raise AssertionError(f"waited in vain for {what}") from None


async def _tend(client: IsecgClient) -> None:
    if client.upkeep is not None:
        await client.upkeep.run()


async def _send(client: IsecgClient, relay: Relay) -> None:
    await client.was_ready.wait()
    await relay.run()
