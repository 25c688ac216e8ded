"""What the commands on the bot's store share: opening it for a moment, or saying that there is none."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from bot.cli.failures import Failure

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.store.store import Store

Value = TypeVar("Value")


def with_store(settings: Settings, work: Callable[[Store], Awaitable[Value]]) -> Value:
    """Open the store that is there, do some work and close it; raises Failure in words for a person.

    A bot that runs on the same store is not disturbed. No store is made: a command that only looks would
    otherwise leave an empty one behind where DATABASE_URL is mistyped.
    """
    from bot.store.errors import StoreError

    try:
        need_store(settings)
        return asyncio.run(_opened(settings.store_url, work))
    except StoreError as problem:
        raise Failure(str(problem)) from None


def need_store(settings: Settings) -> None:
    """Raise Failure where there is no store to open."""
    if not has_store(settings):
        raise Failure(
            f"There is no store yet: {_missing(settings)} does not exist. `isecg-bot run` makes it at its"
            " first start; if the bot has run, DATABASE_URL names another place."
        )


def has_store(settings: Settings) -> bool:
    """Whether there is a store to open; a server is taken to be there. Raises Failure."""
    from bot.store.errors import StoreError

    try:
        return _missing(settings) is None
    except StoreError as problem:
        raise Failure(str(problem)) from None


def _missing(settings: Settings) -> Path | None:
    from bot.store.store import missing_file

    return missing_file(settings.store_url)


async def _opened(url: str, work: Callable[[Store], Awaitable[Value]]) -> Value:
    from bot.store.store import open_store

    async with open_store(url) as store:
        return await work(store)
