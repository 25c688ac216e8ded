"""Keeps the knowledge live: a good edit is handed on, a broken one leaves the last good one in use."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import structlog

from bot.answers.snapshot import Snapshot
from bot.knowledge.problem import Problem, Severity
from bot.reload.apart import open_changed_apart
from bot.reload.watching import watch

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0  # seconds between two tries to take an edit over


@dataclass(frozen=True, slots=True)
class LastEdit:
    """What became of the newest edit; `errors` is empty where it is in use."""

    revision: str
    at: datetime
    errors: tuple[Problem, ...] = ()


class Keeper:
    """Watches one folder. `accept` takes a snapshot over, `reject` tells people of errors.

    `last` is what `/healthz` says of the newest edit.
    """

    def __init__(
        self,
        folder: Path,
        revision: str,
        *,
        cache_folder: Path | None,
        now: Callable[[], datetime],
        today: Callable[[], date],
        accept: Callable[[Snapshot], Awaitable[None]],
        reject: Callable[[tuple[Problem, ...]], None],
    ) -> None:
        self._folder, self._cache_folder = folder, cache_folder
        self._now, self._today = now, today
        self._accept, self._reject = accept, reject
        self.last = LastEdit(revision, now())

    async def run(self) -> None:
        """Follow the folder until cancelled."""
        edits = watch(
            self._folder,
            self.last.revision,
            today=self._today,
            cache_folder=self._cache_folder,
            opening=open_changed_apart,
        )
        async for opened in edits:
            if opened.snapshot is not None:
                await self._take_over(opened.snapshot)
                self.last = LastEdit(opened.revision, self._now())
                log.info("knowledge.reloaded", revision=opened.revision[:12])
                continue
            errors = tuple(one for one in opened.problems if one.severity is Severity.ERROR)
            self.last = LastEdit(opened.revision, self._now(), errors)
            for problem in errors:
                log.error("knowledge.rejected", problem=str(problem))
            self._reject(errors)

    async def _take_over(self, snapshot: Snapshot) -> None:
        """Until it is taken over, the old one stays; a store that is away for a moment loses no edit."""
        pause = _FIRST_PAUSE
        while True:
            try:
                await self._accept(snapshot)
            except Exception:
                log.exception("knowledge.not_taken_over", again_in=pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, _LONGEST_PAUSE)
            else:
                return
