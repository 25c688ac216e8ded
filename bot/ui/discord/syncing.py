"""Registers the commands with Discord, but only when their definition has changed."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Sequence
from typing import Any, Protocol

import aiohttp
import discord
import structlog
from discord import app_commands

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

# Seconds between two attempts, while Discord is at fault.
PAUSES = (1.0, 5.0, 30.0, 120.0, 600.0, 1800.0, 3600.0)


class Notes(Protocol):
    """Where small named values survive a restart."""

    async def note(self, name: str) -> str | None:
        """A value, or None."""
        ...

    async def set_note(self, name: str, value: str) -> None:
        """Write a value."""
        ...


class Commands:
    """Sees to it that Discord has the commands; `ids` are theirs by name, as far as they are known.

    `tried` is set after the first attempt.
    """

    def __init__(self, tree: app_commands.CommandTree[Any], notes: Notes, pauses: Sequence[float]) -> None:
        self.ids: dict[str, int] = {}
        self.tried = asyncio.Event()
        self._tree, self._notes, self._pauses = tree, notes, pauses

    async def register(self) -> None:
        """Register them if they are not those registered last, and try again where Discord is at fault.

        A failure is logged, and the commands registered before stay in use.
        """
        try:
            for pause in (*self._pauses, None):
                problem = await self._attempt()
                if problem is None:
                    return
                log.error("commands.not_registered", problem=problem, again_in=pause)
                if pause is None:
                    return
                await asyncio.sleep(pause)
        except discord.HTTPException as refused:
            log.error("commands.not_registered", problem=str(refused), again_in=None)
        except Exception:
            log.exception("commands.not_registered")

    async def _attempt(self) -> str | None:
        """Try once; returns what failed for a while, and raises what will fail again."""
        try:
            await self._sync()
        except discord.HTTPException as refused:
            if refused.status < 500 and refused.status != 429:
                raise
            return str(refused)
        except (discord.RateLimited, aiohttp.ClientError, OSError, TimeoutError) as passing:
            return f"{type(passing).__name__}: {passing}"
        finally:
            self.tried.set()
        return None

    async def _sync(self) -> None:
        name = f"commands:{self._tree.client.application_id}"
        payload = await self._payload()
        digest = hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
        noted = json.loads(await self._notes.note(name) or "{}")
        self.ids = dict(noted.get("ids", {}))
        if noted.get("hash") == digest and await self._still_there():
            return
        http, application = self._tree.client.http, self._tree.client.application_id or 0
        self.ids = _ids(await http.bulk_upsert_global_commands(application, payload))
        await self._notes.set_note(name, json.dumps({"hash": digest, "ids": self.ids}))
        log.info("commands.registered", commands=sorted(self.ids))

    async def _still_there(self) -> bool:
        """Whether Discord has the commands that were registered; where it does not say, they are."""
        client = self._tree.client
        try:
            listed = _ids(await client.http.get_global_commands(client.application_id or 0))
        except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as problem:
            log.info("commands.not_listed", problem=str(problem))
            return True
        return listed == self.ids

    async def _payload(self) -> list[Any]:
        tree = self._tree
        if tree.translator is None:
            return [command.to_dict(tree) for command in tree.get_commands()]
        return [
            await command.get_translated_payload(tree, tree.translator) for command in tree.get_commands()
        ]


def _ids(listed: Any) -> dict[str, int]:
    """The ids of commands by name, as far as a reply has them."""
    known = listed if isinstance(listed, list) else []
    return {one["name"]: int(one["id"]) for one in known if one.get("id") and one.get("name")}
