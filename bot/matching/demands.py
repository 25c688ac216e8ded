"""What phrasings demand of a question besides its wording, and which of them a question can be."""

from __future__ import annotations

from collections.abc import Container, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.matching.contrasts import Taken
from bot.matching.entities import Mention, Thing
from bot.matching.slots import Reading
from bot.matching.times import Window


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

    def first(self) -> tuple[Thing | Window | int, ...]:
        """Return what it names outright first; a question must name any of these."""
        if self.consts:
            return tuple(sorted(self.consts[0]))
        return self.times[:1] or self.ordinals[:1]

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
    numbers: tuple[int, ...] = ()
    """What `{number}` stands for: "member 23 and 24" asks of both."""
    unused: int = 0
    """How many things and dates the question names that the phrasing does not ask about."""


@dataclass(frozen=True, slots=True)
class Bound:
    """How every signature fits one question, and what the slots of those that do stand for."""

    fits: NDArray[np.int8]
    bindings: Mapping[int, Binding]
    """By number of the demand."""
    demand_of: NDArray[np.int32]

    def binding(self, signature: int) -> Binding | None:
        """Return the binding of a signature; None where it does not fit."""
        return self.bindings.get(self.demand_of.item(signature))


@dataclass(frozen=True, slots=True)
class Demands:
    """All signatures, arranged so that a question meets each demand once, and only those it may satisfy."""

    signatures: tuple[Signature, ...]
    demands: tuple[Demand, ...]
    counted: tuple[tuple[int, int, int], ...]
    """For each demand how many things, dates and numbers it takes."""
    asks: tuple[int, ...]
    """For each demand a number that it shares with those which differ only in what may be besides."""
    demand_of: NDArray[np.int32]
    """For each signature the number of its demand."""
    dating: NDArray[np.int32]
    """For each signature a number that it shares with those which tolerate the same dates; 0 for none."""
    sides: _Sides
    side_of: NDArray[np.int32]
    """For each signature the number of its side."""
    tolerating: Mapping[Thing, NDArray[np.int64]]
    """The signatures that tolerate a thing."""
    unnamed: tuple[tuple[frozenset[str], tuple[int, ...]], ...]
    """The demands that name nothing outright, by the kinds of thing they need."""
    naming: Mapping[Thing | Window | int, tuple[int, ...]]
    """The demands that name something outright, by what they name first: a thing, a date or a number."""

    @classmethod
    def build(cls, signatures: Sequence[Signature]) -> Demands:
        """Arrange signatures; they keep their numbers."""
        demands: dict[Demand, int] = {}
        asked: dict[Demand, int] = {}
        sides: dict[Side, int] = {}
        dates: dict[frozenset[Window], int] = {frozenset(): 0}
        tolerating: dict[Thing, list[int]] = {}
        dating = np.zeros(len(signatures), dtype=np.int32)
        demand_of = np.zeros(len(signatures), dtype=np.int32)
        side_of = np.zeros(len(signatures), dtype=np.int32)
        for number, signature in enumerate(signatures):
            demand_of[number] = demands.setdefault(signature.demand, len(demands))
            side_of[number] = sides.setdefault(signature.side, len(sides))
            dating[number] = dates.setdefault(signature.tolerated_times, len(dates))
            for thing in signature.tolerated:
                tolerating.setdefault(thing, []).append(number)
        unnamed: dict[frozenset[str], list[int]] = {}
        naming: dict[Thing | Window | int, list[int]] = {}
        for demand, number in demands.items():
            first = demand.first()
            for named in first:
                naming.setdefault(named, []).append(number)
            if not first:
                unnamed.setdefault(frozenset(kind for _, kind in demand.slots), []).append(number)
        return cls(
            signatures=tuple(signatures),
            demands=tuple(demands),
            counted=tuple(demand.counted() for demand in demands),
            asks=tuple(
                asked.setdefault(replace(demand, optional=frozenset()), len(asked)) for demand in demands
            ),
            demand_of=demand_of,
            dating=dating,
            sides=_Sides.build(tuple(sides)),
            side_of=side_of,
            tolerating={thing: np.array(numbers) for thing, numbers in tolerating.items()},
            unnamed=tuple((kinds, tuple(numbers)) for kinds, numbers in unnamed.items()),
            naming={thing: tuple(numbers) for thing, numbers in naming.items()},
        )

    def bind(self, reading: Reading, dated: Mapping[Thing, tuple[date, date]]) -> Bound:
        """Bind a reading to all signatures; `dated` gives the dates of things that have one."""
        bindings: dict[int, Binding] = {}
        by_demand = bytearray(len(self.demands))  # a Fit for each
        met: dict[tuple[int, frozenset[str]], _Met | None] = {}
        kinds = _kinds(reading)
        # The year of a thing that is named asks nothing: "GER 3 of 2018".
        agreeing = {
            time
            for time in reading.times
            if any(time.touches(*dated[thing]) for thing in reading.everything if thing in dated)
        }
        for number in self._possible(reading, kinds):
            demand = self.demands[number]
            # Of the dozens that are possible, most take the same out of the question.
            taken = self.asks[number], demand.optional & kinds
            if taken not in met:
                met[taken] = _Met.of(demand, reading, kinds, agreeing)
            one = met[taken]
            if one is not None:
                one.demands.append(number)
                bindings[number] = one.binding
                by_demand[number] = one.fit
        fits = np.frombuffer(by_demand, dtype=np.int8).take(self.demand_of)
        leaving: dict[_Rest, list[int]] = {}
        for one in met.values():
            if one is not None and one.binding.unused and not one.rest.ordinals:
                leaving.setdefault(one.rest, []).extend(one.demands)
        for rest, numbers in leaving.items():
            fits[self._tolerant(numbers, rest)] = Fit.GOOD
        best = self.sides.fits(negated=reading.negated, contrasts=reading.contrasts).take(self.side_of)
        np.minimum(fits, best, out=fits)
        fits.flags.writeable = False
        return Bound(fits, bindings, self.demand_of)

    @staticmethod
    def heeded(reading: Reading) -> Hashable:
        """Return all of a reading that `bind` heeds: readings which share it are bound alike."""
        things = tuple([mention.things for mention in reading.things])
        return things, reading.times, reading.ordinals, reading.negated, reading.contrasts

    def _tolerant(self, demands: Sequence[int], rest: _Rest) -> NDArray[np.int64]:
        """Return the signatures with one of the demands to which nothing is foreign of what is left."""
        having = np.zeros(len(self.demands), dtype=np.bool_)
        having[demands] = True
        found = np.flatnonzero(having.take(self.demand_of))
        for things in rest.things:
            tolerant = np.zeros(len(self.signatures), dtype=np.bool_)
            for thing in things:
                tolerant[self.tolerating.get(thing, [])] = True
            found = found.compress(tolerant.take(found))
        if rest.times:
            found = found.compress(self.dating.take(found) > 0)
            dating = self.dating.take(found).tolist()
            one_of_each = dict(zip(dating, found.tolist(), strict=True))
            tolerant_of = {n: self.signatures[one].tolerates(rest.times) for n, one in one_of_each.items()}
            found = found.compress([tolerant_of[number] for number in dating])
        return found

    def _possible(self, reading: Reading, kinds: frozenset[str]) -> Iterator[int]:
        """Yield the demands that a reading may satisfy, each once."""
        numbers: set[int] = set()
        outright: tuple[Thing | Window | int, ...] = (*reading.everything, *reading.times, *reading.ordinals)
        for named in outright:
            numbers.update(self.naming.get(named, ()))
        for needed, unnamed in self.unnamed:
            if needed <= kinds:
                numbers.update(unnamed)
        things, times, ordinals = len(reading.things), len(reading.times), len(reading.ordinals)
        for number in numbers:
            needed_things, needed_times, needed_ordinals = self.counted[number]
            if needed_things <= things and needed_times <= times and needed_ordinals <= ordinals:
                yield number


