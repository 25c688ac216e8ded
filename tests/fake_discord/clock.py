"""Time and identifiers of the fake: a clock that tests move, and snowflakes drawn from it."""

from datetime import UTC, datetime
from time import monotonic

DISCORD_EPOCH_MS = 1_420_070_400_000


class Clock:
    """The fake's own time: it stands still until `advance`, unless it was made `running`."""

    def __init__(self, start: datetime | None = None, *, running: bool = False) -> None:
        self._seconds = (start or datetime.now(UTC)).timestamp()
        self._running_since = monotonic() if running else None

    @property
    def running(self) -> bool:
        """Return whether time passes by itself; then replies bear it."""
        return self._running_since is not None

    def now(self) -> datetime:
        """Return the fake's present moment (UTC)."""
        return datetime.fromtimestamp(self.seconds(), UTC)

    def seconds(self) -> float:
        """Return the fake's present moment as POSIX seconds."""
        if self._running_since is None:
            return self._seconds
        return self._seconds + monotonic() - self._running_since

    def advance(self, seconds: float) -> None:
        """Move the clock forward."""
        self._seconds += seconds


class Snowflakes:
    """Draws identifiers that rise with the clock, and guild identifiers that spread over shards."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._guilds = 0

    def next(self) -> int:
        """Return a fresh identifier, greater than all before it."""
        stamp = (int(self._clock.seconds() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(self._last + 1, stamp)
        return self._last

    def next_guild(self) -> int:
        """Return a guild identifier; the n-th guild lies on shard n modulo the number of shards."""
        identifier = (100_000_000_000 + self._guilds) << 22
        self._guilds += 1
        return identifier
