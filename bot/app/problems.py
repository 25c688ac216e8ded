"""What can keep the bot from running, apart from Discord itself."""

from __future__ import annotations

from bot.knowledge.problem import Problem, Severity
from bot.store.errors import StoreError
from bot.ui.discord import trouble


class CannotRunError(Exception):
    """The bot cannot run; the text says why and what to do."""


def explained(problem: BaseException) -> str | None:
    """A sentence for what is no bug of ours, or None."""
    if isinstance(problem, CannotRunError | StoreError):
        return str(problem)
    return trouble.explained(problem)


def broken_knowledge(folder: object, problems: tuple[Problem, ...]) -> CannotRunError:
    """The knowledge cannot be used at start: every error, and what follows."""
    lines = [str(one) for one in problems if one.severity is Severity.ERROR]
    lines.append(f"The knowledge in {folder} cannot be used until this is corrected.")
    return CannotRunError("\n".join(lines))
