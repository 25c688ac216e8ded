"""What operators watch: `/healthz` and `/metrics` tell the truth while alerts go out, fail and wait."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.store.records import Wish
from bot.store.store import open_store
from tests.app.processes import PATIENCE, Launcher
from tests.app.test_announcing import CHILE, add_members
from tests.fake_discord import FakeDiscord

POST = "create_message"
_NOTHING = {"pending": 0, "sending": 0, "held": 0, "dead": 0, "waiting": 0}


class Watch:
    """Asks a bot how it is."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session, self._base = session, f"http://127.0.0.1:{port}"

    async def health(self) -> dict[str, Any]:
        """What `/healthz` says, with the status code as `code`."""
        async with self._session.get(f"{self._base}/healthz") as response:
            told: dict[str, Any] = await response.json()
            return told | {"code": response.status}

    async def metrics(self) -> str:
        """What `/metrics` says."""
        async with self._session.get(f"{self._base}/metrics") as response:
            return await response.text()

    async def until(self, good: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Ask until it says what is expected."""
        told: dict[str, Any] = {}
        try:
            async with asyncio.timeout(PATIENCE / 3):
                # Another process tells nobody when it changes: it is asked now and then.
                while not good(told := await self.health()):  # noqa: ASYNC110  see above
                    await asyncio.sleep(0.1)
        except TimeoutError:
            raise AssertionError(f"in vain; at last it said {told}") from None
        return told


@asynccontextmanager
async def _watched(bots: Launcher, fake: FakeDiscord) -> AsyncIterator[Watch]:
    """A bot that announces to three channels of one server."""
    guild = fake.guild()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    async with bots.running(ISECG_HTTP_PORT=str(port)), aiohttp.ClientSession() as session:
        await fake.gateway.ready(within=PATIENCE)
        watch = Watch(session, port)
        await watch.until(lambda told: told["ready"])
        async with open_store(bots.environment()["DATABASE_URL"]) as store:
            for number in range(3):
                channel = guild.channel(f"news-{number}")
                await store.subscribe(Wish(channel.id, guild.id, 7), datetime.now(UTC))
        yield watch


async def test_it_tells_of_alerts_under_way_and_delivered(bots: Launcher, fake: FakeDiscord) -> None:
    """Deliveries are counted by state while Discord holds them back, and after they arrived."""
    async with _watched(bots, fake) as watch:
        before = await watch.health()
        assert (before["outbox"], before["subscriptions"]["active"]) == (_NOTHING, 3)
        held = fake.faults.hold(POST, times=None)
        add_members(bots.knowledge, CHILE)
        await fake.faults.struck(held, 3, within=PATIENCE)
        during = await watch.health()
        assert during["outbox"] == _NOTHING | {"sending": 3}
        assert during["revision"] != before["revision"]
        assert 'isecg_outbox{state="sending"} 3.0' in await watch.metrics()
        held.release()
        after = await watch.until(lambda told: told["outbox"] == _NOTHING)
        assert (after["code"], after["alerts_stopped"], after["delivered"]) == (200, None, {"sent": 3})
        metrics = await watch.metrics()
        assert 'isecg_deliveries_total{state="sent"} 3.0' in metrics
        assert 'isecg_reloads_total{result="accepted"} 1.0' in metrics
        assert "isecg_alerts_stopped 0.0" in metrics


async def test_it_tells_what_a_person_must_look_at(bots: Launcher, fake: FakeDiscord) -> None:
    """Held alerts, the last edit's problem, and that the connection is away."""
    async with _watched(bots, fake) as watch:
        fake.faults.fail(POST, 400, code=50035, message="Invalid Form Body", times=None)
        add_members(bots.knowledge, CHILE)
        await watch.until(lambda told: told["outbox"] == _NOTHING | {"held": 3})
        assert 'isecg_outbox{state="held"} 3.0' in await watch.metrics()
        members = bots.knowledge / "members.yaml"
        good = members.read_text()
        members.write_text(good.replace("acronym: CHSA", "acronmy: CHSA"))
        broken = await watch.until(lambda told: told["reload_problem"] is not None)
        assert "acronmy" in broken["reload_problem"]
        assert broken["ready"]
        assert 'isecg_reloads_total{result="rejected"} 1.0' in await watch.metrics()
        members.write_text(good)
        await watch.until(lambda told: told["reload_problem"] is None)
        fake.gateway.refuse_with = 503
        fake.gateway.drop()
        away = await watch.until(lambda told: not told["ready"])
        assert away["code"] == 503
        assert "isecg_ready 0.0" in await watch.metrics()
