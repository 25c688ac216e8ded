"""The README keeps up with the program: every command and every setting is in it."""

from pathlib import Path

import pytest

from bot.cli.program import app
from bot.config import Settings
from bot.ui.discord.cogs.isecg import group

README = (Path(__file__).parents[1] / "README.md").read_text("utf-8")
COMMANDS = sorted(
    [info.name or getattr(info.callback, "__name__", "") for info in app.registered_commands]
    + [info.name or "" for info in app.registered_groups]
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    """A command that nobody can find is not there."""
    assert f"isecg-bot {command}" in README or f"`{command}`" in README


@pytest.mark.parametrize("command", sorted(command.qualified_name for command in group.walk_commands()))
def test_every_command_in_discord_is_shown_in_the_readme(command: str) -> None:
    """Each `/isecg` command stands in the README, with a rendering of what it shows."""
    word = command.removeprefix("isecg ")
    assert f"/{command}" in README
    assert f"`{word}`" in README or f"`/{command}" in README


def test_what_the_readme_installs_reads_the_files_that_it_tells_to_edit() -> None:
    """`-e` leaves the facts where they are: an edit of `knowledge/` is seen, not an older copy."""
    assert "pip install -q -e . && .venv/bin/isecg-bot\n" in README


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_in_the_readme(name: str) -> None:
    """Each environment variable stands in the README's table of settings."""
    assert f"`{name.upper()}`" in README
