"""How fast: below the platform's limit, stopping for as long as it says, and never near its ban."""

from __future__ import annotations

import asyncio
from collections import deque
from contextvars import ContextVar
from datetime import datetime, timedelta

# So many requests may follow each other at once after a pause; the rest are spread evenly.
_BURST = 2
# How long the platform counts, in seconds.
_COUNTED = 1.0

_paid: ContextVar[list[int] | None] = ContextVar("paid", default=None)


class Pace:
    """Lets a request through when the rate allows; no rate, no wait.

    The platform's limit is one for everything that the bot does, so what was not asked for here (answers, and
    a library's own repetitions) is told by `made` and slows down what is, never the other way round; and it
    is one for all processes, so relays that work at the same time `share` it.
    """

    def __init__(self, rate: float | None) -> None:
        self._each = 0.0 if rate is None else 1 / rate
        self._relays = 1
        self._next = 0.0
        self._turn = asyncio.Lock()

    async def wait(self) -> None:
        """Return when the next request may be made."""
        if self._each:
            async with self._turn:
                while (rest := self._next - _time()) > 0:  # noqa: ASYNC110 - for time, which `made` puts off
                    await asyncio.sleep(rest)
                self._spend()
            _paid.set([1])

    def made(self) -> None:
        """A request is being made, by whomever; those that waited for their turn have paid for it."""
        paid = _paid.get()
        if paid:
            paid.pop()
        elif self._each:
            self._spend()

    def share(self, relays: int) -> None:
        """So many relays are at work, this one included."""
        if relays > self._relays:
            # Let pass the time for which the platform still counts what each of them has sent alone.
            self._next = max(self._next, _time() + _COUNTED)
        self._relays = relays

    def _spend(self) -> None:
        each = self._each * self._relays
        self._next = max(self._next, _time() - (_BURST - 1) * each) + each


def _time() -> float:
    return asyncio.get_running_loop().time()


class Breaker:
    """Counts invalid requests (401, 403, 429) and opens far below the number that gets an address banned."""

    def __init__(self, limit: int, window: timedelta) -> None:
        self._limit = limit
        self._window = window
        self._moments: deque[datetime] = deque()

    def count(self, now: datetime) -> None:
        """One more invalid request."""
        self._moments.append(now)

    def open_until(self, now: datetime) -> datetime | None:
        """When requests may go on; None if they may now."""
        while self._moments and self._moments[0] <= now - self._window:
            self._moments.popleft()
        if len(self._moments) < self._limit:
            return None
        return self._moments[-self._limit] + self._window

    @property
    def counted(self) -> int:
        """How many are counted, for metrics."""
        return len(self._moments)
