"""One case: a process is killed at a step of announcing, while the platform answers in some way."""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import shutil
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from bot.outbox.enqueue import enqueue
from bot.store.records import SubscriptionState
from bot.store.store import open_store
from tests.outbox.crash.child import Orders, live, then
from tests.outbox.crash.server import Reply, Server
from tests.outbox.examples import knowledge, member
from tests.outbox.platform import ManualClock, Platform
from tests.store.databases import NOW, quick_folder
from tests.store.examples import wish

# How long a process waits between looks: through the leases and the nonce window, then the permission pauses.
TO_THE_END = (timedelta(seconds=30),) * 8 + (timedelta(minutes=4),) * 5
BRIEFLY = (timedelta(seconds=30),) * 4
INSIDE, AFTER = timedelta(seconds=20), timedelta(minutes=10)
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.outbox.crash.child", "aiosqlite", "asyncpg"])


@dataclass(frozen=True, slots=True)
class Case:
    """When the process dies, what the platform answers, and when the next process starts."""

    step: str
    reply: Reply
    inside: bool
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was left: posts that a reader sees, the delivery's end, whether the reader is still subscribed."""

    visible: int
    delivered: int
    state: str
    reason: str | None
    subscribed: bool
    killed: bool

    def right(self, reply: Reply) -> bool:
        """One post; or none, with a state and a reason. Unsubscribed only where posting is impossible."""
        if self.state == "held":
            return self.visible <= 1 and bool(self.reason) and self.subscribed
        if reply in {Reply.FORBIDDEN, Reply.GONE}:
            return self.visible == 0 and self.state == "dead" and bool(self.reason) and not self.subscribed
        return self.visible == 1 and self.delivered == 1 and self.subscribed


async def run_child(orders: Orders) -> bool:
    """Run a process to its end; True if it was killed."""
    process = _CONTEXT.Process(target=live, args=(orders,))
    process.start()
    await asyncio.to_thread(process.join, 60)
    code = process.exitcode
    process.close()
    if code not in {0, -signal.SIGKILL}:
        raise AssertionError(f"the child ended with {code}")
    return code != 0


async def run_case(case: Case, url: str) -> Verdict:
    """Play a case on an empty database."""
    clock = ManualClock(NOW)
    server = Server(Platform(clock))
    async with server.serving():
        async with open_store(url) as store:
            await enqueue(store, knowledge(), NOW)
            await store.subscribe(wish(1), NOW)
        server.replies = [case.reply]
        on_server = case.step.startswith("server:")
        server.kill_at = case.step.removeprefix("server:") if on_server else None
        orders = Orders(url, server.base, NOW, members=1, kill=None if on_server else case.step)
        killed = await run_child(orders)
        server.kill_at = None
        clock.advance(INSIDE if case.inside else AFTER)
        if case.busy:
            server.platform.somebody_posts(1)
        later = then(orders, start=clock.now(), pauses=TO_THE_END)
        assert not await run_child(later)
        return await _verdict(url, server, killed=killed)


async def _verdict(url: str, server: Server, *, killed: bool) -> Verdict:
    async with open_store(url) as store:
        (event,) = await store.events()
        subscription = await store.subscription(1)
        troubles = await store.troubles(event.id)
    assert subscription is not None
    return Verdict(
        visible=len(server.platform.channel(1).visible),
        delivered=event.delivered,
        state=troubles[0].state.value if troubles else ("sent" if event.delivered else "pending"),
        reason=troubles[0].reason if troubles else None,
        subscribed=subscription.state is SubscriptionState.ACTIVE,
        killed=killed,
    )


@dataclass(slots=True)
class Spree:
    """A fan-out during which processes are killed again and again."""

    kills: int = 0
    processes: int = 0
    events: int = 0
    doubled: int = 0
    missing: int = 0
    held: int = 0


async def run_spree(url: str, *, channels: int, kills: int, seed: int) -> Spree:
    """Announce to many channels, killing at random moments, until enough processes have died."""
    dice = random.Random(seed)
    clock = ManualClock(NOW)
    server = Server(Platform(clock))
    result = Spree()
    async with server.serving():
        async with open_store(url) as store:
            await enqueue(store, knowledge(), NOW)
            for channel in range(1, channels + 1):
                await store.subscribe(wish(channel, guild=channel // 3), NOW)
        members = 1
        while result.kills < kills:
            orders = Orders(url, server.base, clock.now(), members=members, pauses=BRIEFLY)
            if dice.random() < 0.5:
                orders = Orders(
                    url,
                    server.base,
                    clock.now(),
                    members,
                    kill="any",
                    kill_after=dice.randrange(60),
                    pauses=BRIEFLY,
                )
            else:
                server.kill_after_posts = dice.randrange(12)
            server.replies = dice.choices(
                [Reply.OK, Reply.LOST, Reply.DROPPED, Reply.E502, Reply.LIMITED], [20, 1, 1, 1, 1], k=20
            )
            killed = await run_child(orders)
            result.processes += 1
            result.kills += killed
            server.kill_after_posts = None
            clock.advance(timedelta(seconds=dice.choice([1, 20, 61, 700])))
            if not killed:
                members += 1
        server.replies = []
        last = Orders(url, server.base, clock.now(), members=members, pauses=TO_THE_END)
        assert not await run_child(last)
        async with open_store(url) as store:
            events = await store.events(10_000)
            result.held = sum(event.held for event in events)
            undone = sum(event.pending for event in events)
        assert undone == 0
    result.events = len(events)
    for channel in range(1, channels + 1):
        texts = [one.text for one in server.platform.channel(channel).visible]
        for number in range(members):
            seen = sum(member(f"m{number}").name in text for text in texts)
            result.doubled += seen > 1
            result.missing += seen == 0
    return result


@asynccontextmanager
async def sqlite_url() -> AsyncIterator[str]:
    """The DATABASE_URL of an empty file."""
    folder = quick_folder()
    try:
        yield f"sqlite:///{folder / 'bot.sqlite3'}"
    finally:
        shutil.rmtree(folder)
