"""What phrasings demand of a question besides its wording, and which of them a question can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from bot.matching.entities import Mention, Thing
from bot.matching.slots import Reading
from bot.matching.times import Window

_OPPOSITE = {"first": "last", "last": "first", "before": "after", "after": "before"}


class Fit(IntEnum):
    """Whether a phrasing can be the question: never, only as a suggestion, or yes."""

    NO = 0
    WEAK = 1
    GOOD = 2


@dataclass(frozen=True, slots=True)
class Demand:
    """What must be in a question, and, as `optional` kinds of slot, what may be."""

    slots: tuple[tuple[str, str], ...] = ()  # (slot name, kind), in order of the text
    consts: tuple[frozenset[Thing], ...] = ()
    times: tuple[Window, ...] = ()
    ordinals: tuple[int, ...] = ()
    optional: frozenset[str] = frozenset()

    @classmethod
    def of(cls, reading: Reading, slots: tuple[tuple[str, str], ...], optional: frozenset[str]) -> Demand:
        """Return what a phrasing demands that reads so and has these slots."""
        consts = tuple(mention.things for mention in reading.things)
        return cls(slots, consts, reading.times, reading.ordinals, optional)

    def counted(self) -> tuple[int, int, int]:
        """Return how many things, dates and numbers it takes."""
        kinds = [kind for _, kind in self.slots]
        dates, numbers = kinds.count("date"), kinds.count("number")
        things = len(self.consts) + len(kinds) - dates - numbers
        return things, len(self.times) + dates, len(self.ordinals) + numbers


@dataclass(frozen=True, slots=True)
class Side:
    """Which side of a negation and of a contrast a phrasing takes."""

    negated: bool = False
    any_negation: bool = False
    contrasts: frozenset[str] = frozenset()

    def contradicts(self, reading: Reading) -> bool:
        """Tell whether a reading takes the other side."""
        if not self.any_negation and self.negated != reading.negated:
            return True
        return any(
            _OPPOSITE[contrast] in reading.contrasts and contrast not in reading.contrasts
            for contrast in self.contrasts
        )


@dataclass(frozen=True, slots=True)
class Signature:
    """Everything about a phrasing but its wording; what its entry tolerates may be named without need."""

    demand: Demand
    side: Side
    tolerated: frozenset[Thing] = frozenset()
    tolerated_times: frozenset[Window] = frozenset()

    def tolerates(self, things: Sequence[Mention], times: Sequence[Window]) -> bool:
        """Tell whether what no demand used up is still nothing foreign."""
        return not any(mention.things.isdisjoint(self.tolerated) for mention in things) and all(
            any(_within(time, other) for other in self.tolerated_times) for time in times
        )


@dataclass(frozen=True, slots=True)
class Binding:
    """What the slots stand for: ids, a window or a number, by slot name."""

    ids: Mapping[str, tuple[str, ...]]
    window: Window | None = None
    number: int | None = None
    unused: int = 0
    """How many things and dates the question names that the phrasing does not ask about."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How every signature fits one question, and the bindings of those that do."""

    fits: NDArray[np.int8]
    bindings: Mapping[int, Binding]
    """By number of the signature."""


