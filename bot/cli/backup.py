"""`isecg-bot backup`: a copy of the store while the bot runs."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.failures import Failure
from bot.cli.options import settings_with
from bot.cli.stores import need_store


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The copy to write; it must not exist yet.")],
) -> None:
    """Copy the bot's store to a file, safely while the bot runs.

    To restore it: stop the bot and point DATABASE_URL at the copy. PostgreSQL is backed up with pg_dump.
    """
    from bot.store.backup import backup_store
    from bot.store.errors import StoreError

    settings = settings_with(context, None)
    need_store(settings)
    try:
        asyncio.run(backup_store(settings.store_url, file))
    except StoreError as problem:
        raise Failure(str(problem)) from None
    print(f"{file} holds a whole copy of the store.")
