"""The running bot carries what it uses, and nothing besides."""

from __future__ import annotations

from tests.app.processes import PATIENCE, Launcher
from tests.fake_discord import FakeDiscord

UNUSED = {
    "aiohttp.web",  # only for the local port, which is off by default
    "prometheus_client",
    "alembic",  # a new store needs no migration
    "sqlalchemy.dialects.postgresql",  # the store is SQLite
    "asyncpg",
    "babel",  # neither an alert nor a date in another language was asked for
    "prompt_toolkit",
    "rich.console",
    "pygments",
    "spellchecker",
}


async def test_an_answering_bot_loads_nothing_that_it_does_not_use(bots: Launcher, fake: FakeDiscord) -> None:
    """From the first start on a new store to an answer."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as bot:  # compiles the knowledge, which needs more
        await fake.gateway.ready(within=PATIENCE)
    async with bots.running(
        PYTHONPROFILEIMPORTTIME="1", DATABASE_URL=f"sqlite:///{bots.folder / 'new.sqlite3'}"
    ) as bot:
        await fake.gateway.ready(within=PATIENCE)
        asked = await anna.types_command(channel, "/ask", question="when did Norway join?")
        await asked.reply()
        loaded = {line.rpartition("|")[2].strip() for line in bot.said.splitlines() if "import time:" in line}
    assert "sqlalchemy.dialects.sqlite" in loaded
    assert loaded & UNUSED == set()
