"""Opening, layout, the lock and the backup."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.connect import Database, parse_url
from bot.store.errors import BackupElsewhereError, StoreBusyError, StoreUnusableError
from bot.store.migrate import HEAD, current, migrate, upgrade
from bot.store.store import Store, open_store
from bot.store.tables import metadata
from tests.store.databases import NOW
from tests.store.examples import wish


async def test_migrations_build_exactly_the_tables(database_url: str) -> None:
    """What the migrations make and what the queries expect never drift apart."""
    database = Database(parse_url(database_url))

    def difference(connection: Connection) -> list[object]:
        return list(compare_metadata(MigrationContext.configure(connection), metadata))

    async with database.transaction() as connection:
        await connection.run_sync(upgrade)
        assert await connection.run_sync(current) == HEAD
        assert await connection.run_sync(difference) == []
    await database.close()


async def test_a_new_file_has_the_layout_that_the_migrations_make(tmp_path: Path) -> None:
    """Tables, keys, conditions of indexes, first rows: a file does not show which way it was made."""

    async def layout(name: str, make: Callable[[AsyncConnection], Awaitable[None]]) -> list[object]:
        path = tmp_path / name
        database = Database(parse_url(f"sqlite:///{path}"))
        async with database.transaction() as connection:
            await make(connection)
        await database.close()
        with closing(sqlite3.connect(path)) as raw:
            parts = raw.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")
            # The order of the constraints of a table says nothing.
            made = [(*names, sorted(re.split(r",?\s*\n\s*", sql or ""))) for *names, sql in parts]
            rows = raw.execute("SELECT * FROM meta, alembic_version").fetchall()
        return [*made, rows]

    assert await layout("new", migrate) == await layout(
        "migrated", lambda connection: connection.run_sync(upgrade)
    )


async def test_a_store_is_the_same_after_reopening(database_url: str) -> None:
    """Opening twice migrates once and loses nothing."""
    async with open_store(database_url) as first:
        await first.subscribe(wish(5), NOW)
        await first.set_note("commands", "abc")
    async with open_store(database_url) as second:
        found = await second.subscription(5)
        assert found is not None
        assert found.created_at == NOW
        assert await second.note("commands") == "abc"


async def test_several_may_open_at_once(database_url: str) -> None:
    """Processes that start together wait for one migration instead of colliding."""

    async def open_and_close() -> None:
        async with open_store(database_url) as opened:
            assert await opened.known() is None

    await asyncio.gather(*(open_and_close() for _ in range(4)))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "not understood"),
        ("postgresql://user:secret@host:port/db", "not understood"),
        ("sqlite://", "in memory"),
        ("mysql://user:secret@host/db", "only sqlite and postgresql"),
        ("postgresql://user:secret@127.0.0.1:1/db", "cannot be used"),
        ("postgresql://127.0.0.1:1/db?user=user&password=secret", "cannot be used"),
        ("postgresql://user:much@secret@127.0.0.1:1/db", "write %40 for @"),
    ],
)
async def test_an_unusable_url_is_explained_without_the_password(url: str, says: str) -> None:
    """The message says what is wrong and never repeats a secret."""
    with pytest.raises(StoreUnusableError, match=says) as caught:
        async with open_store(url):
            pass
    assert "secret" not in str(caught.value)


async def test_a_file_that_is_no_database_is_explained(tmp_path: Path) -> None:
    """A wrong file is named, not overwritten."""
    path = tmp_path / "notes.txt"
    path.write_text("these are notes, not a database " * 50)
    with pytest.raises(StoreUnusableError, match=r"notes\.txt"):
        async with open_store(f"sqlite:///{path}"):
            pass
    assert path.read_text().startswith("these are notes")


async def test_a_layout_from_the_future_is_refused(tmp_path: Path) -> None:
    """An older program never writes into a newer layout."""
    path = tmp_path / "bot.sqlite3"
    async with open_store(f"sqlite:///{path}"):
        pass
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'r9999'")
    raw.close()
    with pytest.raises(StoreUnusableError, match="another version"):
        async with open_store(f"sqlite:///{path}"):
            pass


_HOLDER = """
import asyncio, sys
from bot.store.store import open_store
async def main():
    async with open_store(sys.argv[1], exclusive=True):
        print("open", flush=True)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_a_second_process_on_sqlite_is_refused_until_the_first_is_gone(tmp_path: Path) -> None:
    """The lock names its holder, and dies with it even when it is killed."""
    url = f"sqlite:///{tmp_path / 'bot.sqlite3'}"
    holder = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _HOLDER, url, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert await holder.stdout.readline() == b"open\n"
        with pytest.raises(StoreBusyError, match=f"process {holder.pid}"):
            async with open_store(url, exclusive=True):
                pass
        link = tmp_path / "elsewhere.sqlite3"
        link.symlink_to(tmp_path / "bot.sqlite3")
        with pytest.raises(StoreBusyError, match="SQLite serves one bot"):
            async with open_store(f"sqlite:///{link}", exclusive=True):
                pass
        async with open_store(url) as beside:
            assert await beside.known() is None
    finally:
        holder.kill()
        await holder.wait()
    async with open_store(url, exclusive=True) as mine:
        assert await mine.known() is None


async def test_a_backup_is_whole_while_somebody_writes(tmp_path: Path) -> None:
    """The copy opens, holds what was committed, and never overwrites a file."""
    target = tmp_path / "copy.sqlite3"
    async with open_store(f"sqlite:///{tmp_path / 'bot.sqlite3'}") as live:
        for channel in range(50):
            await live.subscribe(wish(channel), NOW)

        async def keep_writing() -> None:
            for channel in range(50, 100):
                await live.subscribe(wish(channel), NOW)

        await asyncio.gather(keep_writing(), live.backup(target))
        with pytest.raises(StoreUnusableError, match="exists already"):
            await live.backup(target)
    async with open_store(f"sqlite:///{target}") as copy:
        assert len(await copy.subscriptions_of(1)) >= 50


async def test_a_backup_of_postgresql_names_its_own_tool(store: Store, tmp_path: Path) -> None:
    """On PostgreSQL the person is told the command instead."""
    if store.sqlite:
        await store.backup(tmp_path / "copy.sqlite3")
        return
    with pytest.raises(BackupElsewhereError, match="pg_dump"):
        await store.backup(tmp_path / "copy.sqlite3")
