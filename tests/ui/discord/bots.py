"""Bots of the real client for tests: any number, one after the other or at once, on one small store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.store.records import Asked
from bot.ui.discord.book import Book
from bot.ui.discord.client import IsecgClient, Shards
from bot.ui.discord.desk import Desk
from bot.ui.discord.edition import Edition
from bot.ui.discord.limits import Limits, Rates
from bot.ui.discord.phrases import Catalogue
from tests.fake_discord import FakeDiscord

# The fake's module first: it keeps a deprecation warning of discord.py on Python 3.11 to itself.
from tests.fake_discord.attach import running
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


class Bots:
    """Makes bots; they share the store, and the clock of the fake."""

    def __init__(self, fake: FakeDiscord, edition: Edition, catalogue: Catalogue) -> None:
        self.fake, self.edition, self.catalogue = fake, edition, catalogue
        self.store = MemoryStore()
        self.told: list[str] = []

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
        return IsecgClient(
            desk,
            self.store,
            clock=clock,
            now=self.fake.clock.now,
            shards=shards,
            identify_pause=0.0,
            guild_ready_timeout=0.05,
            **options,
        )

    @asynccontextmanager
    async def running(self, *, shards_ready: int = 1, **options: Any) -> AsyncIterator[IsecgClient]:
        """A bot that is connected inside the block."""
        client = self.client(**options)
        async with running(client, self.fake, shards=shards_ready):
            writing = asyncio.create_task(client.desk.book.write())
            try:
                yield client
                await self.quiet(client)
                await client.desk.book.written()
            finally:
                writing.cancel()

    async def quiet(self, client: IsecgClient) -> None:
        """Wait until the bot has done with everything that has happened so far."""
        await self.fake.settled()
        for _ in range(3):  # the library starts a task for each event
            await asyncio.sleep(0)
        await client.desk.idle()
        await self.fake.settled()
