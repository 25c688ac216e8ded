"""What several commands share: the folder of knowledge, the settings, the snapshot and the day."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failures import Failure

if TYPE_CHECKING:
    from bot.answers.snapshot import Snapshot
    from bot.config import Settings
    from bot.knowledge.problem import Problem

KnowledgeFolder = Annotated[
    Path | None,
    typer.Option(
        "--knowledge", metavar="FOLDER", help="Read this folder of knowledge instead of the shipped one."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


_MOST_ERRORS = 10


def today() -> date:
    """Return the day, the same all over the world."""
    return datetime.now(UTC).date()


def settings_with(context: typer.Context, knowledge: Path | None) -> Settings:
    """Read the settings; a folder given behind the command, or else in front of it, wins. Raises Failure."""
    from bot.config import BadSettingsError, read_settings

    try:
        return read_settings(isecg_knowledge=knowledge or context.find_object(Path))
    except BadSettingsError as problem:
        raise Failure(str(problem)) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise Failure(f"The file .env cannot be read: {problem}. Save it as UTF-8 text.") from None


def folder_of(settings: Settings) -> Path:
    """Return the folder of knowledge to read: as it was named, or else the shipped one."""
    from bot.knowledge.shipped import shipped_folder

    if settings.isecg_knowledge is not None:
        return settings.isecg_knowledge
    folder, here = shipped_folder(), Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder


def snapshot_of(settings: Settings) -> Snapshot:
    """Open the folder of knowledge, from the cache if it can be; raises Failure with every error in it."""
    from bot.reload.opening import open_cached

    folder = folder_of(settings)
    opened = open_cached(folder, today(), settings.cache_folder)
    if opened.snapshot is None:
        raise broken(folder, opened.problems)
    return opened.snapshot


def broken(folder: Path, problems: tuple[Problem, ...]) -> Failure:
    """Word the failure of a folder that cannot be used."""
    from bot.knowledge.problem import Severity

    errors = [str(problem) for problem in problems if problem.severity is Severity.ERROR]
    more = [f"... and {len(errors) - _MOST_ERRORS} more; `isecg-bot check` lists them all."]
    shown = errors if len(errors) <= _MOST_ERRORS else errors[:_MOST_ERRORS] + more
    return Failure("\n".join([*shown, f"The knowledge in {folder} cannot be used until this is corrected."]))
