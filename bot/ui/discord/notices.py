"""What the maintainers are told, in a channel of theirs: broken edits and readers' reports."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

import discord
import structlog

from bot.knowledge.problem import Problem
from bot.ui.discord.markup import clip, escape

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_WAITING = 50
_SHOWN = 8


class Notices:
    """Posts to one channel, one after the other; without one, or where posting fails, the log has it.

    `ready` is set once the client is connected.
    """

    def __init__(self, client: discord.Client, channel_id: int | None, ready: asyncio.Event) -> None:
        self._client, self._channel_id, self._ready = client, channel_id, ready
        self._waiting: asyncio.Queue[str] = asyncio.Queue(_WAITING)

    def tell(self, text: str) -> None:
        """Take a text that is safe to post."""
        if self._channel_id is not None:
            with suppress(asyncio.QueueFull):
                self._waiting.put_nowait(clip(text, 2000))

    async def run(self) -> None:
        """Post until cancelled."""
        await self._ready.wait()
        while True:
            text = await self._waiting.get()
            if self._channel_id is None:
                continue
            channel = self._client.get_partial_messageable(self._channel_id)
            try:
                await channel.send(text, suppress_embeds=True)
            except Exception as problem:  # noqa: BLE001  whatever it is, the bot goes on without it
                log.warning("maintainers.not_told", problem=str(problem))


def broken_edit(problems: Sequence[Problem]) -> str:
    """An edit that is not used: each error with file, line and column."""
    lines = ["The last edit of the knowledge has errors, so the version before it stays in use."]
    lines += [f"- {escape(str(problem), 300)}" for problem in problems[:_SHOWN]]
    if len(problems) > _SHOWN:
        lines.append(f"- and {len(problems) - _SHOWN} more; `isecg-bot check` lists them")
    return "\n".join(lines)


def good_edit(revision: str) -> str:
    """The errors are gone."""
    return f"The knowledge is in order again: revision `{revision[:12]}` is in use."


def mass_change(count: int) -> str:
    """More changed at once than an edit usually does, so nothing goes out by itself."""
    return (
        f"The last edit changes {count} announced items at once. In case that is a slip, its alerts wait:"
        " `isecg-bot alerts` shows them, `isecg-bot alerts release` lets them go."
    )
