"""`isecg-bot run`: the bot in Discord."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bot.cli.failures import Failure
from bot.cli.options import KnowledgeFolder, settings_with

if TYPE_CHECKING:
    from bot.ui.discord.client import Shards

_SHARDS = re.compile(r"(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?/(?P<count>\d{1,5})")


def run(
    context: typer.Context,
    *,
    shards: Annotated[
        str | None,
        typer.Option(
            "--shards",
            metavar="FIRST-LAST/COUNT",
            help="Run a part of the shards, such as 0-3/8; other processes run the rest.",
        ),
    ] = None,
    knowledge: KnowledgeFolder = None,
) -> None:
    """Run the bot in Discord, with DISCORD_TOKEN."""
    settings = settings_with(context, knowledge)
    if settings.discord_token is None:
        raise Failure(
            "DISCORD_TOKEN is not set. Put the bot's token in the environment or in the file .env;"
            " `isecg-bot chat` talks in the terminal without one."
        )
    # The log's library loads it to decorate tracebacks with local variables, which ours must not show.
    with _without("rich"):
        from bot.app import run as run_app

    code = run_app(settings, None if shards is None else _read_shards(shards))
    if code:
        raise typer.Exit(code)


@contextmanager
def _without(library: str) -> Iterator[None]:
    """Let an optional library be missing for what is imported inside, unless it is loaded already."""
    if library in sys.modules:
        yield
        return
    sys.modules[library] = cast("ModuleType", None)  # as the import system marks what cannot be imported
    try:
        yield
    finally:
        del sys.modules[library]


def _read_shards(text: str) -> Shards:
    from bot.ui.discord.client import Shards

    match = _SHARDS.fullmatch(text.strip())
    if match is None:
        raise typer.BadParameter("write it like 0-3/8, or 5/8 for one.", param_hint="--shards")
    first, count = int(match["first"]), int(match["count"])
    last = first if match["last"] is None else int(match["last"])
    if not count:
        raise typer.BadParameter("there is at least one shard, such as 0/1.", param_hint="--shards")
    if not first <= last < count:
        raise typer.BadParameter(
            f"of {count} shards the numbers go from 0 to {count - 1}, upwards.", param_hint="--shards"
        )
    return Shards(tuple(range(first, last + 1)), count)
