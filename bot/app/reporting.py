"""What the running bot says of itself on its local port."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot import health
from bot.app.problems import CannotRunError
from bot.config import Settings
from bot.outbox.relay import Relay
from bot.reload.keeping import Keeper
from bot.store.records import Depth
from bot.store.store import Store
from bot.ui.discord.client import IsecgClient

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Report:
    """Gathers from all parts how they are."""

    client: IsecgClient
    keeper: Keeper
    store: Store
    relay: Relay
    now: Callable[[], datetime]

    async def status(self) -> health.Status:
        """How it is now; a store that cannot be read is part of the answer."""
        depth, problem = await self._depth()
        now, relay, client = self.now(), self.relay, self.client
        edition, errors = client.desk.edition, self.keeper.last.errors
        oldest = None if depth is None or depth.oldest_due is None else now - depth.oldest_due
        # The library calls itself ready while it tries to connect again; a lost connection has no latency.
        connected = client.is_ready() and math.isfinite(client.latency)
        return health.Status(
            ready=connected and not client.desk.closing and relay.halted is None and problem is None,
            revision=edition.snapshot.knowledge.revision,
            knowledge_age=max((now - edition.loaded_at).total_seconds(), 0.0),
            reload_problem="; ".join(map(str, errors[:5])) or None,
            servers=len(client.guilds),
            latency=client.latency if connected else None,
            outbox={} if depth is None else _deliveries(depth),
            subscriptions={} if depth is None else _subscriptions(depth),
            oldest_waiting=None if oldest is None else max(oldest.total_seconds(), 0.0),
            alerts_stopped=relay.stopped,
            store_problem=problem,
            delivered={state.value: count for state, count in relay.counts.moves.items()},
            invalid_requests=relay.breaker.counted,
        )

    async def _depth(self) -> tuple[Depth | None, str | None]:
        try:
            return await self.store.depth(), None
        except Exception as problem:
            log.exception("health.store_failed")
            return None, f"the store cannot be read ({type(problem).__name__})"


def _deliveries(depth: Depth) -> dict[str, int]:
    return {
        "pending": depth.pending,
        "sending": depth.sending,
        "held": depth.held,
        "dead": depth.dead,
        "waiting": depth.waiting_events,
    }


def _subscriptions(depth: Depth) -> dict[str, int]:
    return {"active": depth.active, "paused": depth.paused, "disabled": depth.disabled}


@asynccontextmanager
async def listening(
    settings: Settings, metrics: health.Metrics, status: Callable[[], Awaitable[health.Status]]
) -> AsyncIterator[None]:
    """Serve `/healthz` and `/metrics` inside the block; CannotRunError where the port cannot be opened."""
    host, port = settings.isecg_http_host, settings.isecg_http_port or 0
    try:
        async with health.serving(host, port, metrics, status) as taken:
            log.info("health.listening", host=host, port=taken)
            yield
    except OSError as problem:
        raise CannotRunError(
            f"ISECG_HTTP_PORT: {host}:{port} cannot be opened ({problem.strerror}). Choose another port."
        ) from None
