"""Connections and transactions, for SQLite and PostgreSQL from one piece of code.

SQLite: write-ahead log, foreign keys, a busy timeout, and `synchronous=FULL`: a claim that a power cut could
undo would be posted again. Every writing transaction begins IMMEDIATE, so that two writers wait for each
other instead of failing half-way; within one process they queue on a lock and never keep a thread waiting.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

from sqlalchemy import Connection, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.store.errors import StoreUnusableError

BUSY_TIMEOUT_MS = 30_000
_RETRY_SECONDS = 0.02
_READ_ONLY = "isecg_read_only"


class Database:
    """An engine and the two ways to use it: `transaction` writes, `reading` does not."""

    def __init__(self, url: URL) -> None:
        self.url = url
        self.sqlite = url.get_backend_name() == "sqlite"
        # Connections to a server are renewed before a firewall forgets them; asking before each use would
        # add a round trip to every transaction.
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_recycle=-1 if self.sqlite else 300,
            pool_size=5,
            max_overflow=5,
            hide_parameters=True,  # errors are logged, and what people asked is not
        )
        if self.sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)
        self._writing = asyncio.Lock()

    @property
    def path(self) -> Path | None:
        """The SQLite file; None on PostgreSQL."""
        return Path(str(self.url.database)) if self.sqlite else None

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Everything inside is committed together, or nothing is."""
        if not self.sqlite:
            async with self.engine.begin() as connection:
                yield connection
            return
        async with self._writing, self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One consistent view, which does not wait for writers."""
        async with self.engine.connect() as connection:
            if self.sqlite:
                await connection.execution_options(**{_READ_ONLY: True})
            else:
                await connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def parse_url(url: str) -> URL:
    """Read DATABASE_URL and choose the async driver; raises StoreUnusableError, without the password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # the second for a port that is no number
        raise StoreUnusableError(
            "DATABASE_URL is not understood. Write sqlite:///path/to/bot.sqlite3 "
            "or postgresql://user:password@host/database."
        ) from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        if not parsed.database or parsed.database == ":memory:" or "mode=memory" in parsed.database:
            raise StoreUnusableError(
                "DATABASE_URL asks for SQLite in memory, which forgets what was announced. "
                "Name a file: sqlite:///path/to/bot.sqlite3."
            )
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend in {"postgresql", "postgres"}:
        if "@" in (parsed.host or ""):  # the host would be named in messages, and with it half of a password
            raise StoreUnusableError(
                "DATABASE_URL has more than one @. In a password write %40 for @, %2F for / and %3A for :."
            )
        query = {("ssl" if key == "sslmode" else key): value for key, value in parsed.query.items()}
        return parsed.set(drivername="postgresql+asyncpg", query=query)
    raise StoreUnusableError(f"DATABASE_URL names {backend!r}; only sqlite and postgresql are supported.")


def use_write_ahead_log(path: Path) -> None:
    """Put a SQLite file into write-ahead logging, which it keeps; waits for other processes that do the same.

    SQLite's own busy timeout does not cover this change: two that start together on a new file would each
    hold what the other waits for, so SQLite fails at once and the change is tried again here.
    Raises sqlite3.Error where the file cannot be used.
    """
    until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000)) as connection:
                connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
        time.sleep(_RETRY_SECONDS)


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions on its own: _begin_sqlite does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN DEFERRED" if reads else "BEGIN IMMEDIATE")
