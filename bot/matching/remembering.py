"""The latest results of a computation, kept for when they are asked for again."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ResultT = TypeVar("ResultT")


class Remembered(Generic[KeyT, ResultT]):
    """At most so many results by what they were computed from; what was not asked for longest goes first.

    For immutable results that follow from the key and from what never changes as long as this lives. Threads
    may share it: at worst two compute the same. A copy or pickle of it is empty.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[KeyT, ResultT] = {}
        self._lock = Lock()

    def get(self, key: KeyT, compute: Callable[[], ResultT]) -> ResultT:
        """Return what is remembered, or compute and remember it; an exception of `compute` is not kept."""
        with self._lock:
            if key in self._kept:
                found = self._kept[key] = self._kept.pop(key)
                return found
        found = compute()
        with self._lock:
            self._kept[key] = found
            if len(self._kept) > self._most:
                del self._kept[next(iter(self._kept))]
        return found

    def __len__(self) -> int:
        """Return how many results are kept."""
        return len(self._kept)

    def __reduce__(self) -> tuple[type[Remembered[KeyT, ResultT]], tuple[int]]:
        """Copy and pickle nothing but the limit."""
        return type(self), (self._most,)
