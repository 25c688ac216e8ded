"""Keeps an event that the library cannot read from ending the bot: Discord adds to events at any time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

Reader = Callable[[Any], Any]
_NEEDED = "READY"  # without it there is no session


def forgive(readers: dict[str, Reader]) -> None:
    """Let each reader log what it cannot read, and pass over it."""
    for name, reader in readers.items():
        if name != _NEEDED:
            readers[name] = _forgiving(name, reader)


def _forgiving(name: str, reader: Reader) -> Reader:
    def read(data: Any) -> None:
        try:
            reader(data)
        except Exception:
            log.exception("discord.unreadable_event", event_name=name)

    return read
