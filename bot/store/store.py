"""The store as the rest of the program sees it: one object, opened once, with a method for each query."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import backup, claims, deliveries, due, events, known, questions, subscriptions
from bot.store.connect import Database, parse_url, use_write_ahead_log
from bot.store.errors import StoreUnusableError
from bot.store.lock import ProcessLock
from bot.store.migrate import migrate
from bot.store.records import (
    Action,
    Asked,
    Depth,
    EventSummary,
    Known,
    KnownItem,
    NewEvent,
    Question,
    Result,
    Subscription,
    Terms,
    Trouble,
    Wish,
    Work,
)


class Comparison:
    """One transaction: the knowledge is compared with what is known, and the difference is written."""

    def __init__(self, connection: AsyncConnection, before: Known | None) -> None:
        self._connection = connection
        self.before = before

    async def mark_baseline(self, revision: str) -> None:
        """Record the first run."""
        await known.mark_baseline(self._connection, revision)

    async def remember(self, items: Sequence[KnownItem]) -> None:
        """Replace the last known state of these items."""
        await known.remember(self._connection, items)

    async def add(self, event: NewEvent, now: datetime) -> int:
        """Write an event with one delivery for each subscription that it concerns; returns its id."""
        return await events.add(self._connection, event, now)


class Store:
    """All that must survive a restart. Every method is one transaction."""

    def __init__(self, database: Database, *, alone: bool = False) -> None:
        self._database = database
        # Whether no other process can have a relay on this store.
        self.alone = alone

    @property
    def sqlite(self) -> bool:
        """Whether this is a file rather than a server."""
        return self._database.sqlite

    # What is known

    @asynccontextmanager
    async def comparing(self) -> AsyncIterator[Comparison]:
        """A transaction for comparing and writing; no other process compares at the same time."""
        async with self._database.transaction() as connection:
            await known.pass_turnstile(connection)
            yield Comparison(connection, await known.known(connection))

    async def known(self) -> Known | None:
        """What has been seen of the knowledge; None before the first run."""
        async with self._database.reading() as connection:
            return await known.known(connection)

    async def note(self, name: str) -> str | None:
        """A small named value, such as the hash of the commands that were last synchronised."""
        async with self._database.reading() as connection:
            return await known.note(connection, name)

    async def set_note(self, name: str, value: str) -> None:
        """Write a small named value."""
        async with self._database.transaction() as connection:
            await known.set_note(connection, name, value)

    # Subscriptions

    async def subscribe(self, wish: Wish, now: datetime) -> Subscription:
        """Make or change a channel's subscription."""
        async with self._database.transaction() as connection:
            return await subscriptions.subscribe(connection, wish, now)

    async def change(self, wish: Wish) -> Subscription | None:
        """Change what a channel wishes and leave its state as it is; None if it has no subscription."""
        async with self._database.transaction() as connection:
            return await subscriptions.change(connection, wish)

    async def subscription(self, channel_id: int) -> Subscription | None:
        """A channel's subscription in whatever state, or None."""
        async with self._database.reading() as connection:
            return await subscriptions.find(connection, channel_id)

    async def subscriptions_of(self, guild_id: int) -> tuple[Subscription, ...]:
        """A server's subscriptions that have not ended."""
        async with self._database.reading() as connection:
            return await subscriptions.of_guild(connection, guild_id)

    async def disabled_guilds(self) -> tuple[int, ...]:
        """Servers with a subscription that is disabled."""
        async with self._database.reading() as connection:
            return await subscriptions.disabled_guilds(connection)

    async def pause(self, channel_id: int) -> bool:
        """Stop alerts until `resume`; what happens meanwhile is never sent."""
        async with self._database.transaction() as connection:
            return await subscriptions.pause(connection, channel_id)

    async def resume(self, channel_id: int, now: datetime) -> bool:
        """End a pause."""
        async with self._database.transaction() as connection:
            return await subscriptions.resume(connection, channel_id, now)

    async def unsubscribe(self, channel_id: int) -> bool:
        """End a subscription; posted alerts are still corrected in place."""
        async with self._database.transaction() as connection:
            return await subscriptions.unsubscribe(connection, channel_id)

    async def disable(
        self,
        reason: str,
        probe_at: datetime | None,
        *,
        channel_id: int | None = None,
        guild_id: int | None = None,
    ) -> int:
        """Stop a channel's or a server's alerts until `revive`, keeping what waits."""
        async with self._database.transaction() as connection:
            return await subscriptions.disable(
                connection, reason, probe_at, channel_id=channel_id, guild_id=guild_id
            )

    async def revive(
        self, now: datetime, *, channel_id: int | None = None, guild_id: int | None = None
    ) -> int:
        """Let disabled subscriptions work again."""
        async with self._database.transaction() as connection:
            return await subscriptions.revive(connection, now, channel_id=channel_id, guild_id=guild_id)

    async def take_notices(self, now: datetime, limit: int = 10) -> tuple[Subscription, ...]:
        """Disabled subscriptions whose subscriber must be told; each is returned once."""
        async with self._database.transaction() as connection:
            return await subscriptions.take_notices(connection, now, limit)

    async def take_probes(
        self, now: datetime, first: timedelta, cap: timedelta, limit: int = 10
    ) -> tuple[Subscription, ...]:
        """Disabled subscriptions whose permission should be looked at again."""
        async with self._database.transaction() as connection:
            return await subscriptions.take_probes(connection, now, first, cap, limit)

    # Events

    async def events(self, limit: int = 50) -> tuple[EventSummary, ...]:
        """The newest events with the counts of their deliveries."""
        async with self._database.reading() as connection:
            return await events.listing(connection, limit)

    async def troubles(self, event_id: int) -> tuple[Trouble, ...]:
        """What is dead or held of an event, and why."""
        async with self._database.reading() as connection:
            return await events.troubles(connection, event_id)

    async def hold(self, event_id: int) -> bool:
        """Stop an event from going out."""
        async with self._database.transaction() as connection:
            return await events.hold(connection, event_id)

    async def release(self, event_id: int, now: datetime) -> bool:
        """Let a waiting event go out."""
        async with self._database.transaction() as connection:
            return await events.release(connection, event_id, now)

    async def cancel(self, event_id: int) -> bool:
        """Never send what has not been sent of an event."""
        async with self._database.transaction() as connection:
            return await events.cancel(connection, event_id)

    async def retry(self, event_id: int, now: datetime) -> int:
        """Send again what is held or dead of an event."""
        async with self._database.transaction() as connection:
            return await events.retry(connection, event_id, now)

    # The relay

    async def claim(self, terms: Terms, choose: claims.Choose) -> Work:
        """Lease messages, at most one for each channel; `choose` picks what a channel's next one holds."""
        async with self._database.transaction() as connection:
            return await claims.claim(connection, terms, choose)

    async def begin(self, owner: str, ids: Sequence[int], now: datetime, lease: timedelta) -> frozenset[int]:
        """Record that requests are about to be made; returns those that the owner still holds."""
        async with self._database.transaction() as connection:
            return await deliveries.begin(connection, owner, ids, now, lease)

    async def record(self, owner: str, results: Sequence[Result], now: datetime) -> None:
        """Write the outcomes of requests."""
        async with self._database.transaction() as connection:
            await deliveries.record(connection, owner, results, now)

    async def confirm(self, channel_id: int, nonce: str, message_id: int, now: datetime) -> bool:
        """Our own message was seen in the channel."""
        async with self._database.transaction() as connection:
            return await deliveries.confirm(connection, channel_id, nonce, message_id, now)

    async def drop_leases(self, now: datetime, owner: str | None = None) -> int:
        """End leases at once, of one owner or (only where no other relay can exist) of all."""
        async with self._database.transaction() as connection:
            return await deliveries.drop_leases(connection, now, owner)

    async def next_due(self, actions: Sequence[Action], now: datetime) -> datetime | None:
        """The next moment at which there may be more to claim than there is now."""
        async with self._database.reading() as connection:
            return await due.next_due(connection, actions, now)

    async def next_probe(self) -> datetime | None:
        """When the next permission should be looked at."""
        async with self._database.reading() as connection:
            return await subscriptions.next_probe(connection)

    async def depth(self) -> Depth:
        """How much the outbox holds."""
        async with self._database.reading() as connection:
            return await deliveries.depth(connection)

    # Questions

    async def count_questions(self, asked: Sequence[Asked], today: date) -> None:
        """Count questions that were not answered well, and forget those of more than 30 days ago."""
        async with self._database.transaction() as connection:
            await questions.count(connection, asked, today)
            await questions.forget_old(connection, today)

    async def questions(self, today: date, limit: int = 200) -> tuple[Question, ...]:
        """The questions of the last 30 days, the most frequent first."""
        async with self._database.reading() as connection:
            return await questions.listing(connection, today, limit)

    # The whole

    async def backup(self, target: Path) -> None:
        """Copy a SQLite store to a new file, safely while running; on PostgreSQL, say how to."""
        await backup.backup(self._database, target)


