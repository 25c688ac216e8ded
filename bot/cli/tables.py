"""`isecg-bot members`, `news` and `publications`: what is in the data files."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.cli.options import AsJson, KnowledgeFolder, settings_with, snapshot_of

Year = Annotated[
    int | None, typer.Option("--year", metavar="YEAR", min=1900, max=2999, help="Only those of this year.")
]


def members(
    context: typer.Context,
    *,
    region: Annotated[
        str | None, typer.Option("--region", metavar="REGION", help="Only those of this region.")
    ] = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            metavar="YEAR",
            min=1900,
            max=2999,
            help="Only those that joined, or may have, in this year.",
        ),
    ] = None,
    founding: Annotated[bool, typer.Option("--founding", help="Only the founding members.")] = False,
    as_json: AsJson = False,
    knowledge: KnowledgeFolder = None,
) -> None:
    """List the members in the order of joining."""
    from bot.matching.normalise import fold
    from bot.ui import selection
    from bot.ui.terminal import tables
    from bot.ui.terminal.objects import array
    from bot.ui.terminal.screen import screen

    snapshot = snapshot_of(settings_with(context, knowledge))
    regions = selection.regions_of(snapshot)
    if region is not None and fold(region) not in map(fold, regions):
        raise typer.BadParameter(f"the regions are {', '.join(regions)}.", param_hint="--region")
    found = selection.select_members(snapshot, region=region, year=year, founding=founding)
    if as_json:
        print(array(tables.member_object(snapshot, member) for member in found))
    else:
        tables.show_members(screen(sys.stdout), snapshot, found)


def news(
    context: typer.Context, *, year: Year = None, as_json: AsJson = False, knowledge: KnowledgeFolder = None
) -> None:
    """List the news, newest first."""
    from bot.ui import selection
    from bot.ui.terminal import tables
    from bot.ui.terminal.objects import array
    from bot.ui.terminal.screen import screen

    snapshot = snapshot_of(settings_with(context, knowledge))
    found = selection.select_news(snapshot, year=year)
    if as_json:
        print(array(map(tables.news_object, found)))
    else:
        tables.show_news(screen(sys.stdout), snapshot, found)


def publications(
    context: typer.Context,
    *,
    kind: Annotated[
        str | None, typer.Option("--kind", metavar="KIND", help="Only this kind, such as roadmap.")
    ] = None,
    year: Year = None,
    as_json: AsJson = False,
    knowledge: KnowledgeFolder = None,
) -> None:
    """List the publications, newest first."""
    from bot.ui import selection
    from bot.ui.terminal import tables
    from bot.ui.terminal.objects import array
    from bot.ui.terminal.screen import screen

    snapshot = snapshot_of(settings_with(context, knowledge))
    kinds = selection.kinds_of(snapshot)
    if kind is not None and kind not in kinds:
        raise typer.BadParameter(f"the kinds are {', '.join(kinds)}.", param_hint="--kind")
    found = selection.select_publications(snapshot, year=year, kind=kind)
    if as_json:
        print(array(map(tables.publication_object, found)))
    else:
        tables.show_publications(screen(sys.stdout), snapshot, found)
