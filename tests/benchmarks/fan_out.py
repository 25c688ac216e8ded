"""The relay without limits beside a bare loop of `channel.send`: `python -m tests.benchmarks.fan_out`.

Goal: at least 0.6 of its messages a second, each durably recorded, on SQLite and on PostgreSQL (with fsync).

The loop is the plainest one: `await channel.send(...)` for one channel after the other, with a text, an embed
and a view that were made before. It checks no permission, passes no nonce and remembers nothing. The relay
has up to 32 requests under way, which helps it where the fake has a second core; the CPU time told beside the
rate does not depend on that.

The fake is a process of its own that checks nothing and limits nothing; the senders take turns, and the best
turn of each counts. All send the same alert with its embed and buttons to one channel of each server.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.outbox.enqueue import enqueue
from bot.store.store import open_store
from tests.benchmarks.subscribers import subscribe_all
from tests.fake_discord.remote import REPOSITORY, RemoteFake, spawn
from tests.outbox.examples import knowledge, member
from tests.store.databases import running_postgres

TURNS = 3
CHANNELS = 2_500
GOAL = 0.6


async def turn(kind: str, fake: RemoteFake, database: str, channels: Path) -> dict[str, float]:
    """One sender's turn."""
    await fake.call("forget")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.benchmarks.fan_out_bots",
        kind,
        fake.url,
        fake.token,
        database,
        str(channels),
        cwd=REPOSITORY,
        stdout=asyncio.subprocess.PIPE,
    )
    said, _ = await process.communicate()
    told: dict[str, float] = json.loads(said.splitlines()[-1])
    await fake.call("disconnected")
    return told


async def prepare(database: str, places: list[tuple[int, int]]) -> None:
    """An alert that waits for every channel."""
    now = datetime.now(UTC)
    async with open_store(database) as store:
        await enqueue(store, knowledge(), now)
        await subscribe_all(store, places, now)
        await enqueue(store, knowledge(member("m0")), now)


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, list[str]]]:
    """A fresh database for each turn."""
    with running_postgres(tuned=False) as server:
        yield {
            "SQLite": [f"sqlite:///{folder / f'{number}.sqlite3'}" for number in range(TURNS)],
            "PostgreSQL": [server.fresh() for _ in range(TURNS)],
        }


async def measure(urls: dict[str, list[str]], folder: Path) -> dict[str, list[dict[str, float]]]:
    """All turns of all senders."""
    turns: dict[str, list[dict[str, float]]] = {"bare": [], **{name: [] for name in urls}}
    async with spawn("--sample", "0") as fake:
        fleet = await fake.fleet(CHANNELS, 1)
        places = [(int(channel), int(guild)) for guild, them in fleet.items() for channel in them]
        channels = folder / "channels"
        channels.write_text(" ".join(str(channel) for channel, _ in places))
        for number in range(TURNS):
            turns["bare"].append(await turn("bare", fake, "-", channels))
            for name, fresh in urls.items():
                await prepare(fresh[number], places)
                turns[name].append(await turn("ours", fake, fresh[number], channels))
    return turns


def main() -> int:
    """Measure, print the table, and return 1 where the goal is missed."""
    with tempfile.TemporaryDirectory() as name, databases(Path(name)) as urls:
        turns = asyncio.run(measure(urls, Path(name)))
    best = {kind: min(them, key=lambda one: one["seconds"]) for kind, them in turns.items()}
    bare = CHANNELS / best["bare"]["seconds"]
    print(f"{CHANNELS} channels, the best of {TURNS} turns")
    print(f"{'':<28}{'messages/s':>12}{'CPU ms each':>14}{'ratio':>9}{'goal':>10}")
    missed = False
    for kind, figures in best.items():
        rate = CHANNELS / figures["seconds"]
        ratio = rate / bare
        missed |= ratio < GOAL
        label = "loop of channel.send" if kind == "bare" else f"relay on {kind}"
        cpu = 1000 * figures["cpu"] / CHANNELS
        print(f"{label:<28}{rate:>12.0f}{cpu:>14.2f}{ratio:>9.2f}{'' if kind == 'bare' else '>= 0.60':>10}")
    print("goal missed" if missed else "goal met")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
