"""The platform over loopback HTTP. It can kill the process that asks, before or after accepting a request."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from aiohttp import web

from bot.outbox.publisher import Content
from bot.outbox.render import Alert
from tests.outbox.platform import EPOCH, Platform


class Reply(StrEnum):
    """What happens to the next post."""

    OK = "ok"
    LOST = "accepted, connection lost"
    SLOW = "accepted, no reply in time"
    DROPPED = "connection lost"
    LIMITED = "429"
    E500 = "500"
    E500_AFTER = "accepted, 500"
    E502 = "502"
    E503 = "503"
    FORBIDDEN = "403"
    GONE = "404 10003"


class Body(TypedDict, total=False):
    """What the adapter sends; `now` is the time in the sender's world."""

    now: str
    channel: int
    nonce: str
    marker: str
    text: str
    after: str


ACCEPTING = frozenset({Reply.OK, Reply.LOST, Reply.SLOW, Reply.E500_AFTER})


class Server:
    """One platform; `reply` is what happens to the next post, `kill_at` when its sender dies."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.base = ""
        self.replies: list[Reply] = []
        self.kill_at: str | None = None
        self.kill_after_posts: int | None = None
        self._released = asyncio.Event()

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Server]:
        """Serve on a free port of loopback."""
        app = web.Application()
        app.router.add_post("/send", self._send)
        app.router.add_post("/find", self._find)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.base = f"http://{host}:{port}"
        try:
            yield self
        finally:
            self._released.set()
            await runner.cleanup()

    async def _send(self, request: web.Request) -> web.StreamResponse:
        body = await self._read(request)
        channel = self.platform.channel(body["channel"])
        reply = self.replies.pop(0) if self.replies else Reply.OK
        self._kill(request, "received")
        match reply:
            case Reply.DROPPED:
                return self._drop(request)
            case Reply.LIMITED:
                return web.json_response({"retry_after": 2.0}, status=429)
            case Reply.E500 | Reply.E502 | Reply.E503:
                return web.json_response({}, status=int(reply.value))
        if not channel.exists or reply is Reply.GONE:
            channel.exists = False
            return web.json_response({"code": 10003}, status=404)
        if not channel.may_send or reply is Reply.FORBIDDEN:
            channel.may_send = False
            return web.json_response({"code": 50013}, status=403)
        content = Content(Alert(body["text"], ()), None)
        posted = self.platform.accept(body["channel"], body["nonce"], body["marker"], content)
        self._kill(request, "accepted")
        if reply is Reply.LOST:
            return self._drop(request)
        if reply is Reply.SLOW:
            await self._released.wait()
        if reply is Reply.E500_AFTER:
            return web.json_response({}, status=500)
        if posted is None:
            return web.json_response({"code": 10008}, status=404)
        return web.json_response({"id": posted.id})

    async def _find(self, request: web.Request) -> web.Response:
        body = await self._read(request)
        channel = self.platform.channel(body["channel"])
        if not channel.exists:
            return web.json_response({"code": 10003}, status=404)
        after = datetime.fromisoformat(body["after"])
        earliest = int((after - EPOCH).total_seconds() * 1000) << 22
        ids = [one.id for one in channel.visible if one.marker == body["marker"] and one.id >= earliest]
        last = channel.last_message_at
        return web.json_response(
            {"id": ids[0] if ids else None, "last": None if last is None else last.isoformat()}
        )

    async def _read(self, request: web.Request) -> Body:
        body: Body = await request.json()
        now = datetime.fromisoformat(body["now"])
        if now > self.platform.clock.now():
            self.platform.clock.advance(now - self.platform.clock.now())
        return body

    def _kill(self, request: web.Request, step: str) -> None:
        if step == "accepted" and self.kill_after_posts is not None:
            self.kill_after_posts -= 1
            if self.kill_after_posts < 0:
                self.kill_after_posts = None
                os.kill(int(request.headers["X-Process"]), signal.SIGKILL)
        if self.kill_at == step:
            self.kill_at = None
            os.kill(int(request.headers["X-Process"]), signal.SIGKILL)

    def _drop(self, request: web.Request) -> web.StreamResponse:
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
