"""How fast: below the platform's limit, stopping for as long as it says, and never near its ban."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from aiolimiter import AsyncLimiter

# So many requests may go out together after a pause; the rest are spread evenly.
_BURST = 4


class Pace:
    """Lets a request through when the rate allows; no rate, no wait."""

    def __init__(self, rate: float | None) -> None:
        self._limiter = None if rate is None else AsyncLimiter(_BURST, _BURST / rate)

    async def wait(self) -> None:
        """Return when the next request may be made."""
        if self._limiter is not None:
            await self._limiter.acquire()


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
