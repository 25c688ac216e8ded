"""Why a question came to its outcome, for whoever tends the knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from bot.answers.explanation import Explanation
from bot.knowledge.problem import visible
from bot.ui.terminal.outcomes import indented, paragraphs


def show_explanation(console: Console, explanation: Explanation) -> None:
    """Print why it came to an outcome: the sentence, what was read, what was near, the thresholds."""
    paragraphs(console, explanation.why)
    console.print()
    for name, value in _read(explanation):
        indented(console, Text.assemble((f"{name:<13}", "small"), visible(value)), hanging=13)
    console.print()
    for candidate in explanation.candidates:
        style = "good" if candidate.fits else "unsure"
        mark = f"  has {candidate.coverage:.0%} of the words" + ("" if candidate.fits else ", does not fit")
        head = Text.assemble((f"{candidate.score:5.2f}", style), f"  {candidate.entry}", (mark, "small"))
        indented(console, head)
        slots = "".join(f"  {name} = {value}" for name, value in candidate.slots.items())
        indented(console, Text(f"{candidate.phrasing}{slots}", "small"), by=9)
    console.print()
    limits = ", ".join(f"{name} {value:.2f}" for name, value in asdict(explanation.thresholds).items())
    indented(console, Text(f"thresholds: {limits}", "small"))
    console.print()


def _read(explanation: Explanation) -> Iterator[tuple[str, str]]:
    read = explanation.read
    if read.asked_as is not None:
        yield "asked as", read.asked_as
    yield "words", " ".join(read.words) or "(none)"
    for name, values in (
        ("repaired", [f"{typed} -> {word}" for typed, word in read.repaired]),
        ("things", read.things),
        ("dates", read.dates),
        ("numbers", [str(number) for number in read.numbers]),
        ("contrasts", read.contrasts),
    ):
        if values:
            yield name, ", ".join(values)
    yield "negated", "yes" if read.negated else "no"
    yield "names ISECG", "yes" if read.names_isecg else "no"
