"""What the model finds wrong with a record, in people's words and at the place of the offending text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from bot.knowledge.fields import ID_PATTERN, URL_PATTERN
from bot.knowledge.marks import Item
from bot.knowledge.nodes import Mapping as MappingNode
from bot.knowledge.nodes import Node, Scalar, Sequence, Step, deepest
from bot.knowledge.problem import Problem, did_you_mean, error, quoted
from bot.knowledge.shape import FieldShape, shape_of

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_BETWEEN = re.compile(r"[^a-z0-9]+")
_PATTERNS = MappingProxyType(
    {
        ID_PATTERN: "no id; use lower case letters, digits and hyphens only, at most 64",
        URL_PATTERN: "no web address; begin with https:// and leave no spaces",
        r"^[A-Z]{2}$": "no country code; write two capital letters in quotes, such as 'NZ'",
    }
)


def explain(item: Item, model: type[BaseModel], failure: ValidationError) -> Iterator[Problem]:
    """One problem for each thing that pydantic found wrong with the record."""
    faults = failure.errors(include_url=False)
    for found in faults:
        path = tuple(found["loc"])
        kind = found["type"]
        if kind == "too_short" and any(
            other["loc"][: len(path)] == path for other in faults if other is not found
        ):
            continue  # only because items of it are wrong, which is told
        if kind == "extra_forbidden":
            yield _unknown_field(item, _holder(model, path), path)
        elif kind == "missing":
            yield _missing(item, path)
        else:
            yield _wrong_value(item, model, path, found)


def _unknown_field(item: Item, model: type[BaseModel], path: tuple[Step, ...]) -> Problem:
    name = str(path[-1])
    known = shape_of(model)
    hint = did_you_mean(name, known)
    if name == "<<":
        hint = "; YAML's merge keys are not read here, write the fields out"
    elif not hint:
        hint = f"; the fields of {_named(item)} are {', '.join(known)}"
    return error(item.key(*path), "unknown-field", f"unknown field {quoted(name)}{hint}")


def _missing(item: Item, path: tuple[Step, ...]) -> Problem:
    name = str(path[-1])
    holder = deepest(item.node, path[:-1])
    if isinstance(holder, MappingNode) and name in holder.pairs:
        return error(
            item.key(*path), "empty-value", f"{quoted(name)} is left empty and must be given; fill it in"
        )
    at = item.at(*path[:-1])
    return error(at, "missing-field", f"the field {quoted(name)} of {_named(item)} is missing; add it")


def _wrong_value(item: Item, model: type[BaseModel], path: tuple[Step, ...], found: ErrorDetails) -> Problem:
    node = deepest(item.node, path)
    at = item.at(*path)
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "the record")
    field = quoted(name)
    if isinstance(node, Scalar) and node.empty:
        return error(at, "empty-value", f"an item of {field} is left empty; fill it in or delete the line")
    shape = _shape(model, path)
    say = _SAY.get(found["type"])
    if say is not None:
        code, message = say(field, node, found, shape)
        return error(at, code, message)
    return error(at, "wrong-value", f"{field}: {found['msg']}; correct it")


def _holder(model: type[BaseModel], path: tuple[Step, ...]) -> type[BaseModel]:
    for step in path[:-1]:
        if isinstance(step, str) and step in shape_of(model):
            model = shape_of(model)[step].nested or model
    return model


def _shape(model: type[BaseModel], path: tuple[Step, ...]) -> FieldShape | None:
    names = [step for step in path if isinstance(step, str)]
    return shape_of(_holder(model, tuple(names))).get(names[-1]) if names else None


def _named(item: Item) -> str:
    return f"this record of {quoted(item.kind)}" if item.id is None else quoted(item.id)


_Said = tuple[str, str]
_Say = Callable[[str, Node, "ErrorDetails", FieldShape | None], _Said]


def _text_wanted(field: str, node: Node, found: ErrorDetails, shape: FieldShape | None) -> _Said:
    if isinstance(node, MappingNode) and node.flow:
        return "wrong-type", f"{field} is text; text that begins with {{ must be put in quotes"
    if isinstance(node, Sequence) and node.flow:
        return "wrong-type", f"{field} is text; text that begins with [ must be put in quotes"
    if isinstance(node, MappingNode):
        return "wrong-type", f"{field} is text; text with a colon and a space in it must be put in quotes"
    return "wrong-type", f"{field} is one text and no list; write it behind the colon"


def _list_wanted(field: str, node: Node, found: ErrorDetails, shape: FieldShape | None) -> _Said:
    return "wrong-type", f"{field} is a list; write each item on its own line behind '- ', or all in [ ]"


def _fields_wanted(field: str, node: Node, found: ErrorDetails, shape: FieldShape | None) -> _Said:
    names = ", ".join(shape_of(shape.nested)) if shape and shape.nested else "its fields"
    return "wrong-type", f"an item of {field} has fields ({names}); write 'name: ...'"


def _choice(field: str, node: Node, found: ErrorDetails, shape: FieldShape | None) -> _Said:
    choices = shape.choices if shape else ()
    if not isinstance(node, Scalar):
        return _text_wanted(field, node, found, shape)
    hint = did_you_mean(node.text, choices) or f"; write one of: {', '.join(choices)}"
    return "wrong-value", f"{field} cannot be {quoted(node.text)}{hint}"


def _pattern(field: str, node: Node, found: ErrorDetails, shape: FieldShape | None) -> _Said:
    pattern = found["ctx"]["pattern"]
    text = node.text if isinstance(node, Scalar) else ""
    words = _PATTERNS.get(pattern, f"not of the form {pattern}")
    proper = _BETWEEN.sub("-", text.casefold()).strip("-")
    hint = f": {quoted(proper)}" if pattern == ID_PATTERN and re.fullmatch(ID_PATTERN, proper) else ""
    return "wrong-value", f"{field}: {quoted(text)} is {words}{hint}"


def _too_long(field: str, node: Node, found: ErrorDetails, shape: FieldShape | None) -> _Said:
    most = found["ctx"]["max_length"]
    length = len(node.text) if isinstance(node, Scalar) else 0
    return "too-long", f"{field} has {length} characters, {most} is the most that can be shown; shorten it"


def _too_short(field: str, node: Node, found: ErrorDetails, shape: FieldShape | None) -> _Said:
    if isinstance(node, Sequence):
        least = found["ctx"]["min_length"]
        return "empty-value", f"{field} has fewer than {least} items; add what is missing"
    return "empty-value", f"{field} is empty; fill it in or delete the line"


def _ours(field: str, node: Node, found: ErrorDetails, shape: FieldShape | None) -> _Said:
    return "wrong-value", f"{field}: {found['ctx']['error']}"


def _bound(field: str, node: Node, found: ErrorDetails, shape: FieldShape | None) -> _Said:
    context = found["ctx"]
    least, most = context.get("ge"), context.get("le")
    return "wrong-value", f"{field} must be " + (
        f"at least {least}" if least is not None else f"at most {most}"
    )


_SAY: Mapping[str, _Say] = MappingProxyType(
    {
        "string_type": _text_wanted,
        "tuple_type": _list_wanted,
        "model_type": _fields_wanted,
        "dict_type": _fields_wanted,
        "model_attributes_type": _fields_wanted,
        "literal_error": _choice,
        "string_pattern_mismatch": _pattern,
        "string_too_long": _too_long,
        "string_too_short": _too_short,
        "too_short": _too_short,
        "value_error": _ours,
        "greater_than_equal": _bound,
        "less_than_equal": _bound,
    }
)
