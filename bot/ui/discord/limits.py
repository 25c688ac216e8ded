"""How often somebody may ask: a cooldown for each person and for each channel, kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from discord.app_commands import Cooldown

_FORGET_ABOVE = 2_000  # cooldowns kept before those that are over are looked for


@dataclass(frozen=True, slots=True)
class Rates:
    """So many questions in so many seconds."""

    person: int = 10
    channel: int = 15
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Pause:
    """Too fast: how many seconds to wait, and whether to say so (once for each pause, then silence)."""

    seconds: float
    say: bool


class Limits:
    """Counts questions; `clock` gives seconds that never go back."""

    def __init__(self, rates: Rates, clock: Callable[[], float]) -> None:
        self._rates, self._clock = rates, clock
        self._people: dict[int, Cooldown] = {}
        self._channels: dict[int, Cooldown] = {}
        self._told: dict[int, float] = {}
        self._most = _FORGET_ABOVE

    def person(self, person: int) -> Pause | None:
        """Count a question of a person; a pause if it is one too many."""
        return self._count(self._people, person, self._rates.person)

    def channel(self, channel: int) -> Pause | None:
        """Count an answer in a channel; a pause if it is one too many."""
        return self._count(self._channels, channel, self._rates.channel)

    def _count(self, known: dict[int, Cooldown], key: int, rate: int) -> Pause | None:
        now = self._clock()
        if len(known) > self._most:
            self._forget(known, now)
            self._most = max(_FORGET_ABOVE, 2 * len(known))  # so that looking costs little per question
        cooldown = known.get(key)
        if cooldown is None:
            cooldown = known[key] = Cooldown(rate, self._rates.seconds)
        wait = cooldown.update_rate_limit(now)
        if wait is None:
            return None
        say = self._told.get(key, 0.0) <= now
        if say:
            self._told[key] = now + wait
        return Pause(wait, say)

    def _forget(self, known: dict[int, Cooldown], now: float) -> None:
        over = [key for key, cooldown in known.items() if cooldown.get_tokens(now) >= cooldown.rate]
        for key in over:
            del known[key]
        self._told = {key: until for key, until in self._told.items() if until > now}