@dataclass(frozen=True, slots=True)
class Demands:
    """All signatures, arranged so that a question meets each demand once, and only those it may satisfy."""

    signatures: tuple[Signature, ...]
    demands: tuple[Demand, ...]
    counted: tuple[tuple[int, int, int], ...]
    """For each demand how many things, dates and numbers it takes."""
    sharing: tuple[tuple[int, ...], ...]
    """For each demand the signatures that have it."""
    sides: Mapping[Side, int]
    side_of: tuple[int, ...]
    """For each signature the number of its side."""
    unnamed: tuple[tuple[frozenset[str], tuple[int, ...]], ...]
    """The demands that name nothing outright, by the kinds of thing they need."""
    naming: Mapping[Thing, tuple[int, ...]]
    """The demands that name something outright, by what they name first."""

    @classmethod
    def build(cls, signatures: Sequence[Signature]) -> Demands:
        """Arrange signatures; they keep their numbers."""
        sharing: dict[Demand, list[int]] = {}
        sides: dict[Side, int] = {}
        for number, signature in enumerate(signatures):
            sharing.setdefault(signature.demand, []).append(number)
            sides.setdefault(signature.side, len(sides))
        unnamed: dict[frozenset[str], list[int]] = {}
        naming: dict[Thing, list[int]] = {}
        for number, demand in enumerate(sharing):
            if demand.consts:
                for thing in sorted(demand.consts[0]):
                    naming.setdefault(thing, []).append(number)
            else:
                unnamed.setdefault(frozenset(kind for _, kind in demand.slots), []).append(number)
        return cls(
            signatures=tuple(signatures),
            demands=tuple(sharing),
            counted=tuple(demand.counted() for demand in sharing),
            sharing=tuple(map(tuple, sharing.values())),
            sides=sides,
            side_of=tuple(sides[signature.side] for signature in signatures),
            unnamed=tuple((kinds, tuple(numbers)) for kinds, numbers in unnamed.items()),
            naming={thing: tuple(numbers) for thing, numbers in naming.items()},
        )

    def bind(self, reading: Reading, dated: Mapping[Thing, tuple[date, date]]) -> Bound:
        """Bind a reading to all signatures; `dated` gives the dates of things that have one."""
        fits = [Fit.NO] * len(self.signatures)
        bindings: dict[int, Binding] = {}
        contradicted = [side.contradicts(reading) for side in self.sides]
        # The year of a thing that is named asks nothing: "GER 3 of 2018".
        agreeing = {
            time
            for time in reading.times
            if any(time.touches(*dated[thing]) for thing in reading.everything if thing in dated)
        }
        for number in self._possible(reading):
            left = _Left(list(reading.things), list(reading.times), list(reading.ordinals))
            binding = left.bind(self.demands[number])
            if binding is None:
                continue
            times = [time for time in left.times if time not in agreeing]
            rest = len(left.things) + len(times)
            binding = replace(binding, unused=rest) if rest else binding
            for at in self.sharing[number]:
                weak = (
                    contradicted[self.side_of[at]]
                    or bool(left.ordinals)
                    or (rest > 0 and not self.signatures[at].tolerates(left.things, times))
                )
                fits[at] = Fit.WEAK if weak else Fit.GOOD
                bindings[at] = binding
        return Bound(np.array(fits, dtype=np.int8), bindings)

    def _possible(self, reading: Reading) -> Iterator[int]:
        """Yield the demands that a reading may satisfy, each once."""
        kinds = {kind for kind, _ in reading.everything}
        kinds.update(["date"] if reading.times else [], ["number"] if reading.ordinals else [])
        numbers = {number for thing in reading.everything for number in self.naming.get(thing, ())}
        for needed, unnamed in self.unnamed:
            if needed <= kinds:
                numbers.update(unnamed)
        things, times, ordinals = len(reading.things), len(reading.times), len(reading.ordinals)
        for number in numbers:
            needed_things, needed_times, needed_ordinals = self.counted[number]
            if needed_things <= things and needed_times <= times and needed_ordinals <= ordinals:
                yield number


@dataclass(slots=True)
class _Left:
    """What of a reading no demand has used yet."""

    things: list[Mention]
    times: list[Window]
    ordinals: list[int]

    def bind(self, demand: Demand) -> Binding | None:
        """Use up what is demanded, then what is allowed; None when a demand is not met."""
        if not self._named(demand):
            return None
        bound = _Filled()
        for name, kind in demand.slots:
            if not self._fill(bound, name, kind):
                return None
        for kind in sorted(demand.optional - bound.ids.keys()):
            self._fill(bound, kind, kind)
        return Binding(bound.ids, bound.window, bound.number)

    def _named(self, demand: Demand) -> bool:
        """Use up the things and dates that are named outright; tell whether all were there."""
        for const in demand.consts:
            mention = next((mention for mention in self.things if mention.things & const), None)
            if mention is None:
                return False
            self.things.remove(mention)
        for window in demand.times:
            if window not in self.times:
                return False
            self.times.remove(window)
        for number in demand.ordinals:
            if number not in self.ordinals:
                return False
            self.ordinals.remove(number)
        return True

    def _fill(self, bound: _Filled, name: str, kind: str) -> bool:
        """Give a slot the first thing of its kind that is left; tell whether there was one."""
        if kind == "date":
            if self.times and bound.window is None:
                bound.window = self.times.pop(0)
            return bound.window is not None
        if kind == "number":
            if self.ordinals and bound.number is None:
                bound.number = self.ordinals.pop(0)
            return bound.number is not None
        mention = next((mention for mention in self.things if mention.of_kind(kind)), None)
        if mention is None:
            return False
        self.things.remove(mention)
        bound.ids[name] = mention.of_kind(kind)
        return True


@dataclass(slots=True)
class _Filled:
    """What the slots stand for so far."""

    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    window: Window | None = None
    number: int | None = None


def _within(time: Window, other: Window) -> bool:
    """Tell whether a bounded window lies inside another."""
    return time.start is not None and time.end is not None and other.covers(time.start, time.end)
