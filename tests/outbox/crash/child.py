"""The process that is killed: it opens the store, enqueues an edit and relays, in a time that it is given."""

from __future__ import annotations

import asyncio
import inspect
import os
import random
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.outbox.enqueue import enqueue
from bot.outbox.policy import Policy
from bot.outbox.publisher import (
    Absent,
    ChannelGone,
    Content,
    Done,
    Forbidden,
    Found,
    Look,
    MessageGone,
    NotSent,
    Outcome,
    Place,
    RetryLater,
    Unknown,
)
from bot.outbox.relay import Relay
from bot.outbox.render import as_text
from bot.store.errors import StoreError
from bot.store.records import Subscription
from bot.store.store import Store, open_store
from tests.outbox.examples import knowledge, member
from tests.outbox.platform import ManualClock

POLICY = Policy(rate=None, request_timeout=timedelta(milliseconds=300), concurrency=8)


@dataclass(frozen=True, slots=True)
class Orders:
    """What the child does: `kill` is the step at which it kills itself, it relays
    before each of the `pauses`."""

    url: str
    base: str
    start: datetime
    members: int
    kill: str | None = None
    kill_after: int = 0
    pauses: tuple[timedelta, ...] = (timedelta(0),)


class HttpPublisher:
    """The adapter to the loopback platform."""

    def __init__(self, session: aiohttp.ClientSession, base: str, clock: ManualClock) -> None:
        self._session = session
        self._base = base
        self._clock = clock

    async def send(self, place: Place, content: Content, *, nonce: str, marker: str) -> Outcome:
        """Post a message."""
        body = {"channel": place.channel_id, "nonce": nonce, "marker": marker, "text": as_text(content.alert)}
        answer = await self._post("/send", body)
        if not isinstance(answer, tuple):
            return answer
        status, found = answer
        if status == 200:
            return Done(found["id"])
        return _refusal(status, found)

    async def find(self, place: Place, marker: str, after: datetime) -> Look:
        """Look through the history."""
        body = {"channel": place.channel_id, "marker": marker, "after": after.isoformat()}
        answer = await self._post("/find", body)
        if not isinstance(answer, tuple):
            return answer
        status, found = answer
        if status != 200:
            return ChannelGone("10003")
        if found["id"] is not None:
            return Found(found["id"])
        return Absent(None if found["last"] is None else datetime.fromisoformat(found["last"]))

    async def edit(self, place: Place, message_id: int, content: Content, *, marker: str) -> Outcome:
        """Not needed here."""
        del place, content, marker
        return Done(message_id)

    async def publish(self, place: Place, message_id: int) -> Outcome:
        """Not needed here."""
        del place
        return Done(message_id)

    async def may_post(self, place: Place) -> bool:
        """The permission does not come back here."""
        del place
        return False

    async def tell(self, subscription: Subscription, reason: str) -> None:
        """Nobody to tell here."""

    async def _post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]] | Unknown | NotSent:
        body["now"] = self._clock.now().isoformat()
        try:
            headers = {"X-Process": str(os.getpid())}
            async with self._session.post(self._base + path, json=body, headers=headers) as response:
                return response.status, await response.json()
        except aiohttp.ClientConnectorError:
            return NotSent("connection refused")
        except aiohttp.ClientError:
            return Unknown("the connection was lost")


def _refusal(status: int, found: dict[str, Any]) -> Outcome:
    if status == 429:
        return RetryLater(found["retry_after"])
    if status == 403:
        return Forbidden("50013")
    if status == 404:
        return MessageGone() if found["code"] == 10008 else ChannelGone("10003")
    return Unknown(str(status), replied=True)


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
            answer = await value(*args, **more)
            self._die_at(f"{name}:after")
            return answer

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


async def _live(orders: Orders) -> None:
    clock = ManualClock(orders.start)
    async with _opened(orders) as store, aiohttp.ClientSession() as session:
        count = [0]
        mortal_store: Any = Fatal(store, orders, count)
        publisher: Any = Fatal(HttpPublisher(session, orders.base, clock), orders, count)
        await enqueue(mortal_store, _knowledge(orders.members), clock.now(), mass_limit=1_000)
        if store.alone:
            await store.drop_leases(clock.now())
        relay = Relay(mortal_store, publisher, policy=POLICY, clock=clock, dice=random.Random(1))
        for pause in orders.pauses:
            await relay.drain()
            clock.advance(pause)


@asynccontextmanager
async def _opened(orders: Orders) -> AsyncIterator[Store]:
    async with open_store(orders.url, exclusive=True) as store:
        yield store


def _knowledge(members: int) -> Any:
    return knowledge(*(member(f"m{n}") for n in range(members)))


def live(orders: Orders) -> None:
    """The child's main function."""
    try:
        asyncio.run(_live(orders))
    except StoreError as problem:
        raise SystemExit(str(problem)) from None


def then(orders: Orders, **changes: Any) -> Orders:
    """The orders of the next process."""
    return replace(orders, kill=None, kill_after=0, **changes)


STEPS: Sequence[str] = (
    "enqueue:before",
    "enqueue:inside",
    "enqueue:after",
    "claim:before",
    "claim:after",
    "begin:before",
    "begin:after",
    "send:before",
    "server:received",
    "server:accepted",
    "send:after",
    "record:before",
    "record:after",
)
