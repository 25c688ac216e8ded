"""The fake as a whole: builds its parts and serves them on loopback."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from .clock import Clock
from .contract import Contract
from .faults import Faults
from .gateway import Gateway
from .journal import Journal, Match, Request
from .model import Application
from .people import Person
from .places import ChannelHandle, GuildHandle
from .pulse import Pulse
from .ratelimits import RateLimits
from .wire import PREFIX, Wire
from .world import World

T = TypeVar("T")
TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.fake.token-for-tests-only"


class FakeDiscord:
    """A whole small Discord on loopback; use it as an async context manager.

    `limits` switches rate limits on; `sample` n checks every n-th body against the description (0: none).
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        start: datetime | None = None,
        running_clock: bool = False,
        limits: bool = False,
        sample: int = 1,
        description: Path | None = None,
    ) -> None:
        self.clock = Clock(start, running=running_clock)
        self.pulse = Pulse()
        self.journal = Journal(self.pulse)
        self.faults = Faults(self.pulse)
        self.limits = RateLimits(self.clock.seconds, enabled=limits)
        self.contract = Contract(description, sample)
        self.gateway = Gateway(self.pulse, lambda: self.world, lambda: self.gateway_url)
        self.world = World(self.clock, token, self.gateway.emit)
        self.wire = Wire(
            world=lambda: self.world,
            journal=self.journal,
            faults=self.faults,
            limits=self.limits,
            contract=self.contract,
            gateway_url=lambda: self.gateway_url,
            shards=lambda: self.gateway.recommended_shards,
        )
        self.port = 0
        self.control: Callable[[web.BaseRequest], Any] | None = None
        self._runner: web.ServerRunner | None = None

    # running

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 picks a free one."""
        server = web.Server(self._serve, access_log=None)
        self._runner = web.ServerRunner(server, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, backlog=4096)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Release held requests, cut all sockets and stop listening."""
        self.faults.clear()
        await self.gateway.stop()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _serve(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith(PREFIX):
            return await self.wire.serve(request)
        if path.startswith("/gateway"):
            return await self.gateway.serve(request)
        if path.startswith("/_control") and self.control is not None:
            response: web.StreamResponse = await self.control(request)
            return response
        return web.Response(status=404)

    @property
    def url(self) -> str:
        """Return the REST base with its version: what DISCORD_API_URL is set to."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """Return the gateway's address."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    # the app under test

    @property
    def app(self) -> Application:
        """Return the app under test: its token, switches and registered commands."""
        return self.world.app

    @property
    def token(self) -> str:
        """Return the bot's token."""
        return self.world.app.token

    @property
    def commands(self) -> list[str]:
        """Return the names of the registered global commands, sorted."""
        return sorted(each["name"] for each in self.app.commands.values())

    def revoke_token(self) -> None:
        """Make the token invalid: REST answers 401 and the gateway closes with 4004."""
        self.app.token_valid = False
        self.gateway.close(4004)

    # people and places

    def guild(
        self, name: str = "Space fans", *, locale: str = "en-US", bot: bool = True, bot_permissions: int = 0
    ) -> GuildHandle:
        """Create a server, by default with the bot in it."""
        record = self.world.add_guild(name, locale=locale, bot=bot, bot_permissions=bot_permissions)
        return GuildHandle(self, record)

    def user(self, name: str, *, locale: str = "en-US", installed: bool = False, bot: bool = False) -> Person:
        """Create a person (or another bot); `installed`: they installed the app for themselves."""
        return Person(self, self.world.add_user(name, bot=bot, locale=locale, installed=installed))

    def group(self, *people: Person) -> ChannelHandle:
        """Open a group conversation (context 2), or the direct one of two people."""
        return ChannelHandle(self, self.world.conversation(*(each.record for each in people)))

    # time, waiting and assertions

    def advance(self, seconds: float) -> None:
        """Move the fake's clock forward: interactions expire, nonces are forgotten."""
        self.clock.advance(seconds)
        self.pulse.beat()

    async def until(self, predicate: Callable[[], T | None], within: float = 10.0, what: str = "") -> T:
        """Wait until a predicate about the fake is true, asking again after each change."""
        return await self.pulse.until(predicate, within, what)

    async def arrived(
        self, route: str, *, channel: Any = None, count: int = 1, within: float = 10.0
    ) -> list[Request]:
        """Wait until requests of a route have arrived, whatever became of them."""
        match = Match(route, getattr(channel, "id", channel))
        return await self.journal.wait(match, count=count, within=within)

    async def accepted(
        self, route: str, *, channel: Any = None, count: int = 1, within: float = 10.0
    ) -> list[Request]:
        """Wait until requests of a route have taken effect."""
        match = Match(route, getattr(channel, "id", channel))
        return await self.journal.wait(match, stage="accepted", count=count, within=within)

    async def settled(self, within: float = 10.0) -> None:
        """Wait until the bot has received all events so far and no request is in flight.

        Its handlers have then run up to their first await of something other than Discord.
        """
        await self.gateway.caught_up(within)
        await self.pulse.until(lambda: self.journal.in_flight == 0, within, "requests in flight")

    @property
    def violations(self) -> list[str]:
        """Return why Discord's description would reject bodies seen so far."""
        return self.contract.violations

    def assert_contract(self) -> None:
        """Fail when any request body broke Discord's published description, or the fake itself broke."""
        problems = self.violations + self.journal.crashes
        assert not problems, "\n".join(problems)
