"""Waiting without sleeping: predicates that are asked again after every change on the fake."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


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
        """Return the predicate's first true value; AssertionError after `within` real seconds."""
        met: list[T] = []

        def check() -> bool:
            value = predicate()
            if value:
                met.append(value)
            return bool(met)

        if not check():
            entry = (check, asyncio.get_running_loop().create_future())
            self._waiting.append(entry)
            try:
                async with asyncio.timeout(within):
                    await entry[1]
            except TimeoutError:
                msg = f"waited {within} s in vain for {what or predicate}"
                raise AssertionError(msg) from None
            finally:
                self._waiting.remove(entry)
        return met[0]
