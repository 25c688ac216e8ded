"""Watches a folder of knowledge: each edit is loaded and checked off the event loop and handed on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import date
from pathlib import Path

from watchfiles import awatch

from bot.knowledge.folder import revision_of
from bot.reload.opening import Opened, open_changed

_LOOK_ANYWAY = (
    15_000  # milliseconds; catches what no notification tells, such as a link that now points elsewhere
)
_LOST_FOLDER = 1.0  # seconds between looks for a folder that is gone
QUIET = 0.5  # seconds for which an edit must stand still before it is taken for done
MOST_PAUSES = 20  # then it is read all the same: a folder that never rests must not stay unread


async def watch(
    folder: Path,
    revision: str,
    *,
    today: Callable[[], date],
    cache_folder: Path | None,
    opening: Callable[[Path, date, Path | None, str], Opened | None] = open_changed,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> AsyncGenerator[Opened, None]:
    """Yield the folder's state each time it is no longer the one last seen, at first `revision`.

    A file that is half written and a checkout half done can both look like good knowledge in which something
    is missing; so an edit counts once the files have stood still for a moment, for which `pause` waits.

    A state with errors is yielded as well, without a snapshot; keeping the last good one is the caller's
    part. Nothing that happens to the folder ends the watch: it may vanish and come back. To stop, cancel
    the task, or close the generator. `opening` does in a thread what `open_changed` does.
    """
    seen = revision
    while True:
        async with contextlib.aclosing(_stirrings(folder)) as stirrings:
            async for _ in stirrings:
                await _settled(folder, seen, pause)
                opened = await asyncio.to_thread(opening, folder, today(), cache_folder, seen)
                if opened is not None:
                    seen = opened.revision
                    yield opened


async def _settled(folder: Path, seen: str, pause: Callable[[float], Awaitable[object]]) -> None:
    """Return once the folder stands still, or is again as it was last seen."""
    before = await asyncio.to_thread(revision_of, folder)
    for _ in range(MOST_PAUSES):
        if before == seen:
            return
        await pause(QUIET)
        after = await asyncio.to_thread(revision_of, folder)
        if after == before:
            return
        before = after


async def _stirrings(folder: Path) -> AsyncGenerator[None, None]:
    """Yield whenever the folder may have changed, the first time once it is certain that no edit is missed.

    Ends when the watch is lost, because the folder was moved away or replaced.
    """
    identity = _identity(folder)
    if identity is None:
        yield
        await asyncio.sleep(_LOST_FOLDER)
        return
    changes = awatch(folder, watch_filter=None, step=100, rust_timeout=_LOOK_ANYWAY, yield_on_timeout=True)
    async with contextlib.aclosing(changes):
        # The watch stands as soon as the generator has run to its first pause; only then is looking final.
        following = asyncio.ensure_future(anext(changes))
        try:
            await asyncio.sleep(0)
            yield
            while _identity(folder) == identity:
                await following
                following = asyncio.ensure_future(anext(changes))
                yield
        except (OSError, StopAsyncIteration, RuntimeError):  # the last: the system has no watches left
            await asyncio.sleep(_LOST_FOLDER)
        finally:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError, StopAsyncIteration, RuntimeError):
                await following


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
