"""From a matched entry and its bound slots to an answer's text, sources and as-of date."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice, product

from bot.answers.model import Answer, Related
from bot.answers.snapshot import Snapshot
from bot.answers.templates import FaultyCiteError, FaultyTemplateError
from bot.knowledge.dates import PartialDate
from bot.knowledge.model import About, Entry, Member, Publication, Source, Sourced
from bot.matching.demands import Binding
from bot.matching.times import Window

MAX_SOURCES = 6
_MOST_RENDERINGS = 4
SLOT = re.compile(r"\{([a-z_0-9]+)\}")
_DATE_SLOT = re.compile(r"(?:\b(in|on|of|for|during|at|before|after|since|until|by|from)\s+)?\{date\}")


def kind_of(slot: str) -> str:
    """Return the kind of a slot by its name: "member" for "member_2"."""
    return slot.rpartition("_")[0] if slot[-1:].isdigit() else slot


def contexts(snapshot: Snapshot, binding: Binding, today: date) -> Iterator[dict[str, object]]:
    """Yield the names a template sees, once for each thing that an ambiguous slot can stand for."""
    names = sorted(binding.ids)
    choices = [tuple(snapshot.records(kind_of(name), binding.ids[name])) for name in names]
    for *chosen, number in islice(product(*choices, binding.numbers or (None,)), _MOST_RENDERINGS):
        yield {
            **snapshot.globals,
            **dict(zip(names, chosen, strict=True)),
            "date": binding.window,
            "number": number,
            "today": today,
        }


def render(snapshot: Snapshot, entry: Entry, binding: Binding, today: date, confidence: float) -> Answer:
    """Render an entry for what its slots stand for, once for all questions; raises FaultyTemplateError."""
    found = snapshot.rendered.get(
        _asked_for(entry, binding, today), lambda: _render(snapshot, entry, binding, today)
    )
    return Answer(
        text=found.text,
        entry=found.entry,
        question=found.question,
        confidence=confidence,
        as_of=found.as_of,
        sources=found.sources,
        related=found.related,
    )


def unknown(
    snapshot: Snapshot, entry: Entry, binding: Binding, today: date, most: int
) -> tuple[str, tuple[Related, ...]]:
    """Say what an entry says is not known, and what may be asked instead; raises FaultyTemplateError."""

    def said() -> tuple[str, tuple[Related, ...]]:
        text = snapshot.compiled(entry).text(next(contexts(snapshot, binding, today)))
        return text, tuple(islice(related_to(snapshot, entry, binding), most))

    return snapshot.said.get((*_asked_for(entry, binding, today), most), said)


def _asked_for(entry: Entry, binding: Binding, today: date) -> tuple[Hashable, ...]:
    """Return all that the rendering of an entry follows from, as far as it differs between questions."""
    return entry.id, tuple(binding.ids.items()), binding.window, binding.numbers, today


def _render(snapshot: Snapshot, entry: Entry, binding: Binding, today: date) -> Answer:
    compiled = snapshot.compiled(entry)
    texts: list[str] = []
    cited: list[object] = []
    for context in contexts(snapshot, binding, today):
        texts.append(compiled.text(context))
        for number, evaluate in enumerate(compiled.cite):
            try:
                cited.extend(_flat(evaluate(context)))
            except FaultyTemplateError as fault:
                raise FaultyCiteError(str(fault), number) from None
    return Answer(
        text="\n".join(dict.fromkeys(texts)),
        entry=entry.id,
        question=worded(snapshot, entry, binding) or entry.questions[0],
        confidence=0.0,
        as_of=_as_of(entry, cited),
        sources=_sources(snapshot, entry, cited),
        related=tuple(related_to(snapshot, entry, binding)),
    )


def worded(snapshot: Snapshot, entry: Entry, binding: Binding) -> str | None:
    """Word an entry's question with the bound slots filled in; None where no wording can be filled."""
    filled = {
        name: label(record)
        for name, ids in binding.ids.items()
        for record in snapshot.records(kind_of(name), ids[:1])
    }
    for question in entry.questions:
        if "{" not in question:
            return question
        text = question if binding.window is None else with_date(question, binding.window)
        if binding.numbers:
            text = text.replace("{number}", str(binding.numbers[0]))
        if set(SLOT.findall(text)) <= filled.keys():
            return SLOT.sub(lambda match: filled[match[1]], text)
    return None


def label(record: object) -> str:
    """Name a thing shortly, as a question would."""
    if isinstance(record, Member):
        return record.acronym
    if isinstance(record, Publication):
        return record.short or record.title
    return str(getattr(record, "name", record))


def with_date(question: str, window: Window) -> str:
    """Put a date into a question's slot for one, behind the preposition that stands there or its own."""

    def put(match: re.Match[str]) -> str:
        if match[1] in {None, "in"} or window.relation != "in":  # "in 2019", but "at the end of 2019"
            return window.text
        return f"{match[1]} {window.text.partition(' ')[2]}"

    return _DATE_SLOT.sub(put, question)


def related_to(snapshot: Snapshot, entry: Entry, binding: Binding) -> Iterator[Related]:
    """Yield the questions that may come next, each once, about the same things where they ask for them."""
    for id_ in dict.fromkeys(entry.related):
        other = snapshot.entries.get(id_)
        question = worded(snapshot, other, binding) if other is not None else None
        if question is not None:
            yield Related(id_, question)


def _flat(value: object) -> Iterator[object]:
    if value is None:
        return
    if isinstance(value, Sourced):
        yield value
    elif isinstance(value, Iterable) and not isinstance(value, str | Mapping):
        for item in value:
            yield from _flat(item)
    else:
        raise FaultyTemplateError(f"cite gives {type(value).__name__}; it must give records with sources")


def _as_of(entry: Entry, cited: list[object]) -> PartialDate | None:
    if entry.as_of is not None:
        return entry.as_of
    dates = [_dated(record) for record in cited]
    return max(dates, key=lambda value: (value.latest, value.earliest)) if dates else None


def _dated(record: object) -> PartialDate:
    if isinstance(record, About):
        return record.members_checked
    if isinstance(record, Sourced):
        return record.as_of
    raise TypeError(f"{type(record).__name__} has no as-of date")


def _sources(snapshot: Snapshot, entry: Entry, cited: list[object]) -> tuple[Source, ...]:
    """Take the entry's own sources, then of each record the first, then the second, while there is room."""
    ids = dict.fromkeys(entry.sources)
    lists = [
        record.members_sources if isinstance(record, About) else record.sources
        for record in cited
        if isinstance(record, Sourced)
    ]
    for depth in range(max(map(len, lists), default=0)):
        for sources in lists:
            if depth < len(sources) and len(ids) < MAX_SOURCES:
                ids.setdefault(sources[depth])
    return tuple(snapshot.sources[id_] for id_ in ids if id_ in snapshot.sources)
