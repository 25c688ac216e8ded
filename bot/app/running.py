"""Builds the parts of the running bot, runs them together, and stops them in order."""

from __future__ import annotations

import asyncio
import importlib.metadata
import os
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import structlog

from bot.answers.snapshot import Snapshot
from bot.app import logs
from bot.app.evaluations import last_evaluation
from bot.app.memory import one_heap, tidy
from bot.app.problems import CannotRunError, broken_knowledge, explained
from bot.config import Settings
from bot.knowledge.problem import Problem
from bot.knowledge.shipped import shipped_folder
from bot.outbox.clock import SteadyClock
from bot.outbox.enqueue import enqueue
from bot.outbox.relay import Relay
from bot.reload.apart import open_at_rest
from bot.reload.keeping import Keeper
from bot.store.store import open_store
from bot.ui.discord.book import Book
from bot.ui.discord.client import IsecgClient, Shards, point_at
from bot.ui.discord.desk import Desk
from bot.ui.discord.edition import Edition
from bot.ui.discord.limits import Limits, Rates
from bot.ui.discord.notices import Notices, broken_edit, good_edit, mass_change
from bot.ui.discord.phrases import load_catalogue
from bot.ui.discord.traffic import Traffic
from bot.ui.discord.trouble import REFUSED
from bot.ui.discord.upkeep import Upkeep
from bot.ui.discord.wording import stamped_words

if TYPE_CHECKING:
    from bot.health import Metrics

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

GOOD, FAILED, BUG, INTERRUPTED = 0, 1, 3, 130
DRAIN_SECONDS = 3.0  # for answers in flight
STOP_SECONDS = 4.5  # for everything; a supervisor gives five


def run(settings: Settings, shards: Shards | None = None) -> int:
    """Run the bot until it is stopped or cannot go on; returns the exit code.

    0 after SIGTERM, 1 with a sentence on standard error for what is no bug, 3 for a bug, 130 after Ctrl-C.
    """
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    logs.configure(settings.isecg_log_format, settings.isecg_log_level, token or None)
    one_heap()
    code = _outcome(settings, token, shards)
    if _Workers.any_busy():
        # An edit is just being read in a thread, which nothing can interrupt and nobody waits for any more.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _outcome(settings: Settings, token: str, shards: Shards | None) -> int:
    try:
        return asyncio.run(_run(settings, token, shards))
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as problem:
        sentence = explained(problem)
        if sentence is None:
            log.error("app.crashed", exc_info=problem)
            return BUG
        print(sentence, file=sys.stderr)  # noqa: T201  for the person who started it
        return FAILED


async def _run(settings: Settings, token: str, shards: Shards | None) -> int:
    if not token.isascii() or not token.isprintable() or not token or " " in token:
        raise CannotRunError(
            "DISCORD_TOKEN is empty or holds signs that no token has. Copy it again from"
            " discord.com/developers/applications: your application, Bot."
        )
    asyncio.get_running_loop().set_default_executor(_Workers())
    stopping = _Stopping()
    try:
        async with _built(settings, shards) as bot:
            stopping.starting = None
            await bot.run(token, stopping)
    except asyncio.CancelledError:
        if not stopping.asked.is_set():
            raise
    return stopping.code


class _Workers(ThreadPoolExecutor):
    """Threads for slow work, of which an end of the program waits for none."""

    PREFIX = "isecg-worker"

    def __init__(self) -> None:
        super().__init__(thread_name_prefix=self.PREFIX)

    @classmethod
    def any_busy(cls) -> bool:
        """Whether a thread is at work; idle ones have ended a moment after the shutdown."""
        threads = [thread for thread in threading.enumerate() if thread.name.startswith(cls.PREFIX)]
        for thread in threads:
            thread.join(0.2)
        return any(thread.is_alive() for thread in threads)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002  the signature is the library's
        """Let idle threads end, and do not wait for busy ones."""
        super().shutdown(wait=False, cancel_futures=True)


