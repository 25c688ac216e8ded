"""`isecg-bot check`: every problem of a folder of knowledge at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.options import AsJson, KnowledgeFolder, folder_of, settings_with, today


def check(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="The folder to check; by default the one that would be read.")
    ] = None,
    *,
    as_json: AsJson = False,
    knowledge: KnowledgeFolder = None,
) -> None:
    """Check a folder of knowledge.

    Lists every problem at once as file:line:column: severity: what is wrong, and what to do. The exit code is
    1 if there is an error; warnings alone are fine.
    """
    from bot.reload.opening import open_checked
    from bot.ui.terminal.problems import problems_json, show_problems

    folder = folder or folder_of(settings_with(context, knowledge))
    opened = open_checked(folder, today())
    if as_json:
        print(problems_json(opened.problems))
    else:
        from bot.ui.terminal.screen import screen

        show_problems(screen(sys.stdout), folder, opened)
    if opened.snapshot is None:
        raise typer.Exit(1)
