"""`isecg-bot alerts`: what was announced, what waits or is stuck, and a maintainer's decisions."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.failures import Failure
from bot.cli.options import AsJson, KnowledgeFolder, settings_with, snapshot_of
from bot.cli.stores import with_store

if TYPE_CHECKING:
    from bot.outbox.alerts import Listed
    from bot.store.store import Store

Ids = Annotated[list[int], typer.Argument(metavar="ID", help="Numbers from `isecg-bot alerts`.")]

alerts = typer.Typer(no_args_is_help=False)


@alerts.callback(invoke_without_command=True)
def listing(
    context: typer.Context,
    *,
    limit: Annotated[
        int, typer.Option("--limit", metavar="NUMBER", min=1, max=1_000, help="The newest so many.")
    ] = 20,
    as_json: AsJson = False,
) -> None:
    """List the alerts, newest first, and what became of them.

    For each: to how many channels it was delivered, is pending, is disabled (the bot may not post there) or
    held (a person must decide). The commands below decide.
    """
    if context.invoked_subcommand is not None:
        return
    found = with_store(settings_with(context, None), lambda store: _listed(store, limit))
    if as_json:
        from bot.ui.terminal.alert_rows import alerts_object
        from bot.ui.terminal.objects import array

        print(array(alerts_object(found)))
    else:
        from bot.ui.terminal.alert_rows import show_alerts
        from bot.ui.terminal.screen import screen

        show_alerts(screen(sys.stdout), found)


@alerts.command()
def hold(context: typer.Context, ids: Ids) -> None:
    """Stop alerts from going out to those who have not had them."""

    async def one(store: Store, event_id: int) -> str:
        from bot.outbox import alerts as decisions

        await decisions.hold(store, event_id)
        return "waits; `isecg-bot alerts release` lets it go on"

    _decide(context, ids, one)


@alerts.command()
def release(
    context: typer.Context,
    ids: Annotated[
        list[int] | None, typer.Argument(metavar="ID", help="Numbers from `isecg-bot alerts`.")
    ] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="Everything that waits.")] = False,
) -> None:
    """Let waiting alerts go out, to those who were subscribed when they were made."""
    if bool(ids) == everything:
        raise typer.BadParameter("name the alerts to release, or give --all.", param_hint="ID")

    async def one(store: Store, event_id: int) -> str:
        from bot.outbox import alerts as decisions

        await decisions.release(store, datetime.now(UTC), event_id)
        return "is released"

    if ids:
        _decide(context, ids, one)
        return
    for event_id in with_store(settings_with(context, None), _release_all) or ("Nothing",):
        verb = "is released" if isinstance(event_id, int) else "waits"
        print(f"{event_id} {verb}.")


@alerts.command()
def cancel(context: typer.Context, ids: Ids) -> None:
    """Never send what has not been sent of alerts; what was posted stays."""

    async def one(store: Store, event_id: int) -> str:
        from bot.outbox import alerts as decisions

        await decisions.cancel(store, event_id)
        return "is cancelled; what was posted stays"

    _decide(context, ids, one)


@alerts.command()
def retry(context: typer.Context, ids: Ids) -> None:
    """Send again what is held, or disabled where posting is possible again."""

    async def one(store: Store, event_id: int) -> str:
        from bot.outbox import alerts as decisions

        number = await decisions.retry(store, datetime.now(UTC), event_id)
        return f"is sent again to {number} channel{'' if number == 1 else 's'}"

    _decide(context, ids, one)


@alerts.command()
def skip(context: typer.Context, *, knowledge: KnowledgeFolder = None) -> None:
    """After restoring a backup: take the knowledge as announced.

    What `isecg-bot plan --store` lists is then never sent. Run it before the bot is started again.
    """
    from bot.outbox.enqueue import skip as take_as_told

    settings = settings_with(context, knowledge)
    current = snapshot_of(settings).knowledge
    skipped = with_store(settings, lambda store: take_as_told(store, current))
    number = sum(len(planned.event.items) for planned in skipped.events)
    print(f"{number} change{'' if number == 1 else 's'} will not be announced.")


async def _listed(store: Store, limit: int) -> tuple[Listed, ...]:
    from bot.outbox.alerts import list_alerts

    return await list_alerts(store, limit)


async def _release_all(store: Store) -> tuple[int, ...]:
    from bot.outbox import alerts as decisions

    return await decisions.release(store, datetime.now(UTC))


def _decide(context: typer.Context, ids: list[int], decision: Callable[[Store, int], Awaitable[str]]) -> None:
    """Decide on each alert and print what became of it; raises Failure for those where it cannot be done."""

    async def work(store: Store) -> list[str]:
        from bot.outbox.alerts import UnknownAlertError

        refused = []
        for event_id in dict.fromkeys(ids):
            try:
                print(f"{event_id} {await decision(store, event_id)}.")
            except UnknownAlertError as problem:
                text = str(problem)
                refused.append(f"{text[0].upper()}{text[1:]}.")
        return refused

    refused = with_store(settings_with(context, None), work)
    if refused:
        raise Failure("\n".join([*refused, "`isecg-bot alerts` lists what there is."]))
