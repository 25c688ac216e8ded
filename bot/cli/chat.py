"""`isecg-bot chat`: a conversation; at a terminal with completion, elsewhere plain line by line."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from bot.cli.ask import lines_of
from bot.cli.options import KnowledgeFolder, folder_of, settings_with, snapshot_of, today

if TYPE_CHECKING:
    from bot.config import Settings
    from bot.ui.terminal.conversation import Conversation


def chat(context: typer.Context, *, knowledge: KnowledgeFolder = None) -> None:
    """Talk about ISECG in the terminal.

    Questions complete as you type, and edits of the knowledge show at once. Without a terminal: plain text,
    line by line.
    """
    settings = settings_with(context, knowledge)
    snapshot = snapshot_of(settings)

    from bot.ui.terminal.conversation import Conversation
    from bot.ui.terminal.screen import is_terminal, screen

    conversation = Conversation(snapshot, screen(sys.stdout), today)
    if is_terminal(sys.stdin) and is_terminal(sys.stdout):
        import asyncio

        asyncio.run(_at_terminal(conversation, settings))
        print("Goodbye.")
    else:
        _plainly(conversation, settings)


async def _at_terminal(conversation: Conversation, settings: Settings) -> None:
    from bot.reload.watching import watch
    from bot.ui.terminal.prompt import converse

    cache = settings.cache_folder
    revision = conversation.snapshot.knowledge.revision
    edits = watch(folder_of(settings), revision, today=today, cache_folder=cache)
    await converse(conversation, edits, cache / "history")


def _plainly(conversation: Conversation, settings: Settings) -> None:
    """Read standard input line by line; before each, look whether the knowledge was edited."""
    from bot.reload.opening import open_changed

    folder, revision = folder_of(settings), conversation.snapshot.knowledge.revision
    for line in lines_of(sys.stdin.buffer):
        opened = open_changed(folder, today(), settings.cache_folder, revision)
        if opened is not None:
            revision = opened.revision
            conversation.reload(opened)
        if not conversation.say(line):
            break
        sys.stdout.flush()
