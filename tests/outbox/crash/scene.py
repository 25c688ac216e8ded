"""The fake in its process, a database, and the bots that live and die on them."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from tests.fake_discord.remote import RemoteFake
from tests.outbox.crash.child import Orders, live
from tests.store.databases import quick_folder

_CONTEXT = multiprocessing.get_context("forkserver")
# What every child imports is imported once; the main module too, which is pytest's in a test.
_CONTEXT.set_forkserver_preload(["__main__", "tests.outbox.crash.child", "aiosqlite", "asyncpg"])
PATIENCE = 60.0

# How long a process waits between looks: through leases and the nonce window, then the longest pauses.
TO_THE_END = (timedelta(seconds=30),) * 8 + (timedelta(minutes=4),) * 5
AN_HOUR_MORE = (timedelta(minutes=25),) * 3
BRIEFLY = (timedelta(seconds=30),) * 4


async def now(fake: RemoteFake) -> datetime:
    """What time it is on the fake."""
    return datetime.fromisoformat((await fake.call("now"))["now"])


async def orders_for(fake: RemoteFake, url: str) -> Orders:
    """Orders for a bot on this fake and database, to be completed."""
    return Orders(url, fake.url, fake.control_url, fake.token, await now(fake))


async def run_child(fake: RemoteFake, orders: Orders, hold: str | None = None) -> bool:
    """Run a process to its end; True if it was killed.

    `hold` is a fault that holds a request of it: then it is killed while Discord deals with that request,
    which takes its course all the same.
    """
    process = _CONTEXT.Process(target=live, args=(orders,))
    process.start()
    ended = asyncio.create_task(asyncio.to_thread(process.join, PATIENCE))
    if hold is not None:
        struck = asyncio.create_task(fake.struck(hold, within=PATIENCE / 2))
        await asyncio.wait({ended, struck}, return_when=asyncio.FIRST_COMPLETED)
        if struck.done() and not ended.done():
            os.kill(process.pid or 0, signal.SIGKILL)
        await ended
        await fake.release(hold, orphans=True)
        struck.cancel()
        await asyncio.gather(struck, return_exceptions=True)
    await ended
    code = process.exitcode
    if code is None:
        process.kill()
        process.join()
    process.close()
    if code not in {0, -signal.SIGKILL}:
        raise AssertionError(f"the child ended with {code}")
    return code != 0


@asynccontextmanager
async def sqlite_url() -> AsyncIterator[str]:
    """The DATABASE_URL of an empty file."""
    folder = quick_folder()
    try:
        yield f"sqlite:///{folder / 'bot.sqlite3'}"
    finally:
        shutil.rmtree(folder)
