"""How fast: below the platform's limit, stopping for as long as it says, and never near its ban."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime, timedelta

# So many requests may follow each other at once to catch up with the rate; the rest are spread evenly.
_BURST = 10
# How long the platform counts, and how long a request of somebody else is thought to be under way; seconds.
_COUNTED, _ELSEWHERE = 1.0, 0.2

_mine: ContextVar[list[bool] | None] = ContextVar("mine", default=None)


class Pace:
    """Lets a request through when the rate allows; no rate, no wait.

    Requests are spread by `rate`, and never more than `most` can reach the platform in one second, however
    they bunch up on their way: a request counts from when it may go until a second after its reply. The limit
    is one for everything that the bot does, so what was not asked for here (answers, and a library's own
    repetitions) is told by `made` and slows down what is, never the other way round; and it is one for all
    processes, so relays that work at the same time `share` it.
    """

    def __init__(self, rate: float | None, most: int = 48) -> None:
        self._each = 0.0 if rate is None else 1 / rate
        self._most = most
        self._relays = 1
        self._next = 0.0
        self._turn = asyncio.Lock()
        self._under_way = 0
        self._replied = asyncio.Event()
        # Until when the platform may count what is over.
        self._counted: deque[float] = deque()

    async def wait(self) -> None:
        """Return when the next request may be made; `over` tells that it was answered."""
        if not self._each:
            return
        self.over()
        async with self._turn:
            while (rest := self._rest()) > 0:
                self._replied.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(rest):
                        await self._replied.wait()
            self._spend()
            self._under_way += 1
        _mine.set([True])

    def over(self) -> None:
        """The request that this task waited for is over, if there was one."""
        if _mine.get() is not None:
            _mine.set(None)
            self._under_way -= 1
            self._count(_time() + _COUNTED)
            self._replied.set()

    def made(self) -> None:
        """A request is being made, by whomever; those that waited for their turn are counted already."""
        mine = _mine.get()
        if mine:
            mine.pop()
        elif self._each:
            self._spend()
            self._count(_time() + _COUNTED + _ELSEWHERE)

    def share(self, relays: int) -> None:
        """So many relays are at work, this one included."""
        if relays > self._relays:
            # Let pass the time for which the platform still counts what each of them has sent alone.
            self._next = max(self._next, _time() + _COUNTED)
        self._relays = relays

    def _rest(self) -> float:
        """Seconds until the next may go, as far as is known."""
        now = _time()
        while self._counted and self._counted[0] <= now:
            self._counted.popleft()
        rest = self._next - now
        if self._under_way + len(self._counted) >= self._most // self._relays:
            rest = max(rest, self._counted[0] - now if self._counted else _COUNTED)
        return rest

    def _spend(self) -> None:
        each = self._each * self._relays
        self._next = max(self._next, _time() - (_BURST - 1) * each) + each

    def _count(self, until: float) -> None:
        self._counted.append(max(until, self._counted[-1] if self._counted else until))


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
