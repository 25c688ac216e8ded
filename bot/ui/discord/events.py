"""Keeps an event that the library cannot read from ending the bot: Discord adds to events at any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

Reader = Callable[[Any], Any]
_NEEDED = "READY"  # without it there is no session
# What the library demands of an interaction's channel, of which Discord promises no more than a part.
_CHANNEL = {
    "name": "",
    "position": 0,
    "bitrate": 0,
    "user_limit": 0,
    "owner_id": 0,
    "message_count": 0,
    "member_count": 0,
}


def forgive(readers: dict[str, Reader]) -> None:
    """Let each reader log what it cannot read, and pass over it."""
    for name, reader in readers.items():
        if name != _NEEDED:
            readers[name] = _forgiving(name, reader)


def _completed(interaction: dict[str, Any]) -> dict[str, Any]:
    """An interaction with all that the library takes for granted."""
    channel = {"id": interaction.get("channel_id"), **(interaction.get("channel") or {})}
    return {"version": 1, "attachment_size_limit": 0, **interaction, "channel": _CHANNEL | channel}


def _forgiving(name: str, reader: Reader) -> Reader:
    prepare = _completed if name == "INTERACTION_CREATE" else None

    def read(data: Any) -> None:
        try:
            reader(data if prepare is None else prepare(data))
        except Exception:
            log.exception("discord.unreadable_event", event_name=name)

    return read
