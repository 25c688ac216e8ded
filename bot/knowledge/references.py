"""Ids that name other records: each must lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.knowledge.base import KINDS
from bot.knowledge.fields import ID_PATTERN
from bot.knowledge.marks import Item
from bot.knowledge.nodes import Scalar, Step
from bot.knowledge.nodes import Sequence as SequenceNode
from bot.knowledge.problem import Problem, did_you_mean, error, quoted, warning
from bot.knowledge.shape import shape_of

_ID = re.compile(ID_PATTERN)  # what is no id is reported as such, by the model
_MAX_SUGGESTED = 50  # nearest ids looked for; a folder with more loose ends is broken throughout


def references(items: Sequence[Item]) -> Iterator[Problem]:
    """An error for each id that names no record of the kinds its field allows, a warning for idle sources."""
    known: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for item in items:
        if item.id is not None:
            known[item.kind].add(item.id)
    used: set[str] = set()
    suggested = 0
    nearest: dict[tuple[str, ...], list[str]] = {}
    for item, kinds, path, named in _named(items):
        if "sources" in kinds:
            used.add(named)
        if not _ID.fullmatch(named) or any(named in known[kind] for kind in kinds):
            continue
        where = " or ".join(quoted(kind) for kind in kinds)
        elsewhere = [kind for kind, ids in known.items() if named in ids]
        if elsewhere:
            hint = f" (it is one of {quoted(elsewhere[0])}); name one of {where}"
        else:
            if kinds not in nearest:
                nearest[kinds] = sorted(set().union(*(known[kind] for kind in kinds)))
            suggested += 1
            near = did_you_mean(named, nearest[kinds]) if suggested <= _MAX_SUGGESTED else ""
            hint = near or "; add the record or correct the id"
        yield error(item.at(*path), "dangling-reference", f"there is no {quoted(named)} in {where}{hint}")
    for item in items:
        if item.kind == "sources" and item.id is not None and item.id not in used:
            message = f"no record names the source {quoted(item.id)}; use it or delete it"
            yield warning(item.at("id"), "unused-source", message)


def _named(items: Sequence[Item]) -> Iterator[tuple[Item, tuple[str, ...], tuple[Step, ...], str]]:
    referring = {
        kind: [(name, shape) for name, shape in shape_of(model).items() if shape.refers]
        for kind, model in KINDS.items()
    }
    for item in items:
        for name, shape in referring[item.kind]:
            value = item.node.value(name)
            if isinstance(value, Scalar) and not value.empty and not shape.many:
                yield item, shape.refers, (name,), value.text.strip()
            elif isinstance(value, SequenceNode) and shape.many:
                for index, one in enumerate(value.items):
                    if isinstance(one, Scalar) and not one.empty:
                        yield item, shape.refers, (name, index), one.text.strip()
