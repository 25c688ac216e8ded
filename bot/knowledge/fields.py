"""The kinds of value that fields of the model have: each reads the text that was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, PlainValidator, WithJsonSchema

from bot.knowledge.dates import PartialDate

_DIGITS = re.compile(r"[0-9]{1,9}")
DATE_PATTERN = r"^\d{4}(-\d{2}){0,2}(\s*/\s*\d{4}(-\d{2}){0,2})?$"


def _date(value: object) -> PartialDate:
    if isinstance(value, PartialDate):
        return value
    if not isinstance(value, str | int):
        raise ValueError(
            "here belongs a date: YYYY, YYYY-MM, YYYY-MM-DD, or two of these with a slash between"
        )
    return PartialDate.parse(str(value))


def _number(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or not _DIGITS.fullmatch(value):
        raise ValueError("here belongs a whole number, digits alone (1000, not 1_000 or 1,000)")
    return int(value)


def _flag(value: object) -> object:
    if isinstance(value, bool):
        return value
    if value not in {"true", "false"}:
        raise ValueError("write true or false (not yes, no, on or off)")
    return value == "true"


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field whose ids are those of records of these kinds."""

    kinds: tuple[str, ...]


ID_PATTERN = r"^[a-z0-9][a-z0-9-]{0,63}$"
URL_PATTERN = r"^https?://\S+$"

Id = Annotated[str, Field(pattern=ID_PATTERN)]
SourceId = Annotated[str, Field(pattern=ID_PATTERN), Refers(("sources",))]
MemberId = Annotated[str, Field(pattern=ID_PATTERN), Refers(("members",))]
PersonId = Annotated[str, Field(pattern=ID_PATTERN), Refers(("people",))]
EntryId = Annotated[str, Field(pattern=ID_PATTERN), Refers(("entries",))]
TopicId = Annotated[
    str, Field(pattern=ID_PATTERN), Refers(("members", "publications", "people", "meetings", "groups"))
]
Text = Annotated[str, Field(min_length=1, max_length=3500)]
Url = Annotated[str, Field(pattern=URL_PATTERN, max_length=2000)]
Flag = Annotated[bool, BeforeValidator(_flag), WithJsonSchema({"enum": [True, False, "true", "false"]})]
Number = Annotated[
    int,
    BeforeValidator(_number),
    WithJsonSchema({"type": ["integer", "string"], "minimum": 1, "pattern": "^[0-9]{1,9}$"}),
]
When = Annotated[
    PartialDate,
    PlainValidator(_date),
    PlainSerializer(str, return_type=str),
    WithJsonSchema(
        {"type": ["string", "integer"], "pattern": DATE_PATTERN, "minimum": 1000, "maximum": 9999},
    ),
]