@dataclass(frozen=True, slots=True)
class _Sides:
    """Different sides, arranged so that a question meets all at once."""

    negated: NDArray[np.bool_]
    any_negation: NDArray[np.bool_]
    contrasts: Taken

    @classmethod
    def build(cls, sides: Sequence[Side]) -> _Sides:
        """Arrange sides; they keep their numbers."""
        return cls(
            np.array([side.negated for side in sides], dtype=np.bool_),
            np.array([side.any_negation for side in sides], dtype=np.bool_),
            Taken.build([side.contrasts for side in sides]),
        )

    def fits(self, *, negated: bool, contrasts: frozenset[str]) -> NDArray[np.int8]:
        """Return how good a reading can be at best: one that takes the other side only as a suggestion."""
        denied = ~self.any_negation & (self.negated != negated)
        return np.where(denied | self.contrasts.opposed(contrasts), np.int8(Fit.WEAK), np.int8(Fit.GOOD))


class _Rest(NamedTuple):
    """What of a reading a demand leaves unused: what things can be, dates, and whether numbers."""

    things: tuple[frozenset[Thing], ...]
    times: tuple[Window, ...]
    ordinals: bool


@dataclass(frozen=True, slots=True)
class _Met:
    """How some demands are met that take the same out of a reading."""

    binding: Binding
    rest: _Rest
    fit: Fit
    demands: list[int]

    @classmethod
    def of(
        cls, demand: Demand, reading: Reading, kinds: frozenset[str], agreeing: Container[Window]
    ) -> _Met | None:
        """Meet a demand; None when the reading does not hold what it asks for."""
        left = _Left.of(reading)
        bound = left.bind(demand, kinds)
        if bound is None:
            return None
        rest = left.rest(agreeing)
        unused = len(rest.things) + len(rest.times)
        binding = Binding(bound.ids, bound.window, tuple(bound.numbers), unused)
        return cls(binding, rest, Fit.WEAK if unused or rest.ordinals else Fit.GOOD, [])


