"""Plays every case and prints the table: `python -m tests.outbox.crash.table --kills 300`."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager

from rich.console import Console
from rich.table import Table

from tests.outbox.crash.cases import Case, Verdict, run_case, run_spree, sqlite_url
from tests.outbox.crash.child import STEPS
from tests.outbox.crash.server import Reply
from tests.store.databases import Postgres, running_postgres

Urls = Callable[[], AbstractAsyncContextManager[str]]
# The next process starts inside the nonce window, after it, or after it in a channel where others post.
MOMENTS = (
    ("inside the nonce window", True, False),
    ("after the nonce window", False, False),
    ("after it, others having posted", False, True),
)


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


def _cell(verdict: Verdict, reply: Reply) -> str:
    """`1` for one post, the state where there is none, and `!` where that is wrong."""
    text = str(verdict.visible) if verdict.state == "sent" else f"{verdict.visible} {verdict.state}"
    return text if verdict.right(reply) else f"! {text} {verdict.reason}"


async def _matrix(console: Console, name: str, urls: Urls) -> int:
    wrong = 0
    for moment, inside, busy in MOMENTS:
        table = Table(title=f"{name}, next process {moment}: visible posts (and the state, if not sent)")
        table.add_column("killed at")
        for reply in Reply:
            table.add_column(reply.value)
        for step in STEPS:
            cells = []
            for reply in Reply:
                async with urls() as url:
                    verdict = await run_case(Case(step, reply, inside, busy), url)
                wrong += not verdict.right(reply)
                cells.append(_cell(verdict, reply))
            table.add_row(step, *cells)
        console.print(table)
    return wrong


async def _sprees(console: Console, name: str, urls: Urls, kills: int) -> int:
    async with urls() as url:
        spree = await run_spree(url, channels=200, kills=kills, seed=2026)
    console.print(
        f"{name}: {spree.kills} kills of {spree.processes} processes during {spree.events} fan-outs to 200 "
        f"channels: {spree.doubled} doubled, {spree.missing} missing, {spree.held} held"
    )
    return spree.doubled + spree.missing - spree.held


async def _all(databases: list[tuple[str, Urls]], kills: int, *, matrix: bool) -> int:
    console = Console(width=170)
    wrong = 0
    began = time.monotonic()
    for name, urls in databases:
        if matrix:
            wrong += await _matrix(console, name, urls)
        if kills:
            wrong += await _sprees(console, name, urls, kills)
    console.print(f"{wrong} wrong, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


def main() -> int:
    """Play what is asked for; 1 if anything came out wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300, help="random kills on each database; 0 for none")
    parser.add_argument("--only", choices=["sqlite", "postgresql"], help="one database")
    parser.add_argument("--no-matrix", action="store_true", help="only the random kills")
    asked = parser.parse_args()
    with _databases(asked.only) as databases:
        return asyncio.run(_all(databases, asked.kills, matrix=not asked.no_matrix))


if __name__ == "__main__":
    raise SystemExit(main())
