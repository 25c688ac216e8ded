"""What is wrong with a folder of knowledge: where, how bad, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

_SHOWN = 60
_NEAR, _NEAR_SHORT, _SHORT = 0.7, 0.6, 4  # how alike; one wrong letter of three is 0.67


class Severity(StrEnum):
    """Whether the folder can be used all the same."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file; lines and columns count from 1, columns in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at; `code` names its class and stays the same when the wording changes."""

    file: str
    line: int
    column: int
    severity: Severity
    code: str
    message: str

    @property
    def position(self) -> Position:
        """Where it is."""
        return Position(self.file, self.line, self.column)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.severity}: {self.message}"


def error(at: Position, code: str, message: str) -> Problem:
    """A problem that makes the folder unusable."""
    return Problem(at.file, at.line, at.column, Severity.ERROR, code, message)


def warning(at: Position, code: str, message: str) -> Problem:
    """A problem that the bot can live with."""
    return Problem(at.file, at.line, at.column, Severity.WARNING, code, message)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems in reading order, each said once."""
    return tuple(
        sorted(
            dict.fromkeys(problems), key=lambda p: (p.file, p.line, p.column, p.severity, p.code, p.message)
        )
    )


def quoted(text: str) -> str:
    """Text from a file as one line of a terminal can show it: in quotes, shortened, nothing invisible."""
    cut = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "'" + visible(cut) + "'"


def visible(text: str) -> str:
    """The text with everything unprintable (line breaks, lone surrogates, zero-width signs) spelt out."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def did_you_mean(typed: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?` for the known word nearest to what was typed, or nothing when none is near."""
    found = process.extractOne(
        typed[:_SHOWN],
        list(known),
        scorer=DamerauLevenshtein.normalized_similarity,
        score_cutoff=_NEAR_SHORT if len(typed) <= _SHORT else _NEAR,
    )
    return f"; did you mean {quoted(found[0])}?" if found else ""