@dataclass(slots=True)
class _Left:
    """What of a reading no demand has used yet."""

    things: list[Mention]
    times: list[Window]
    ordinals: list[int]
    all_things: Sequence[Mention]

    @classmethod
    def of(cls, reading: Reading) -> _Left:
        """Return all of a reading."""
        return cls(list(reading.things), list(reading.times), list(reading.ordinals), reading.things)

    def rest(self, agreeing: Container[Window]) -> _Rest:
        """Return what is left apart from the dates that only agree with what is named."""
        times = tuple([time for time in self.times if time not in agreeing])
        return _Rest(tuple([mention.things for mention in self.things]), times, bool(self.ordinals))

    def bind(self, demand: Demand, kinds: frozenset[str]) -> _Filled | None:
        """Use up what is demanded, then what is allowed of the `kinds` there are; None if it is not met."""
        if not self._named(demand):
            return None
        bound = _Filled()
        for name, kind in demand.slots:
            if not self._fill(bound, name, kind):
                return None
        if len(bound.ids) > 2 and len({*bound.ids.values()}) < len(bound.ids):
            return None  # "Italy's ASI and Japan" names two members, not three
        for kind in sorted((demand.optional & kinds) - bound.ids.keys()):
            self._fill(bound, kind, kind)
        if bound.numbers:  # "member 23 and 24" asks of both
            bound.numbers += self.ordinals
            self.ordinals = []
        if self.things and len(self.things) < len(self.all_things):
            self._drop_repeated()
        return bound

    def _drop_repeated(self) -> None:
        """Drop what is named a second time, such as the agency of a country: "brazil AEB"."""
        used = [mention for mention in self.all_things if mention not in self.things]
        self.things = [m for m in self.things if not any(m.things & other.things for other in used)]

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
            if self.ordinals and not bound.numbers:
                bound.numbers.append(self.ordinals.pop(0))
            return bool(bound.numbers)
        for place, mention in enumerate(self.things):
            ids = mention.of_kind(kind)
            if ids:
                del self.things[place]
                bound.ids[name] = ids
                return True
        return False


@dataclass(slots=True)
class _Filled:
    """What the slots stand for so far."""

    ids: dict[str, tuple[str, ...]] = field(default_factory=dict)
    window: Window | None = None
    numbers: list[int] = field(default_factory=list)


def _kinds(reading: Reading) -> frozenset[str]:
    """Return the kinds of slot that a reading can fill."""
    dates, numbers = ["date"] if reading.times else [], ["number"] if reading.ordinals else []
    return frozenset([kind for kind, _ in reading.everything] + dates + numbers)


def _within(time: Window, other: Window) -> bool:
    """Tell whether a bounded window lies inside another."""
    return time.start is not None and time.end is not None and other.covers(time.start, time.end)
