"""Two bots for the benchmarks, each a process: `python -m tests.benchmarks.discord_bots bare|ours URL TOKEN`.

`bare` is discord.py with nothing on it: `/ask` replies with a constant embed, messages are not looked at.
`ours` is the real client on the shipped knowledge and an SQLite store, without the cooldown: one person asks
everything here.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
from discord import app_commands

from bot.app.memory import tidy
from bot.knowledge.shipped import shipped_folder
from bot.reload.opening import open_cached
from bot.store.store import open_store
from bot.ui.discord.book import Book
from bot.ui.discord.client import INTENTS, IsecgClient, point_at
from bot.ui.discord.desk import Desk
from bot.ui.discord.edition import Edition
from bot.ui.discord.limits import Limits, Rates
from bot.ui.discord.phrases import load_catalogue


class BareClient(discord.AutoShardedClient):
    """The least that replies; the same intents, no caches either."""

    def __init__(self) -> None:
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(_constant)

    async def setup_hook(self) -> None:
        """Register the command."""
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        """Look at nothing."""


@app_commands.command(name="ask", description="Replies with the same embed to everything.")
async def _constant(interaction: discord.Interaction[Any], question: str) -> None:
    embed = discord.Embed(title="An answer", description=f"Always the same. {len(question) and ''}")
    await interaction.response.send_message(embed=embed)


async def run_bare(token: str) -> None:
    """Run the bare bot until killed."""
    await BareClient().start(token)


async def run_ours(token: str, cache: Path) -> None:
    """Run our bot until killed."""
    now = datetime.now(UTC)
    opened = open_cached(shipped_folder(), now.date(), cache)
    if opened.snapshot is None:
        sys.exit("\n".join(map(str, opened.problems)))
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{folder}/bench.sqlite3") as store:
            book = Book(store, today=now.date, keep=True)
            desk = Desk(
                edition=Edition.prepare(opened.snapshot, now),
                catalogue=load_catalogue(),
                limits=Limits(Rates(person=10**9, channel=10**9), time.monotonic),
                book=book,
                today=now.date,
            )
            client = IsecgClient(desk, store, clock=time.monotonic, now=lambda: datetime.now(UTC))
            writing = asyncio.create_task(book.write())
            tidy()
            try:
                await client.start(token)
            finally:
                writing.cancel()


def main() -> None:
    """Read the arguments and run."""
    kind, url, token = sys.argv[1:4]
    point_at(url)
    if kind == "bare":
        asyncio.run(run_bare(token))
    else:
        asyncio.run(run_ours(token, Path(sys.argv[4])))


if __name__ == "__main__":
    main()
