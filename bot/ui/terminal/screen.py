"""A console that is quiet where it should be: no escape codes in a pipe or a file, or under NO_COLOR."""

from __future__ import annotations

import os
from typing import TextIO

from rich.console import Console
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
