"""Time, as something that can be handed over: the relay never reads a clock by itself."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

# The platform tells the time in whole seconds, and its word has been under way for a moment.
_TOLERANCE = timedelta(seconds=3)


class Clock(Protocol):
    """What time it is, and waiting."""

    def now(self) -> datetime:
        """This moment, in UTC."""

    async def wait(self, event: asyncio.Event, at_most: timedelta) -> None:
        """Return when the event is set, or after this long."""


class SteadyClock:
    """Time that follows the platform's and is never set back by the machine's.

    Leases and nonce windows are compared with moments that another process or an earlier one wrote, and
    messages bear the platform's time: so the platform's word counts (`heard`), and with it all processes
    agree. Between two words passes what the machine's clocks say, whichever went further: the one of the wall
    goes on while a machine sleeps, the other one while the wall's is being set back.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wall, self._steady = wall, steady
        self._set(datetime.fromtimestamp(wall(), UTC))

    def now(self) -> datetime:
        """This moment, in UTC."""
        passed = max(self._steady() - self._steady_then, self._wall() - self._wall_then)
        return self._then + timedelta(seconds=passed)

    def heard(self, moment: datetime) -> None:
        """The platform said that it is this moment now."""
        if abs(moment - self.now()) > _TOLERANCE:
            self._set(moment)

    async def wait(self, event: asyncio.Event, at_most: timedelta) -> None:
        """Return when the event is set, or after this long."""
        try:
            async with asyncio.timeout(max(at_most.total_seconds(), 0)):
                await event.wait()
        except TimeoutError:
            return

    def _set(self, moment: datetime) -> None:
        self._then, self._wall_then, self._steady_then = moment, self._wall(), self._steady()
