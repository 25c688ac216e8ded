"""The numbers of the relay in one place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Policy:
    """How long, how often, how many.

    `request_timeout` lets discord.py end its own five attempts after errors, which wait 25 s in all: then it
    is known that each was answered with an error.
    `nonce_window` is how long Discord surely remembers a nonce ("the past few minutes"; three is careful).
    `clock_margin` is how much earlier than our own clock says a message is looked for; `quiet_margin` how
    much earlier a channel's last message must be for us to believe that nothing was posted since. A request
    that seems to be made later than now, by more than `clock_error`, may be as old as `clock_doubt`. `rate`
    is requests a second, None for unlimited: Discord allows 50 in all, and answers need room. `concurrency`
    posts and edits (`publishing` publishes) are under way at once; up to `ahead`, or what goes in about a
    second, are claimed together. Outcomes gather for a `moment`, while there are others to come, and are
    recorded together. For `record_patience` an outcome is kept in mind while the store cannot take it.
    discord.py tries a 5xx five times, which takes 25 seconds; `request_timeout` lets it tell of the last.
    `permission_pauses` are the waits before a missing permission is believed. A digest is made of more than
    `digest_above` events waiting for one channel, or of several of which one is older than `digest_age`.
    """

    lease: timedelta = 60 * _SECOND
    request_timeout: timedelta = 30 * _SECOND
    nonce_window: timedelta = 3 * _MINUTE
    clock_margin: timedelta = 10 * _MINUTE
    quiet_margin: timedelta = _MINUTE
    clock_error: timedelta = 10 * _SECOND
    clock_doubt: timedelta = 24 * _HOUR
    first_pause: timedelta = 2 * _SECOND
    longest_pause: timedelta = 15 * _MINUTE
    outage_pause: timedelta = _MINUTE
    permission_pauses: tuple[timedelta, ...] = (_MINUTE, 10 * _MINUTE)
    first_probe: timedelta = _HOUR
    longest_probe: timedelta = 24 * _HOUR
    changes_given_up_after: int = 20
    concurrency: int = 32
    ahead: int = 128
    moment: timedelta = timedelta(milliseconds=50)
    publishing: int = 2
    rate: float | None = 45
    breaker_limit: int = 500
    breaker_window: timedelta = 10 * _MINUTE
    digest_above: int = 3
    digest_age: timedelta = 6 * _HOUR
    digest_most: int = 25
    idle: timedelta = 5 * _SECOND
    grace: timedelta = 3 * _SECOND
    record_patience: timedelta = 10 * _MINUTE

    @property
    def claimed(self) -> int:
        """How many posts and edits are in hand at most, those whose turn has not come included."""
        return self.ahead if self.rate is None else min(self.ahead, max(self.concurrency, round(self.rate)))
