"""Points discord.py of this process at a fake, and runs a bot whose crash fails the test."""

import asyncio
import gc
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from yarl import URL

from .server import FakeDiscord

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # discord.py imports audioop on Python 3.11 and 3.12
    import discord
    from discord.gateway import DiscordWebSocket
    from discord.http import Route


@contextmanager
def attach(fake: FakeDiscord) -> Iterator[None]:
    """Send all REST and gateway traffic of discord.py in this process to the fake, inside the block."""
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = fake.url, URL(fake.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def running(
    client: discord.Client, fake: FakeDiscord, *, shards: int = 1
) -> AsyncIterator[discord.Client]:
    """Run a client against the fake inside the block, connected before it begins.

    If the client ends by an exception, the block is cancelled and raises it; exceptions that no task ever
    retrieved are raised at the end of the block.
    """
    with attach(fake), stray_exceptions():
        owner = asyncio.current_task()
        task = asyncio.create_task(client.start(fake.token))
        crashed = asyncio.Event()

        def ended(done: asyncio.Task[None]) -> None:
            if not done.cancelled() and done.exception() is not None:
                crashed.set()
                if owner is not None:
                    owner.cancel()

        task.add_done_callback(ended)
        try:
            await fake.gateway.ready(shards)
            yield client
        except asyncio.CancelledError:
            if not crashed.is_set():
                raise
            if owner is not None:
                owner.uncancel()
        finally:
            task.remove_done_callback(ended)
            await client.close()
            if not crashed.is_set():
                task.cancel()
            await asyncio.wait([task])
        if crashed.is_set():
            await task


@contextmanager
def stray_exceptions() -> Iterator[None]:
    """Raise at the end of the block what tasks of this loop raised inside it and nobody retrieved."""
    loop = asyncio.get_running_loop()
    stray: list[BaseException] = []

    def collect(_: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        stray.append(context.get("exception") or RuntimeError(context["message"]))

    previous = loop.get_exception_handler()
    loop.set_exception_handler(collect)
    try:
        yield
    finally:
        gc.collect()  # a task's unretrieved exception is reported when the task is collected
        loop.set_exception_handler(previous)
    if stray:
        msg = "background tasks crashed"
        raise BaseExceptionGroup(msg, stray)
