"""What only shows when entries are read and rendered: faulty templates, clashing questions, unknown slots."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product

from bot.answers.compiling import Compiler
from bot.answers.rendering import contexts, kind_of, render
from bot.answers.snapshot import FURTHER_SLOTS, SLOT_KINDS, Snapshot, compile_entry
from bot.answers.templates import FaultyCiteError, FaultyTemplateError, filters
from bot.knowledge.marks import Marks
from bot.knowledge.model import Entry
from bot.knowledge.problem import Position, Problem, did_you_mean, error, in_order, quoted
from bot.matching.catalogue import slots_of
from bot.matching.demands import Binding
from bot.matching.phrasings import ReadPhrasing
from bot.matching.times import Window

_OWN_TYPE = re.compile(r"'bot\.[\w.]*\.(\w+) object'")
_UNDEFINED = re.compile(r"'(\w+)' is undefined")
_NO_FILTER = re.compile(r"No filter named '(\w+)'")

LONGEST_ANSWER = 1900
"""Characters of a rendered answer: a Discord message holds 2,000, and as-of date and sources need room."""

_TRIED = 60  # things of a kind that a slot is tried with
_TRIED_PAIRS = 4  # of each kind, where an entry has two slots
_WINDOWS = (
    Window("in", date(2015, 1, 1), date(2015, 12, 31), "in 2015"),
    Window("in", date(2020, 3, 12), date(2020, 3, 12), "on 12 March 2020"),
    Window("in", date(1999, 1, 1), date(1999, 12, 31), "in 1999"),
    Window("before", None, date(2019, 12, 31), "before 2020"),
    Window("since", date(2019, 1, 1), None, "since 2019"),
    Window("between", date(2018, 1, 1), date(2020, 12, 31), "between 2018 and 2020"),
)
_NUMBERS = (2, 15, 18, 27, 99)


def check_answers(snapshot: Snapshot, marks: Marks, today: date) -> tuple[Problem, ...]:
    """Find every problem of the entries, each at its place in the files."""
    problems: list[Problem] = []
    by_entry: dict[int, list[ReadPhrasing]] = {}
    for phrasing in snapshot.matcher.catalogue.phrasings:
        by_entry.setdefault(phrasing.entry, []).append(phrasing)
    for number, entry in enumerate(snapshot.knowledge.entries):
        unknown = list(_unknown_slots(entry, marks))
        problems.extend(unknown)
        if not unknown:
            problems.extend(_templates(snapshot, entry, by_entry.get(number, []), marks, today))
    problems.extend(_clashes(snapshot, marks))
    return in_order(problems)


def check_templates(marks: Marks) -> tuple[Problem, ...]:
    """Find what shows of entries without the other records, for a folder that cannot be loaded whole."""
    problems: list[Problem] = []
    compiler = Compiler()
    for entry in marks.records("entries"):
        if isinstance(entry, Entry):
            problems.extend(_unknown_slots(entry, marks))
            try:
                compile_entry(compiler, entry)
            except FaultyTemplateError as fault:
                problems.append(_faulty(entry, marks, fault, "is faulty"))
    return in_order(problems)


def _at(marks: Marks, entry: Entry, *path: str | int, line: int | None = None) -> Position:
    return marks.of("entries", entry.id, *path, line=line) or Position("knowledge")


def _unknown_slots(entry: Entry, marks: Marks) -> Iterator[Problem]:
    known = {*SLOT_KINDS, *FURTHER_SLOTS}
    for number, question in enumerate(entry.questions):
        for part in question.split("{")[1:]:
            name, closed, _ = part.partition("}")
            if not closed or name not in known:
                message = (
                    f"{quoted('{' + name + '}')} is no slot{did_you_mean(name, known)}"
                    f" The slots are {', '.join(SLOT_KINDS)}, and a second and third of a kind with _2 and _3"
                ).replace("slot The", "slot; the")
                yield error(_at(marks, entry, "questions", number), "unknown-slot", message)


def _templates(
    snapshot: Snapshot, entry: Entry, phrasings: Sequence[ReadPhrasing], marks: Marks, today: date
) -> Iterator[Problem]:
    field = _field(entry)
    try:
        compiled = snapshot.compiled(entry)
    except FaultyTemplateError as fault:
        yield _faulty(entry, marks, fault, "is faulty")
        return
    seen: set[str] = set()
    for binding in _bindings(snapshot, entry, phrasings):
        said = _said(binding)
        try:
            if entry.unknown is not None:
                texts = [compiled.text(context) for context in contexts(snapshot, binding, today)]
                sourced = True
            else:
                answer = render(snapshot, entry, binding, today, 1.0)
                texts, sourced = [answer.text], bool(answer.sources) and answer.as_of is not None
        except FaultyTemplateError as fault:
            if str(fault) not in seen:
                seen.add(str(fault))
                yield _faulty(entry, marks, fault, f"fails{said}", snapshot.globals)
            continue
        for code, message in _faults(texts, sourced=sourced):
            if code not in seen:
                seen.add(code)
                yield error(_at(marks, entry, field), code, f"the answer{said} {message}")


def _field(entry: Entry) -> str:
    return "answer" if entry.answer is not None else "unknown"


def _faulty(
    entry: Entry, marks: Marks, fault: FaultyTemplateError, how: str, names: Iterable[str] = ()
) -> Problem:
    """Word a fault at its place; `names` are those that a template may use."""
    said = _OWN_TYPE.sub(r"\1", str(fault)).rstrip(".")
    if found := _UNDEFINED.fullmatch(said):
        known = sorted({*names, "date", "number", "today"} - {*FURTHER_SLOTS})
        said += did_you_mean(found[1], known) or f"; the names are {', '.join(known)}"
    elif found := _NO_FILTER.fullmatch(said):
        said += did_you_mean(found[1], filters()) or f"; the filters are {', '.join(filters())}"
    elif said.startswith("'None' has no"):
        said += "; name only slots that all questions of the entry have, or ask first with {% if ... %}"
    elif not said.endswith("%}"):
        said += "; correct it"
    if isinstance(fault, FaultyCiteError):
        at = _at(marks, entry, "cite", fault.number)
        return error(at, "template", f"{quoted(entry.cite[fault.number])} under 'cite' {how}: {said}")
    line = fault.line if fault.line and fault.line > 1 else None
    return error(_at(marks, entry, _field(entry), line=line), "template", f"the template {how}: {said}")


def _faults(texts: Sequence[str], *, sourced: bool) -> Iterator[tuple[str, str]]:
    text = "\n".join(texts)
    if not text.strip():
        yield "empty-answer", "is empty; every case of the template must say something"
    if len(text) > LONGEST_ANSWER:
        yield (
            "long-answer",
            f"has {len(text)} characters; a message has room for {LONGEST_ANSWER}, so shorten it",
        )
    if not sourced:
        yield "unsourced-answer", "has no source or no as-of date; add sources and as_of, or cite"


def _said(binding: Binding) -> str:
    parts = [f"{name} = {', '.join(ids)}" for name, ids in sorted(binding.ids.items())]
    if binding.window is not None:
        parts.append(f"date = {binding.window.text!r}")
    if binding.numbers:
        parts.append(f"number = {binding.numbers[0]}")
    return f" for {', '.join(parts)}" if parts else ""


def _bindings(snapshot: Snapshot, entry: Entry, phrasings: Sequence[ReadPhrasing]) -> Iterator[Binding]:
    """Yield what the slots of an entry can stand for, with enough things to try all cases."""
    read = snapshot.variables(entry)
    tried: set[frozenset[str]] = set()
    for phrasing in phrasings:
        signature = snapshot.matcher.catalogue.demands.signatures[phrasing.signature]
        demanded = frozenset(name for name, _ in signature.demand.slots)
        for names in (demanded & read, frozenset(slots_of(entry, signature)) & read):
            if names not in tried:
                tried.add(names)
                yield from _filled(snapshot, sorted(names))


def _filled(snapshot: Snapshot, names: Sequence[str]) -> Iterator[Binding]:
    things = [name for name in names if kind_of(name) not in {"date", "number"}]
    most = _TRIED if len(names) == 1 else _TRIED_PAIRS
    ids = [_ids(snapshot, kind_of(name), most) for name in things]
    windows: tuple[Window | None, ...] = _WINDOWS if "date" in names else (None,)
    numbers = [(number,) for number in _NUMBERS] if "number" in names else [()]
    for chosen in product(*ids):
        for window, of in product(windows, numbers):
            bound = {name: (id_,) for name, id_ in zip(things, chosen, strict=True)}
            yield Binding(bound, window, of)


def _ids(snapshot: Snapshot, kind: str, most: int) -> Sequence[str]:
    knowledge = snapshot.knowledge
    regions = tuple(dict.fromkeys(member.region for member in knowledge.members))
    things: Mapping[str, Sequence[str]] = {
        "member": [record.id for record in knowledge.members],
        "outsider": [record.id for record in knowledge.outsiders],
        "person": [record.id for record in knowledge.people],
        "publication": [record.id for record in knowledge.publications],
        "meeting": [record.id for record in knowledge.meetings],
        "group": [record.id for record in knowledge.groups],
        "region": (*regions, "Africa"),
    }
    found = things[kind]
    step = max(1, len(found) // most)
    return found[::step][:most]


def _clashes(snapshot: Snapshot, marks: Marks) -> Iterator[Problem]:
    """Find questions of two entries that no reader's question could tell apart."""
    catalogue = snapshot.matcher.catalogue
    first: dict[tuple[object, ...], ReadPhrasing] = {}
    for phrasing in catalogue.phrasings:
        signature = catalogue.demands.signatures[phrasing.signature]
        key = (
            phrasing.words,
            tuple(kind for _, kind in signature.demand.slots),
            signature.demand.consts,
            signature.demand.times,
            signature.demand.ordinals,
            signature.side.contrasts,
        )
        other = first.setdefault(key, phrasing)
        if other.entry == phrasing.entry:
            continue
        entry = snapshot.knowledge.entries[phrasing.entry]
        rival = snapshot.knowledge.entries[other.entry]
        at = _at(marks, entry, "questions", entry.questions.index(phrasing.text))
        where = _at(marks, rival, "questions", rival.questions.index(other.text))
        message = (
            f"{quoted(phrasing.text)} asks the same as {quoted(other.text)} "
            f"of entry {rival.id!r} at {where}; keep it in one of them"
        )
        yield error(at, "same-question", message)
