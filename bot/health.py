"""`/healthz` for whoever watches the process, `/metrics` for Prometheus; on a local port when configured."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

_BUCKETS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0)


@dataclass(frozen=True, slots=True)
class Status:
    """What `/healthz` says; ages in seconds, `outbox` and `subscriptions` count by state.

    `oldest_waiting` is for how long the alert that waits longest could have gone out; `alerts_stopped` says
    why none go out now, `store_problem` why the counts are missing, where that is so. `delivered` counts
    outcomes by state and `invalid_requests` those of the last minutes that Discord may ban for.
    """

    ready: bool
    revision: str
    knowledge_age: float
    reload_problem: str | None
    servers: int
    latency: float | None
    outbox: Mapping[str, int]
    subscriptions: Mapping[str, int]
    oldest_waiting: float | None
    alerts_stopped: str | None
    store_problem: str | None
    delivered: Mapping[str, int]
    invalid_requests: int


class Metrics:
    """Counts what happens; has the methods that the Discord part reports to."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answers = Counter(
            "isecg_questions", "Questions by way and outcome.", ["way", "outcome"], registry=self.registry
        )
        self._seconds = Histogram(
            "isecg_answer_seconds",
            "Time from a question to its outcome.",
            ["way"],
            buckets=_BUCKETS,
            registry=self.registry,
        )
        self._failures = Counter(
            "isecg_failures", "Errors that a person was told of.", ["way"], registry=self.registry
        )
        self._reloads = Counter("isecg_reloads", "Edits by result.", ["result"], registry=self.registry)
        self._age = Gauge("isecg_knowledge_age_seconds", "Age of the revision.", registry=self.registry)
        self._ready = Gauge("isecg_ready", "Whether the bot is connected.", registry=self.registry)
        self._servers = Gauge("isecg_servers", "Servers the bot is in.", registry=self.registry)
        self._outbox = Gauge("isecg_outbox", "Deliveries by state.", ["state"], registry=self.registry)
        self._subscriptions = Gauge(
            "isecg_subscriptions", "Subscriptions by state.", ["state"], registry=self.registry
        )
        self._waiting = Gauge(
            "isecg_outbox_oldest_seconds",
            "For how long an alert could have gone out.",
            registry=self.registry,
        )
        self._stopped = Gauge("isecg_alerts_stopped", "Whether no alerts go out now.", registry=self.registry)
        self._invalid = Gauge(
            "isecg_invalid_requests", "Refused requests in the last ten minutes.", registry=self.registry
        )
        self._deliveries = Counter(
            "isecg_deliveries", "Outcomes of deliveries by state.", ["state"], registry=self.registry
        )
        self._told: dict[str, int] = {}

    def answered(self, kind: str, outcome: str, seconds: float) -> None:
        """A question came to an outcome."""
        self._answers.labels(kind, outcome).inc()
        self._seconds.labels(kind).observe(seconds)

    def failed(self, kind: str) -> None:
        """Somebody was told of an error."""
        self._failures.labels(kind).inc()

    def reloaded(self, *, good: bool) -> None:
        """An edit was taken over or rejected."""
        self._reloads.labels("accepted" if good else "rejected").inc()

    def text(self, status: Status) -> bytes:
        """Everything in Prometheus' format."""
        self._age.set(status.knowledge_age)
        self._ready.set(status.ready)
        self._servers.set(status.servers)
        for state, count in status.outbox.items():
            self._outbox.labels(state).set(count)
        for state, count in status.subscriptions.items():
            self._subscriptions.labels(state).set(count)
        self._waiting.set(status.oldest_waiting or 0)
        self._stopped.set(status.alerts_stopped is not None)
        self._invalid.set(status.invalid_requests)
        for state, count in status.delivered.items():
            self._deliveries.labels(state).inc(count - self._told.get(state, 0))
            self._told[state] = count
        return generate_latest(self.registry)


@asynccontextmanager
async def serving(
    host: str, port: int, metrics: Metrics, status: Callable[[], Awaitable[Status]]
) -> AsyncIterator[int]:
    """Serve inside the block; yields the port (0 picks one). OSError where it is taken."""

    async def healthz(_request: web.Request) -> web.Response:
        now = await status()
        return web.json_response(asdict(now), status=200 if now.ready else 503)

    async def prometheus(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.text(await status()), headers={"Content-Type": CONTENT_TYPE_LATEST})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", prometheus)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
