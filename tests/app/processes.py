"""The whole bot as a process of its own, against a fake Discord in the test."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fake_discord import FakeDiscord

REPOSITORY = Path(__file__).parents[2]
PATIENCE = 90.0


@dataclass
class Process:
    """A bot that runs, or has run."""

    process: asyncio.subprocess.Process
    log: Path

    @property
    def said(self) -> str:
        """What it has written to standard error so far."""
        return self.log.read_text("utf-8")

    async def ended(self, within: float = PATIENCE) -> int:
        """Wait for its end and return its exit code."""
        async with asyncio.timeout(within):
            return await self.process.wait()


class Launcher:
    """Starts bots in one folder, with one store and one cache."""

    def __init__(self, folder: Path, knowledge: Path, cache: Path, fake: FakeDiscord) -> None:
        self.folder, self.knowledge, self.cache, self.fake = folder, knowledge, cache, fake
        self._count = 0

    def environment(self, **more: str) -> dict[str, str]:
        """The settings of a bot for this fake."""
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("DISCORD", "ISECG"))
        }
        return {
            **kept,
            "PYTHONPATH": str(REPOSITORY),
            "DISCORD_TOKEN": self.fake.token,
            "DISCORD_API_URL": self.fake.url,
            "DATABASE_URL": f"sqlite:///{self.folder / 'bot.sqlite3'}",
            "ISECG_KNOWLEDGE": str(self.knowledge),
            "ISECG_CACHE": str(self.cache),
            **more,
        }

    @asynccontextmanager
    async def running(self, *arguments: str, **settings: str) -> AsyncIterator[Process]:
        """Run `isecg-bot` with these arguments (by default `run`) inside the block; killed at its end."""
        self._count += 1
        log = self.folder / f"bot-{self._count}.log"
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                *(arguments or ("run",)),
                env=self.environment(**settings),
                cwd=self.folder,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
        try:
            yield Process(process, log)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def fails(self, *arguments: str, **settings: str) -> tuple[int, str]:
        """Run it to its end; returns exit code and what it said."""
        async with self.running(*arguments, **settings) as bot:
            return await bot.ended(), bot.said
