"""The process that is killed: it opens the store, enqueues an edit and relays, in a time that it is given."""

from __future__ import annotations

import asyncio
import inspect
import logging
import os
import random
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
import structlog

# First: it keeps a deprecation warning of discord.py on Python 3.11 to itself.
import tests.fake_discord.attach  # noqa: F401 - see above
from bot.outbox.enqueue import enqueue
from bot.outbox.policy import Policy
from bot.outbox.relay import Relay
from bot.store.errors import StoreError
from bot.store.store import open_store
from bot.ui.discord.client import point_at
from tests.outbox.client import PublishingClient
from tests.outbox.examples import knowledge, member
from tests.outbox.platform import ManualClock

# A reply that takes longer counts as lost; in earnest it is most of a minute.
POLICY = Policy(rate=None, request_timeout=timedelta(milliseconds=700), concurrency=8)

# Where a process can be killed, in the order of a delivery's life.
STEPS: Sequence[str] = (
    "enqueue:before",
    "enqueue:inside",
    "enqueue:after",
    "claim:before",
    "claim:after",
    "begin:before",
    "begin:after",
    "send:before",
    "discord:received",
    "discord:accepted",
    "send:after",
    "record:before",
    "record:after",
)


@dataclass(frozen=True, slots=True)
class Orders:
    """What the child does.

    It kills itself at the step `kill` ("any": at the `kill_after`-th of all), else it relays before each of
    the `pauses`. `hears`: it is told of its own messages by the gateway, as the real bot is.
    """

    url: str
    api: str
    control: str
    token: str
    start: datetime
    members: int = 1
    kill: str | None = None
    kill_after: int = 0
    pauses: tuple[timedelta, ...] = (timedelta(0),)
    hears: bool = False

    def afterwards(self, start: datetime, pauses: tuple[timedelta, ...]) -> Orders:
        """The orders of the next process, which lives."""
        return replace(self, kill=None, kill_after=0, start=start, pauses=pauses)


class Fatal:
    """Stands before a store or a publisher, and kills the process at a step such as `begin:after`."""

    def __init__(self, inner: object, orders: Orders, count: list[int]) -> None:
        self._inner = inner
        self._orders = orders
        self._count = count

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._inner, name)
        if not inspect.iscoroutinefunction(value):
            return value

        async def call(*args: object, **more: object) -> object:
            self._die_at(f"{name}:before")
            try:
                return await value(*args, **more)
            finally:
                # After a reply that was not waited for as well.
                self._die_at(f"{name}:after")

        return call

    def _die_at(self, step: str) -> None:
        if self._orders.kill not in {step, "any"}:
            return
        self._count[0] += 1
        if self._count[0] > self._orders.kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    @asynccontextmanager
    async def comparing(self) -> AsyncIterator[Any]:
        """The transaction of the enqueue: it can be the last thing before or after its commit."""
        inner: Any = self._inner
        self._die_at("enqueue:before")
        async with inner.comparing() as comparison:
            yield comparison
            self._die_at("enqueue:inside")
        self._die_at("enqueue:after")


class _Client(PublishingClient):
    """Settles replies that were lost by its own messages."""

    def __init__(self) -> None:
        super().__init__(guild_ready_timeout=0.02)
        self.relay: Relay | None = None

    async def on_message(self, message: discord.Message) -> None:
        """An own message settles a reply that was lost."""
        code = self.publisher.heard(message)
        if self.relay is not None and code is not None and self.publisher.doubts(code):
            await self.relay.observed(message.channel.id, code, message.id)


@asynccontextmanager
async def _connected(orders: Orders) -> AsyncIterator[_Client]:
    point_at(orders.api)
    client = _Client()
    async with client:
        await client.login(orders.token)
        connecting = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        yield client
        await client.close()
        await connecting


async def _live(orders: Orders) -> None:
    clock = ManualClock(orders.start)
    async with (
        open_store(orders.url, exclusive=True) as store,
        _connected(orders) as client,
        aiohttp.ClientSession() as session,
    ):
        count = [0]
        mortal_store: Any = Fatal(store, orders, count)
        publisher: Any = Fatal(client.publisher, orders, count)
        members = [member(f"m{number}") for number in range(orders.members)]
        await enqueue(mortal_store, knowledge(*members), clock.now(), mass_limit=1_000)
        if store.alone:
            await store.drop_leases(clock.now())
        relay = Relay(mortal_store, publisher, policy=POLICY, clock=clock, dice=random.Random(1))
        client.relay = relay if orders.hears else None
        for pause in orders.pauses:
            await relay.drain()
            # The fake's time and ours are one.
            clock.advance(pause)
            await session.post(f"{orders.control}/advance", json={"seconds": pause.total_seconds()})


def live(orders: Orders) -> None:
    """The child's main function; what it has to say is in the store."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        asyncio.run(_live(orders))
    except StoreError as problem:
        raise SystemExit(str(problem)) from None
