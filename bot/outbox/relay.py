"""Sends what is due: claims, carries, records, and sleeps until there is more.

Posts and edits go in one lane, publishing in another, so that an hour's limit on publishing delays no alert.
The relay wakes when something was enqueued, when a time it knows of has come, and every few seconds to see
what other processes wrote.
"""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.outbox.clock import Clock, SteadyClock
from bot.outbox.courier import Courier
from bot.outbox.ledger import Ledger
from bot.outbox.naming import choose, nonce_in
from bot.outbox.pace import Breaker, Pace
from bot.outbox.policy import Policy
from bot.outbox.publisher import Forbidden, Look, Outcome, Place, Publisher, RetryLater, Unauthorized
from bot.outbox.words import ENGLISH, Words
from bot.store.records import Action, Chosen, Claimed, DeliveryState, Due, Result, Terms, Work
from bot.store.store import Store

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_POSTS = (Action.POST, Action.EDIT)
_PUBLISHES = (Action.PUBLISH,)


@dataclass(slots=True)
class Counts:
    """What the relay has done since it started, for metrics: by the state that a delivery went to."""

    moves: dict[DeliveryState, int] = field(default_factory=dict)

    def add(self, result: Result) -> None:
        """One more outcome."""
        state = result.progress.state
        self.moves[state] = self.moves.get(state, 0) + len(result.claimed.ids)


