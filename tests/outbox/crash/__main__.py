"""Plays every case and prints the tables: `python -m tests.outbox.crash --kills 300`."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

from rich.console import Console
from rich.table import Table

from tests.fake_discord.remote import RemoteFake, spawn
from tests.outbox.crash.cases import Case, Restart, run_case
from tests.outbox.crash.child import STEPS
from tests.outbox.crash.pairs import run_pairs
from tests.outbox.crash.replies import Reply
from tests.outbox.crash.scene import sqlite_url
from tests.outbox.crash.spree import run_spree
from tests.store.databases import Postgres, running_postgres

Urls = Callable[[], AbstractAsyncContextManager[str]]
# What others do in the channel meanwhile matters where nobody knows whether the alert was posted; and a
# moderator can only have deleted what was.
_REPLIES = {
    Restart.BUSY: (Reply.OK, Reply.LOST, Reply.SLOW, Reply.DROPPED, Reply.E500, Reply.E503, Reply.E503_AFTER),
    Restart.DELETED_INSIDE: (Reply.OK, Reply.LOST, Reply.SLOW, Reply.E500_AFTER),
    Restart.DELETED_AFTER: (Reply.OK, Reply.LOST, Reply.SLOW, Reply.E500_AFTER),
}
_SEED = 2026


@contextmanager
def _databases(only: str | None) -> Iterator[list[tuple[str, Urls]]]:
    found: list[tuple[str, Urls]] = []
    if only in {None, "sqlite"}:
        found.append(("SQLite", sqlite_url))
    if only in {None, "postgresql"}:
        with running_postgres() as server:
            found.append(("PostgreSQL", _urls(server)))
            yield found
    else:
        yield found


def _urls(server: Postgres) -> Urls:
    @asynccontextmanager
    async def url() -> AsyncIterator[str]:
        yield await asyncio.to_thread(server.fresh)

    return url


async def _table(
    console: Console, fake: RemoteFake, database: tuple[str, Urls], restart: Restart
) -> tuple[int, int]:
    name, urls = database
    replies = _REPLIES.get(restart, tuple(Reply))
    table = Table(
        title=f"{name}, next process {restart}: visible posts (and the state, if it is not sent)",
        padding=(0, 0),
    )
    table.add_column("killed at")
    for reply in replies:
        table.add_column(reply.value)
    played = wrong = 0
    for step in STEPS:
        cells = []
        for reply in replies:
            async with urls() as url:
                verdict = await run_case(Case(step, reply, restart), fake, url)
            played += 1
            wrong += not verdict.right
            cells.append(str(verdict))
        table.add_row(step, *cells)
    console.print(table)
    return played, wrong


async def _all(databases: list[tuple[str, Urls]], kills: int, tables: list[Restart]) -> int:
    console = Console(width=230)
    played = wrong = 0
    began = time.monotonic()
    async with spawn("--sample", "20") as fake:
        for database in databases:
            for restart in tables:
                more, bad = await _table(console, fake, database, restart)
                played, wrong = played + more, wrong + bad
            if kills:
                async with database[1]() as url:
                    spree = await run_spree(fake, url, channels=200, kills=kills, seed=_SEED)
                wrong += spree.wrong
                console.print(f"{database[0]}, seed {_SEED}: {spree}")
            if kills and database[0] == "PostgreSQL":
                async with database[1]() as url:
                    spree = await run_pairs(fake, url, channels=200, kills=-(-kills // 3), seed=_SEED)
                wrong += spree.wrong
                console.print(f"{database[0]}, two relays at once, seed {_SEED}: {spree}")
        violations = (await fake.figures())["violations"]
    console.print(
        f"{played} cases, {wrong} wrong, {len(violations)} requests that break Discord's description, "
        f"{time.monotonic() - began:.0f} s"
    )
    for violation in violations:
        console.print(violation, markup=False)
    return 1 if wrong or violations else 0


def main() -> int:
    """Play what is asked for; 1 if anything came out wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.outbox.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=300, help="random kills on each database; 0 for none")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database")
    parser.add_argument("--no-matrix", action="store_true", help="only the random kills")
    parser.add_argument("--restart", choices=[one.name.lower() for one in Restart], help="one of the tables")
    asked = parser.parse_args()
    with _databases(asked.only) as databases:
        tables = [one for one in Restart if asked.restart in {None, one.name.lower()}]
        return asyncio.run(_all(databases, asked.kills, [] if asked.no_matrix else tables))


if __name__ == "__main__":
    raise SystemExit(main())
