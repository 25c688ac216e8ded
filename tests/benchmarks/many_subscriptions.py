"""A store with 100,000 subscriptions: `python -m tests.benchmarks.many_subscriptions`.

Goals, on SQLite and PostgreSQL: one event is enqueued in less than 5 s, and memory does not grow with the
number of subscriptions. Told beside them: what the relay's own queries take with so long a queue.
"""

from __future__ import annotations

import asyncio
import gc
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil

from bot.outbox.enqueue import enqueue
from bot.outbox.naming import choose
from bot.outbox.policy import Policy
from bot.store.records import Action, Chosen, DeliveryState, Due, Progress, Result, Terms
from bot.store.store import Store, open_store
from tests.benchmarks.subscribers import subscribe_all
from tests.outbox.examples import knowledge, member
from tests.store.databases import running_postgres

SUBSCRIPTIONS = 100_000
SECONDS, MEGABYTES = 5.0, 20.0
_ROUNDS = 30
_POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds and megabytes of the enqueue; milliseconds of a claim, its record, and of the counts."""

    enqueue: float
    grown: float
    claim: float
    record: float
    depth: float


async def measure(url: str) -> Figures:
    """Fill a store, enqueue, and work at the front of the queue."""
    now = datetime.now(UTC)
    async with open_store(url) as store:
        await enqueue(store, knowledge(), now)
        places = [(number, number // 4) for number in range(1, SUBSCRIPTIONS + 1)]
        await subscribe_all(store, places, now)
        del places
        # The first event of a process compiles its statements; the one that is measured is the second.
        await enqueue(store, knowledge(member("m0")), now)
        gc.collect()
        before = psutil.Process().memory_info().rss
        began = time.perf_counter()
        await enqueue(store, knowledge(member("m0"), member("m1")), now)
        took = time.perf_counter() - began
        grown = (psutil.Process().memory_info().rss - before) / 2**20
        claim, record = await _work(store, now)
        began = time.perf_counter()
        depth = await store.depth()
        counted = time.perf_counter() - began
        assert depth.pending == 2 * SUBSCRIPTIONS - 16 * _ROUNDS
    return Figures(took, grown, 1000 * claim, 1000 * record, 1000 * counted)


async def _work(store: Store, now: datetime) -> tuple[float, float]:
    """Seconds of an average claim of 16 messages, and of recording them."""
    claiming = recording = 0.0

    def next_message(due: Sequence[Due]) -> Chosen:
        return choose(due, now, _POLICY)

    for _ in range(_ROUNDS):
        began = time.perf_counter()
        terms = Terms("benchmark", now, timedelta(minutes=1), 16, (Action.POST, Action.EDIT))
        work = await store.claim(terms, next_message)
        middle = time.perf_counter()
        sent = Progress(DeliveryState.SENT, now, message_id=1, sent_at=now)
        await store.record("benchmark", [Result(one, sent) for one in work.claimed], now)
        claiming += middle - began
        recording += time.perf_counter() - middle
    return claiming / _ROUNDS, recording / _ROUNDS


def main() -> int:
    """Measure, print the table, and return 1 where a goal is missed."""
    with tempfile.TemporaryDirectory() as name, running_postgres(tuned=False) as server:
        found = {
            "SQLite": asyncio.run(measure(f"sqlite:///{Path(name) / 'bot.sqlite3'}")),
            "PostgreSQL": asyncio.run(measure(server.fresh())),
        }
    print(
        f"{SUBSCRIPTIONS:,} subscriptions{'':<18}"
        + "".join(f"{name:>12}" for name in found)
        + f"{'goal':>10}"
    )
    rows = [
        ("one event enqueued (s)", "enqueue", "< 5"),
        ("memory grown by it (MB)", "grown", "< 20"),
        ("claiming 16 of 200,000 waiting (ms)", "claim", ""),
        ("recording them (ms)", "record", ""),
        ("counting for /healthz (ms)", "depth", ""),
    ]
    for label, field, goal in rows:
        cells = "".join(f"{getattr(figures, field):>12.2f}" for figures in found.values())
        print(f"{label:<39}{cells}{goal:>10}")
    missed = any(figures.enqueue >= SECONDS or figures.grown >= MEGABYTES for figures in found.values())
    print("goals missed" if missed else "goals met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