class _Stopping:
    """Tells that SIGTERM or Ctrl-C has come; until the bot runs, it cancels the task that builds it."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.starting = asyncio.current_task()
        self.code = GOOD
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):  # Windows has no such handlers; Ctrl-C still raises there
            loop.add_signal_handler(signal.SIGTERM, self._ask, GOOD)
            loop.add_signal_handler(signal.SIGINT, self._ask, INTERRUPTED)

    def _ask(self, code: int) -> None:
        self.code = code
        self.asked.set()
        if self.starting is not None:
            self.starting.cancel()


@dataclass(slots=True)
class _Bot:
    """All parts, built and not yet running."""

    client: IsecgClient
    keeper: Keeper
    book: Book
    notices: Notices
    relay: Relay
    upkeep: Upkeep
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    async def run(self, token: str, stopping: _Stopping) -> None:
        """Run until asked to stop; raises what ended a part that must not end."""
        self._start("discord", self.client.start(token))
        self._start("reload", self.keeper.run())
        self._start("questions", self.book.write())
        self._start("notices", self.notices.run())
        self._start("upkeep", self.upkeep.run())
        self._start("relay", self._send())
        settling = asyncio.create_task(self._settle())
        asked = asyncio.create_task(stopping.asked.wait())
        try:
            await asyncio.wait([asked, *self._tasks], return_when=asyncio.FIRST_COMPLETED)
            if stopping.asked.is_set():
                log.info("app.stopping")
        finally:
            asked.cancel()
            settling.cancel()
            ended = [task for task in self._tasks if task.done()]
            await self._stop()
        for task in ended:  # what ended later was ended by stopping, which closes its connection under it
            if not task.cancelled():
                task.result()

    async def _settle(self) -> None:
        """Once all servers are known, give back what reading them needed for a moment."""
        await self.client.was_ready.wait()
        await asyncio.to_thread(tidy)

    async def _send(self) -> None:
        """Send alerts from the moment the servers are known; a refused token ends the bot."""
        await self.client.was_ready.wait()
        await self.relay.run()
        if self.relay.halted is not None:
            raise CannotRunError(REFUSED)

    def _start(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work, name=name))

    async def _stop(self) -> None:
        """Answers and alerts in flight first, then what they left to be written, then the connection."""
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.gather(self.client.drain(DRAIN_SECONDS), self.relay.stop())
                if not any(task.done() and task.get_name() == "questions" for task in self._tasks):
                    await self.book.written()
                await self.client.close()
        except TimeoutError:
            log.warning("app.stopped_hard")
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


@asynccontextmanager
async def _built(settings: Settings, shards: Shards | None) -> AsyncIterator[_Bot]:
    """Open and build everything in order; leave it in reverse."""
    folder = settings.isecg_knowledge or shipped_folder()
    opened = await asyncio.to_thread(open_at_rest, folder, _today(), settings.cache_folder)
    if opened.snapshot is None:
        raise broken_knowledge(folder, opened.problems)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(settings.store_url, exclusive=True))
        metrics = _metrics(settings)
        clock = SteadyClock()
        edition = await _prepared(opened.snapshot)
        await enqueue(store, opened.snapshot.knowledge, clock.now())
        book = Book(store, today=_today, keep=settings.isecg_keep_unanswered)
        desk = Desk(
            edition=edition,
            catalogue=load_catalogue(),
            limits=Limits(Rates(), time.monotonic),
            book=book,
            today=_today,
        )
        if metrics is not None:
            desk.observer = metrics
        traffic = Traffic()
        point_at(None if settings.discord_api_url is None else str(settings.discord_api_url))
        client = IsecgClient(
            desk,
            store,
            clock=time.monotonic,
            now=clock.now,  # what people are shown is by Discord's clock, as they see it
            shards=shards,
            evaluation=lambda: last_evaluation(store, folder, desk.edition.snapshot.knowledge.revision),
            source=_source_address(settings),
            traffic=traffic,
        )
        relay = Relay(store, client.publisher, clock=clock, words=stamped_words)
        traffic.made, traffic.heard = relay.pace.made, clock.heard
        upkeep = client.announce(store, relay, clock.now)
        notices = Notices(client, settings.isecg_maintainers_channel, client.was_ready)
        desk.tell_maintainers = notices.tell

        def tell_once(text: str) -> None:
            """Tell what every process sees; of those that carry one bot together the first speaks."""
            if shards is None or 0 in shards.ids:
                notices.tell(text)

        async def accept(snapshot: Snapshot) -> None:
            fresh = await _prepared(snapshot)
            plan = await enqueue(store, snapshot.knowledge, clock.now())
            desk.edition = fresh
            relay.wake()
            if plan.waits:
                notices.tell(mass_change(sum(len(one.event.items) for one in plan.events)))
            if metrics is not None:
                metrics.reloaded(good=True)
            if keeper.last.errors:
                tell_once(good_edit(snapshot.knowledge.revision))

        def reject(problems: Sequence[Problem]) -> None:
            if metrics is not None:
                metrics.reloaded(good=False)
            tell_once(broken_edit(problems))

        keeper = Keeper(
            folder,
            edition.snapshot.knowledge.revision,
            cache_folder=settings.cache_folder,
            now=_now,
            today=_today,
            accept=accept,
            reject=reject,
        )
        if metrics is not None:
            from bot.app.reporting import Report, listening

            report = Report(client, keeper, store, relay, clock.now)
            await stack.enter_async_context(listening(settings, metrics, report.status))
        del opened  # the first snapshot must not outlive the first edit
        yield _Bot(client, keeper, book, notices, relay, upkeep)


def _metrics(settings: Settings) -> Metrics | None:
    """What is counted for `/metrics`; without a port nobody asks, and a web server needs not be loaded."""
    if settings.isecg_http_port is None:
        return None
    from bot.health import Metrics

    return Metrics()


async def _prepared(snapshot: Snapshot) -> Edition:
    edition = await asyncio.to_thread(Edition.prepare, snapshot, _now())
    await asyncio.to_thread(tidy)
    return edition


def _source_address(settings: Settings) -> str | None:
    """Where the source code is: as it is set, or as far as the package says so."""
    if settings.isecg_source_url is not None:
        return str(settings.isecg_source_url)
    try:
        urls = importlib.metadata.metadata("isecg-bot").get_all("Project-URL") or []
    except importlib.metadata.PackageNotFoundError:
        return None
    return next((url.partition(",")[2].strip() for url in urls), None)


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().date()


__all__ = ["run"]
