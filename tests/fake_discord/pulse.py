"""Waiting without sleeping: predicates that are asked again after every change on the fake."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
UNTOLD = 0.02  # seconds after which to look again: what a bot in this process does, nobody tells the fake


class Pulse:
    """Wakes those who wait for a condition; `beat` is called after every change."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], bool], asyncio.Future[None]]] = []

    def beat(self) -> None:
        """Ask every waiting predicate again."""
        for check, future in self._waiting[:]:
            if future.done():
                continue
            try:
                met = check()
            except Exception as problem:  # noqa: BLE001  # it belongs to the waiting test, not to the server
                future.set_exception(problem)
            else:
                if met:
                    future.set_result(None)

    async def until(self, predicate: Callable[[], T | None], within: float = 10.0, what: str = "") -> T:
        """Return the predicate's first true value; AssertionError after `within` real seconds.

        Changes on the fake are noticed at once, others (in a bot of this process) within UNTOLD seconds.
        """
        met: list[T] = []

        def check() -> bool:
            value = predicate()
            if value:
                met.append(value)
            return bool(met)

        if not check():
            entry = (check, asyncio.get_running_loop().create_future())
            self._waiting.append(entry)
            loop = asyncio.get_running_loop()
            over = loop.time() + within
            try:
                while not (entry[1].done() or check()):
                    if loop.time() >= over:
                        msg = f"waited {within} s in vain for {what or predicate}"
                        raise AssertionError(msg)
                    await asyncio.wait([entry[1]], timeout=UNTOLD)
            finally:
                self._waiting.remove(entry)
            if entry[1].done():
                entry[1].result()
        return met[0]
