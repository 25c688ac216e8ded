"""What is asked of Discord before the first connection, with another way where one answer cannot be had."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import discord
import structlog
import yarl
from discord.http import HTTPClient, Route

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_TRIES = 4
_LONGEST = 60.0  # seconds that a limit is waited for; a longer one is for whoever runs the bot


class NotDiscordError(Exception):
    """What answers at the address of Discord's REST interface is something else."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where events come from, in how many shards, and how many seconds until a session may start."""

    address: yarl.URL
    shards: int = 1
    wait: float = 0.0


async def find_gateway(http: HTTPClient) -> Gateway:
    """Ask for the gateway, or else for its bare address; GatewayNotFound if neither is to be had."""
    try:
        return await _asked(http, "/gateway/bot", {429})
    except (discord.HTTPException, ValueError) as problem:
        if isinstance(problem, discord.HTTPException) and problem.status == 401:
            raise
        log.warning("gateway.asked_again", problem=str(problem))
    try:
        return await _asked(http, "/gateway", {429, 503})
    except (discord.HTTPException, ValueError) as problem:
        raise discord.GatewayNotFound from problem


async def _asked(http: HTTPClient, path: str, passing: set[int]) -> Gateway:
    attempt = 0
    while True:
        try:
            return _read(await http.request(Route("GET", path)))
        except discord.HTTPException as problem:
            attempt += 1
            if problem.status not in passing or not await out_of_the_way(problem, attempt):
                raise


def _read(said: Any) -> Gateway:
    """Everything but the address can be missing; ValueError without it."""
    if not isinstance(said, dict) or not said.get("url"):
        raise ValueError("the reply names no gateway")
    limit = said.get("session_start_limit") or {}
    # Whoever starts a session with none left loses the token.
    wait = float(limit.get("reset_after") or 0) / 1000 if limit.get("remaining", 1) < 1 else 0.0
    return Gateway(yarl.URL(said["url"]), max(1, int(said.get("shards") or 1)), wait)


async def application_id(http: HTTPClient, user_id: int) -> int:
    """The application's id by its newer address, or else that of its user: they are the same since 2016."""
    try:
        said = await http.request(Route("GET", "/applications/@me"))
        return int(said["id"])
    except (discord.HTTPException, LookupError, TypeError, ValueError):
        return user_id


async def out_of_the_way(problem: discord.HTTPException, attempt: int) -> bool:
    """Wait until a request may pass that a limit or an overload refused; False if it will not soon."""
    seconds = pause_after(problem, attempt)
    if seconds is None or attempt >= _TRIES or seconds > _LONGEST:
        return False
    log.warning("discord.not_yet", status=problem.status, seconds=seconds)
    await asyncio.sleep(seconds)
    return True


def pause_after(problem: discord.HTTPException, attempt: int) -> float | None:
    """Seconds after which a refused request may pass; None if it will not.

    The library waits by itself for most limits and errors; what it hands on are 503 and limits of those
    servers before Discord's own, which name their length in a header.
    """
    if problem.status == 429:
        try:
            return float(problem.response.headers.get("Retry-After", ""))
        except ValueError:
            return 1.0 + 2 * attempt
    return 0.5 * 2**attempt if problem.status == 503 else None
