"""Carries one claimed message to the platform and says what became of it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from bot.outbox.clock import Clock
from bot.outbox.decide import after_request, cancelled, not_there
from bot.outbox.ledger import Ledger
from bot.outbox.naming import marker_of
from bot.outbox.pace import Pace
from bot.outbox.policy import Policy
from bot.outbox.publisher import Content, Look, Outcome, Place, Publisher, Unknown
from bot.outbox.reconcile import Step, after_look, look_from, next_step
from bot.outbox.render import compose
from bot.outbox.words import Words
from bot.store.records import WITHDRAWN, Action, Claimed, ItemVersion, Result

Answer = TypeVar("Answer")
Versions = Sequence[Sequence[ItemVersion]]

NOT_NEEDED = "posted as corrected already"


@dataclass(frozen=True, slots=True)
class Courier:
    """The way of one message: what to say, whether to ask or to look, and what the answer means.

    `turns` are the requests that may be under way at once.
    """

    publisher: Publisher
    ledger: Ledger
    pace: Pace
    clock: Clock
    policy: Policy
    dice: random.Random
    words: Callable[[str | None], Words]
    mind: Callable[[Outcome | Look], None]
    may_go: Callable[[], bool]
    turns: asyncio.Semaphore

    async def carry(self, claimed: Claimed, versions: Versions) -> Result | None:
        """Do what is due with the message; None if somebody else has it now."""
        try:
            if claimed.action is Action.POST:
                return await self._post(claimed, versions)
            if claimed.action is Action.EDIT:
                return await self._edit(claimed, versions)
            return await self._publish(claimed)
        finally:
            self.pace.over()

    async def _post(self, claimed: Claimed, versions: Versions) -> Result | None:
        content = self._content(claimed, versions)
        step = next_step(claimed, self.clock.now(), self.policy)
        if step is Step.SEND and content is not None:
            await self.pace.wait()
            # The nonce window may have ended while waiting.
            step = next_step(claimed, self.clock.now(), self.policy)
        now = self.clock.now()
        if step is Step.WAIT:
            return Result(claimed, not_there(claimed.progress, now))
        if step is Step.CANCEL:
            return Result(claimed, cancelled(claimed.progress, "stopped before it was posted", now))
        if content is None and claimed.progress.requested_at is None:
            return Result(claimed, cancelled(claimed.progress, WITHDRAWN, now))
        if step is Step.LOOK or content is None:
            return await self._look(claimed)
        if not self.may_go():
            return self._unasked(claimed)
        begun = await self.ledger.begin(claimed)
        if begun is None:
            return None
        async with self.turns:
            if not self._may_send(claimed, begun):
                return self._unasked(claimed)
            outcome = await self._ask(
                self.publisher.send(
                    self._place(claimed), content, nonce=claimed.nonce, marker=marker_of(claimed.nonce)
                )
            )
            self.mind(outcome)
        doubted = claimed.progress.requested_at is not None
        return self._decide(begun, outcome, doubted=doubted)

    async def _look(self, claimed: Claimed) -> Result:
        await self.pace.wait()
        async with self.turns:
            if not self.may_go():
                return self._unasked(claimed)
            look = await self._ask(
                self.publisher.find(
                    self._place(claimed),
                    marker_of(claimed.nonce),
                    look_from(claimed, self.clock.now(), self.policy),
                )
            )
            self.mind(look)
        return after_look(claimed, look, now=self.clock.now(), policy=self.policy, dice=self.dice)

    async def _edit(self, claimed: Claimed, versions: Versions) -> Result:
        content = self._content(claimed, versions)
        news = any(
            version.release > claimed.since
            for history in versions
            for version in history
            if version.event_id in claimed.causes
        )
        if content is None or claimed.message_id is None or not news:
            return Result(claimed, cancelled(claimed.progress, NOT_NEEDED, self.clock.now()))
        await self.pace.wait()
        async with self.turns:
            if not self.may_go():
                return self._unasked(claimed)
            outcome = await self._ask(
                self.publisher.edit(
                    self._place(claimed), claimed.message_id, content, marker=marker_of(claimed.nonce)
                )
            )
            self.mind(outcome)
        return self._decide(claimed, outcome, doubted=False)

    async def _publish(self, claimed: Claimed) -> Result:
        if claimed.message_id is None:
            return Result(claimed, cancelled(claimed.progress, "there is no message", self.clock.now()))
        await self.pace.wait()
        if not self.may_go():
            return self._unasked(claimed)
        outcome = await self._ask(self.publisher.publish(self._place(claimed), claimed.message_id))
        self.mind(outcome)
        return self._decide(claimed, outcome, doubted=False)

    def _may_send(self, claimed: Claimed, begun: Claimed) -> bool:
        """Whether the request may still be made: a slow store, or others, may have taken long.

        It must be over before its lease is, and a repeated one must come inside the nonce window.
        """
        now, until = self.clock.now(), begun.progress.lease_until
        in_time = until is not None and now + self.policy.request_timeout < until
        return self.may_go() and in_time and next_step(claimed, now, self.policy) is Step.SEND

    def _unasked(self, claimed: Claimed) -> Result:
        """Nothing was asked after all: give it back as it was."""
        now = self.clock.now()
        if claimed.progress.requested_at is None:
            return Result(claimed, not_there(claimed.progress, now))
        return Result(claimed, replace(claimed.progress, lease_until=now))

    def _decide(self, claimed: Claimed, outcome: Outcome, *, doubted: bool) -> Result:
        now: datetime = self.clock.now()
        return after_request(claimed, outcome, doubted=doubted, now=now, policy=self.policy, dice=self.dice)

    def _content(self, claimed: Claimed, versions: Versions) -> Content | None:
        posted = claimed.action is not Action.POST
        words = self.words(claimed.subscription.language)
        alert = compose(versions, since=claimed.since, posted=posted, words=words)
        if alert is None:
            return None
        # A digest tells of the past, an edit is no news: neither calls anybody.
        calls = not posted and not alert.digest
        return Content(
            alert=alert,
            language=claimed.subscription.language,
            role_id=claimed.subscription.role_id if calls else None,
            silent=not calls,
        )

    def _place(self, claimed: Claimed) -> Place:
        return Place(claimed.subscription.channel_id, claimed.subscription.guild_id)

    async def _ask(self, request: Awaitable[Answer]) -> Answer | Unknown:
        """Silence, and any error that escapes the adapter, may both hide an accepted request."""
        seconds = self.policy.request_timeout.total_seconds()
        try:
            async with asyncio.timeout(seconds):
                return await request
        except TimeoutError:
            return Unknown(f"no reply within {seconds:.0f} seconds")
        except Exception as problem:  # noqa: BLE001 - whatever it is, the request may have been accepted
            return Unknown(f"{type(problem).__name__} while asking Discord")
