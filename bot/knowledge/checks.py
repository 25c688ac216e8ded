"""What holds between records: ids, references, order of dates, and what an entry must have.

These rules look at records as written, so that one mistake does not hide another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeAlias

from bot.knowledge.claims import claims, questions
from bot.knowledge.dates import PartialDate
from bot.knowledge.marks import Item
from bot.knowledge.model import About, Entry, Member, Publication, Term
from bot.knowledge.problem import Problem, error, quoted, warning
from bot.knowledge.references import references

_Members: TypeAlias = dict[str, tuple[Item, Member]]
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_AHEAD = timedelta(days=366)
_SHOWN_CHARACTERS = 100  # Discord cuts a choice of its completion here


def check(items: Sequence[Item], *, whole: bool, today: date | None = None) -> Iterator[Problem]:
    """Every problem between records; only when all files are `whole` is a record known to be absent."""
    yield from _duplicate_ids(items)
    yield from _entries(items)
    yield from _dates(items, today)
    yield from _order_of_joining(items)
    yield from _short_names(items)
    yield from questions(items)
    yield from claims(items)
    if whole:
        yield from references(items)


def _duplicate_ids(items: Sequence[Item]) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Item] = {}
    for item in items:
        if item.id is None:
            continue
        first = seen.setdefault((item.kind, item.id), item)
        if first is not item:
            message = (
                f"the id {quoted(item.id)} is already used in {quoted(item.kind)} at {first.at('id')}; "
                "give one of the two another id"
            )
            yield error(item.at("id"), "duplicate-id", message)


def _entries(items: Sequence[Item]) -> Iterator[Problem]:
    for item in items:
        if item.kind != "entries":
            continue
        given = {key for key in item.node.pairs if not getattr(item.node.value(key), "empty", False)}
        if {"answer", "unknown"} <= given:
            message = "an entry has either 'answer' or 'unknown'; delete one of the two"
            yield error(item.key("unknown"), "answer-and-unknown", message)
        elif not {"answer", "unknown"} & given:
            message = (
                "this entry says nothing; add 'answer', or 'unknown' with what to say of a thing not known"
            )
            yield error(item.at(), "no-answer", message)
        if "answer" in given and not {"sources", "cite"} & given:
            message = "the answer has no source; add 'sources' (ids) or 'cite' (records that it rests on)"
            yield error(item.at(), "missing-source", message)
        if "answer" in given and not {"as_of", "cite"} & given:
            message = "the answer has no date; add 'as_of', or 'cite' (records whose date it takes)"
            yield error(item.at(), "missing-date", message)
        if isinstance(item.record, Entry):
            yield from _long_questions(item, item.record)


def _long_questions(item: Item, entry: Entry) -> Iterator[Problem]:
    for index, question in enumerate(entry.questions):
        if len(question) > _SHOWN_CHARACTERS:
            message = (
                f"the question has {len(question)} characters and Discord's completion shows "
                f"{_SHOWN_CHARACTERS}; shorten it"
            )
            yield warning(item.at("questions", index), "long-question", message)


def _dates(items: Sequence[Item], today: date | None) -> Iterator[Problem]:
    for item in items:
        record = item.record
        if record is None:
            continue
        for name in type(record).model_fields:
            value = getattr(record, name)
            if isinstance(value, PartialDate):
                yield from _date(item, name, value, today)
        if isinstance(record, Term) and record.end is not None and record.end.latest < record.start.earliest:
            message = (
                f"the term ends ({record.end}) before it starts ({record.start}); correct one of the dates"
            )
            yield error(item.at("end"), "order-of-dates", message)


def _date(item: Item, name: str, value: PartialDate, today: date | None) -> Iterator[Problem]:
    if value.earliest.year < _FIRST_YEAR or value.latest.year > _LAST_YEAR:
        message = f"{quoted(name)} is {value}: outside of {_FIRST_YEAR} to {_LAST_YEAR}; mistyped?"
        yield warning(item.at(name), "odd-date", message)
    elif today is not None:
        limit = today if name in {"as_of", "members_checked"} else today + _AHEAD
        if value.earliest > limit:
            message = f"{quoted(name)} is {value}, which is still to come on {today}; mistyped?"
            yield warning(item.at(name), "odd-date", message)


def _short_names(items: Sequence[Item]) -> Iterator[Problem]:
    """Questions are offered with the short name, so whoever asks them must be understood."""
    for item in items:
        record = item.record
        if not isinstance(record, Publication) or record.short is None:
            continue
        name = record.short.casefold().removeprefix("the ")
        if name not in {alias.casefold() for alias in record.aliases}:
            message = f"{quoted(record.short)} is none of the aliases; add {quoted(name)} to them"
            yield error(item.at("short"), "unknown-short-name", message)


def _order_of_joining(items: Sequence[Item]) -> Iterator[Problem]:
    members: _Members = {}
    for item in items:
        if isinstance(item.record, Member):
            members.setdefault(item.record.id, (item, item.record))
    founded = next((item.record.founded for item in items if isinstance(item.record, About)), None)
    for item, member in members.values():
        if founded is not None and member.founding and member.joined.earliest > founded.latest:
            message = (
                f"a founding member that joined in {member.joined}, while the group was founded in {founded};"
                " correct the date, or delete 'founding'"
            )
            yield error(item.at("joined"), "order-of-dates", message)
        for index, other in enumerate(member.joined_after):
            if other in members and members[other][1].joined.earliest > member.joined.latest:
                message = (
                    f"{quoted(other)} joined {members[other][1].joined}, later than {member.joined}; "
                    "correct a date or delete this"
                )
                yield error(item.at("joined_after", index), "order-of-dates", message)
    for item, index, other in _back_edges(members):
        message = (
            f"{quoted(other)} is itself said to have joined after {quoted(item.id or '')}, directly or by "
            "way of others; delete one of the two"
        )
        yield error(item.at("joined_after", index), "joined-in-a-circle", message)


def _back_edges(members: _Members) -> Iterator[tuple[Item, int, str]]:
    """Each reference that closes a circle, by a walk in depth that visits every reference once."""
    finished: set[str] = set()
    for start in members:
        if start in finished:
            continue
        path = {start: enumerate(members[start][1].joined_after)}
        while path:
            current = next(reversed(path))
            index, other = next(path[current], (-1, ""))
            if index < 0:
                finished.add(current)
                del path[current]
            elif other in path:
                yield members[current][0], index, other
            elif other in members and other not in finished:
                path[other] = enumerate(members[other][1].joined_after)
