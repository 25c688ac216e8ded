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

    def uses(self, kinds: frozenset[str]) -> bool:
        """Tell whether it takes anything out of a reading that holds these kinds of thing."""
        named = self.slots or self.consts or self.times or self.ordinals
        return bool(named) or not self.optional.isdisjoint(kinds)

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

    def tolerates(self, times: Sequence[Window]) -> bool:
        """Tell whether all dates that no demand used up lie inside such as the entry's phrasings name."""
        return all(any(_within(time, other) for other in self.tolerated_times) for time in times)


@dataclass(frozen=True, slots=True)
class Binding:
    """What the slots stand for: ids, a window or a number, by slot name."""

    ids: Mapping[str, tuple[str, ...]]
    window: Window | None = None
    number: int | None = None
    unused: int = 0
    """How many things and dates the question names that the phrasing does not ask about."""


_NOTHING = Binding({})


@dataclass(frozen=True, slots=True)
class Bound:
    """How every signature fits one question, and what the slots of those that do stand for."""

    fits: NDArray[np.int8]
    bindings: Mapping[int, Binding]
    """By number of the demand."""
    demand_of: NDArray[np.int32]

    def binding(self, signature: int) -> Binding | None:
        """Return the binding of a signature; None where it does not fit."""
        return self.bindings.get(int(self.demand_of[signature]))


@dataclass(frozen=True, slots=True)
class Demands:
    """All signatures, arranged so that a question meets each demand once, and only those it may satisfy."""

    signatures: tuple[Signature, ...]
    demands: tuple[Demand, ...]
    counted: tuple[tuple[int, int, int], ...]
    """For each demand how many things, dates and numbers it takes."""
    demand_of: NDArray[np.int32]
    """For each signature the number of its demand."""
    sharing: tuple[frozenset[int], ...]
    """For each demand the signatures that have it."""
    sides: tuple[Side, ...]
    side_of: NDArray[np.int32]
    """For each signature the number of its side."""
    tolerating: Mapping[Thing, frozenset[int]]
    """The signatures that tolerate a thing."""
    unnamed: tuple[tuple[frozenset[str], tuple[int, ...]], ...]
    """The demands that name nothing outright, by the kinds of thing they need."""
    naming: Mapping[Thing, tuple[int, ...]]
    """The demands that name something outright, by what they name first."""

    @classmethod
    def build(cls, signatures: Sequence[Signature]) -> Demands:
        """Arrange signatures; they keep their numbers."""
        demands: dict[Demand, int] = {}
        sides: dict[Side, int] = {}
        sharing: list[list[int]] = []
        tolerating: dict[Thing, set[int]] = {}
        demand_of = np.zeros(len(signatures), dtype=np.int32)
        side_of = np.zeros(len(signatures), dtype=np.int32)
        for number, signature in enumerate(signatures):
            demand_of[number] = shared = demands.setdefault(signature.demand, len(demands))
            if shared == len(sharing):
                sharing.append([])
            sharing[shared].append(number)
            side_of[number] = sides.setdefault(signature.side, len(sides))
            for thing in signature.tolerated:
                tolerating.setdefault(thing, set()).add(number)
        unnamed: dict[frozenset[str], list[int]] = {}
        naming: dict[Thing, list[int]] = {}
        for demand, number in demands.items():
            if demand.consts:
                for thing in sorted(demand.consts[0]):
                    naming.setdefault(thing, []).append(number)
            else:
                unnamed.setdefault(frozenset(kind for _, kind in demand.slots), []).append(number)
        return cls(
            signatures=tuple(signatures),
            demands=tuple(demands),
            counted=tuple(demand.counted() for demand in demands),
            demand_of=demand_of,
            sharing=tuple(map(frozenset, sharing)),
            sides=tuple(sides),
            side_of=side_of,
            tolerating={thing: frozenset(numbers) for thing, numbers in tolerating.items()},
            unnamed=tuple((kinds, tuple(numbers)) for kinds, numbers in unnamed.items()),
            naming={thing: tuple(numbers) for thing, numbers in naming.items()},
        )

    def bind(self, reading: Reading, dated: Mapping[Thing, tuple[date, date]]) -> Bound:
        """Bind a reading to all signatures; `dated` gives the dates of things that have one."""
        bindings: dict[int, Binding] = {}
        by_demand = [Fit.NO] * len(self.demands)
        by_side = [Fit.WEAK if side.contradicts(reading) else Fit.GOOD for side in self.sides]
        tolerant: list[int] = []
        kinds = _kinds(reading)
        # The year of a thing that is named asks nothing: "GER 3 of 2018".
        agreeing = {
            time
            for time in reading.times
            if any(time.touches(*dated[thing]) for thing in reading.everything if thing in dated)
        }
        for number in self._possible(reading, kinds):
            demand = self.demands[number]
            left = _Left(list(reading.things), list(reading.times), list(reading.ordinals))
            binding = left.bind(demand) if demand.uses(kinds) else _NOTHING
            if binding is None:
                continue
            times = [time for time in left.times if time not in agreeing]
            rest = len(left.things) + len(times)
            bindings[number] = replace(binding, unused=rest) if rest else binding
            by_demand[number] = Fit.WEAK if rest or left.ordinals else Fit.GOOD
            if rest and not left.ordinals:
                tolerant += self._tolerant(number, left.things, times)
        fits = np.array(by_demand, dtype=np.int8)[self.demand_of]
        fits[tolerant] = Fit.GOOD
        return Bound(
            np.minimum(fits, np.array(by_side, dtype=np.int8)[self.side_of]), bindings, self.demand_of
        )

    def _tolerant(self, demand: int, things: Sequence[Mention], times: Sequence[Window]) -> list[int]:
        """Return the signatures that have a demand, and to which what it did not use is nothing foreign."""
        found = self.sharing[demand]
        for mention in things:
            found &= frozenset().union(*[self.tolerating.get(thing, ()) for thing in mention.things])
        return [number for number in found if self.signatures[number].tolerates(times)]

    def _possible(self, reading: Reading, kinds: frozenset[str]) -> Iterator[int]:
        """Yield the demands that a reading may satisfy, each once."""
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


def _kinds(reading: Reading) -> frozenset[str]:
    """Return the kinds of slot that a reading can fill."""
    dates, numbers = ["date"] if reading.times else [], ["number"] if reading.ordinals else []
    return frozenset([kind for kind, _ in reading.everything] + dates + numbers)


def _within(time: Window, other: Window) -> bool:
    """Tell whether a bounded window lies inside another."""
    return time.start is not None and time.end is not None and other.covers(time.start, time.end)
