"""`isecg-bot run`: the bot in Discord."""

from __future__ import annotations

import importlib
import importlib.util

import typer

from bot.cli.failures import Failure
from bot.cli.options import KnowledgeFolder, settings_with


def run(context: typer.Context, *, knowledge: KnowledgeFolder = None) -> None:
    """Run the bot in Discord, with DISCORD_TOKEN."""
    settings = settings_with(context, knowledge)
    if settings.discord_token is None:
        raise Failure(
            "DISCORD_TOKEN is not set. Put the bot's token in the environment or in the file .env;"
            " `isecg-bot chat` talks in the terminal without one."
        )
    if importlib.util.find_spec("bot.app") is None:
        raise Failure("This version cannot talk in Discord yet; `isecg-bot chat` talks in the terminal.")
    importlib.import_module("bot.app").run(settings)
