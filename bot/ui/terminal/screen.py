"""A console that is quiet where it should be: no escape codes in a pipe or a file, or under NO_COLOR."""

from __future__ import annotations

import os
from typing import TextIO

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.theme import Theme

_UNBOUNDED = 10_000  # in a pipe a paragraph is a line, for other programs to wrap or to search

_THEME = Theme(
    {"heading": "bold", "small": "dim", "choice": "cyan", "good": "green", "bad": "red", "unsure": "yellow"},
    inherit=False,
)


def is_terminal(stream: TextIO) -> bool:
    """Tell whether a person looks at the stream through a terminal that can do more than print lines."""
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def screen(stream: TextIO) -> Console:
    """Return a console for a stream: text is taken literally, and is styled only on a terminal."""
    styled = is_terminal(stream) and not os.environ.get("NO_COLOR")
    return Console(
        file=stream,
        force_terminal=styled,
        color_system="auto" if styled else None,
        no_color=not styled,
        theme=_THEME,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if stream.isatty() else _UNBOUNDED,
        legacy_windows=False if not styled else None,
    )


def table(console: Console) -> Table:
    """Return an empty table: a line under the heading at a terminal, nothing but columns elsewhere."""
    return Table(
        box=SIMPLE_HEAD if console.file.isatty() else None,
        header_style="small",
        padding=(0, 1),
        collapse_padding=True,
        pad_edge=False,
        show_edge=False,
    )


def print_table(console: Console, filled: Table) -> None:
    """Print a table without the spaces that fill up its lines."""
    with console.capture() as captured:
        console.print(filled)
    console.file.write("".join(f"{line.rstrip()}\n" for line in captured.get().splitlines()))