@asynccontextmanager
async def open_store(url: str, *, exclusive: bool = False) -> AsyncIterator[Store]:
    """Open the store and bring it to the newest layout.

    `exclusive` is for the process that runs a relay: on SQLite a second one is refused (StoreBusyError).
    Raises StoreUnusableError, in words for a person and without the password.
    """
    database = Database(parse_url(url))
    lock: ProcessLock | None = None
    try:
        if database.path is not None:
            lock = await asyncio.to_thread(_prepare_file, database.path, exclusive=exclusive)
        try:
            if database.path is not None:
                await asyncio.to_thread(use_write_ahead_log, database.path)
            async with database.transaction() as connection:
                await migrate(connection)
        except (DBAPIError, OSError, sqlite3.Error) as problem:
            raise StoreUnusableError(_explain(database, problem)) from None
        yield Store(database, alone=lock is not None)
    finally:
        await database.close()
        if lock is not None:
            lock.release()


def missing_file(url: str) -> Path | None:
    """The SQLite file that a DATABASE_URL names and that is not there; raises StoreUnusableError."""
    path = Database(parse_url(url)).path
    return None if path is None or path.exists() else path


def _prepare_file(path: Path, *, exclusive: bool) -> ProcessLock | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not exclusive:
            return None
        # By its real name: a link to the same file is the same store.
        lock = ProcessLock(path.resolve())
        lock.acquire()
    except OSError as problem:
        raise StoreUnusableError(
            f"Cannot write beside {path} ({problem.strerror}). Choose another place in DATABASE_URL."
        ) from None
    return lock


def _explain(database: Database, problem: Exception) -> str:
    cause = problem.orig if isinstance(problem, DBAPIError) and problem.orig is not None else problem
    place = database.url.set(username=None, password=None, query={}).render_as_string()  # nothing secret
    first_line = (str(cause).strip() or type(cause).__name__).splitlines()[0]
    return f"The store {place} cannot be used: {first_line}. Check DATABASE_URL and that it can be reached."
