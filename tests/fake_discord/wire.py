"""The HTTP side of REST: reads requests, applies faults and limits, and writes Discord's replies."""

import asyncio
import json
import socket
import struct
import traceback
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any

from aiohttp import BodyPartReader, web

from . import routes_commands, routes_interactions, routes_messages, routes_places
from .contract import Contract
from .errors import ApiError
from .faults import Fault, Faults, Stage
from .journal import Journal, Request
from .ratelimits import RateLimits, Refusal
from .rest import Call, Reply, Route, Table
from .world import World

Json = dict[str, Any]
PREFIX = "/api/v10"
ENCODE = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
_VIA = {"Via": "1.1 google", "Content-Type": "application/json"}


class DroppedError(Exception):
    """The request ends without a reply."""


class Wire:
    """Serves REST requests of one fake."""

    def __init__(
        self,
        *,
        world: Callable[[], World],
        journal: Journal,
        faults: Faults,
        limits: RateLimits,
        contract: Contract,
        gateway_url: Callable[[], str],
        shards: Callable[[], int],
    ) -> None:
        self._world, self._journal, self._faults = world, journal, faults
        self._limits, self._contract = limits, contract
        self._gateway_url, self._shards = gateway_url, shards
        self.table = Table()
        for module in (routes_messages, routes_places, routes_commands, routes_interactions):
            self.table.include(module.table)

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one request under /api/v10."""
        found = self.table.find(request.method, request.path.removeprefix(PREFIX))
        if found is None:
            self._journal.crashes.append(f"the fake has no {request.method} {request.path}")
            return _response(404, {"message": "404: Not Found", "code": 0}, {})
        route, ids = found
        try:
            body, files = await _read(request)
        except (ValueError, ConnectionError):
            return _response(400, ApiError(50109).body, {})
        record = self._journal.arrived(route.name, request.method, request.path, ids, body)
        answered = False
        try:
            response = await self._decide(request, route, record, files)
            answered = request.transport is not None
        except DroppedError:
            response = web.Response(status=500)
        except Exception:
            self._journal.crashes.append(f"{route.name}: {traceback.format_exc()}")
            raise
        finally:
            self._journal.finished(record, answered=answered)
        if self._world().clock.running:
            response.headers["Date"] = format_datetime(self._world().clock.now(), usegmt=True)
        return response

    async def _decide(
        self, request: web.BaseRequest, route: Route, record: Request, files: list[Json]
    ) -> web.StreamResponse:
        for fault in self._faults.striking(record, "before"):
            refused = await self._strike(request, fault, "before")
            if refused is not None:
                self._journal.decided(record, fault.status, None)
                return refused
        status, body, headers = self._take_effect(request, route, record, files)
        self._journal.decided(
            record, status, body.get("code") if isinstance(body, dict) and status >= 400 else None
        )
        for fault in self._faults.striking(record, "after"):
            changed = await self._strike(request, fault, "after")
            if changed is not None:
                return changed
        return _response(status, body, headers)

    def _take_effect(
        self, request: web.BaseRequest, route: Route, record: Request, files: list[Json]
    ) -> tuple[int, Any, dict[str, str]]:
        world, limits = self._world(), self._limits
        if limits.banned:
            return 429, None, {"Retry-After": "3600"}
        if route.token and not (world.app.token_valid and _token(request) == world.app.token):
            limits.note_invalid()
            return 401, {"message": "401: Unauthorized", "code": 0}, {}
        refusal, headers = limits.take(route.name, record.ids.get(route.major or "", ""))
        if refusal:
            return _limited(limits, refusal, headers)
        passes = self._contract.check(route.name, record.body)
        call = Call(
            world, record.ids, dict(request.query), record.body, files, self._gateway_url(), self._shards()
        )
        try:
            reply: Reply = route.handler(call)
        except ApiError as problem:
            if problem.status in (401, 403):
                limits.note_invalid()
            return problem.status, problem.body, headers
        except (TypeError, ValueError, AttributeError, LookupError):
            if passes:
                raise
            return 400, ApiError(50035).body, headers
        return reply.status, reply.body, headers

    async def _strike(
        self, request: web.BaseRequest, fault: Fault, stage: Stage
    ) -> web.StreamResponse | None:
        if fault.kind == "hold":
            fault.gone.append(lambda: _is_gone(request))
            await fault.gate.wait()
            if fault.dropping or (_is_gone(request) and stage == "before" and not fault.orphans):
                _cut(request, reset=False)
                raise DroppedError
        elif fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        elif fault.kind in ("drop", "reset"):
            _cut(request, reset=fault.kind == "reset")
            raise DroppedError
        elif fault.kind == "limit":
            status, body, headers = _limited(self._limits, Refusal(fault.seconds, fault.scope), {})
            return _response(status, body, headers)
        elif fault.kind == "fail":
            if fault.status in (401, 403):
                self._limits.note_invalid()
            return _response(fault.status, fault.body, fault.headers)
        return None


def _token(request: web.BaseRequest) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bot ")


def _is_gone(request: web.BaseRequest) -> bool:
    return request.transport is None or request.transport.is_closing()


def _cut(request: web.BaseRequest, *, reset: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    if reset:
        raw = transport.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _limited(
    limits: RateLimits, refusal: Refusal, headers: dict[str, str]
) -> tuple[int, Any, dict[str, str]]:
    if refusal.scope != "shared":
        limits.note_invalid()
    whole = refusal.scope == "global"
    told = {"Retry-After": str(max(1, round(refusal.retry_after))), "X-RateLimit-Scope": refusal.scope}
    if whole:
        told["X-RateLimit-Global"] = "true"
    body = {
        "message": "You are being rate limited.",
        "retry_after": round(refusal.retry_after, 3),
        "global": whole,
    }
    return 429, body, headers | told


def _response(status: int, body: Any, headers: dict[str, str]) -> web.Response:
    if status == 429 and body is None:
        return web.Response(status=429, text="error code: 1015", headers=headers)
    if status == 204:
        return web.Response(status=204, headers=headers)
    text = ENCODE(body).encode()
    return web.Response(status=status, body=text, headers=_VIA | headers)


async def _read(request: web.BaseRequest) -> tuple[Any, list[Json]]:
    if not request.can_read_body:
        return None, []
    if not request.content_type.startswith("multipart/"):
        raw = await request.read()
        return (json.loads(raw) if raw else None), []
    body: Any = {}
    files: list[Json] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        data = await part.read(decode=True)
        if part.name == "payload_json":
            body = json.loads(data)
        else:
            files.append({"filename": part.filename or "file", "size": len(data)})
    return body, files
