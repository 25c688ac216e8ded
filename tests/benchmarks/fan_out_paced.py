"""An alert to 2,500 channels under Discord's real limits: `python -m tests.benchmarks.fan_out_paced`.

Goals: no 429 at all; at least 0.95 of the rate that alerts are allowed (bot/outbox/policy.py: Discord's 50
requests a second less the room for answers); the 95th percentile of `/ask` during it at most 1.5 times idle.

The bot is the real program, the fake a process of its own that enforces the limits in real time. The alert
starts as in earnest: by an edit of the knowledge.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.outbox.policy import Policy
from bot.store.store import open_store
from tests.app.test_announcing import CHILE, add_members
from tests.benchmarks.subscribers import subscribe_all
from tests.fake_discord.remote import REPOSITORY, RemoteFake, spawn
from tests.ui.discord.facts import write_facts

CHANNELS = 2_500
QUESTIONS = 200
RATE = Policy().rate or 0.0
_ASKED = "how many members does ISECG have?"
_PAUSE = 0.15


class Crowd:
    """People who ask, each in a server of their own, so that nobody's cooldown matters."""

    def __init__(self, fake: RemoteFake) -> None:
        self._fake = fake
        self._people: list[tuple[str, str]] = []

    async def gather(self, places: list[tuple[str, str]]) -> None:
        """Let people join these (channel, server) pairs."""
        for number, (channel, guild) in enumerate(places):
            user = str((await self._fake.call("user", name=f"Person {number}"))["id"])
            await self._fake.call("join", guild=guild, user=user)
            self._people.append((user, channel))

    async def ask(self) -> list[float]:
        """Everybody asks once, one after the other; returns the latencies in milliseconds."""
        latencies = []
        for user, channel in self._people:
            told = await self._fake.call(
                "burst", user=user, channels=[channel], command="/ask", option="question", values=[_ASKED]
            )
            latencies.append(1000 * told["latencies"][0])
            await asyncio.sleep(_PAUSE)
        return latencies


@asynccontextmanager
async def bot(fake: RemoteFake, folder: Path, database: str) -> AsyncIterator[None]:
    """Run the program inside the block."""
    environment = {
        **os.environ,
        "DISCORD_TOKEN": fake.token,
        "DISCORD_API_URL": fake.url,
        "DATABASE_URL": database,
        "ISECG_KNOWLEDGE": str(folder / "knowledge"),
        "ISECG_CACHE": str(folder / "cache"),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=REPOSITORY, env=environment, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await fake.ready(within=120)
        await asyncio.sleep(5)  # servers are counted as known some seconds after the last one came
        yield
    finally:
        process.terminate()
        await process.wait()


async def watch(fake: RemoteFake) -> float:
    """Wait until every channel has its alert; returns the messages a second."""
    began, first = 0.0, 0
    while True:
        sent = (await fake.figures())["requests"].get("create_message 200", 0)
        if sent and not first:
            began, first = time.perf_counter(), sent
        if sent >= CHANNELS:
            return float((sent - first) / (time.perf_counter() - began))
        await asyncio.sleep(0.05)


async def started(fake: RemoteFake) -> None:
    """Wait until the first alerts are there."""
    await fake.wait_requests("create_message", count=20, within=120)


def percentile(latencies: list[float]) -> float:
    """The 95th."""
    return statistics.quantiles(latencies, n=20)[-1]


def _row(name: str, *cells: str) -> str:
    return f"{name:<38}" + "".join(f"{cell:>12}" for cell in cells)


async def main() -> int:
    """Measure, print the table, and return 1 where a goal is missed."""
    with tempfile.TemporaryDirectory() as name:
        folder, database = Path(name), f"sqlite:///{name}/bench.sqlite3"
        await asyncio.to_thread(write_facts, folder / "knowledge")
        async with spawn("--sample", "0", "--limits", "--running-clock") as fake:
            fleet = await fake.fleet(CHANNELS, 1)
            places = [(channel, guild) for guild, them in fleet.items() for channel in them]
            crowd = Crowd(fake)
            await crowd.gather(places[:QUESTIONS])
            async with bot(fake, folder, database):
                async with open_store(database) as store:
                    ids = [(int(channel), int(guild)) for channel, guild in places]
                    await subscribe_all(store, ids, datetime.now(UTC))
                await crowd.ask()
                idle = percentile(await crowd.ask())
                await asyncio.to_thread(add_members, folder / "knowledge", CHILE)
                rate = asyncio.create_task(watch(fake))
                await started(fake)
                loaded = percentile(await crowd.ask())
                overlapped = not rate.done()
                used = await rate / RATE
            hits = (await fake.figures())["limit_hits"]
    goals = {
        "429s": hits == 0,
        "rate": used >= 0.95,
        "latency": loaded <= 1.5 * idle,
        "questions were over too late": overlapped,
    }
    print(_row(f"{CHANNELS} channels", "", "", "goal"))
    print(_row("429 replies", str(hits), "", "0"))
    print(
        _row(f"messages a second, of {RATE:.0f} allowed", f"{used * RATE:.1f}", f"{used:.2f} x", ">= 0.95 x")
    )
    print(_row("95th percentile of /ask, idle (ms)", f"{idle:.1f}", "", ""))
    print(_row("the same during the fan-out (ms)", f"{loaded:.1f}", f"{loaded / idle:.2f} x", "<= 1.50 x"))
    missed = [name for name, met in goals.items() if not met]
    print("missed: " + ", ".join(missed) if missed else "all goals met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
