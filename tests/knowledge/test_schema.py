"""The schema for editors is current, and says neither more nor less than the loader can bear."""

import json
import os
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema
import pytest
import yaml

from bot.knowledge.loader import load
from bot.knowledge.schema import FILE, schema, schema_text
from bot.knowledge.shipped import shipped_folder
from tests.folders import SMALL, write_folder


class EditorLoader(yaml.SafeLoader):
    """YAML 1.2 as editors read it: only true and false are booleans, and a bare date is text."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  PyYAML's own name and type for it


for tag, pattern, first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
):
    EditorLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{tag}", re.compile(f"(?:{pattern})\\Z"), list(first)
    )


def as_editors_read(text: str) -> object:
    """The values of a file in an editor."""
    return yaml.load(text, Loader=EditorLoader)


def complaints(value: object) -> list[str]:
    """What an editor would underline."""
    validator = jsonschema.Draft7Validator(schema())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def test_the_committed_schema_is_current() -> None:
    """Whoever changes the model writes the schema again, with `write_schema(shipped_folder())`."""
    assert (shipped_folder() / FILE).read_text(encoding="utf-8") == schema_text(), "run write_schema"


def test_the_schema_is_a_schema() -> None:
    """It conforms to the draft it names, and every field explains itself."""
    jsonschema.Draft7Validator.check_schema(schema())
    for name, model in schema()["$defs"].items():
        for field, found in model["properties"].items():
            assert found.get("description"), f"{name}.{field}"


@pytest.mark.parametrize(
    "file",
    sorted(shipped_folder().rglob("*.yaml")),
    ids=lambda file: file.relative_to(shipped_folder()).as_posix(),
)
def test_shipped_files_name_and_satisfy_the_schema(file: Path) -> None:
    """The first line leads editors to the schema by a relative path, and they find nothing to underline."""
    text = file.read_text(encoding="utf-8")
    to_schema = Path(os.path.relpath(shipped_folder() / FILE, file.parent)).as_posix()
    assert text.splitlines()[0] == f"# yaml-language-server: $schema={to_schema}"
    assert complaints(as_editors_read(text)) == []


@pytest.mark.parametrize("kind", SMALL)
def test_what_loads_satisfies_the_schema(kind: str) -> None:
    """The small folder, which loads without a word, is not underlined either."""
    assert complaints(as_editors_read(dedent(SMALL[kind]))) == []


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("members", "founding: true", "founding: 'true'"),
        ("members", "founding: true", "founding:"),
        ("members", "joined: 2007", "joined: '2007'"),
        ("members", "joined: 2007", "joined: 2007-01-01"),
        ("members", "joined: 2018/2019", "joined: 2018-01 / 2019-12-31"),
        ("members", "country_aliases: [Norge]", "country_aliases: ~"),
        ("members", "former:", "aliases: []\n    former:"),
        ("members", "website: https://www.romsenter.no", "website: null"),
        ("publications", "edition: 1", "edition: '1'"),
        ("publications", "edition: 1", "edition:"),
        ("groups", "groups:", "concepts:\ngroups:"),
        ("about", "name:", "id: isecg\n  name:"),
        ("entries", "unknown: No source", "answer:\n    unknown: No source"),
        ("entries", "cite: [member]", "unknown: ~\n    cite: [member]"),
    ],
)
def test_what_the_loader_accepts_the_schema_accepts(tmp_path: Path, kind: str, old: str, new: str) -> None:
    """Other ways to write the same are fine with both."""
    text = dedent(SMALL[kind])
    assert old in text
    spoilt = text.replace(old, new, 1)
    assert load(write_folder(tmp_path, **{kind: spoilt})).problems == ()
    assert complaints(as_editors_read(spoilt)) == []


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("members", "joined: 2007", "jioned: 2007"),
        ("members", "founding: true", "founding: yes"),
        ("members", "region: Europe", "region: Erope"),
        ("members", "id: esa", "id: ESA"),
        ("members", "joined: 2007", "joined: soon"),
        ("members", "'NO'", "12"),
        ("groups", "acronym: SWG", "acronym: 2018"),
        ("outsiders", "[Icelandic]", "Icelandic"),
        ("news", "Norway joins", "a" * 201),
        ("entries", "unknown: No source", "answer: A\n    unknown: No source"),
        ("entries", "unknown: No source gives a budget.", "negation: any"),
        ("groups", "groups:", "teams:"),
    ],
)
def test_plain_mistakes_are_underlined(kind: str, old: str, new: str) -> None:
    """What the loader finds in a single record, an editor shows while one types."""
    text = dedent(SMALL[kind])
    assert old in text
    assert complaints(as_editors_read(text.replace(old, new, 1)))


def test_the_schema_is_json_that_people_can_read() -> None:
    """Two spaces, no escapes, a line end at the end, so that differences are small."""
    text = schema_text()
    assert json.loads(text) == schema()
    assert text.endswith("}\n")
    assert '\n  "title"' in text
