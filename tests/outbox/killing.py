"""A relay that dies at a chosen point: what it does after that never happened."""

from __future__ import annotations

import asyncio
import inspect
import random
from typing import Any

from bot.outbox.policy import Policy
from bot.outbox.relay import Relay
from bot.store.store import Store
from tests.outbox.platform import Platform, PlatformPublisher


class Death:
    """Counts the calls across the relay's boundaries, and lets the chosen one never return."""

    def __init__(self, at: int) -> None:
        self.left = at
        self.came = asyncio.Event()

    async def pass_by(self) -> None:
        """Return while alive; at the chosen moment, and ever after, never."""
        self.left -= 1
        if self.left < 0:
            self.came.set()
            await asyncio.get_running_loop().create_future()


class Mortal:
    """Stands before a store or a publisher: each of its calls can be the last, before or after it is done."""

    def __init__(self, inner: object, death: Death) -> None:
        self._inner = inner
        self._death = death

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if not inspect.iscoroutinefunction(value):
            return value

        async def call(*args: object, **more: object) -> object:
            await self._death.pass_by()
            answer = await value(*args, **more)
            await self._death.pass_by()
            return answer

        return call


async def drain_and_die(store: Store, platform: Platform, policy: Policy, at: int) -> bool:
    """Drain with a relay that dies at its `at`-th step; False if it was done before."""
    death = Death(at)
    mortal_store: Any = Mortal(store, death)
    mortal_publisher: Any = Mortal(PlatformPublisher(platform), death)
    relay = Relay(mortal_store, mortal_publisher, policy=policy, clock=platform.clock, dice=random.Random(at))
    before = asyncio.all_tasks()
    done = asyncio.create_task(relay.drain())
    died = asyncio.create_task(death.came.wait())
    await asyncio.wait({done, died}, return_when=asyncio.FIRST_COMPLETED)
    finished = done.done()
    leftovers = asyncio.all_tasks() - before
    for task in leftovers:
        task.cancel()
    await asyncio.gather(*leftovers, return_exceptions=True)
    return not finished
