"""Commands, buttons and forms that another version of the bot has left behind: whoever uses one is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import discord
import structlog
from discord import app_commands

from bot.ui.discord.phrases import Phrases
from bot.ui.discord.speaking import Interaction, serve, tell

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

# Discord has a command, or a form of it, that is not ours: registering ours has failed, say.
_NOT_OURS = (
    app_commands.CommandNotFound,
    app_commands.CommandSignatureMismatch,
    app_commands.TransformerError,
)


class Tree(app_commands.CommandTree[Any]):
    """The commands; what the library refuses, or cannot read, before a command runs is answered, too."""

    async def _call(self, interaction: Interaction) -> None:
        try:
            await super()._call(interaction)
        except app_commands.AppCommandError:
            raise
        except Exception as problem:  # the library would let it go unheard
            raise app_commands.AppCommandError(type(problem).__name__) from problem

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tell the person; while somebody types there is nothing to be told."""
        if interaction.type is discord.InteractionType.autocomplete:
            log.warning("command.outdated", problem=type(error).__name__)
        elif isinstance(error, _NOT_OURS):
            await say_outdated(interaction, type(error).__name__)
        else:

            async def work(_phrases: Phrases) -> None:
                raise error.__cause__ or error

            await serve(interaction, "command", work)


async def answer_outdated(interaction: Interaction, items: Iterable[Any]) -> None:
    """Answer a click that none of the items takes; the library passes over it."""
    data: Any = interaction.data or {}
    code = str(data.get("custom_id", ""))
    if not any(item.__discord_ui_compiled_template__.fullmatch(code) for item in items):
        await say_outdated(interaction, code.partition(":")[0])


async def say_outdated(interaction: Interaction, what: str) -> None:
    """Say that this is of another version; `what` is for the log."""

    async def work(phrases: Phrases) -> None:
        log.warning("discord.outdated", what=what)
        await tell(interaction, phrases.say("outdated"))

    await serve(interaction, "outdated", work)
