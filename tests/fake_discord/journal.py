"""What was asked of the fake: every REST request with how far it got."""

from collections import Counter, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .pulse import Pulse

Json = dict[str, Any]


@dataclass(slots=True, eq=False)
class Request:
    """One REST request: `stage` goes from arrived to accepted or refused, `answered` when the reply left."""

    number: int
    route: str
    method: str
    path: str
    ids: dict[str, str]
    body: Any = None
    stage: str = "arrived"
    answered: bool = False
    status: int | None = None
    code: int | None = None
    peer: str | None = None

    @property
    def channel_id(self) -> int | None:
        """Return the channel in the request's path, or None."""
        raw = self.ids.get("channel_id")
        return int(raw) if raw and raw.isdigit() else None


@dataclass(frozen=True, slots=True)
class Match:
    """Which requests are meant: a route's name (None: any), a channel, a text in the body, a predicate."""

    route: str | None = None
    channel_id: int | None = None
    contains: str | None = None
    where: Callable[[Request], bool] | None = field(default=None, compare=False)

    def fits(self, request: Request) -> bool:
        """Return whether a request is meant."""
        if self.route is not None and self.route != request.route:
            return False
        if self.channel_id is not None and self.channel_id != request.channel_id:
            return False
        if self.contains is not None and self.contains not in repr(request.body):
            return False
        return self.where is None or self.where(request)


class Journal:
    """The latest requests (bounded) and counts of all of them."""

    def __init__(self, pulse: Pulse, keep: int = 20_000) -> None:
        self._pulse = pulse
        self._kept: deque[Request] = deque(maxlen=keep)
        self.crashes: list[str] = []
        self.total = 0
        self.in_flight = 0
        self.statuses: Counter[tuple[str, int]] = Counter()

    def arrived(self, route: str, method: str, path: str, ids: dict[str, str], body: Any) -> Request:
        """Record a request that has been read completely."""
        self.total += 1
        self.in_flight += 1
        request = Request(self.total, route, method, path, ids, body)
        self._kept.append(request)
        self._pulse.beat()
        return request

    def decided(self, request: Request, status: int, code: int | None) -> None:
        """Record that a request took effect or was refused; the reply has not left yet."""
        request.stage = "accepted" if status < 400 else "refused"
        request.status, request.code = status, code
        self.statuses[request.route, status] += 1
        self._pulse.beat()

    def finished(self, request: Request, *, answered: bool) -> None:
        """Record that a request is over, with or without a reply."""
        request.answered = answered
        self.in_flight -= 1
        self._pulse.beat()

    def count(self, route: str, status: int | None = None) -> int:
        """Return how many requests of a route were decided (with this status)."""
        return sum(n for (name, code), n in self.statuses.items() if name == route and status in (None, code))

    def matching(self, match: Match, stage: str | None = None) -> Iterator[Request]:
        """Yield kept requests that match, oldest first."""
        return (each for each in self._kept if match.fits(each) and stage in (None, each.stage))

    async def wait(
        self, match: Match, *, stage: str | None = None, count: int = 1, within: float = 10.0
    ) -> list[Request]:
        """Wait until `count` matching requests have reached a stage and return all that have."""

        def enough() -> list[Request] | None:
            found = list(self.matching(match, stage))
            return found if len(found) >= count else None

        return await self._pulse.until(enough, within, f"{count} x {match} at stage {stage}")
