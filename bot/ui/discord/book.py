"""Keeps what was not answered well for the maintainers: bare text and a count, written beside the answers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import structlog

from bot.answers.model import Outcome, Reason, Refusal, Suggestion
from bot.matching.normalise import clean, fold

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_WAITING = 500  # questions that may wait to be written; in a flood the rest is dropped
_LONGEST = 200
# Whatever could name a person or a place of theirs: mentions, addresses, long numbers.
_PERSONAL = re.compile(r"<[^>]*>|\S+@\S+|https?://\S+|www\.\S+|@\w+|\+?\d[\d ()/-]{5,}\d")


class QuestionStore(Protocol):
    """Where questions are counted."""

    async def count_question(
        self, kind: str, text: str, today: date, *, entry: str = "", note: str = ""
    ) -> None:
        """Count one more of a question."""
        ...


@dataclass(frozen=True, slots=True)
class _Line:
    kind: str
    text: str
    entry: str = ""
    note: str = ""


class Book:
    """Takes questions at once and writes them one after the other."""

    def __init__(self, store: QuestionStore, *, today: Callable[[], date], keep: bool) -> None:
        self._store, self._today, self._keep = store, today, keep
        self._waiting: asyncio.Queue[_Line] = asyncio.Queue(_WAITING)

    @property
    def keeps(self) -> bool:
        """Whether unanswered questions are kept; what readers report always is."""
        return self._keep

    def note(self, question: str, outcome: Outcome) -> None:
        """Keep a question that was not answered; one with an answer is not kept."""
        if not self._keep:
            return
        if isinstance(outcome, Suggestion):
            self._put(_Line("unsure", normalised(question)))
        elif isinstance(outcome, Refusal) and outcome.reason is Reason.NOT_KNOWN:
            self._put(_Line("unanswered", normalised(question)))
        elif isinstance(outcome, Refusal) and outcome.reason is Reason.OFF_TOPIC:
            self._put(_Line("off-topic", normalised(question)))

    def report(self, question: str, entry: str, note: str) -> None:
        """Keep what a reader says is wrong with an answer."""
        self._put(_Line("report", normalised(question), entry, " ".join(clean(note).split())))

    def _put(self, line: _Line) -> None:
        if line.text:
            with suppress(asyncio.QueueFull):
                self._waiting.put_nowait(line)

    async def write(self) -> None:
        """Write until cancelled; a store that fails is passed over, for answers matter more."""
        while True:
            line = await self._waiting.get()
            try:
                await self._store.count_question(
                    line.kind, line.text, self._today(), entry=line.entry, note=line.note
                )
            except Exception:
                log.exception("question.not_kept")
            finally:
                self._waiting.task_done()

    async def written(self) -> None:
        """Wait until all that was taken is written."""
        await self._waiting.join()


def normalised(question: str) -> str:
    """A question as it is kept: lower case, in one line, without what could name a person."""
    bare = _PERSONAL.sub(" ", clean(question))
    return " ".join(fold(bare).split())[:_LONGEST]
