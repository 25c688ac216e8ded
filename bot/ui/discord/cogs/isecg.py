"""`/isecg`: what is known, as lists and cards, and what the bot says of itself."""

from __future__ import annotations

from typing import Literal

import discord
from discord import app_commands

from bot.ui.discord.codes import Listing, Page
from bot.ui.discord.cogs.alerts import subscribe, subscriptions
from bot.ui.discord.managing import alerts_here
from bot.ui.discord.messages.about import Facts, show_about, show_help, show_privacy
from bot.ui.discord.messages.cards import show_member
from bot.ui.discord.messages.doctor import show_findings
from bot.ui.discord.messages.lists import show_page
from bot.ui.discord.naming import find_member, member_choices
from bot.ui.discord.permissions import examine
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Reply
from bot.ui.discord.speaking import Interaction, host_of, respond, serve, tell

Year = app_commands.Range[int, 1900, 2999]
RegionName = Literal["Europe", "Asia", "Middle East", "North America", "Latin America", "Oceania"]
KindName = Literal[
    "roadmap", "supplement", "annual-report", "white-paper", "gap-assessment", "strategy", "rules", "paper"
]

group: app_commands.Group = app_commands.Group(
    name="isecg",
    description="Members, news and documents of ISECG, and about this bot.",
    allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
    allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
)

group.add_command(subscribe)
group.add_command(subscriptions)


async def _list(interaction: Interaction, page: Page) -> None:
    async def work(phrases: Phrases) -> None:
        reply = show_page(host_of(interaction).desk.edition.snapshot, page, phrases)
        await respond(interaction, reply, private=False)

    await serve(interaction, "list", work)


@group.command(name="members", description="The members, in the order of joining.")
@app_commands.describe(
    region="Only those of this region.",
    year="Only those that joined, or may have, in this year.",
    founding="Only the founders, or only those that joined later.",
)
async def members(
    interaction: Interaction,
    region: RegionName | None = None,
    year: Year | None = None,
    founding: bool | None = None,  # noqa: FBT001  discord.py reads options from a signature like this
) -> None:
    """List the members."""
    await _list(interaction, Page(Listing.MEMBERS, 0, region or "", year, founding))


@group.command(name="member", description="One member: country, joined, names, site.")
@app_commands.describe(name="The member's name, acronym or country.")
async def member(interaction: Interaction, name: str) -> None:
    """Show a member's card."""

    async def work(phrases: Phrases) -> None:
        snapshot = host_of(interaction).desk.edition.snapshot
        found = find_member(snapshot, name, host_of(interaction).desk.today())
        if found is None:
            await tell(interaction, phrases.say("member_unknown"))
        else:
            await respond(interaction, show_member(snapshot, found, phrases), private=False)

    await serve(interaction, "member", work)


@member.autocomplete("name")
async def complete_member(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer the members whose names begin like what is typed."""
    choices = member_choices(host_of(interaction).desk.edition.snapshot, current)
    return [app_commands.Choice(name=label, value=value) for label, value in choices]


@group.command(name="news", description="What happened, newest first.")
@app_commands.describe(year="Only those of this year.")
async def news(interaction: Interaction, year: Year | None = None) -> None:
    """List the news."""
    await _list(interaction, Page(Listing.NEWS, year=year))


@group.command(name="publications", description="The documents, newest first.")
@app_commands.describe(kind="Only this kind.", year="Only those of this year.")
async def publications(
    interaction: Interaction, kind: KindName | None = None, year: Year | None = None
) -> None:
    """List the publications."""
    await _list(interaction, Page(Listing.PUBLICATIONS, year=year, kind=kind or ""))


@group.command(name="roadmap", description="The editions of the Global Exploration Roadmap.")
async def roadmap(interaction: Interaction) -> None:
    """List the roadmap's editions."""
    await _list(interaction, Page(Listing.ROADMAP))


@group.command(name="timeline", description="Who joined when, and what came out when.")
async def timeline(interaction: Interaction) -> None:
    """List what happened in order."""
    await _list(interaction, Page(Listing.TIMELINE))


@group.command(name="about", description="What this bot knows, how old it is, and who it is not.")
async def about(interaction: Interaction) -> None:
    """Say what the bot is."""

    async def work(phrases: Phrases) -> None:
        client = host_of(interaction)
        edition = client.desk.edition
        loaded = discord.utils.format_dt(edition.loaded_at, "R")
        facts = Facts(loaded, await client.evaluation(), client.source)
        await respond(interaction, show_about(edition.snapshot, facts, phrases), private=False)

    await serve(interaction, "about", work)


@group.command(name="help", description="How to ask, and what else there is.")
async def help_(interaction: Interaction) -> None:
    """Say how to use the bot."""

    async def work(phrases: Phrases) -> None:
        client = host_of(interaction)
        edition = client.desk.edition
        tries = [
            (entry.id, entry.questions[0])
            for question in edition.starters[:3]
            for entry in edition.snapshot.knowledge.entries
            if entry.questions[0] == question
        ]
        mention = client.user.mention if client.user is not None else "@me"
        menu = client.menu_name(str(interaction.locale))
        reply = show_help(client.command_mentions(), mention, menu, tries, phrases)
        await respond(interaction, reply, private=True)

    await serve(interaction, "help", work)


@group.command(name="privacy", description="What is stored, and for how long.")
async def privacy(interaction: Interaction) -> None:
    """Say what is stored."""

    async def work(phrases: Phrases) -> None:
        reply = show_privacy(phrases, keeps=host_of(interaction).desk.book.keeps)
        await respond(interaction, reply, private=True)

    await serve(interaction, "privacy", work)


@group.command(
    name="doctor",
    description="For managers: what works in this channel, what is missing.",
)
async def doctor(interaction: Interaction) -> None:
    """Say what is missing here, and how to give it."""

    async def work(phrases: Phrases) -> None:
        await respond(interaction, await _examined(interaction, phrases), private=True)

    await serve(interaction, "doctor", work)


async def _examined(interaction: Interaction, phrases: Phrases) -> Reply:
    if interaction.guild_id is None:
        return Reply(phrases.say("doctor_guild_only"))
    if not interaction.permissions.manage_guild:
        return Reply(phrases.say("doctor_needs_manager"))
    findings = examine(interaction, await alerts_here(interaction, phrases))
    return Reply(phrases.say("doctor_not_in_guild")) if findings is None else show_findings(findings, phrases)
