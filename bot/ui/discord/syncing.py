"""Registers the commands with Discord, but only when their definition has changed."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Protocol

import discord
import structlog
from discord import app_commands

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Notes(Protocol):
    """Where small named values survive a restart."""

    async def note(self, name: str) -> str | None:
        """A value, or None."""
        ...

    async def set_note(self, name: str, value: str) -> None:
        """Write a value."""
        ...


async def sync_commands(tree: app_commands.CommandTree[Any], notes: Notes) -> dict[str, int]:
    """Register the commands if they are not those registered last; returns their ids by name.

    A failure is logged, and the commands registered before stay in use.
    """
    client = tree.client
    name = f"commands:{client.application_id}"
    digest = await _digest(tree)
    noted = json.loads(await notes.note(name) or "{}")
    if noted.get("hash") == digest:
        return dict(noted["ids"])
    try:
        registered = await tree.sync()
    except discord.HTTPException:
        log.exception("commands.not_registered")
        return dict(noted.get("ids", {}))
    ids = {command.name: command.id for command in registered}
    await notes.set_note(name, json.dumps({"hash": digest, "ids": ids}))
    log.info("commands.registered", commands=sorted(ids))
    return ids


async def _digest(tree: app_commands.CommandTree[Any]) -> str:
    payload: list[dict[str, Any]] = []
    for command in tree.get_commands():
        if tree.translator is not None:
            payload.append(await command.get_translated_payload(tree, tree.translator))
        else:
            payload.append(command.to_dict(tree))
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
