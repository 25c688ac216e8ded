"""How answers to interactions go out: the library's way, less what it takes for granted in a reply."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import discord
import structlog
from discord.http import MultipartParameters, Route
from discord.webhook.async_ import AsyncWebhookAdapter, async_context

from bot.ui.discord.starting import pause_after

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

_CHOICES = discord.InteractionResponseType.autocomplete_result.value
_ALREADY_ANSWERED = 40060  # an earlier try got through, only its reply was lost
_LONGEST = 2.5  # seconds that a limit is waited for: after three Discord takes no answer


_ANSWERED_ONCE = "/interactions/"  # of two answers Discord takes the first


class PatientAdapter(AsyncWebhookAdapter):
    """Waits for any short limit, and needs nothing back: that an answer was taken is all there is to know."""

    async def request(self, route: Route, session: aiohttp.ClientSession, **details: Any) -> Any:
        """Send a request, and again after a short limit or a lost line, where that does nothing twice."""
        try:
            return await super().request(route, session, **details)
        except (aiohttp.ClientConnectionError, ConnectionError):
            if route.method == "POST" and not route.path.startswith(_ANSWERED_ONCE):
                raise
        except discord.HTTPException as problem:
            pause = pause_after(problem, 0) if problem.status == 429 else None
            if pause is None or pause > _LONGEST:
                raise
            await asyncio.sleep(pause)
        return await super().request(route, session, **details)

    async def create_interaction_response(
        self, interaction_id: int, token: str, *, params: MultipartParameters, **details: Any
    ) -> Any:
        """Answer. The message comes back with it, and is not read: nothing here needs it.

        That choices come too late, or not at all, is nothing to tell: whoever types gets the next ones.
        """
        choices = (params.payload or {}).get("type") == _CHOICES
        try:
            await super().create_interaction_response(interaction_id, token, params=params, **details)
        except discord.HTTPException as problem:
            if choices:
                log.info("discord.no_choices", problem=str(problem))
            elif problem.code != _ALREADY_ANSWERED:
                raise
        return {"interaction": {"id": interaction_id, "type": 0}}


def use_patience() -> None:
    """Let the current task, and those that it starts, answer in this way."""
    async_context.set(PatientAdapter())  # type: ignore[no-untyped-call]  # the library's has no types
