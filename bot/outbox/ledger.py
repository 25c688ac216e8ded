"""Writes what many workers want written, in one transaction at a time.

A durable commit costs a disk flush. While one is under way, what other workers want to write gathers, and
goes into the next one. Outcomes wait a moment more, as long as others are on their way: under load many
deliveries share a commit, and a single one never waits. A process that dies meanwhile has begun its requests
durably, so that what it did not record is found by the nonce as if it had died a moment earlier.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Generic, TypeVar

from bot.outbox.clock import Clock
from bot.outbox.policy import Policy
from bot.store.records import Claimed, Result
from bot.store.store import Store

Want = TypeVar("Want")
Got = TypeVar("Got")


class Gathering(Generic[Want, Got]):
    """Turns single requests into batches; `write` gets all that gathered and answers each in order.

    While `more` says that others are coming, up to `enough` are waited for, but no longer than `seconds`.
    """

    def __init__(
        self,
        write: Callable[[list[Want]], Awaitable[list[Got]]],
        *,
        more: Callable[[], bool] = lambda: False,
        enough: int = 1,
        seconds: float = 0.0,
    ) -> None:
        self._write = write
        self._more, self._enough, self._seconds = more, enough, seconds
        self._full = asyncio.Event()
        self._waiting: list[tuple[Want, asyncio.Future[Got]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def put(self, want: Want) -> Got:
        """Have this written with whatever else is waiting; returns when it is."""
        future: asyncio.Future[Got] = asyncio.get_running_loop().create_future()
        self._waiting.append((want, future))
        if len(self._waiting) >= self._enough or not self._more():
            self._full.set()
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._work())
        return await future

    async def settled(self) -> None:
        """Return when nothing is being written."""
        if self._writer is not None:
            await asyncio.wait([self._writer])

    async def _work(self) -> None:
        while self._waiting:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await self._full.wait()
            self._full.clear()
            batch, self._waiting = self._waiting, []
            try:
                answers = await self._write([want for want, _ in batch])
            except Exception as problem:  # noqa: BLE001 - handed to each of those who wait
                for _, future in batch:
                    if not future.done():
                        future.set_exception(problem)
                continue
            for (_, future), answer in zip(batch, answers, strict=True):
                if not future.done():
                    future.set_result(answer)


class Ledger:
    """The relay's bookkeeping: requests that begin, and outcomes."""

    def __init__(
        self, store: Store, clock: Clock, owner: str, policy: Policy, more: Callable[[], bool]
    ) -> None:
        """`more` says whether requests are under way whose outcomes will come."""
        self._store = store
        self._clock = clock
        self._owner = owner
        self._lease = policy.lease
        self._begins: Gathering[Claimed, Claimed | None] = Gathering(self._write_begins)
        self._results: Gathering[Result, None] = Gathering(
            self._write_results,
            more=more,
            enough=max(1, policy.concurrency // 2),
            seconds=policy.moment.total_seconds(),
        )

    async def begin(self, claimed: Claimed) -> Claimed | None:
        """Record that a request is about to be made; None if the lease was lost."""
        return await self._begins.put(claimed)

    async def record(self, result: Result) -> None:
        """Write an outcome; returns when it is durable."""
        await self._results.put(result)

    async def settled(self) -> None:
        """Return when nothing is being written."""
        await self._begins.settled()
        await self._results.settled()

    async def _write_begins(self, batch: list[Claimed]) -> list[Claimed | None]:
        now = self._clock.now()
        ids = [delivery_id for claimed in batch for delivery_id in claimed.ids]
        kept = await self._store.begin(self._owner, ids, now, self._lease)
        return [
            replace(
                claimed,
                progress=replace(
                    claimed.progress,
                    requested_at=claimed.progress.requested_at or now,
                    lease_until=now + self._lease,
                ),
            )
            if kept.issuperset(claimed.ids)
            else None
            for claimed in batch
        ]

    async def _write_results(self, batch: list[Result]) -> list[None]:
        await self._store.record(self._owner, batch, self._clock.now())
        return [None] * len(batch)
