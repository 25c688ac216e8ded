"""Discord's rate limits: 50 requests a second in all, buckets per route and major parameter, bad requests."""

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

GLOBAL_PER_SECOND = 50
BUCKETS: dict[str, tuple[int, float]] = {
    "create_message": (5, 5.0),
    "update_message": (5, 5.0),
    "delete_message": (5, 1.0),
    "list_messages": (5, 5.0),
    "get_message": (5, 5.0),
    "trigger_typing_indicator": (5, 5.0),
    "execute_webhook": (5, 2.0),
    "update_webhook_message": (5, 2.0),
    "update_original_webhook_message": (5, 2.0),
}
HOURLY = {"crosspost_message": (10, 3600.0)}
NO_GLOBAL = frozenset(
    {
        "create_interaction_response",
        "execute_webhook",
        "get_original_webhook_message",
        "update_original_webhook_message",
        "delete_original_webhook_message",
        "get_webhook_message",
        "update_webhook_message",
        "delete_webhook_message",
    }
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A 429: how long to wait, and whose limit it was (user, global or shared)."""

    retry_after: float
    scope: str


class _Window:
    __slots__ = ("ends", "limit", "seconds", "used")

    def __init__(self, limit: int, seconds: float) -> None:
        self.limit, self.seconds, self.used, self.ends = limit, seconds, 0, 0.0

    def take(self, now: float) -> float:
        """Take one request; return 0, or how long to wait when there is none left."""
        if now >= self.ends:
            self.used, self.ends = 0, now + self.seconds
        if self.used >= self.limit:
            return self.ends - now
        self.used += 1
        return 0.0


class RateLimits:
    """Counts requests; buckets run on real monotonic time, the hourly ones on the fake's clock."""

    def __init__(self, fake_seconds: Callable[[], float], *, enabled: bool = True) -> None:
        self.enabled = enabled
        self.global_enabled = True
        self.clock: Callable[[], float] = time.monotonic
        self._fake_seconds = fake_seconds
        self._windows: dict[tuple[str, str], _Window] = {}
        self._global = _Window(GLOBAL_PER_SECOND, 1.0)
        self._invalid: deque[float] = deque()
        self.invalid_ceiling = 10_000
        self.hits = 0

    def set_global(self, per_second: int) -> None:
        """Allow another number of requests per second in all."""
        self._global = _Window(per_second, 1.0)

    def take(self, route: str, major: str) -> tuple[Refusal | None, dict[str, str]]:
        """Count a request; return its refusal or None, and the headers that tell of its bucket."""
        if not self.enabled:
            return None, {}
        now = self.clock()
        if self.global_enabled and route not in NO_GLOBAL:
            wait = self._global.take(now)
            if wait:
                self.hits += 1
                return Refusal(wait, "global"), {}
        if route in HOURLY:
            return self._take_unannounced(route, major), {}
        spec, at = BUCKETS.get(route), now
        if spec is None:
            return None, {}
        key = (route, major)
        window = self._windows.get(key)
        if window is None:
            window = self._windows[key] = _Window(*spec)
        wait = window.take(at)
        after = max(window.ends - at, 0.0)
        headers = {
            "X-RateLimit-Limit": str(window.limit),
            "X-RateLimit-Remaining": str(window.limit - window.used),
            "X-RateLimit-Reset": f"{time.time() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": f"fake-{route}",
        }
        if wait:
            self.hits += 1
            return Refusal(wait, "user"), headers
        return None, headers

    def _take_unannounced(self, route: str, major: str) -> Refusal | None:
        """Count a request against an hourly limit, of which no header tells; it runs on the fake's clock."""
        window = self._windows.setdefault((route, major), _Window(*HOURLY[route]))
        wait = window.take(self._fake_seconds())
        self.hits += bool(wait)
        return Refusal(wait, "user") if wait else None

    def note_invalid(self) -> None:
        """Count a 401, 403 or 429 of the user or global scope."""
        self._invalid.append(self._fake_seconds())

    @property
    def invalid_requests(self) -> int:
        """Return how many invalid requests there were in the last ten minutes of the fake's clock."""
        horizon = self._fake_seconds() - 600
        while self._invalid and self._invalid[0] <= horizon:
            self._invalid.popleft()
        return len(self._invalid)

    @property
    def banned(self) -> bool:
        """Return whether so many requests were invalid that the address is blocked."""
        return self.invalid_requests >= self.invalid_ceiling
