"""JSON Schema of the knowledge files, for editors that complete and check while one types.

Editors read YAML 1.2, where an unquoted `2018` is a number and `true` a boolean; the schema accepts whatever
the loader accepts without a word, and leaves to it what a schema cannot say (references, order of dates).
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from bot.knowledge.base import KINDS

FILE = "schema/knowledge.schema.json"
_REFERENCE = "#/$defs/{model}"
_KIND_NOTES = MappingProxyType(
    {
        "about": "What holds for the whole group; once in all files",
        "sources": "Where facts were read; other records name them by id",
        "members": "The member organisations",
        "publications": "Documents of ISECG, and some that led to it",
        "news": "What happened, each told once",
        "people": "People named in the sources",
        "chairs": "Terms of the rotating chair",
        "meetings": "Meetings",
        "groups": "Working groups and teams",
        "outsiders": "Countries, companies and bodies people ask about that are no members",
        "concepts": "Words that mean the same in a question",
        "entries": "Questions and what to answer",
    }
)


def schema() -> dict[str, Any]:
    """The schema of any knowledge file: each kind it may hold and each field of its records."""
    models: list[type[BaseModel]] = [*KINDS.values()]
    _, generated = models_json_schema(
        [(model, "validation") for model in models], ref_template=_REFERENCE, title="ISECG knowledge"
    )
    definitions = {name: _record(found) for name, found in sorted(generated["$defs"].items())}
    about = definitions[KINDS["about"].__name__]
    about["required"].remove("id")
    definitions[KINDS["entries"].__name__]["oneOf"] = [_only("answer"), _only("unknown")]
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "ISECG knowledge",
        "description": "A file of the knowledge: kinds and their records. Any kind may stand in any file.",
        "type": "object",
        "additionalProperties": False,
        "properties": {kind: _kind(kind) for kind in KINDS},
        "$defs": definitions,
    }


def schema_text() -> str:
    """The schema as it is kept in the folder of the knowledge."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def write_schema(folder: Path) -> None:
    """Bring the schema in a folder of knowledge up to date."""
    target = folder / FILE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(schema_text(), encoding="utf-8")


def _kind(kind: str) -> dict[str, Any]:
    one = {"$ref": _REFERENCE.format(model=KINDS[kind].__name__)}
    note = _KIND_NOTES[kind]
    if kind == "about":
        return {"description": note, "anyOf": [one, {"type": "null"}]}
    return {"description": note, "type": ["array", "null"], "items": one}


def _record(found: dict[str, Any]) -> dict[str, Any]:
    """A generated model, with empty values allowed where a field may be left out."""
    required = found.get("required", [])
    fields = {
        name: field if name in required else _or_empty(field) for name, field in found["properties"].items()
    }
    description = inspect.cleandoc(found["description"])
    return found | {"description": description, "properties": {n: _bare(f) for n, f in fields.items()}}


def _or_empty(field: dict[str, Any]) -> dict[str, Any]:
    if {"type": "null"} in field.get("anyOf", ()):
        return field
    about = {key: field[key] for key in ("description", "default") if key in field}
    value = {key: field[key] for key in field if key not in {"description", "default", "title"}}
    return about | {"anyOf": [value, {"type": "null"}]}


def _bare(field: dict[str, Any]) -> dict[str, Any]:
    """Without pydantic's titles and empty defaults, which say nothing to a maintainer."""
    return {
        key: value
        for key, value in field.items()
        if key != "title" and not (key == "default" and value in (None, [], ()))
    }


def _only(name: str) -> dict[str, Any]:
    return {"required": [name], "properties": {name: {"type": "string"}}}
