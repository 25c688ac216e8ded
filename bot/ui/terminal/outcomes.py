"""An outcome as a person reads it: the fact first, then how old it is and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from bot.answers.explanation import Explanation
from bot.answers.language import when
from bot.answers.model import Answer, Outcome, Related
from bot.knowledge.model import Source
from bot.knowledge.problem import visible

_INDENT = 2
_WIDEST = 88
_MOST_SOURCES = 3  # under an answer; JSON and /sources have all


def show_question(console: Console, question: str) -> None:
    """Print the question that the next outcome belongs to."""
    console.print(Text(f"> {visible(question[:300])}", "choice"))


def show_outcome(console: Console, outcome: Outcome, *, numbered: bool = False, brief: bool = False) -> None:
    """Print an outcome and an empty line: `numbered` questions can be picked, `brief` drops addresses."""
    _paragraphs(console, outcome.text)
    if isinstance(outcome, Answer):
        if outcome.as_of is not None:
            console.print()
            console.print(Text(f"As of {when(outcome.as_of)}", "small"))
        for source in outcome.sources[:_MOST_SOURCES]:
            show_source(console, source, brief=brief)
        more = len(outcome.sources) - _MOST_SOURCES
        if more > 0:
            _indented(console, Text(f"and {more} more", "small"))
        _questions(console, "You can also ask", outcome.related, numbered=numbered)
    else:
        _questions(console, None, outcome.nearest, numbered=numbered)
    console.print()


def show_source(console: Console, source: Source, *, brief: bool = False, notes: bool = False) -> None:
    """Print where a fact was read: title, publisher, date and, in a line of its own, the address."""
    _indented(console, Text(", ".join(_words(source)), "small"), hanging=2)
    if notes:
        for note in (source.date_note, source.note):
            if note:
                _indented(console, Text(note, "small"), by=2 * _INDENT)
    if source.url and not brief:
        # Never wrapped: a broken address cannot be clicked.
        console.print(Text(" " * 2 * _INDENT + source.url, "small"), soft_wrap=True)


def show_explanation(console: Console, explanation: Explanation) -> None:
    """Print why it came to an outcome: the sentence, what was read, what was near, the thresholds."""
    _paragraphs(console, explanation.why)
    console.print()
    for name, value in _read(explanation):
        _indented(console, Text.assemble((f"{name:<13}", "small"), visible(value)), hanging=13)
    console.print()
    for candidate in explanation.candidates:
        style = "good" if candidate.fits else "unsure"
        mark = f"  has {candidate.coverage:.0%} of the words" + ("" if candidate.fits else ", does not fit")
        head = Text.assemble((f"{candidate.score:5.2f}", style), f"  {candidate.entry}", (mark, "small"))
        _indented(console, head)
        slots = "".join(f"  {name} = {value}" for name, value in candidate.slots.items())
        _indented(console, Text(f"{candidate.phrasing}{slots}", "small"), by=_INDENT + 7)
    console.print()
    limits = ", ".join(f"{name} {value:.2f}" for name, value in asdict(explanation.thresholds).items())
    _indented(console, Text(f"thresholds: {limits}", "small"))
    console.print()


def _read(explanation: Explanation) -> Iterator[tuple[str, str]]:
    read = explanation.read
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


def _words(source: Source) -> Iterator[str]:
    yield source.title
    yield source.publisher
    if source.date is not None:
        yield when(source.date)


def _paragraphs(console: Console, text: str) -> None:
    for paragraph in text.split("\n"):
        _indented(console, Text(paragraph), by=0)


def _questions(console: Console, heading: str | None, near: Sequence[Related], *, numbered: bool) -> None:
    if not near:
        return
    console.print()
    if heading:
        console.print(Text(heading, "small"))
    for number, related in enumerate(near, 1):
        text = Text.assemble((f"{number}  ", "choice") if numbered else ("- ", "small"), related.question)
        _indented(console, text, hanging=3 if numbered else 2)


def _width(console: Console) -> int:
    """Return the columns to write in: long lines tire the eye, but nobody reads in a pipe."""
    return min(console.width, _WIDEST) if console.file.isatty() else console.width


def _indented(console: Console, text: Text, *, by: int = _INDENT, hanging: int = 0) -> None:
    """Print a text behind a margin, its second and later lines a little further in."""
    lines: Iterable[Text] = text.wrap(console, max(20, _width(console) - by - hanging))
    for number, line in enumerate(lines):
        line.rstrip()
        console.print(Text(" " * (by + (hanging if number else 0))) + line, soft_wrap=True)
