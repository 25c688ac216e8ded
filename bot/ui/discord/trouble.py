"""What can keep the bot from Discord, in a sentence for the person who runs it."""

from __future__ import annotations

import aiohttp
import discord
import yarl
from discord.http import Route

from bot.ui.discord.starting import NotDiscordError

REFUSED = (
    "Discord refuses the token in DISCORD_TOKEN. Copy it anew from discord.com/developers/applications:"
    " your application, Bot, Reset Token."
)
_CLOSED = {
    4004: REFUSED,
    4010: "Discord does not take these shards: look at --shards.",
    4011: "The bot is in too many servers for so few shards: start it without --shards, or with more.",
    4013: "Discord does not take the intents of this bot: a newer version is needed.",
    4014: "Discord wants intents to be enabled for this application that the bot should not need.",
}


def explained(problem: BaseException) -> str | None:
    """A sentence for what is no bug of ours, or None."""
    if isinstance(problem, discord.LoginFailure):
        return REFUSED
    if isinstance(problem, discord.ConnectionClosed):
        return _CLOSED.get(problem.code, f"Discord closed the connection for good (code {problem.code}).")
    if isinstance(problem, discord.PrivilegedIntentsRequired):
        return _CLOSED[4014]
    if isinstance(problem, NotDiscordError):
        return (
            f"What answers at {_host()} is not Discord's REST interface. Look at DISCORD_API_URL: it ends"
            " with a version, as in https://discord.com/api/v10."
        )
    if isinstance(problem, discord.RateLimited):
        return (
            f"Discord at {_host()} wants {problem.retry_after:.0f} seconds of silence. Try again after that."
        )
    if isinstance(problem, discord.GatewayNotFound):
        return f"Discord's gateway is not to be had from {_host()}. Try again later."
    if isinstance(problem, discord.HTTPException):
        return f"Discord at {_host()} answers with error {problem.status}. Try again later."
    if isinstance(problem, aiohttp.ClientError | TimeoutError | OSError):
        return f"Discord cannot be reached at {_host()}. Check the network, and DISCORD_API_URL if it is set."
    return None


def _host() -> str:
    url = yarl.URL(Route.BASE)
    return url.host if url.is_default_port() and url.host else url.authority
