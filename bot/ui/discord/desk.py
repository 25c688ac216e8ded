"""What every command and button works with: the live edition, phrases, limits, the book, and who looks on."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from time import perf_counter
from typing import Protocol

import aiohttp
import discord
import structlog

from bot.answers.model import Answer, Outcome, Suggestion
from bot.ui.discord.book import Book
from bot.ui.discord.codes import Asked
from bot.ui.discord.edition import Edition
from bot.ui.discord.limits import Limits
from bot.ui.discord.phrases import Catalogue, Phrases

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

# Longer ones are answered beside the event loop, which must not stand still for more than 10 ms.
_LONG_QUESTION = 120
_TOO_LATE = 10062  # Unknown interaction: more than three seconds have passed


class Observer(Protocol):
    """Counts what happens, for metrics."""

    def answered(self, kind: str, outcome: str, seconds: float) -> None:
        """A question of a kind (ask, mention, ...) came to an outcome, so fast."""
        ...

    def failed(self, kind: str) -> None:
        """Something went wrong."""
        ...


class NoObserver:
    """Counts nothing."""

    def answered(self, kind: str, outcome: str, seconds: float) -> None:
        """Do nothing."""

    def failed(self, kind: str) -> None:
        """Do nothing."""


@dataclass(slots=True)
class Desk:
    """The one place where questions are answered and errors end; `edition` is replaced on reload."""

    edition: Edition
    catalogue: Catalogue
    limits: Limits
    book: Book
    today: Callable[[], date]
    tell_maintainers: Callable[[str], None] = lambda _text: None
    observer: Observer = field(default_factory=NoObserver)
    closing: bool = False
    _serving: int = 0
    _idle: asyncio.Event = field(default_factory=asyncio.Event)

    async def answer(self, question: str, kind: str) -> Outcome:
        """Answer a question from one edition."""
        edition, today, began = self.edition, self.today(), perf_counter()
        if len(question) > _LONG_QUESTION:
            outcome = await asyncio.to_thread(edition.answer, question, today)
        else:
            outcome = edition.answer(question, today)
        self.book.note(question, outcome)
        self._count(kind, outcome, began)
        return outcome

    def answer_asked(self, asked: Asked, kind: str) -> Outcome:
        """Answer the question of a button."""
        began = perf_counter()
        outcome = self.edition.answer_asked(asked, self.today())
        self._count(kind, outcome, began)
        return outcome

    def _count(self, kind: str, outcome: Outcome, began: float) -> None:
        name = (
            "answer"
            if isinstance(outcome, Answer)
            else "suggestion"
            if isinstance(outcome, Suggestion)
            else "refusal"
        )
        self.observer.answered(kind, name, perf_counter() - began)

    @asynccontextmanager
    async def serving(
        self, kind: str, phrases: Phrases, tell: Callable[[str], Awaitable[None]]
    ) -> AsyncIterator[None]:
        """Whatever goes wrong inside is logged with a reference, which the person is told through `tell`."""
        self._serving += 1
        self._idle.clear()
        try:
            yield
        except Exception as problem:  # noqa: BLE001  errors end here, whatever they are
            await self._failed(problem, kind, phrases, tell)
        finally:
            self._serving -= 1
            if not self._serving:
                self._idle.set()

    async def _failed(
        self, problem: Exception, kind: str, phrases: Phrases, tell: Callable[[str], Awaitable[None]]
    ) -> None:
        code = problem.code if isinstance(problem, discord.HTTPException) else 0
        self.observer.failed(kind)
        if code == _TOO_LATE:
            log.warning("discord.too_late", kind=kind)
            return
        reference = secrets.token_hex(4)
        if self.closing and isinstance(problem, aiohttp.ClientConnectionError | RuntimeError):
            log.warning("discord.cut_off", kind=kind, reference=reference, problem=str(problem))
        else:
            log.error("discord.failed", kind=kind, reference=reference, exc_info=problem)
        try:
            await tell(phrases.say("failed", reference=reference))
        except Exception as again:  # noqa: BLE001  the same; a limit, a lost line, an answer given already
            log.warning("discord.not_told", reference=reference, problem=type(again).__name__)

    async def idle(self) -> None:
        """Wait until nothing is being served."""
        if self._serving:
            await self._idle.wait()
