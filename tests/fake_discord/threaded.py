"""A fake in a background thread, for tests that block their own event loop or have none."""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from .server import FakeDiscord

T = TypeVar("T")


class ThreadedFake:
    """Reaches a fake that lives in another thread; never touch `fake` itself from outside."""

    def __init__(self, fake: FakeDiscord, loop: asyncio.AbstractEventLoop) -> None:
        self._fake, self._loop = fake, loop
        self.url, self.gateway_url, self.token = fake.url, fake.gateway_url, fake.token

    def call(self, action: Callable[[FakeDiscord], T]) -> T:
        """Run a plain function on the fake's thread and return its result."""

        async def act() -> T:
            result = action(self._fake)
            self._fake.pulse.beat()
            return result

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result()

    def run(self, action: Callable[[FakeDiscord], Coroutine[Any, Any, T]]) -> T:
        """Run a coroutine function on the fake's thread and return its result."""
        return asyncio.run_coroutine_threadsafe(action(self._fake), self._loop).result()


@contextmanager
def threaded(**options: Any) -> Iterator[ThreadedFake]:
    """Run a fake with these options in a thread of its own inside the block."""
    started = threading.Event()
    made: list[ThreadedFake] = []
    over: list[asyncio.Event] = []

    async def live() -> None:
        async with FakeDiscord(**options) as fake:
            over.append(asyncio.Event())
            made.append(ThreadedFake(fake, asyncio.get_running_loop()))
            started.set()
            await over[0].wait()

    thread = threading.Thread(target=lambda: asyncio.run(live()), name="fake-discord", daemon=True)
    thread.start()
    if not started.wait(10):
        msg = "the fake did not start"
        raise RuntimeError(msg)
    handle = made[0]
    try:
        yield handle
    finally:
        handle.call(lambda _: over[0].set())
        thread.join(10)