class Relay:
    """One process's sender. `run` it beside the client, `stop` it before the client closes."""

    def __init__(
        self,
        store: Store,
        publisher: Publisher,
        *,
        policy: Policy | None = None,
        clock: Clock | None = None,
        dice: random.Random | None = None,
        words: Callable[[str | None], Words] = lambda _language: ENGLISH,
    ) -> None:
        self._store = store
        self._publisher = publisher
        self._policy = policy or Policy()
        self._clock = clock or SteadyClock()
        self.owner = uuid.uuid4().hex
        self.counts = Counts()
        self.breaker = Breaker(self._policy.breaker_limit, self._policy.breaker_window)
        # Why no more requests are made at all, if so.
        self.halted: str | None = None
        self._paused_until: datetime | None = None
        self._stopping = False
        self._stopped = asyncio.Event()
        # What is in hand here, and so is nobody else's to take over, whatever a clock says of its lease.
        self._carrying: set[int] = set()
        self._wakers: set[asyncio.Event] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        # Twice as many as may be under way: some get ready, or are written down, while others are asked for.
        self._begun = asyncio.Semaphore(2 * self._policy.concurrency)
        self._under_way = 0
        self._ledger = Ledger(store, self._clock, self.owner, self._policy, lambda: self._under_way > 0)
        self.pace = Pace(self._policy.rate)
        self._courier = Courier(
            publisher=publisher,
            ledger=self._ledger,
            pace=self.pace,
            clock=self._clock,
            policy=self._policy,
            dice=dice or random.Random(),  # noqa: S311 - spreads retries, guards nothing
            words=words,
            mind=self._mind,
            may_go=self._may_go,
            turns=asyncio.Semaphore(self._policy.concurrency),
        )

    # Life

    async def run(self) -> None:
        """Send until `stop` is called or the token is refused (then `halted` says so)."""
        if self._store.alone:
            await self._store.drop_leases(self._clock.now())
        async with asyncio.TaskGroup() as group:
            group.create_task(self._lane(_POSTS, self._policy.claimed))
            group.create_task(self._lane(_PUBLISHES, self._policy.publishing))
            group.create_task(self._care())

    def wake(self) -> None:
        """Look at once whether something is due."""
        for event in self._wakers:
            event.set()

    async def stop(self) -> None:
        """Take no more work, finish what is in flight within the grace, and leave the rest reconcilable."""
        self._stopping = True
        self._stopped.set()
        self.wake()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=self._policy.grace.total_seconds())
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._ledger.settled()
        await self._store.drop_leases(self._clock.now(), self.owner)

    async def drain(self) -> None:
        """Send everything that is due now, and return; for whoever steers the clock himself."""
        while self._may_go():
            work = [
                (claimed, batch)
                for actions, limit in (
                    (_POSTS, self._policy.claimed),
                    (_PUBLISHES, self._policy.publishing),
                )
                for batch in [await self._claim(actions, limit)]
                for claimed in batch.claimed
            ]
            if not work:
                break
            await asyncio.gather(*(self._handle(claimed, batch) for claimed, batch in work))
        await self.care()

    # What others tell the relay

    async def revive(self, *, channel_id: int | None = None, guild_id: int | None = None) -> int:
        """The permission is back in a channel or on a server; returns how many subscriptions work again."""
        count = await self._store.revive(self._clock.now(), channel_id=channel_id, guild_id=guild_id)
        self.wake()
        return count

    async def observed(self, channel_id: int, text: str, message_id: int) -> bool:
        """A message of ours came over the gateway; `text` is where its marker is. Settles a lost reply."""
        nonce = nonce_in(text)
        if nonce is None:
            return False
        return await self._store.confirm(channel_id, nonce, message_id, self._clock.now())

    # Lanes

    async def _lane(self, actions: Sequence[Action], limit: int) -> None:
        event = asyncio.Event()
        self._wakers.add(event)
        mine: set[asyncio.Task[None]] = set()
        enough = 1
        while not self._stopping and self.halted is None:
            event.clear()
            rest = self._policy.idle
            free = limit - len(mine)
            try:
                if free >= enough and self._may_go():
                    work = await self._claim(actions, free)
                    for claimed in work.claimed:
                        if self._carrying.isdisjoint(claimed.ids):
                            self._start(claimed, work, mine, event)
                    # With a backlog, most of the lane is refilled at a time: one claim for many.
                    enough = max(1, 2 * limit // 3) if len(work.claimed) == free else 1
                    if not work.claimed:
                        rest = self._until(await self._store.next_due(actions, self._clock.now()))
                elif not self._may_go():
                    rest = self._until(self._resumes_at())
            except Exception:
                log.exception("outbox.store_failed")
            await self._clock.wait(event, rest)
        self._wakers.discard(event)

    def _start(
        self, claimed: Claimed, work: Work, mine: set[asyncio.Task[None]], event: asyncio.Event
    ) -> None:
        task = asyncio.create_task(self._try(claimed, work))

        def finished(done: asyncio.Task[None]) -> None:
            self._carrying.difference_update(claimed.ids)
            mine.discard(done)
            self._tasks.discard(done)
            event.set()

        self._carrying.update(claimed.ids)
        mine.add(task)
        self._tasks.add(task)
        task.add_done_callback(finished)

    async def _claim(self, actions: Sequence[Action], limit: int) -> Work:
        now = self._clock.now()

        def next_message(due: Sequence[Due]) -> Chosen:
            return choose(due, now, self._policy)

        work = await self._store.claim(
            Terms(self.owner, now, self._policy.lease, limit, tuple(actions)), next_message
        )
        if work.claimed:
            self.pace.share(work.relays)
        return work

    async def _try(self, claimed: Claimed, work: Work) -> None:
        """Carry one message; a failure of our own leaves it leased, for reconciliation."""
        try:
            await self._handle(claimed, work)
        except Exception:
            log.exception("outbox.delivery_failed", deliveries=claimed.ids)

    async def _handle(self, claimed: Claimed, work: Work) -> None:
        async with self._begun:
            if self._stopping:
                return
            self._under_way += 1
            try:
                result = await self._courier.carry(claimed, work.versions_of(claimed))
            finally:
                self._under_way -= 1
        if result is None:
            return
        await self._record(result)
        self.counts.add(result)
        state = result.progress.state
        if state is DeliveryState.SENT and result.claimed.subscription.publish:
            self.wake()  # there is something to publish now
        if state in {DeliveryState.HELD, DeliveryState.DEAD}:
            log.warning(
                "outbox.delivery_stopped",
                channel=claimed.subscription.channel_id,
                state=state.value,
                reason=result.progress.reason,
            )

    async def _record(self, result: Result) -> None:
        """Write an outcome. What is known is not forgotten because the store is away for some minutes."""
        until = self._clock.now() + self._policy.record_patience
        pause = self._policy.first_pause
        while True:
            try:
                return await self._ledger.record(result)
            except Exception:
                if self._stopping or self._clock.now() >= until:
                    raise
                log.exception("outbox.record_failed", deliveries=result.claimed.ids)
            await self._clock.wait(self._stopped, pause)
            pause = min(2 * pause, self._policy.outage_pause)

    # Limits

    def _mind(self, outcome: Outcome | Look) -> None:
        """Draw from an answer what concerns all requests."""
        now = self._clock.now()
        if isinstance(outcome, Unauthorized):
            self.halted = outcome.reason
            self.breaker.count(now)
            log.error("outbox.halted", reason=outcome.reason)
            self.wake()
        elif isinstance(outcome, RetryLater):
            if outcome.counts:
                self.breaker.count(now)
            if outcome.everything:
                self._paused_until = now + timedelta(seconds=outcome.seconds)
        elif isinstance(outcome, Forbidden) and outcome.counts:
            self.breaker.count(now)

    @property
    def busy(self) -> bool:
        """Whether a message is in hand."""
        return bool(self._tasks)

    @property
    def stopped(self) -> str | None:
        """Why no requests are made now; None if they are."""
        until = self._resumes_at()
        if self.halted is not None or until is None:
            return self.halted
        return f"Discord asks for a pause; alerts go on at {until:%H:%M:%S} UTC"

    def _may_go(self) -> bool:
        return self.halted is None and self._resumes_at() is None

    def _resumes_at(self) -> datetime | None:
        now = self._clock.now()
        paused = self._paused_until if self._paused_until is not None and self._paused_until > now else None
        moments = [moment for moment in (paused, self.breaker.open_until(now)) if moment is not None]
        return max(moments) if moments else None

    def _until(self, moment: datetime | None) -> timedelta:
        if moment is None:
            return self._policy.idle
        return min(moment - self._clock.now(), self._policy.idle)

    # Care for disabled subscriptions

    async def _care(self) -> None:
        event = asyncio.Event()
        self._wakers.add(event)
        while not self._stopping and self.halted is None:
            event.clear()
            try:
                await self.care()
            except Exception:
                log.exception("outbox.care_failed")
            await self._clock.wait(event, self._policy.idle)
        self._wakers.discard(event)

    async def care(self) -> None:
        """Tell subscribers whose alerts have stopped, and look whether lost permissions are back."""
        now = self._clock.now()
        if not self._may_go():
            return
        for subscription in await self._store.take_notices(now):
            reason = subscription.reason or "posting there failed"
            await self.pace.wait()
            try:
                async with asyncio.timeout(self._policy.request_timeout.total_seconds()):
                    await self._publisher.tell(subscription, reason)
            except Exception:  # noqa: BLE001 - told where it is possible; their privacy settings may forbid it
                log.info("outbox.subscriber_not_told", channel=subscription.channel_id)
            finally:
                self.pace.over()
        for subscription in await self._store.take_probes(
            now, self._policy.first_probe, self._policy.longest_probe
        ):
            place = Place(subscription.channel_id, subscription.guild_id)
            if await self._publisher.may_post(place):
                await self.revive(channel_id=subscription.channel_id)
