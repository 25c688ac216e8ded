"""`isecg-bot unanswered`: what people asked in vain, ready to be made into entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer
import yaml

from bot.cli.options import settings_with, today
from bot.cli.stores import with_store

if TYPE_CHECKING:
    from bot.store.records import Question

_HEAD = """\
# Questions of the last 30 days without a good answer, the most frequent first. Give what a source answers
# an answer with sources and as_of, and move it to a file in knowledge/entries/; `isecg-bot check` says what
# is missing.
"""


def unanswered(
    context: typer.Context,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what does not seem to be about ISECG.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", metavar="NUMBER", min=1, max=10_000, help="At most so many.")
    ] = 200,
) -> None:
    """Print what people asked in vain, as YAML.

    The questions without a good answer become stubs of entries, and readers' reports comments.
    """
    settings = settings_with(context, None)
    found = with_store(settings, lambda store: store.questions(today(), limit))
    print(stub(found, off_topic=everything), end="")


def stub(found: Iterable[Question], *, off_topic: bool) -> str:
    """Word the questions as YAML: entries to complete, then the reports as comments."""
    found = tuple(found)
    asked = [one for one in found if one.kind != "report" and (off_topic or one.kind != "off-topic")]
    reports = [one for one in found if one.kind == "report"]
    parts = [_HEAD]
    if asked:
        parts.append("entries:\n")
        parts.extend(_entries(asked))
    else:
        parts.append("entries: []  # nothing was asked in vain\n")
    if reports:
        parts.append("\n# What readers say is wrong or outdated:\n")
        parts.extend(_report(one) for one in reports)
    return "".join(parts)


def _entries(asked: Iterable[Question]) -> Iterator[str]:
    used: set[str] = set()
    for one in asked:
        id_ = _id(one.text, used)
        used.add(id_)
        yield (
            f"\n  # {one.kind}, asked {_times(one.count)}, last on {one.last_day}\n"
            f"  - id: {id_}\n"
            f"    topic: {_quoted(one.text[:60])}\n"
            "    questions:\n"
            f"      - {_quoted(one.text)}\n"
            '    answer: ""\n'
            "    sources: []\n"
            "    as_of:\n"
        )


def _report(one: Question) -> str:
    return (
        f"# {one.entry or 'unknown entry'}, {_times(one.count)}, last on {one.last_day}:"
        f" {_quoted(one.text)}: {_quoted(one.note)}\n"
    )


def _id(text: str, used: set[str]) -> str:
    words = re.findall(r"[a-z0-9]+", text)[:6]
    base = "-".join(["asked", *words])[:50].rstrip("-")
    number = 1
    while (id_ := base if number == 1 else f"{base}-{number}") in used:
        number += 1
    return id_


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _quoted(text: str) -> str:
    """Text as YAML's quoted scalar in one line, whatever it holds."""
    return yaml.safe_dump(text, default_style='"', width=10_000, allow_unicode=True).strip()
