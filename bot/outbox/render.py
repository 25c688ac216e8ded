"""Turns snapshots into an alert: a plain structure that Discord, a terminal and `plan` can all show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from bot.outbox.planning import Planned
from bot.outbox.snapshot import Cited, Snapshot, plain
from bot.outbox.words import ENGLISH, Words
from bot.store.records import Change, ItemVersion, Kind

# A longer text is not repeated in a note.
_SHORT = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled fact."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Block:
    """One item of an alert; `id` names the member's card behind the button."""

    kind: Kind
    id: str
    title: str
    lines: tuple[Line, ...]
    text: str | None
    sources: tuple[Cited, ...]
    url: str | None
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Alert:
    """A message: a heading, its items, and dated notes on what changed after it was posted."""

    heading: str
    blocks: tuple[Block, ...]
    notes: tuple[str, ...] = ()
    digest: bool = False


def compose(
    events: Sequence[Sequence[ItemVersion]], *, since: int, posted: bool, words: Words = ENGLISH
) -> Alert | None:
    """The message about one or several events, as of now.

    `events` holds, for each, the versions of its items, oldest first by item. Versions released after `since`
    become notes. A message that is not `posted` yet leaves out what was withdrawn; None if nothing is left.
    """
    return _composed(tuple(map(tuple, events)), since, words, posted=posted)


# One alert goes to thousands of channels in few languages; making its dates readable takes a millisecond.
@lru_cache(maxsize=64)
def _composed(
    events: tuple[tuple[ItemVersion, ...], ...], since: int, words: Words, *, posted: bool
) -> Alert | None:
    blocks: list[tuple[date, Block]] = []
    notes: list[tuple[str, str]] = []
    for versions in events:
        by_item: dict[str, list[ItemVersion]] = {}
        for version in versions:
            by_item.setdefault(version.item.id, []).append(version)
        for history in by_item.values():
            latest = history[-1]
            if latest.item.withdrawn and not posted:
                continue
            snapshot = Snapshot.from_json(latest.item.snapshot)
            day = history[0].at.astimezone(UTC).date()
            blocks.append((day, block(snapshot, words, withdrawn=latest.item.withdrawn)))
            if posted:
                notes += _notes(history, since, words)
    if not blocks:
        return None
    shown = [one for _, one in blocks]
    digest = len(events) > 1
    if digest:
        first = min(day for day, _ in blocks)
        heading = words.digest.format(date=words.day(first))
    else:
        heading = words.heading(shown[0].kind, len(shown))
    alone = len(shown) == 1
    sentences = [text if alone else f"{title}: {text}" for title, text in notes]
    return Alert(heading, tuple(shown), tuple(dict.fromkeys(sentences)), digest=digest)


def preview(planned: Planned, today: date, words: Words = ENGLISH) -> Alert:
    """The alert that a planned event will post, or how it will change those that were posted."""
    event = planned.event
    at = datetime(today.year, today.month, today.day, tzinfo=UTC)
    histories = []
    for old, item in zip(planned.before, event.items, strict=True):
        if old is not None:
            histories.append(ItemVersion(0, 0, at, Change.NEW, old))
        histories.append(ItemVersion(1, 1, at, event.change, item))
    alert = compose([histories], since=0, posted=event.change is not Change.NEW, words=words)
    if alert is None:
        raise ValueError(f"event {event.key} has no items")
    return alert


def block(snapshot: Snapshot, words: Words, *, withdrawn: bool) -> Block:
    """One item's part of the message."""
    lines = []
    if snapshot.kind is Kind.MEMBERS:
        lines.append(Line(words.country, snapshot.fact("country") or ""))
        joined = words.partial(snapshot.fact("joined") or "")
        if snapshot.founding:
            joined = f"{joined}, {words.founding}"
        elif snapshot.place is not None:
            joined = f"{joined}, {words.place_of(*snapshot.place)}"
        lines.append(Line(words.joined, joined))
        brings = snapshot.fact("brings")
        if brings is not None:
            lines.append(Line(words.brings, brings))
    else:
        if snapshot.kind is Kind.PUBLICATIONS:
            lines.append(Line(words.type, (snapshot.fact("type") or "").replace("-", " ")))
        lines.append(Line(words.dated, words.partial(snapshot.fact("date") or "")))
    return Block(
        kind=snapshot.kind,
        id=snapshot.id,
        title=snapshot.title,
        lines=tuple(lines),
        text=snapshot.fact("summary"),
        sources=snapshot.sources,
        url=snapshot.fact("url"),
        withdrawn=withdrawn,
    )


def as_text(alert: Alert, words: Words = ENGLISH) -> str:
    """The alert as plain text: nothing of it depends on colour, markup or a button."""
    parts = [alert.heading]
    for one in alert.blocks:
        title = f"({one.title})" if one.withdrawn else one.title
        rows = ["", title, *(f"{line.label}: {line.value}" for line in one.lines)]
        if one.text:
            rows.append(one.text)
        if one.url:
            rows.append(one.url)
        rows += [f"{words.source}: {_source(source, words)}" for source in one.sources]
        parts += rows
    if alert.notes:
        parts += ["", *alert.notes]
    return "\n".join(parts)


def _source(source: Cited, words: Words) -> str:
    known = [source.title, source.publisher, words.partial(source.date) if source.date else None, source.url]
    return ", ".join(part for part in known if part)


def _notes(history: Sequence[ItemVersion], since: int, words: Words) -> list[tuple[str, str]]:
    """What changed after `since`: whose title it is about, and the sentence."""
    notes = []
    for before, version in zip([None, *history], history, strict=False):
        if version.release <= since or version.change is Change.NEW:
            continue
        day = words.day(version.at.astimezone(UTC).date())
        old = None if before is None else Snapshot.from_json(before.item.snapshot)
        new = Snapshot.from_json(version.item.snapshot)
        if version.change is Change.WITHDRAWN:
            texts = [words.withdrawn.format(date=day)]
        else:
            texts = [] if old is None else _differences(old, new, day, words)
            if version.change is Change.RESTORED:
                texts.insert(0, words.restored.format(date=day))
        notes += [(new.title, text) for text in texts]
    return notes


def _differences(old: Snapshot, new: Snapshot, day: str, words: Words) -> list[str]:
    """One sentence for each fact that reads differently now."""
    texts = []
    names = dict.fromkeys([name for name, _ in old.facts] + [name for name, _ in new.facts])
    for name in names:
        was, is_ = old.fact(name), new.fact(name)
        if plain(was or "") == plain(is_ or ""):
            continue
        fact = words.fact_name(name)
        if was is None or is_ is None or len(was) > _SHORT or len(is_) > _SHORT:
            texts.append(words.changed_long.format(date=day, fact=fact))
            continue
        if name in {"joined", "date"}:
            was, is_ = words.partial(was), words.partial(is_)
        texts.append(words.changed.format(date=day, fact=fact, new=is_, old=was))
    if set(old.sources) != set(new.sources):
        texts.append(words.changed_long.format(date=day, fact=words.source_changed))
    return texts
