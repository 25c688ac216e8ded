"""Faults that tests order: requests that are held, refused, cut off, delayed or limited."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Literal

from .journal import Match, Request
from .pulse import Pulse

Json = dict[str, Any]
Kind = Literal["hold", "fail", "drop", "reset", "delay", "limit"]
Stage = Literal["before", "after"]


@dataclass(slots=True, eq=False)
class Fault:
    """One order: what happens to the next `times` matching requests, after `skip` unharmed ones.

    Stage "before": the request has arrived but takes no effect yet; "after": it took effect, and the reply
    has not left. A fault "fail", "drop", "reset" or "limit" before acceptance: it never takes effect.
    """

    match: Match
    kind: Kind
    stage: Stage = "before"
    times: int | None = 1
    skip: int = 0
    status: int = 500
    body: Json | None = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    scope: str = "user"
    name: str = ""
    reached: int = 0
    cancelled: bool = False
    dropping: bool = False
    orphans: bool = False
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    gone: list[Callable[[], bool]] = field(default_factory=list)

    def takes(self, request: Request, stage: Stage) -> bool:
        """Return whether the fault strikes this request now, and count it."""
        if self.cancelled or self.stage != stage or not self.match.fits(request):
            return False
        if self.skip > 0:
            self.skip -= 1
            return False
        if self.times is not None and self.reached >= self.times:
            return False
        self.reached += 1
        return True

    @property
    def spent(self) -> bool:
        """Return whether the fault has struck as often as it may."""
        return self.times is not None and self.reached >= self.times

    @property
    def orphaned(self) -> int:
        """Return how many of the held requests have lost their sender."""
        return sum(each() for each in self.gone)

    def release(self, *, drop: bool = False, orphans: bool = False) -> None:
        """Let held requests go on, and strike no more.

        `drop`: cut their connections instead (before acceptance: they never take effect; after: the reply is
        lost). A request whose sender is gone takes no effect, unless `orphans`: then it does, as one that was
        already on its way when its process was killed.
        """
        self.cancelled, self.dropping, self.orphans = True, drop, orphans
        self.gate.set()


class Faults:
    """All faults in force; a request meets them in the order in which they were ordered."""

    def __init__(self, pulse: Pulse) -> None:
        self._pulse = pulse
        self.ordered: list[Fault] = []

    async def struck(self, fault: Fault, count: int = 1, within: float = 10.0) -> None:
        """Wait until a fault has struck so often; a request that it holds is then being held."""
        await self._pulse.until(
            lambda: fault.reached >= count, within, f"{fault.kind} to strike {count} times"
        )

    def add(self, fault: Fault) -> Fault:
        """Put a fault in force."""
        self.ordered.append(fault)
        return fault

    async def orphaned(self, fault: Fault, count: int = 1, within: float = 10.0) -> None:
        """Wait until so many requests that a fault holds have lost their sender (killed, say)."""
        await self._pulse.until(lambda: fault.orphaned >= count, within, f"{count} senders to be gone")

    def hold(self, route: str | None = None, *, after: bool = False, **details: Any) -> Fault:
        """Hold requests until `release`; `after` holds the reply of an accepted one."""
        return self._order("hold", route, after=after, **details)

    def fail(
        self,
        route: str | None = None,
        status: int = 500,
        *,
        code: int = 0,
        message: str = "Internal Server Error",
        after: bool = False,
        **details: Any,
    ) -> Fault:
        """Answer with an error; `after` lets the request take effect first."""
        body = {"message": message, "code": code}
        return self._order("fail", route, after=after, status=status, body=body, **details)

    def drop(
        self, route: str | None = None, *, after: bool = False, reset: bool = False, **details: Any
    ) -> Fault:
        """Close the connection without a reply; `after`: the request takes effect; `reset`: by RST."""
        return self._order("reset" if reset else "drop", route, after=after, **details)

    def delay(
        self, route: str | None = None, seconds: float = 0.1, *, after: bool = True, **details: Any
    ) -> Fault:
        """Answer late, in real time."""
        return self._order("delay", route, after=after, seconds=seconds, **details)

    def limit(
        self, route: str | None = None, retry_after: float = 0.05, *, scope: str = "user", **details: Any
    ) -> Fault:
        """Answer 429; scope is user, shared or global."""
        return self._order(
            "limit", route, after=False, status=429, seconds=retry_after, scope=scope, **details
        )

    def clear(self) -> None:
        """Release and forget all faults."""
        for fault in self.ordered:
            fault.release()
        self.ordered.clear()

    def striking(self, request: Request, stage: Stage) -> Iterable[Fault]:
        """Return the faults that strike a request at a stage."""
        if not self.ordered:
            return ()
        striking = [fault for fault in self.ordered if fault.takes(request, stage)]
        if striking:
            self._pulse.beat()
        return striking

    def _order(
        self,
        kind: Kind,
        route: str | None,
        *,
        after: bool,
        channel: Any = None,
        contains: str | None = None,
        where: Any = None,
        **details: Any,
    ) -> Fault:
        channel_id = getattr(channel, "id", channel)
        match = Match(route, channel_id, contains, where)
        return self.add(Fault(match, kind, "after" if after else "before", **details))
