"""Two senders for the benchmarks, each a process that prints one line of JSON.

`python -m tests.benchmarks.fan_out_bots bare|ours URL TOKEN DATABASE CHANNELS`; CHANNELS is a file of ids.
`bare` is a loop of `channel.send`, `ours` the relay on a store in which the alert waits, without its pace.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path

import discord

# First: it keeps a deprecation warning of discord.py on Python 3.11 to itself.
import tests.fake_discord.attach  # noqa: F401 - see above
from bot.outbox.naming import marker_of, nonce_of
from bot.outbox.planning import known_from, plan_changes
from bot.outbox.policy import Policy
from bot.outbox.relay import Relay
from bot.outbox.render import preview
from bot.store.records import DeliveryState
from bot.store.store import open_store
from bot.ui.discord.client import point_at
from bot.ui.discord.messages.alerts import show_alert
from bot.ui.discord.phrases import load_catalogue
from bot.ui.discord.speaking import view_of
from tests.outbox.client import PublishingClient
from tests.outbox.examples import knowledge, member


class Client(PublishingClient):
    """Hears its own messages."""

    def __init__(self) -> None:
        super().__init__(guild_ready_timeout=1.0)

    async def on_message(self, message: discord.Message) -> None:
        """What the bot does with its own messages."""
        self.publisher.heard(message)


@asynccontextmanager
async def connected(url: str, token: str) -> AsyncIterator[Client]:
    """A client that knows all servers."""
    point_at(url)
    client = Client()
    async with client:
        await client.login(token)
        connecting = asyncio.create_task(client.connect())
        await client.wait_until_ready()
        yield client
        await client.close()
        await connecting


async def bare(client: Client, channels: list[int]) -> float:
    """The least that sends the same message everywhere; returns the seconds."""
    plan = plan_changes(known_from(knowledge()), knowledge(member("m0")))
    shown = show_alert(
        preview(plan.events[0], date(2026, 11, 22)),
        marker_of(nonce_of(["benchmark"], 1)),
        load_catalogue().for_locale(None),
        None,
    )
    places = [client.get_channel(channel) for channel in channels]
    embed = discord.Embed(title=shown.title, url=shown.url, description=shown.body)
    view = view_of(shown.reply)
    began = time.perf_counter()
    for place in places:
        assert isinstance(place, discord.TextChannel)
        await place.send(shown.text, embed=embed, view=view)
    return time.perf_counter() - began


async def ours(client: Client, database: str, count: int) -> float:
    """The relay, until everything is recorded; returns the seconds."""
    async with open_store(database, exclusive=True) as store:
        relay = Relay(store, client.publisher, policy=Policy(rate=None))
        began = time.perf_counter()
        running = asyncio.create_task(relay.run())
        while relay.counts.moves.get(DeliveryState.SENT, 0) < count:  # noqa: ASYNC110 - nothing tells it
            await asyncio.sleep(0.01)
        seconds = time.perf_counter() - began
        await relay.stop()
        await running
        assert (await store.events())[0].delivered == count
    return seconds


async def main(kind: str, url: str, token: str, database: str, channels: list[int]) -> None:
    """Connect, send, and tell how long it took, in wall and in CPU time."""
    async with connected(url, token) as client:
        cpu = time.process_time()
        seconds = await (bare(client, channels) if kind == "bare" else ours(client, database, len(channels)))
        cpu = time.process_time() - cpu
    print(json.dumps({"seconds": seconds, "cpu": cpu}))


if __name__ == "__main__":
    ids = [int(one) for one in Path(sys.argv[5]).read_text().split()]
    asyncio.run(main(sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4], ids))
