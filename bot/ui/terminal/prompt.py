"""The conversation at a terminal: completion, history, and edits of the knowledge that show at once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from functools import partial
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.styles import Style

from bot.answers.snapshot import Snapshot
from bot.reload.opening import Opened
from bot.ui.completion import Offers
from bot.ui.terminal.conversation import COMMANDS, Conversation

_STYLE = Style.from_dict(
    {"prompt": "ansicyan", "completion-menu": "bg:default", "completion-menu.completion.current": "reverse"}
)


class Offering(Completer):
    """Completes commands and questions; the questions are listed anew when the knowledge was replaced."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation
        self._of: Snapshot | None = None
        self._offers: Offers | None = None

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterable[Completion]:
        """Yield what the line can become."""
        typed = document.text_before_cursor.lstrip()
        back = -len(document.text_before_cursor)
        if typed.startswith("/"):
            for command in COMMANDS:
                if command.name.startswith(typed):
                    yield Completion(
                        command.name,
                        back,
                        display_meta=command.help,
                        display=f"{command.name} {command.words}",
                    )
            return
        for question in self._current().like(typed):
            yield Completion(question, back)

    def _current(self) -> Offers:
        if self._offers is None or self._of is not self._conversation.snapshot:
            self._of = self._conversation.snapshot
            self._offers = Offers(self._of)
        return self._offers


async def converse(conversation: Conversation, edits: AsyncIterator[Opened], history: Path | None) -> None:
    """Talk until the person leaves; `edits` are the states of the folder, `history` keeps what was typed."""
    session: PromptSession[str] = PromptSession(
        completer=Offering(conversation),
        complete_in_thread=True,
        complete_while_typing=True,
        history=_history(history),
        style=_STYLE,
        reserve_space_for_menu=6,
    )
    following = asyncio.create_task(_follow(conversation, edits, session))
    try:
        conversation.greet()
        with contextlib.suppress(EOFError, KeyboardInterrupt):
            while conversation.say(await session.prompt_async([("class:prompt", "> ")])):
                if following.done():
                    following.result()  # a watch that failed is a bug; do not go on without it in silence
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following


async def _follow(
    conversation: Conversation, edits: AsyncIterator[Opened], session: PromptSession[str]
) -> None:
    async for opened in edits:
        if session.app.is_running:
            await run_in_terminal(partial(conversation.reload, opened))
        else:
            conversation.reload(opened)


def _history(path: Path | None) -> History:
    """Keep the history in a file if it can be written, and otherwise for this conversation only."""
    if path is not None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with path.open("a", encoding="utf-8"):
                return FileHistory(path)
        except OSError:
            pass
    return InMemoryHistory()
