"""A conversation in the terminal: lines in, outcomes and tables out; it remembers what can be picked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from rich.console import Console
from rich.text import Text

from bot.answers.choosing import answer_chosen
from bot.answers.engine import answer
from bot.answers.language import when
from bot.answers.model import Answer, Outcome, Related
from bot.answers.snapshot import Snapshot
from bot.answers.templates import FaultyTemplateError
from bot.knowledge.problem import Severity, did_you_mean, quoted
from bot.matching.normalise import fold
from bot.reload.opening import Opened
from bot.ui import selection
from bot.ui.terminal import tables
from bot.ui.terminal.outcomes import show_outcome, show_source
from bot.ui.terminal.problems import show_problem

_MOST_PROBLEMS = 5


@dataclass(frozen=True, slots=True)
class Command:
    """What can be typed besides questions: `/name words`."""

    name: str
    words: str
    help: str


COMMANDS = (
    Command("/members", "[region, year or text]", "the member organisations"),
    Command("/news", "[year or text]", "the news, newest first"),
    Command("/publications", "[year or text]", "the publications, newest first"),
    Command("/sources", "", "where the last answer comes from"),
    Command("/help", "", "this list"),
    Command("/quit", "", "leave; Ctrl-D does, too"),
)
_LEAVING = frozenset({"/quit", "/exit", "/q", "quit", "exit"})


class Conversation:
    """One person's conversation; `reload` replaces the knowledge between two lines."""

    def __init__(self, snapshot: Snapshot, console: Console, today: Callable[[], date]) -> None:
        self.snapshot = snapshot
        self._console = console
        self._today = today
        self._choices: tuple[Related, ...] = ()
        self._last: Answer | None = None
        self._commands: Mapping[str, Callable[[str], None]] = {
            "/members": self._members,
            "/news": self._news,
            "/publications": self._publications,
            "/sources": self._sources,
            "/help": self._help,
        }

    def greet(self) -> None:
        """Print what can be done here."""
        about, members = self.snapshot.about, self.snapshot.members
        self._console.print(Text(f"{about.aliases[0] if about.aliases else about.name} bot", "heading"))
        self._console.print(
            Text(
                f"{len(members)} member organisations, as of {when(about.members_checked)}. Ask in your own"
                " words; /help lists the commands, Ctrl-D leaves.",
                "small",
            )
        )
        self._console.print()

    def say(self, line: str) -> bool:
        """Take one line, print what it leads to, and tell whether the conversation goes on."""
        text = line.strip()
        if not text:
            return True
        if text.lower() in _LEAVING:
            return False
        if text.startswith("/"):
            name, _, words = text.partition(" ")
            self._command(name.lower(), words.strip())
        elif text.isascii() and text.isdigit() and self._choices and len(text) < 3:
            self._pick(int(text))
        else:
            self._print(lambda: answer(self.snapshot, text, self._today()))
        return True

    def reload(self, opened: Opened) -> None:
        """Talk from new knowledge from now on, or say why the edit cannot be used."""
        if opened.snapshot is not None:
            self.snapshot = opened.snapshot
            self._note("The knowledge was edited; from now on I answer from the new text.")
            return
        errors = [problem for problem in opened.problems if problem.severity is Severity.ERROR]
        self._note("The edited knowledge cannot be used; I keep the last good one.")
        for problem in errors[:_MOST_PROBLEMS]:
            show_problem(self._console, problem)
        if len(errors) > _MOST_PROBLEMS:
            self._note(f"... and {len(errors) - _MOST_PROBLEMS} more; `isecg-bot check` lists them all.")

    def _command(self, name: str, words: str) -> None:
        command = self._commands.get(name)
        if command is None:
            hint = did_you_mean(name, self._commands)
            self._note(f"There is no {quoted(name)}{hint or '; /help lists what there is.'}")
        else:
            command(words)
        self._console.print()

    def _pick(self, number: int) -> None:
        if not 1 <= number <= len(self._choices):
            self._note(f"There is no number {number} in the list above; it ends at {len(self._choices)}.")
            self._console.print()
            return
        chosen = self._choices[number - 1]
        self._console.print(Text(chosen.question, "choice"))
        self._print(lambda: answer_chosen(self.snapshot, chosen, self._today()))

    def _print(self, work: Callable[[], Outcome]) -> None:
        try:
            outcome = work()
        except FaultyTemplateError as fault:
            self._note(f"I have an answer to that, but its template fails: {fault}")
            self._console.print()
            return
        if isinstance(outcome, Answer):
            self._last = outcome
        self._choices = outcome.related if isinstance(outcome, Answer) else outcome.nearest
        show_outcome(self._console, outcome, numbered=True, brief=True)

    def _members(self, words: str) -> None:
        region = next((r for r in selection.regions_of(self.snapshot) if fold(r) == fold(words)), None)
        year = _year(words)
        text = "" if region or year else words
        found = selection.select_members(self.snapshot, region=region, year=year, text=text)
        tables.show_members(self._console, self.snapshot, found)

    def _news(self, words: str) -> None:
        year = _year(words)
        found = selection.select_news(self.snapshot, year=year, text="" if year else words)
        tables.show_news(self._console, self.snapshot, found)

    def _publications(self, words: str) -> None:
        year = _year(words)
        found = selection.select_publications(self.snapshot, year=year, text="" if year else words)
        tables.show_publications(self._console, self.snapshot, found)

    def _sources(self, _: str) -> None:
        if self._last is None:
            self._note("Nothing is answered yet.")
            return
        for source in self._last.sources:
            show_source(self._console, source, notes=True)
        if self._last.as_of is not None:
            self._note(f"As of {when(self._last.as_of)}")

    def _help(self, _: str) -> None:
        width = max(len(f"{command.name} {command.words}") for command in COMMANDS)
        for command in COMMANDS:
            left = f"{command.name} {command.words}"
            roomy = width + 2 + len(command.help) <= self._console.width
            between = " " * (width - len(left) + 2) if roomy else "\n    "
            self._console.print(Text.assemble((left, "choice"), between, command.help))
        self._note("Anything else is a question. A number picks one of the questions offered last.")

    def _note(self, text: str) -> None:
        self._console.print(Text(text, "small"))


def _year(words: str) -> int | None:
    return int(words) if words.isascii() and words.isdigit() and len(words) == 4 and words > "1899" else None
