"""The order in which members joined, as far as partial dates allow: every place and count has two bounds."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from bot.knowledge.model import Member


@dataclass(frozen=True, slots=True)
class Between:
    """A number known to lie between two bounds, both included."""

    low: int
    high: int

    @property
    def exact(self) -> bool:
        """Whether the bounds agree."""
        return self.low == self.high

    def __str__(self) -> str:
        if self.exact:
            return str(self.low)
        joint = "or" if self.high == self.low + 1 else "to"
        return f"{self.low} {joint} {self.high}"


class JoiningOrder:
    """Who certainly joined before whom: by dates that do not overlap, and by `joined_after`."""

    def __init__(self, members: tuple[Member, ...]) -> None:
        self._members = members
        by_id = {member.id: member for member in members}
        self._earlier: dict[str, frozenset[str]] = {}
        for member in members:
            self._collect(member, by_id, ())
        later = Counter(id_ for earlier in self._earlier.values() for id_ in earlier)
        total = len(members)
        self._places = {
            id_: Between(len(earlier) + 1, total - later[id_]) for id_, earlier in self._earlier.items()
        }

    def _collect(self, member: Member, by_id: dict[str, Member], path: tuple[str, ...]) -> frozenset[str]:
        known = self._earlier.get(member.id)
        if known is not None:
            return known
        if member.id in path:  # a circle in joined_after; the loader reports it
            return frozenset()
        earlier = {m.id for m in self._members if m.joined.latest < member.joined.earliest}
        if not member.founding:
            earlier.update(m.id for m in self._members if m.founding)
        for id_ in [*member.joined_after, *earlier]:
            if id_ in by_id and id_ != member.id:
                earlier.add(id_)
                earlier |= self._collect(by_id[id_], by_id, (*path, member.id))
        earlier.discard(member.id)
        self._earlier[member.id] = frozenset(earlier)
        return self._earlier[member.id]

    def before(self, first: Member, second: Member) -> bool:
        """Tell whether the first certainly joined before the second."""
        return first.id in self._earlier[second.id]

    def place(self, member: Member) -> Between:
        """Return the place in the order of joining, counted from 1; founders share the first places."""
        return self._places[member.id]

    def sorted(self) -> tuple[Member, ...]:
        """Return all members in an order that contradicts nothing known."""
        return tuple(
            sorted(
                self._members,
                key=lambda m: (self.place(m).low, self.place(m).high, m.joined.earliest, m.acronym),
            )
        )

    def count_at(self, day: date) -> Between:
        """Return how many had joined by the end of a day."""
        return Between(
            sum(m.joined.latest <= day for m in self._members),
            sum(m.joined.earliest <= day for m in self._members),
        )

    def count_before(self, day: date) -> Between:
        """Return how many had joined before a day."""
        return self.count_at(day - timedelta(days=1))
