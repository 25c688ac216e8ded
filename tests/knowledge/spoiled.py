"""The small folder with one thing spoilt in it, and the place where that must be reported."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

from bot.knowledge.loader import Loaded, load
from bot.knowledge.problem import Problem
from tests.folders import SMALL, write_folder

HERE = "§"


def spoil(path: Path, kind: str, old: str, new: str) -> tuple[Loaded, str]:
    """Write the small folder with `old` replaced in the file of a kind, and load it.

    A `§` in `new` marks the expected place of the problem (and is not written); it is returned as
    `file:line:column`, as the beginning of a problem's text has it.
    """
    text = dedent(SMALL[kind])
    assert text.count(old) >= 1, f"{old!r} is not in the small folder's {kind}"
    spoilt = text.replace(old, new, 1)
    line, column = place(spoilt)
    folder = write_folder(path, **{kind: spoilt.replace(HERE, "")})
    return load(folder), f"{folder}/{kind}.yaml:{line}:{column}"


def place(text: str) -> tuple[int, int]:
    """Line and column of the mark in a text, from 1; the beginning when there is none."""
    before = text[: max(text.find(HERE), 0)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def only(loaded: Loaded) -> Problem:
    """The one problem that was reported."""
    assert len(loaded.problems) == 1, "\n".join(map(str, loaded.problems))
    return loaded.problems[0]
