"""What the model says about its fields, in the few terms that reading a file needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, get_args, get_origin

from pydantic import BaseModel

from bot.knowledge.dates import PartialDate
from bot.knowledge.fields import Refers


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field: a list or not, the kinds its ids refer to, the nested model, its choices, text or not."""

    many: bool
    refers: tuple[str, ...]
    nested: type[BaseModel] | None
    choices: tuple[str, ...]
    text: bool
    required: bool


@cache
def shape_of(model: type[BaseModel]) -> Mapping[str, FieldShape]:
    """The fields of a model by name, in the order of the model."""
    return MappingProxyType({name: _field(model, name) for name in model.model_fields})


def _field(model: type[BaseModel], name: str) -> FieldShape:
    info = model.model_fields[name]
    parts = list(_parts(info.annotation))
    marks = [mark for mark in (*info.metadata, *parts) if isinstance(mark, Refers)]
    nested = [part for part in parts if isinstance(part, type) and issubclass(part, BaseModel)]
    return FieldShape(
        many=any(get_origin(part) is tuple for part in parts),
        refers=marks[0].kinds if marks else (),
        nested=nested[0] if nested else None,
        choices=tuple(c for part in parts if get_origin(part) is Literal for c in get_args(part)),
        text=not nested and not any(part is kind for part in parts for kind in (PartialDate, int, bool)),
        required=info.is_required(),
    )


def _parts(annotation: object) -> Iterator[object]:
    yield annotation
    if get_origin(annotation) is not Literal:
        for argument in get_args(annotation):
            yield from _parts(argument)
