"""Keeps an event that the library cannot read from ending the bot: Discord adds to events at any time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Self

import discord
import structlog
from discord import shard
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

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


class LenientSocket(DiscordWebSocket):
    """A connection that begins even where a session is told of in part, as by a proxy or a test server.

    `pauses` are the seconds between tries to open one that is closed before it has begun.
    """

    pauses: ClassVar[Sequence[float]] = (1.0, 3.0, 9.0)

    @classmethod
    async def from_client(cls, client: discord.Client, **details: Any) -> Self:
        """Connect; the library ends the bot, or tries on without a pause, where there is no hello."""
        for pause in cls.pauses:
            try:
                return await super().from_client(client, **details)
            except ReconnectWebSocket:
                log.warning("gateway.closed_early", again_in=pause)
                await asyncio.sleep(pause)
        try:
            return await super().from_client(client, **details)
        except ReconnectWebSocket:
            raise ConnectionResetError("the gateway closes connections before they begin") from None

    async def received_message(self, msg: Any, /) -> None:
        """Take a message; one that begins a session, once more with what the library missed in it."""
        text = self._decompressor.decompress(msg) if isinstance(msg, bytes) else msg
        if text is None:  # the rest of it is still to come
            return
        try:
            await super().received_message(text)
        except (KeyError, TypeError):
            whole = self._whole(json.loads(text))
            if whole is None:
                raise
            await super().received_message(whole)

    def _whole(self, message: dict[str, Any]) -> str | None:
        """The beginning of a session with everything in it; None where nothing was missing."""
        expected: dict[str, Any]
        if message.get("t") == "READY":  # what is not named is where it is, in the shard that was asked for
            here = [self.shard_id, self.shard_count]
            expected = {"resume_gateway_url": str(self.gateway), "shard": here, "guilds": []}
        elif message.get("t") == "RESUMED":
            expected = {}
        else:
            return None
        told = message.get("d")
        whole = expected | {name: value for name, value in (told or {}).items() if value is not None}
        return None if whole == told else json.dumps({**message, "d": whole})


def be_lenient() -> None:
    """Let the library connect in this way from now on."""
    shard.DiscordWebSocket = LenientSocket  # type: ignore[misc]  # it offers no other way to choose the class
