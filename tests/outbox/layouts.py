"""The same facts written in any number of ways: what may be done to files without saying anything new."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

Facts = Mapping[str, str]
"""What is true: the fact that is told of each item, by id; `m` are members, `n` news, `p` publications."""

_KINDS = {"m": "members", "n": "news", "p": "publications"}
_ABOUT = """\
about:
  name: International Space Exploration Coordination Group
  aliases: [ISECG]
  website: https://example.org/
  contact: someone@example.org
  founded: 2007
  members_checked: 2026-09-27
  members_sources: [{source}]
  sources: [{source}]
  as_of: 2026-09-27
"""


def write_facts(folder: Path, facts: Facts, layout: int) -> None:
    """Replace what is in the folder by these facts in a layout.

    A layout is a way of laying things out: which files, in which order, which signs around a text, comments,
    names of sources, and facts that no alert tells (aliases, dates of checking).
    """
    dice = random.Random(layout)
    for old in folder.iterdir():
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    source = dice.choice(["home", "home-page", "the-site"])
    parts = [_ABOUT.format(source=source), _source(source, dice)]
    records = [(_KINDS[id_[0]], _record(id_, fact, source, dice)) for id_, fact in facts.items()]
    dice.shuffle(records)
    files: dict[str, list[str]] = {}
    for kind, record in records:
        place = (
            f"{kind}.yaml"
            if layout == 0
            else dice.choice([f"{kind}.yaml", f"more/{kind}-{dice.randrange(3)}.yaml"])
        )
        files.setdefault(place, [f"{kind}:"]).append(record)
    files[dice.choice(["isecg.yaml", "a/about.yaml"])] = parts
    for name, texts in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("\n".join(texts) + "\n", "utf-8", newline=dice.choice(["\n", "\r\n"]))


def _source(id_: str, dice: random.Random) -> str:
    note = dice.choice(["", "    note: for maintainers\n"])
    return (
        f"sources:\n  - id: {id_}\n    title: {_text('ISECG home page', dice)}\n{note}"
        "    publisher: ISECG\n    url: https://example.org/\n    date: 2021\n"
    )


def _record(id_: str, fact: str, source: str, dice: random.Random) -> str:
    fields = [
        *_told(id_, fact, dice),
        f"sources: [{source}]",
        f"as_of: {dice.choice(['2024-12', '2026-01-05'])}",
    ]
    dice.shuffle(fields)
    comment = dice.choice(["", "  # a remark\n", "\n\n"])
    return comment + "\n".join([f"  - id: {id_}", *(f"    {field}" for field in fields)])


def _told(id_: str, fact: str, dice: random.Random) -> Iterator[str]:
    if id_.startswith("m"):
        yield f"name: {_text(f'{id_.upper()} Space Agency', dice)}"
        yield f"acronym: {id_.upper()}Q"
        yield f"country_name: {_text(fact, dice)}"
        yield "region: Oceania"
        yield f"joined: {dice.choice(['2021-05', repr('2021-05')])}"
        yield f"summary: {_text(dice.choice(['A member.', 'Another word for it.']), dice)}"
        if dice.random() < 0.3:
            yield f"aliases: [{id_}-by-another-name]"
    else:
        yield f"{'headline' if id_.startswith('n') else 'title'}: {_text(f'About {id_}', dice)}"
        yield "date: 2024-12"
        yield f"summary: {_text(fact, dice)}"
        if id_.startswith("p"):
            yield "kind: roadmap"


def _text(text: str, dice: random.Random) -> str:
    """A text in one of YAML's ways, with spaces where they say nothing."""
    spaced = text.replace(" ", "  ", dice.randrange(2))
    ways = [text, json.dumps(spaced), f"'{spaced}'", f"|-\n      {text}", f">-\n      {text}"]
    return dice.choice(ways)
