"""A copy of the store that is whole even while the bot writes."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.store.connect import BUSY_TIMEOUT_MS, Database, parse_url
from bot.store.errors import BackupElsewhereError, StoreUnusableError


async def backup(database: Database, target: Path) -> None:
    """Write a copy to `target`, which must not exist; raises StoreError with what to do instead."""
    if database.path is None:
        raise BackupElsewhereError(
            "This store is on PostgreSQL, which is backed up with its own tool while it runs: "
            'pg_dump --format=custom --file=isecg.dump "$DATABASE_URL"'
        )
    await asyncio.to_thread(_copy, database.path, target)


async def backup_store(url: str, target: Path) -> None:
    """The same for a store that is not open, in whatever layout: a copy is wanted before an upgrade."""
    database = Database(parse_url(url))
    try:
        await backup(database, target)
    finally:
        await database.close()


def _copy(source: Path, target: Path) -> None:
    if not source.exists():
        raise StoreUnusableError(
            f"There is no store yet: {source} does not exist."
            " If the bot has run, DATABASE_URL names another place."
        )
    if target.exists():
        raise StoreUnusableError(f"{target} exists already; a backup never overwrites. Name a new file.")
    unfinished = target.with_name(target.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(source, timeout=BUSY_TIMEOUT_MS / 1000)) as live,
            closing(sqlite3.connect(unfinished)) as copy,
        ):
            live.backup(copy)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as problem:
        unfinished.unlink(missing_ok=True)
        raise StoreUnusableError(f"The backup to {target} failed: {problem}.") from None
