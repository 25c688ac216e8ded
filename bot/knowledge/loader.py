"""A folder of YAML files becomes `Knowledge`, or a list of everything that is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.knowledge.base import KINDS, Knowledge
from bot.knowledge.checks import check
from bot.knowledge.folder import Reading, read_folder
from bot.knowledge.marks import Item, Marks, position
from bot.knowledge.nodes import Mapping as MappingNode
from bot.knowledge.nodes import Node, Scalar, Sequence, typed
from bot.knowledge.problem import Position, Problem, Severity, did_you_mean, error, in_order, quoted, warning
from bot.knowledge.traps import traps
from bot.knowledge.wording import explain
from bot.knowledge.yaml_reader import read_yaml

ABOUT_ID = "isecg"
_MAX_SHOWN = 300  # problems of one file; a file with more is broken throughout
_MAX_BETWEEN = 1_000  # problems between records; checks are lazy, so this bounds the time as well


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder says; `knowledge` is None exactly when one of the problems is an error."""

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]
    marks: Marks
    revision: str


def load(folder: Path, today: date | None = None) -> Loaded:
    """Read, validate and cross-check a folder; never raises for anything that is in it.

    The files of problems and marks are given as `folder/file`, with the folder as it was passed. With
    `today`, dates that lie ahead of it are warned about.
    """
    return load_reading(read_folder(folder), today)


def load_bytes(files: Mapping[str, bytes], today: date | None = None) -> Loaded:
    """The same for files that are already read, by their path inside the folder."""
    return load_reading(Reading("", dict(sorted(files.items()))), today)


def load_reading(reading: Reading, today: date | None = None) -> Loaded:
    """The same for a folder that is already read."""
    unread = any(problem.severity is Severity.ERROR for problem in reading.problems)
    collected = _Collected(list(reading.problems), whole=not unread)
    for name, content in reading.files.items():
        _file(collected, os.path.join(reading.folder, name) if reading.folder else name, content)  # noqa: PTH118  keeps the folder as typed
    if not reading.files and not unread:
        message = "there is no *.yaml file in this folder; name the folder that holds the knowledge"
        collected.problems.append(error(Position(reading.folder or "."), "empty-folder", message))
        collected.whole = False
    items = collected.items
    if collected.whole and not any(item.kind == "about" for item in items):
        message = "no file has the part 'about:' with the group's name and site; add it to one"
        collected.problems.append(error(Position(reading.folder or "."), "missing-about", message))
    between = check(items, whole=collected.whole, today=today)
    collected.problems.extend(islice(between, _MAX_BETWEEN))
    problems = _cut(in_order(collected.problems))
    marks = Marks(items)
    if any(problem.severity is Severity.ERROR for problem in problems):
        return Loaded(None, problems, marks, reading.revision)
    return Loaded(_knowledge(items, reading.revision), problems, marks, reading.revision)


def _cut(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """The first problems of each file, and in place of a flood of others their number."""
    shown: list[Problem] = []
    for _, found in groupby(problems, key=lambda problem: problem.file):
        of_file = list(found)
        kept, rest = of_file[:_MAX_SHOWN], of_file[_MAX_SHOWN:]
        shown.extend(kept)
        if rest:
            message = f"{len(rest)} more problems in this file are not shown; correct these first"
            bad = any(problem.severity is Severity.ERROR for problem in rest)
            shown.append((error if bad else warning)(kept[-1].position, "more-problems", message))
    return tuple(shown)


@dataclass(slots=True)
class _Collected:
    problems: list[Problem]
    items: list[Item] = field(default_factory=list)
    whole: bool = True


def _knowledge(items: list[Item], revision: str) -> Knowledge:
    records: dict[str, list[Any]] = {kind: [] for kind in KINDS}
    given: dict[frozenset[str], set[str]] = {}
    for item in items:
        # Pydantic notes with each record which fields were given, in a set as large as many a record.
        assert item.record is not None, "there is no error"
        names = item.record.model_fields_set
        object.__setattr__(item.record, "__pydantic_fields_set__", given.setdefault(frozenset(names), names))
        records[item.kind].append(item.record)
    about = records.pop("about")[0]
    return Knowledge(revision, about, **{kind: tuple(found) for kind, found in records.items()})


def _file(collected: _Collected, file: str, content: bytes) -> None:
    document = read_yaml(file, content)
    problems = document.problems
    if document.root is not None:
        for key, value in document.root.pairs.values():
            _kind(collected.items, problems, file, key, value)
    elif document.whole:
        problems.append(warning(Position(file), "empty-file", "nothing is written in this file; delete it"))
    collected.whole = collected.whole and document.whole
    collected.problems.extend(problems)


def _kind(items: list[Item], problems: list[Problem], file: str, key: Scalar, value: Node) -> None:
    kind = key.text
    if kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or f"; a file holds {', '.join(KINDS)}"
        message = f"{quoted(kind)} is no part of the knowledge{hint}"
        problems.append(error(position(file, key), "unknown-kind", message))
    elif isinstance(value, Scalar) and value.empty:
        return
    elif kind == "about":
        _about(items, problems, file, value)
    elif not isinstance(value, Sequence):
        message = f"{quoted(kind)} is a list of records; begin each with '- id: ...'"
        problems.append(error(position(file, value), "wrong-type", message))
    else:
        for node in value.items:
            if isinstance(node, MappingNode):
                _record(items, problems, Item(kind, file, node, _id(node)))
            else:
                message = f"each item of {quoted(kind)} is a record with fields; begin it with '- id: ...'"
                problems.append(error(position(file, node), "wrong-type", message))


def _about(items: list[Item], problems: list[Problem], file: str, value: Node) -> None:
    if not isinstance(value, MappingNode):
        message = "'about' is one record and no list; write its fields below it, without '- '"
        problems.append(error(position(file, value), "wrong-type", message))
        return
    earlier = next((item for item in items if item.kind == "about"), None)
    if earlier is not None:
        message = f"'about' is already given at {earlier.at()}; keep one of the two"
        problems.append(error(position(file, value), "duplicate-id", message))
        return
    _record(items, problems, Item("about", file, value, _id(value) or ABOUT_ID))


def _id(node: MappingNode) -> str | None:
    found = node.value("id")
    return found.text if isinstance(found, Scalar) and not found.empty else None


def _record(items: list[Item], problems: list[Problem], item: Item) -> None:
    model = KINDS[item.kind]
    data = typed(item.node)
    if item.kind == "about" and isinstance(data, dict):
        data.setdefault("id", ABOUT_ID)
    try:
        item.record = model.model_validate(data)
    except ValidationError as failure:
        problems.extend(explain(item, model, failure))
    problems.extend(traps(item.file, item.node, model))
    items.append(item)
