"""The parser's complaints about YAML in people's words."""

from __future__ import annotations

from typing import Protocol

import yaml

from bot.knowledge.problem import Position, Problem, error, quoted

# (what PyYAML's or libyaml's parser says, in the order tried; what we say)
_QUOTE = "put text that begins with {{, [, \" or ' wholly in quotes"
_WORDS = (
    (
        "mapping values are not allowed",
        "a colon and a space inside unquoted text (put it in quotes), or a line not aligned with others",
    ),
    (
        "sequence entries are not allowed",
        "a list begins in the middle of a line; put '- ' on a line of its own",
    ),
    ("cannot start any token", "unquoted text cannot begin with {character}; put the whole text in quotes"),
    ("unexpected end of stream", "a quotation mark is opened here and never closed; close it"),
    ("unexpected document indicator", "a quotation mark is opened and never closed; close it"),
    (
        "unknown escape character",
        "a backslash in double quotes begins a special character; write two of them, or use single quotes",
    ),
    ("hexdecimal number", "\\x, \\u and \\U in double quotes need hexadecimal digits; use single quotes"),
    (
        "expected escape sequence",
        "\\x, \\u and \\U in double quotes need hexadecimal digits; use single quotes",
    ),
    (
        "could not find expected ':'",
        "a line that is neither 'key: value' nor a list item, nor indented as part of the text above it",
    ),
    (
        "',' or ']'",
        "a list in square brackets is not closed; add ']' (or quote the text that begins with '[')",
    ),
    ("',' or '}'", "a mapping in braces is not closed; add '}}' (or quote the text that begins with '{{')"),
    ("found incompatible YAML", "the %YAML line asks for a version that is not supported; delete it"),
    (
        "<document start>",
        "something stands after the end of the document; delete it, or align it with the rest",
    ),
    (
        "node content",
        f"a value is missing here, or a comma or bracket is left over; correct it, or {_QUOTE}",
    ),
    ("expected '-' indicator", f"expected a list item; align it with the '- ' above it, or {_QUOTE}"),
    ("expected key", f"expected 'key: value'; align the line with the others of its record, or {_QUOTE}"),
    ("expected <block end>", f"this does not belong here; align the line with its neighbours, or {_QUOTE}"),
    ("expected alphabetic", "after & or * comes a name; text that begins with them must be in quotes"),
    ("found duplicate anchor", "the same &name is used twice; rename one"),
    ("undefined tag handle", "text that begins with ! must be put in quotes"),
)
# Where the parser notices these only further down, and its context is the place of the mistake.
_BEGUN_ABOVE = ("could not find expected ':'", "',' or ']'", "',' or '}'")


class Mark(Protocol):
    """A place as either of PyYAML's parsers gives it, from 0."""

    index: int
    line: int
    column: int


def explain(
    file: str, text: str, failure: yaml.YAMLError, last_quoted: yaml.ScalarEvent | None = None
) -> Problem:
    """The problem that a parser's exception stands for, at the place where the mistake is.

    `last_quoted` is the last text in quotes over several lines. Where it ends in the line of the failure, its
    closing quotation mark was meant to open the next text.
    """
    if not isinstance(failure, yaml.MarkedYAMLError):
        return error(Position(file), "yaml-syntax", f"this is no YAML ({quoted(str(failure))})")
    said = failure.problem or failure.context or "not YAML"
    mark = failure.problem_mark or failure.context_mark
    if mark is not None and last_quoted is not None:
        begin, end = last_quoted.start_mark, last_quoted.end_mark
        if begin is not None and end is not None and end.line == mark.line:
            message = (
                f"a quotation mark is opened here and closed only in line {end.line + 1}; close it before"
            )
            return error(Position(file, *place(text, begin)), "yaml-syntax", message)
    if mark is not None and any(part in said for part in _BEGUN_ABOVE):
        mark = failure.context_mark or mark
    if mark is not None and mark.index >= len(text.rstrip()):
        mark = failure.context_mark or mark  # what was begun and not ended, rather than the end of the file
    at = Position(file, *place(text, mark)) if mark is not None else Position(file)
    for part, words in _WORDS:
        if part in said:
            return error(at, "yaml-syntax", words.format(character=_character(text, mark)))
    where = f" {failure.context}" if failure.context else ""
    return error(at, "yaml-syntax", f"this is no YAML: {said}{where}; compare with the records around it")


def place(text: str, mark: Mark) -> tuple[int, int]:
    """The line and column of a mark; parsers may point one line below the last."""
    if mark.index < len(text):
        return mark.line + 1, mark.column + 1
    last = text.rstrip().replace("\r\n", "\n").replace("\r", "\n")
    return last.count("\n") + 1, len(last) - (last.rfind("\n") + 1) + 1


def _character(text: str, mark: Mark | None) -> str:
    found = text[mark.index : mark.index + 1] if mark is not None else ""
    return quoted(found) if found.strip() else "this character"
