"""The loaded model as answer templates see it: collections that can count, order and select."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from bot.knowledge.dates import PartialDate
from bot.knowledge.model import Meeting, Member, News, Publication, Term
from bot.knowledge.order import Between, JoiningOrder
from bot.matching.times import Window


class Dated(Protocol):
    """A record with an identity and a date."""

    @property
    def id(self) -> str:
        """The record's id."""
        ...


RecordT = TypeVar("RecordT", bound=Dated)


class Collection(Generic[RecordT]):
    """Records of one kind, in the order of the files."""

    def __init__(self, records: Iterable[RecordT]) -> None:
        self._records = tuple(records)
        self._by_id = {record.id: record for record in self._records}

    def __iter__(self) -> Iterator[RecordT]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, place: int) -> RecordT:
        return self._records[place]

    def get(self, id_: str | None) -> RecordT | None:
        """Return the record with this id, or None."""
        return None if id_ is None else self._by_id.get(id_)

    def with_ids(self, ids: Iterable[str]) -> tuple[RecordT, ...]:
        """Return the records with these ids, in this order."""
        return tuple(self._by_id[id_] for id_ in ids if id_ in self._by_id)


class Timeline(Collection[RecordT]):
    """Records with a date, which can be put in order of time."""

    @cached_property
    def by_date(self) -> tuple[RecordT, ...]:
        """All records, oldest first."""
        return tuple(sorted(self._records, key=_when))

    @property
    def latest(self) -> RecordT | None:
        """The newest record."""
        return self.by_date[-1] if self._records else None

    @property
    def first(self) -> RecordT | None:
        """The oldest record."""
        return self.by_date[0] if self._records else None

    def within(self, window: Window) -> tuple[RecordT, ...]:
        """Return the records whose date certainly lies in the window, oldest first."""
        return tuple(r for r in self.by_date if window.covers(*_span(r)))

    def maybe_within(self, window: Window) -> tuple[RecordT, ...]:
        """Return the records whose date may lie in the window, but need not, oldest first."""
        return tuple(r for r in self.by_date if window.touches(*_span(r)) and not window.covers(*_span(r)))

    def of_kind(self, *kinds: str) -> Timeline[RecordT]:
        """Return the records of these kinds as a timeline of their own."""
        return Timeline(r for r in self.by_date if getattr(r, "kind", None) in kinds)


class Publications(Timeline[Publication]):
    """All publications."""

    def covering(self, year: int) -> tuple[Publication, ...]:
        """Return the annual reports on a year."""
        return tuple(p for p in self if p.covers == year)

    def with_agency(self, member: Member) -> tuple[Publication, ...]:
        """Return the publications that name a member among their agencies, oldest first."""
        return tuple(p for p in self.by_date if member.id in p.agencies)

    def of_kind(self, *kinds: str) -> Publications:
        """Return the publications of these kinds."""
        return Publications(p for p in self.by_date if p.kind in kinds)


class NewsItems(Timeline[News]):
    """All news."""

    def about(self, id_: str) -> tuple[News, ...]:
        """Return the news about a record, oldest first."""
        return tuple(item for item in self.by_date if id_ in item.about)


class Meetings(Timeline[Meeting]):
    """All meetings."""

    def hosted_by(self, member: Member) -> tuple[Meeting, ...]:
        """Return the meetings whose host names the member, oldest first."""
        return tuple(m for m in self.by_date if _names(m.host, (member.acronym, member.name)))

    def held_in(self, member: Member) -> tuple[Meeting, ...]:
        """Return the meetings whose place names the member's country, oldest first."""
        if not member.country:
            return ()
        return tuple(
            m for m in self.by_date if _names(m.place, (member.country_name, *member.country_aliases))
        )


def _names(text: str | None, names: Iterable[str]) -> bool:
    """Look for a name as whole words, as it is written: the ASA of NASA is not named there."""
    return text is not None and any(
        name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names
    )


class Chairs(Collection[Term]):
    """The terms of the chair, in order of time."""

    @cached_property
    def by_date(self) -> tuple[Term, ...]:
        """All terms, oldest first."""
        return tuple(sorted(self, key=lambda term: (term.start.earliest, term.start.latest)))

    @property
    def current(self) -> Term:
        """The latest term that is known."""
        return self.by_date[-1]

    @property
    def first(self) -> Term:
        """The earliest term that is known."""
        return self.by_date[0]

    def at(self, window: Window) -> tuple[Term, ...]:
        """Return the terms that may overlap with a window; an open one lasts as far as it is known."""
        return tuple(
            term
            for term in self.by_date
            if (window.end is None or term.start.earliest <= window.end)
            and (window.start is None or _last_day(term) >= window.start)
        )

    def of(self, member: Member) -> tuple[Term, ...]:
        """Return the terms of a member."""
        return tuple(term for term in self.by_date if term.agency == member.id)


