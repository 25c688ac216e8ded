"""Time, as something that can be handed over: the relay never reads a clock by itself."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What time it is, and waiting."""

    def now(self) -> datetime:
        """This moment, in UTC."""

    async def wait(self, event: asyncio.Event, at_most: timedelta) -> None:
        """Return when the event is set, or after this long."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        return datetime.now(UTC)

    async def wait(self, event: asyncio.Event, at_most: timedelta) -> None:
        """Return when the event is set, or after this long."""
        try:
            async with asyncio.timeout(max(at_most.total_seconds(), 0)):
                await event.wait()
        except TimeoutError:
            return
