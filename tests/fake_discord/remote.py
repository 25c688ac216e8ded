"""A fake in a process of its own, and the test's hand on it through the control API."""

import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp

Json = dict[str, Any]
REPOSITORY = Path(__file__).resolve().parents[2]


class RemoteError(AssertionError):
    """The fake refused a control request; the text says why."""


class RemoteFake:
    """Controls a fake in another process; `call` reaches every operation of `control.Control`."""

    def __init__(self, told: Json, session: aiohttp.ClientSession) -> None:
        self._session = session
        self.port: int = told["port"]
        self.url: str = told["url"]
        self.gateway_url: str = told["gateway"]
        self.control_url: str = told["control"]
        self.token: str = told["token"]

    async def call(self, operation: str, **arguments: Any) -> Any:
        """Carry out an operation and return its result; RemoteError when it failed there."""
        async with self._session.post(f"{self.control_url}/{operation}", json=arguments) as response:
            body = await response.json()
            if response.status != 200:
                msg = f"{operation}: {body['error']}"
                raise RemoteError(msg)
            return body

    async def guild(self, name: str = "Space fans", **details: Any) -> str:
        """Create a guild and return its id."""
        return str((await self.call("guild", name=name, **details))["id"])

    async def channel(self, guild: str, name: str = "general", kind: str = "text") -> str:
        """Create a channel and return its id."""
        return str((await self.call("channel", guild=guild, name=name, kind=kind))["id"])

    async def fleet(self, guilds: int, channels: int = 1) -> dict[str, list[str]]:
        """Create many guilds; return the channels of each."""
        made: dict[str, list[str]] = await self.call("fleet", guilds=guilds, channels=channels)
        return made

    async def messages(self, channel: str) -> list[Json]:
        """Return what everyone in a channel sees, oldest first."""
        found: list[Json] = await self.call("messages", channel=channel)
        return found

    async def fault(self, kind: str, route: str | None = None, **details: Any) -> str:
        """Order a fault and return its id."""
        return str((await self.call("fault", kind=kind, route=route, **details))["id"])

    async def struck(self, fault: str, count: int = 1, within: float = 10.0) -> None:
        """Wait until a fault has struck."""
        await self.call("struck", fault=fault, count=count, within=within)

    async def release(self, fault: str, *, drop: bool = False, orphans: bool = False) -> None:
        """Let held requests go on; see `Fault.release`."""
        await self.call("release", fault=fault, drop=drop, orphans=orphans)

    async def wait_requests(self, route: str | None = None, **details: Any) -> list[Json]:
        """Wait for requests (channel, stage, count, within)."""
        found: list[Json] = await self.call("wait_requests", route=route, **details)
        return found

    async def advance(self, seconds: float) -> None:
        """Move the fake's clock."""
        await self.call("advance", seconds=seconds)

    async def ready(self, shards: int = 1, within: float = 30.0) -> None:
        """Wait for gateway sessions."""
        await self.call("ready", shards=shards, within=within)

    async def figures(self) -> Json:
        """Return all counts."""
        found: Json = await self.call("figures")
        return found


@asynccontextmanager
async def spawn(*arguments: str) -> AsyncIterator[RemoteFake]:
    """Run `python -m tests.fake_discord` with these arguments inside the block."""
    with spawned(*arguments) as told:
        async with controlled(told) as fake:
            yield fake


@contextmanager
def spawned(*arguments: str) -> Iterator[Json]:
    """Run a fake inside the block, for several event loops; yields what it told when it was ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.fake_discord", *arguments], cwd=REPOSITORY, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        told: Json = json.loads(process.stdout.readline())
        yield told
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


@asynccontextmanager
async def controlled(told: Json) -> AsyncIterator[RemoteFake]:
    """Control a running fake from this event loop."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None)) as session:
        yield RemoteFake(told, session)
