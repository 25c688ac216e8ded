"""Every request of the library, and what Discord's replies say of the time, for whoever has to know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import aiohttp

# Answers to interactions have limits of their own; Discord does not count them with the rest.
_UNCOUNTED = ("/interactions/", "/webhooks/")


class Traffic:
    """Calls `made` for each request that Discord counts, and `heard` with the moment of each reply."""

    def __init__(self) -> None:
        self.made: Callable[[], None] = lambda: None
        self.heard: Callable[[datetime], None] = lambda _moment: None

    def trace(self) -> aiohttp.TraceConfig:
        """What the library's HTTP client takes."""
        config = aiohttp.TraceConfig()
        config.on_request_start.append(self._started)
        config.on_request_end.append(self._ended)
        return config

    async def _started(
        self,
        _session: aiohttp.ClientSession,
        _context: SimpleNamespace,
        start: aiohttp.TraceRequestStartParams,
    ) -> None:
        if not any(part in start.url.path for part in _UNCOUNTED):
            self.made()

    async def _ended(
        self, _session: aiohttp.ClientSession, _context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        said = end.response.headers.get("Date")
        if said is None:
            return
        try:
            moment = parsedate_to_datetime(said)
        except ValueError:
            return
        self.heard(moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC))
