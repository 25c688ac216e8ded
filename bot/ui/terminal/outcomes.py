"""An outcome as a person reads it: the fact first, then how old it is and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.text import Text

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
    paragraphs(console, outcome.text)
    if isinstance(outcome, Answer):
        if outcome.as_of is not None:
            console.print()
            console.print(Text(f"As of {when(outcome.as_of)}", "small"))
        for source in outcome.sources[:_MOST_SOURCES]:
            show_source(console, source, brief=brief)
        more = len(outcome.sources) - _MOST_SOURCES
        if more > 0:
            indented(console, Text(f"and {more} more", "small"))
        _questions(console, "You can also ask", outcome.related, numbered=numbered)
    else:
        _questions(console, None, outcome.nearest, numbered=numbered)
    console.print()


def show_source(console: Console, source: Source, *, brief: bool = False, notes: bool = False) -> None:
    """Print where a fact was read: title, publisher, date and, in a line of its own, the address."""
    indented(console, Text(", ".join(_words(source)), "small"), hanging=2)
    if notes:
        for note in (source.date_note, source.note):
            if note:
                indented(console, Text(note, "small"), by=2 * _INDENT)
    if source.url and not brief:
        # Never wrapped: a broken address cannot be clicked.
        console.print(Text(" " * 2 * _INDENT + source.url, "small"), soft_wrap=True)


def _words(source: Source) -> Iterator[str]:
    yield source.title
    yield source.publisher
    if source.date is not None:
        yield when(source.date)


def paragraphs(console: Console, text: str) -> None:
    """Print a text line by line, wrapped at a terminal."""
    for paragraph in text.split("\n"):
        indented(console, Text(paragraph), by=0)


def _questions(console: Console, heading: str | None, near: Sequence[Related], *, numbered: bool) -> None:
    if not near:
        return
    console.print()
    if heading:
        console.print(Text(heading, "small"))
    for number, related in enumerate(near, 1):
        text = Text.assemble((f"{number}  ", "choice") if numbered else ("- ", "small"), related.question)
        indented(console, text, hanging=3 if numbered else 2)


def _width(console: Console) -> int:
    """Return the columns to write in: long lines tire the eye, but nobody reads in a pipe."""
    return min(console.width, _WIDEST) if console.file.isatty() else console.width


def indented(console: Console, text: Text, *, by: int = _INDENT, hanging: int = 0) -> None:
    """Print a text behind a margin, its second and later lines a little further in."""
    lines: Iterable[Text] = text.wrap(console, max(20, _width(console) - by - hanging))
    for number, line in enumerate(lines):
        line.rstrip()
        console.print(Text(" " * (by + (hanging if number else 0))) + line, soft_wrap=True)
