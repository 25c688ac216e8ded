"""Unquoted text that other YAML tools take for something else.

We read what was typed; an editor, a linter or another program reads YAML 1.1 or 1.2, where `NO` is false,
`12:30` is 750 and `2018-03-01` is a day. A file that only we read right is a trap for its maintainers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import BaseModel

from bot.knowledge.nodes import Mapping, Node, Scalar, Sequence
from bot.knowledge.problem import Position, Problem, quoted, warning
from bot.knowledge.shape import shape_of

_BOOLEAN = re.compile(r"(?i:y|n|yes|no|on|off|true|false)")
_SEXAGESIMAL = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?")
_NUMBER = re.compile(
    r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o[0-7_]+|[0-9][0-9_]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
    r"|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?|\.(?i:inf))|\.(?i:nan)"
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?")
_KINDS = (
    (_BOOLEAN, "true or false"),
    (_SEXAGESIMAL, "a time of day or a number"),
    (_NUMBER, "a number"),
    (_DATE, "a date"),
)
_FIRST = frozenset("yYnNoOtTfF+-.0123456789")


def traps(file: str, node: Mapping, model: type[BaseModel]) -> Iterator[Problem]:
    """A warning for each unquoted text of a record that would not be text to other tools."""
    for name, (_, value) in node.pairs.items():
        shape = shape_of(model).get(name)
        if shape is None:
            continue
        if shape.text:
            yield from _texts(file, value)
        elif shape.nested is not None and isinstance(value, Sequence):
            for item in value.items:
                if isinstance(item, Mapping):
                    yield from traps(file, item, shape.nested)


def _texts(file: str, node: Node) -> Iterator[Problem]:
    for item in node.items if isinstance(node, Sequence) else [node]:
        if not isinstance(item, Scalar) or item.style or item.text[:1] not in _FIRST:
            continue
        kind = other_tools_read(item.text)
        if kind is not None:
            shown = quoted(item.text)
            message = f"other tools read {item.text} as {kind}; put it in quotes: {shown}"
            yield warning(Position(file, item.line, item.column), "yaml-trap", message)


def other_tools_read(text: str) -> str | None:
    """What YAML 1.1 or 1.2 makes of the unquoted text, or None where it stays text."""
    return next((kind for pattern, kind in _KINDS if pattern.fullmatch(text)), None)
