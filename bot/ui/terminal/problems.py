"""What is wrong with a folder of knowledge, as compilers say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.knowledge.problem import Problem, Severity, visible
from bot.reload.opening import Opened
from bot.ui.terminal.objects import array


def show_problems(console: Console, folder: Path, opened: Opened) -> None:
    """Print every problem as `file:line:column: severity: message`, then one line that sums up."""
    for problem in opened.problems:
        show_problem(console, problem)
    console.print(Text(_summary(folder, opened)), soft_wrap=True)


def show_problem(console: Console, problem: Problem) -> None:
    """Print one problem in one line, which is not wrapped so that editors can jump to it."""
    style = "bad" if problem.severity is Severity.ERROR else "unsure"
    line = Text.assemble(
        (f"{problem.position}: ", "heading"), (f"{problem.severity}: ", style), problem.message
    )
    console.print(line, soft_wrap=True)


def problems_json(problems: Iterable[Problem]) -> str:
    """Return problems as a JSON array of file, line, column, severity, code and message."""
    return array(asdict(problem) for problem in problems)


def _summary(folder: Path, opened: Opened) -> str:
    counts = Counter(problem.severity for problem in opened.problems)
    found = ", ".join(_counted(counts[severity], str(severity)) for severity in Severity if counts[severity])
    name = visible(str(folder))
    if opened.snapshot is None:
        return f"{name}: {found}; it cannot be used until the errors are corrected."
    knowledge = opened.snapshot.knowledge
    questions = sum(len(entry.questions) for entry in knowledge.entries)
    held = (
        f"{_counted(len(knowledge.entries), 'entry')} for {_counted(questions, 'question')},"
        f" {_counted(len(knowledge.members), 'member')}, {_counted(len(knowledge.sources), 'source')}"
    )
    return f"{name}: {found or 'no problems'}; {held}."


def _counted(number: int, noun: str) -> str:
    plural = noun.removesuffix("y") + "ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else plural}"