class Members(Collection[Member]):
    """All members, with what follows from their dates of joining."""

    def __init__(self, records: Iterable[Member]) -> None:
        super().__init__(records)
        self._order = JoiningOrder(tuple(self._records))

    @property
    def founding(self) -> tuple[Member, ...]:
        """The founding members."""
        return tuple(m for m in self if m.founding)

    @property
    def later(self) -> tuple[Member, ...]:
        """The members that joined after the founding, in order."""
        return tuple(m for m in self.by_join if not m.founding)

    @property
    def by_join(self) -> tuple[Member, ...]:
        """All members in order of joining, as far as it is known."""
        return self._order.sorted()

    @property
    def newest(self) -> tuple[Member, ...]:
        """The members of which each can be the last to have joined; usually one."""
        total = len(self)
        return tuple(m for m in self.by_join if self.order(m).high == total)

    @property
    def first_later(self) -> tuple[Member, ...]:
        """The members of which each can be the first to have joined after the founders."""
        place = len(self.founding) + 1
        return tuple(m for m in self.later if self.order(m).low == place)

    @property
    def countries(self) -> tuple[str, ...]:
        """The names of the countries, sorted; an intergovernmental member has none."""
        return tuple(sorted({m.country_name for m in self if m.country}))

    def order(self, member: Member) -> Between:
        """Return the place of a member in the order of joining, as bounds."""
        return self._order.place(member)

    def nth(self, place: int) -> tuple[Member, ...]:
        """Return the members that can hold a place in the order of joining."""
        return tuple(m for m in self.by_join if self.order(m).low <= place <= self.order(m).high)

    def certainly_before(self, first: Member, second: Member) -> bool:
        """Tell whether one member certainly joined before another."""
        return self._order.before(first, second)

    def before(self, member: Member) -> tuple[Member, ...]:
        """Return the members that certainly joined before this one, in order."""
        return tuple(m for m in self.by_join if self._order.before(m, member))

    def after(self, member: Member) -> tuple[Member, ...]:
        """Return the members that certainly joined after this one, in order."""
        return tuple(m for m in self.by_join if self._order.before(member, m))

    def previous(self, member: Member) -> tuple[Member, ...]:
        """Return the members that can have joined directly before this one (none for a founder)."""
        if member.founding:
            return ()
        earlier = self.before(member)
        return tuple(m for m in earlier if not any(self._order.before(m, other) for other in earlier))

    def next(self, member: Member) -> tuple[Member, ...]:
        """Return the members that can have joined directly after this one."""
        later = self.after(member)
        return tuple(m for m in later if not any(self._order.before(other, m) for other in later))

    def together(self, member: Member) -> tuple[Member, ...]:
        """Return the other members for which the same date and place of joining are recorded."""
        return tuple(
            m
            for m in self
            if (m.joined.text, m.joined_after) == (member.joined.text, member.joined_after)
            and m.id != member.id
        )

    def in_region(self, region: str) -> tuple[Member, ...]:
        """Return the members of a region."""
        return tuple(m for m in self if m.region == region)

    def of_country(self, code: str) -> tuple[Member, ...]:
        """Return the members of a country, by its ISO 3166 code."""
        return tuple(m for m in self if m.country == code)

    def count_at(self, moment: Window | date) -> Between:
        """Return how many organisations there were at the end of a window, as bounds."""
        end = moment if isinstance(moment, date) else moment.end
        return Between(len(self), len(self)) if end is None else self._order.count_at(end)

    def count_on(self, day: date) -> Between:
        """Return how many organisations there were at the end of a day, as bounds."""
        return self._order.count_at(day)

    def count_before(self, moment: Window) -> Between:
        """Return how many organisations there were at the start of a window, as bounds."""
        return Between(0, 0) if moment.start is None else self._order.count_before(moment.start)

    def at(self, moment: Window | date) -> tuple[Member, ...]:
        """Return the members that certainly were in by the end of a window."""
        end = moment if isinstance(moment, date) else moment.end
        return tuple(m for m in self.by_join if end is None or m.joined.latest <= end)

    def maybe_at(self, moment: Window | date) -> tuple[Member, ...]:
        """Return the members that may or may not have been in by the end of a window."""
        end = moment if isinstance(moment, date) else moment.end
        if end is None:
            return ()
        return tuple(m for m in self.by_join if m.joined.earliest <= end < m.joined.latest)

    def joined_in(self, window: Window) -> tuple[Member, ...]:
        """Return the members that certainly joined within a window."""
        return tuple(m for m in self.by_join if window.covers(m.joined.earliest, m.joined.latest))

    def maybe_joined_in(self, window: Window) -> tuple[Member, ...]:
        """Return the members that may have joined within a window, but need not have."""
        sure = self.joined_in(window)
        return tuple(
            m for m in self.by_join if window.touches(m.joined.earliest, m.joined.latest) and m not in sure
        )


def _partial(record: object) -> PartialDate:
    value = getattr(record, "date", None)
    if not isinstance(value, PartialDate):
        raise TypeError(f"{type(record).__name__} has no date")
    return value


def _span(record: object) -> tuple[date, date]:
    partial = _partial(record)
    return partial.earliest, partial.latest


def _when(record: Dated) -> tuple[date, date]:
    earliest, latest = _span(record)
    return latest, earliest


def _last_day(term: Term) -> date:
    end = term.end or term.as_of
    return max(end.latest, term.start.latest)
