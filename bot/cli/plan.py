"""`isecg-bot plan`: what an edit of the knowledge will do before anybody sees it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failures import Failure
from bot.cli.options import AsJson, KnowledgeFolder, broken, folder_of, settings_with, today

if TYPE_CHECKING:
    from bot.answers.snapshot import Snapshot
    from bot.config import Settings
    from bot.outbox.planning import Plan


def plan(
    context: typer.Context,
    *,
    against: Annotated[
        str,
        typer.Option(
            "--against",
            metavar="REV|FOLDER",
            help="What to compare with: a folder, or a revision of the folder's git repository.",
        ),
    ] = "HEAD",
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Print a comment for a pull request.")
    ] = False,
    as_json: AsJson = False,
    everything: Annotated[bool, typer.Option("--all", help="Leave nothing out.")] = False,
    store: Annotated[
        bool,
        typer.Option(
            "--store", help="Take the alerts from what the bot's store has seen, not from the revision."
        ),
    ] = False,
    knowledge: KnowledgeFolder = None,
) -> None:
    """Show what an edit will do: facts, answers and alerts.

    Compares the folder with an earlier state: the facts changed, the questions whose answer changes, and the
    alerts, corrections and withdrawals that go out, as readers will see them. Nothing is written.
    """
    if as_markdown and as_json:
        raise typer.BadParameter("choose one of --markdown and --json.", param_hint="--markdown")
    settings = settings_with(context, knowledge)
    new = _now(settings)
    old, name = _before(settings, against)

    from bot.reload.foreseeing import foresee

    foreseen = foresee(old, new, today(), _stored(settings, new) if store else None)
    if as_json:
        from bot.ui.terminal.objects import line
        from bot.ui.terminal.plans import plan_object

        print(line(plan_object(foreseen, name)))
    elif as_markdown:
        from bot.ui.terminal.plans import plan_markdown

        print(plan_markdown(foreseen, name, everything=everything), end="")
    else:
        from bot.ui.terminal.plans import show_plan
        from bot.ui.terminal.screen import screen

        show_plan(screen(sys.stdout), foreseen, name, everything=everything)


def _now(settings: Settings) -> Snapshot:
    from bot.cli.options import snapshot_of

    return snapshot_of(settings)


def _before(settings: Settings, against: str) -> tuple[Snapshot, str]:
    """Return the state to compare with and its name; raises Failure."""
    from bot.knowledge.folder import read_folder
    from bot.reload.opening import open_past
    from bot.reload.revisions import NoRevisionError, read_revision

    if Path(against).is_dir():
        reading, name = read_folder(Path(against)), against
    else:
        try:
            found = read_revision(folder_of(settings), against)
        except NoRevisionError as problem:
            raise Failure(str(problem)) from None
        reading, name = found.reading, found.name
    opened = open_past(reading, today(), settings.cache_folder)
    if opened.snapshot is None:
        failure = broken(Path(reading.folder), opened.problems)
        raise Failure(f"{failure}\nThis is the earlier state; name a good one with --against.")
    return opened.snapshot, name


def _stored(settings: Settings, new: Snapshot) -> Plan:
    """Return what the bot's store will write for the new state."""
    from bot.cli.stores import with_store
    from bot.outbox.enqueue import plan_against_store

    return with_store(settings, lambda opened: plan_against_store(opened, new.knowledge))
