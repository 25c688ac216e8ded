"""`isecg-bot ask`: one question, or one a line from standard input."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from bot.cli.failures import Failure
from bot.cli.options import AsJson, KnowledgeFolder, settings_with, snapshot_of, today

if TYPE_CHECKING:
    from bot.answers.explanation import Explanation
    from bot.answers.model import Outcome
    from bot.answers.snapshot import Snapshot

LONGEST_LINE = 1 << 20
"""Bytes of a line that are read; the rest of the line is passed over."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its outcome; `explanation` where it was wanted, `fault` where a template failed."""

    question: str
    outcome: Outcome
    milliseconds: float
    explanation: Explanation | None = None
    fault: str | None = None


def ask(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUESTION", help="The question. Without one, or with -: standard input, one a line."
        ),
    ] = None,
    *,
    as_json: AsJson = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what was read, what was near, and why it came to this.")
    ] = False,
    knowledge: KnowledgeFolder = None,
) -> None:
    """Answer a question, with date and sources.

    Where an answer would be a guess it suggests the nearest questions, or refuses.
    """
    piped = words in (None, [], ["-"])
    if piped and sys.stdin.isatty():
        print("One question a line; Ctrl-D ends.", file=sys.stderr)
    snapshot = snapshot_of(settings_with(context, knowledge))
    show = _writer() if as_json else _shower(echoed=piped and not sys.stdin.isatty())
    faults: list[str] = []
    for question in lines_of(sys.stdin.buffer) if piped else [typed(words or [])]:
        asked = asked_of(snapshot, question, explained=explain)
        show(asked)
        sys.stdout.flush()
        if asked.fault is not None:
            faults.append(asked.fault)
    if faults:
        raise Failure("\n".join(dict.fromkeys(faults)))


def typed(words: list[str]) -> str:
    """Return the question that the words of the command line are, whatever bytes they were."""
    return os.fsencode(" ".join(words)).decode("utf-8", "replace")


def lines_of(stream: BinaryIO) -> Iterator[str]:
    """Yield each line as text: undecodable bytes become U+FFFD, a byte order mark and line ends go."""
    first = True
    while line := stream.readline(LONGEST_LINE):
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(b"\n"):
            rest = stream.readline(LONGEST_LINE)
        yield line.decode("utf-8-sig" if first else "utf-8", "replace").rstrip("\r\n")
        first = False


def asked_of(snapshot: Snapshot, question: str, *, explained: bool = False) -> Asked:
    """Answer a question and take the time; a template that fails makes a refusal and is told."""
    from bot.answers.engine import answer
    from bot.answers.model import Reason, Refusal
    from bot.answers.templates import FaultyTemplateError

    started = time.perf_counter()
    explanation = fault = None
    try:
        if explained:
            from bot.answers.explanation import explain

            outcome, explanation = explain(snapshot, question, today())
        else:
            outcome = answer(snapshot, question, today())
    except FaultyTemplateError as problem:
        fault = f"The template of an answer failed: {problem}. `isecg-bot check` may say where."
        outcome = Refusal("I have an answer to that, but it has a fault.", Reason.NOT_KNOWN, 0.0)
    elapsed = (time.perf_counter() - started) * 1000
    return Asked(question, outcome, elapsed, explanation, fault)


def _writer() -> Callable[[Asked], None]:
    """Return what prints one JSON object a line, in UTF-8 whatever the terminal's encoding is."""
    from bot.ui.terminal.objects import line, outcome_object

    if isinstance(sys.stdout, TextIOWrapper):
        # What UTF-8 cannot hold (half a surrogate pair) becomes an escape that JSON reads again.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")
    return lambda asked: print(
        line(outcome_object(asked.question, asked.outcome, asked.milliseconds, asked.explanation))
    )


def _shower(*, echoed: bool) -> Callable[[Asked], None]:
    """Return what prints outcomes for people, each under its question where that cannot be seen."""
    from bot.ui.terminal.outcomes import show_outcome, show_question
    from bot.ui.terminal.screen import screen

    console = screen(sys.stdout)

    def show(asked: Asked) -> None:
        if echoed:
            show_question(console, asked.question)
        show_outcome(console, asked.outcome)
        if asked.explanation is not None:
            from bot.ui.terminal.reasons import show_explanation

            show_explanation(console, asked.explanation)

    return show
