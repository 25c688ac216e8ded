"""What an error of Discord's or of the network means for an alert: told apart by Discord's JSON codes.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

import aiohttp
import discord

from bot.outbox.publisher import (
    Blocked,
    ChannelGone,
    Done,
    Forbidden,
    Invalid,
    MessageGone,
    NotSent,
    Outcome,
    RetryLater,
    Unauthorized,
    Unavailable,
    Unknown,
)

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE = 10003, 10004, 10008
MISSING_ACCESS, CANNOT_MESSAGE_USER, MISSING_PERMISSIONS = 50001, 50007, 50013
_ALREADY_PUBLISHED = 40033
# A pause is asked for: slow mode, edits of published posts, writes to a channel or server, old messages.
_LIMITS = frozenset({20016, 20022, 20028, 20029, 30046, 160006})
# This one message is refused for good: not ours, not to be published here, archived thread, AutoMod, links.
_BLOCKED = frozenset({50005, 50024, 50068, 50083, 50021, 200000, 200001, 240000})
# May not post there: no access, closed DMs, missing permission, no text channel, a locked thread.
_FORBIDDEN = frozenset(
    {MISSING_ACCESS, CANNOT_MESSAGE_USER, 50008, MISSING_PERMISSIONS, 50278, 160005, 220001}
)
_CLOUDFLARE = 40333
_A_WHILE = 60.0  # seconds, where a limit does not say how long


def outcome_of(problem: Exception, *, available: bool | None) -> Outcome:
    """The outcome that an exception of a request stands for.

    `available` says whether the place's server is known to be there: a 404 of an unavailable server, or of
    one that this process does not see (None), proves nothing.
    """
    if isinstance(problem, discord.RateLimited):
        return RetryLater(problem.retry_after)
    if isinstance(problem, discord.HTTPException):
        return _of_response(problem, available=available)
    if isinstance(problem, aiohttp.ClientConnectorError):
        return NotSent("Discord cannot be reached")
    if isinstance(problem, aiohttp.ClientError | OSError | TimeoutError):
        return Unknown(f"the connection was lost ({type(problem).__name__})")
    if isinstance(problem, RuntimeError) and "closed" in str(problem):
        return NotSent("the bot is stopping")
    return Unknown(f"{type(problem).__name__} while asking Discord")


def _of_response(problem: discord.HTTPException, *, available: bool | None) -> Outcome:
    status, code = problem.status, problem.code
    told = f"{problem.text.splitlines()[0][:120] if problem.text else 'no reason'} ({code or status})"
    if status == 401:
        return Unauthorized()
    if status >= 500:
        return Unknown(f"Discord answered {status}", replied=True)
    if code in {UNKNOWN_CHANNEL, UNKNOWN_GUILD}:
        return ChannelGone("the channel does not exist any more") if available else Unavailable(told)
    if code == UNKNOWN_MESSAGE:
        return MessageGone()
    if code == _ALREADY_PUBLISHED:
        return Done()
    if code in _BLOCKED:
        return Blocked(told)
    if status == 429 or code in _LIMITS:
        return RetryLater(_wait(problem), everything=code not in _LIMITS, counts=status == 429)
    if code == _CLOUDFLARE:
        return RetryLater(_A_WHILE, everything=True)
    if status == 403 or code in _FORBIDDEN:
        return Forbidden(_FORBIDDEN_WORDS.get(code, told))
    if status == 404:
        # No code that says what is missing: not Discord's own answer.
        return NotSent(told)
    return Invalid(told)


_FORBIDDEN_WORDS = {
    MISSING_ACCESS: "I cannot see the channel (Missing Access, 50001)",
    CANNOT_MESSAGE_USER: "direct messages are closed (50007)",
    MISSING_PERMISSIONS: "a permission is missing (50013)",
    160005: "the thread is locked (160005)",
}


def _wait(problem: discord.HTTPException) -> float:
    """How long a limit lasts, in seconds."""
    try:
        return float(problem.response.headers.get("Retry-After", _A_WHILE))
    except ValueError:
        return _A_WHILE
