"""How outcomes look: nothing wider than the terminal, addresses whole, nothing invisible."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from bot.answers.model import Answer, Reason, Refusal, Related, Suggestion
from bot.knowledge.dates import PartialDate
from bot.knowledge.model import Source
from bot.ui.terminal.objects import line, outcome_object
from bot.ui.terminal.outcomes import show_outcome, show_question
from bot.ui.terminal.screen import screen

ADDRESS = "https://example.org/" + "long/" * 30
ANSWER = Answer(
    text="The fact that was asked for. " * 8,
    entry="fact",
    question="What is the fact?",
    confidence=0.9,
    as_of=PartialDate.parse("2024-06"),
    sources=tuple(
        Source.model_validate({"id": f"s{n}", "title": f"Title {n} " * 12, "publisher": "P", "url": ADDRESS})
        for n in range(5)
    ),
    related=(Related("other", "What else is there? " * 6),),
)
SUGGESTION = Suggestion("Did you mean one of these?", (Related("a", "First?"), Related("b", "Second?")), 0.5)
REFUSAL = Refusal("That is not known.", Reason.NOT_KNOWN, 0.4, (Related("a", "Nearest?"),))


class _Terminal(io.StringIO):
    """A stream that a person looks at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Console:
    """A terminal of 80 columns without colour."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    return screen(_Terminal())


def _written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_lines_fit_into_eighty_columns_but_addresses_stay_whole(narrow: Console) -> None:
    """Text is wrapped at words; a broken address could not be opened."""
    show_outcome(narrow, ANSWER)
    lines = _written(narrow).splitlines()
    assert sum(ADDRESS in line for line in lines) == 3
    assert all(len(line) <= 80 for line in lines if ADDRESS not in line)
    assert lines[0].startswith("The fact that was asked for.")
    assert "As of June 2024" in lines
    assert "  and 2 more" in lines


def test_a_wide_terminal_has_no_endless_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond 88 columns a line tires the eye."""
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("NO_COLOR", "1")
    console = screen(_Terminal())
    show_outcome(console, replace(ANSWER, sources=()))
    assert max(map(len, _written(console).splitlines())) <= 88


def test_in_a_pipe_a_paragraph_is_a_line() -> None:
    """Programs search lines; nothing is wrapped for them."""
    console = screen(io.StringIO())
    show_outcome(console, ANSWER)
    assert _written(console).splitlines()[0] == ANSWER.text.strip()


def test_suggestions_are_numbered_where_they_can_be_picked(narrow: Console) -> None:
    """In a conversation a number is enough to go on."""
    show_outcome(narrow, SUGGESTION, numbered=True)
    assert _written(narrow).splitlines() == [
        "Did you mean one of these?",
        "",
        "  1  First?",
        "  2  Second?",
        "",
    ]


def test_a_refusal_offers_what_is_nearest(narrow: Console) -> None:
    """The reason comes first, then the nearest question."""
    show_outcome(narrow, REFUSAL)
    assert _written(narrow).splitlines() == ["That is not known.", "", "  - Nearest?", ""]


def test_a_question_cannot_command_the_terminal(narrow: Console) -> None:
    """Escape sequences in a question are spelt out."""
    show_question(narrow, "\x1b[2Jgone\u202e" + "x" * 1000)
    written = _written(narrow)
    assert "\x1b" not in written
    assert "\u202e" not in written
    assert "\\x1b[2Jgone" in written
    assert len(written) < 400


def test_a_suggestion_as_json_has_the_message_and_no_answer() -> None:
    """All outcomes share one shape."""
    found = outcome_object("q", SUGGESTION, 1.23456)
    assert found["outcome"] == "suggested"
    assert (found["answer"], found["entry"], found["as_of"], found["sources"]) == (None, None, None, [])
    assert found["suggestions"] == [
        {"entry": "a", "question": "First?"}, {"entry": "b", "question": "Second?"},
    ]  # fmt: skip
    assert found["message"] == "Did you mean one of these?"
    assert found["milliseconds"] == 1.235
    assert list(found) == list(outcome_object("q", ANSWER, 0.0)) == list(outcome_object("q", REFUSAL, 0.0))


def test_a_line_of_json_is_one_line_to_everybody() -> None:
    """Unicode's own line ends are escaped, everything else is as it is."""
    assert line({"a": "ü\u2028\u2029\x85\n🚀"}) == '{"a": "ü\\u2028\\u2029\\u0085\\n🚀"}'
