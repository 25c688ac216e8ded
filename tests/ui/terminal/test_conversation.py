"""A conversation at a narrow terminal."""

import io
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from bot.answers.snapshot import Snapshot
from bot.knowledge.loader import load
from bot.ui.terminal.conversation import Conversation
from tests.folders import write_folder


@pytest.mark.parametrize(("width", "lines"), [(60, 13), (120, 7)])
def test_help_puts_what_a_command_does_below_it_where_there_is_no_room(
    tmp_path: Path, width: int, lines: int
) -> None:
    """No explanation goes on at the left edge, where a command would begin."""
    knowledge = load(write_folder(tmp_path)).knowledge
    assert knowledge is not None
    console = Console(file=io.StringIO(), width=width, color_system=None)
    Conversation(Snapshot(knowledge), console, lambda: date(2026, 11, 22)).say("/help")
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue().splitlines()
    about = [line for line in shown if not line.startswith(("/", " "))]
    assert about[0].startswith("Anything else is a question.")
    assert len(shown) - len(about) <= lines
