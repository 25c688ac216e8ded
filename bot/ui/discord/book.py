"""Keeps what was not answered well for the maintainers: bare text and a count, written beside the answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from typing import Protocol

import structlog

from bot.answers.model import Outcome, Reason, Refusal, Suggestion
from bot.matching.normalise import clean, fold
from bot.store.records import Asked

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_WAITING = 500  # questions that may wait to be written; in a flood the rest is dropped
_PAUSE = 2.0  # seconds that questions are collected for, to be written together
_LONGEST = 200
_READ = 500  # characters of a question that are looked at: enough to fill what is kept
# Whatever could name a person or a place of theirs: mentions, addresses, long numbers.
_PERSONAL = re.compile(r"<[^>]*>|\S+@\S+|https?://\S+|www\.\S+|@\w+|\+?\d[\d ()/-]{5,}\d")


class QuestionStore(Protocol):
    """Where questions are counted."""

    async def count_questions(self, asked: Sequence[Asked], today: date) -> None:
        """Count one more of each question."""
        ...


class Book:
    """Takes questions at once and writes them together."""

    def __init__(
        self, store: QuestionStore, *, today: Callable[[], date], keep: bool, pause: float = _PAUSE
    ) -> None:
        self._store, self._today, self._keep, self._pause = store, today, keep, pause
        self._waiting: list[Asked] = []
        self._some, self._hurry, self._idle = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._idle.set()

    @property
    def keeps(self) -> bool:
        """Whether unanswered questions are kept; what readers report always is."""
        return self._keep

    def note(self, question: str, outcome: Outcome) -> None:
        """Keep a question that was not answered; one with an answer is not kept."""
        if not self._keep:
            return
        if isinstance(outcome, Suggestion):
            self._put(Asked("unsure", normalised(question)))
        elif isinstance(outcome, Refusal) and outcome.reason is Reason.NOT_KNOWN:
            self._put(Asked("unanswered", normalised(question)))
        elif isinstance(outcome, Refusal) and outcome.reason is Reason.OFF_TOPIC:
            self._put(Asked("off-topic", normalised(question)))

    def report(self, question: str, entry: str, note: str) -> None:
        """Keep what a reader says is wrong with an answer."""
        self._put(Asked("report", normalised(question), entry, " ".join(clean(note).split())))

    def _put(self, asked: Asked) -> None:
        if asked.text and len(self._waiting) < _WAITING:
            self._waiting.append(asked)
            self._idle.clear()
            self._some.set()

    async def write(self) -> None:
        """Write until cancelled; a store that fails is passed over, for answers matter more."""
        while True:
            await self._some.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._pause):
                    await self._hurry.wait()
            batch, self._waiting = self._waiting, []
            self._some.clear()
            try:
                await self._store.count_questions(batch, self._today())
            except Exception:
                log.exception("question.not_kept", count=len(batch))
            if not self._waiting:
                self._idle.set()

    async def written(self) -> None:
        """Write at once what was taken, and return when it is done."""
        self._hurry.set()
        await self._idle.wait()
        self._hurry.clear()


def normalised(question: str) -> str:
    """A question as it is kept: lower case, in one line, without what could name a person."""
    text = clean(question[:_READ])
    if len(question) > _READ or len(text) > _READ:
        # Half an address would not be known as one, so a word that is cut goes.
        text = text[:_READ].rpartition(" ")[0] or text[:_LONGEST]
    bare = _PERSONAL.sub(" ", text)
    return " ".join(fold(bare).split())[:_LONGEST]
