"""Which permissions the bot needs in a channel, and what it has."""

from __future__ import annotations

from types import MappingProxyType

import discord

from bot.ui.discord.messages.doctor import Check, Findings
from bot.ui.discord.places import NEEDED, NEEDED_IN_THREADS, GuildPlace, Standing
from bot.ui.discord.speaking import Interaction

# The phrase that says what a permission is for, by the permission's name in discord.py.
_WHY = MappingProxyType(
    {
        "view_channel": "why_view",
        "send_messages": "why_send",
        "send_messages_in_threads": "why_send_threads",
        "embed_links": "why_embed",
        "read_message_history": "why_history",
        "mention_everyone": "why_mention",
    }
)

INVITED_WITH = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
)
"""The least that an invitation asks for."""


def examine(interaction: Interaction, alerts: str | None = None) -> Findings | None:
    """What the bot may do where the command was used; None where it is not a member of the server.

    Discord says in each interaction what the app may do in that channel, overwrites included.
    """
    guild = interaction.guild
    # A server to which only the commands were added is in no gateway event; the library makes up a member.
    known = interaction.client.get_guild(interaction.guild_id or 0) is not None
    me = guild.me if guild is not None and known and interaction.is_guild_integration() else None
    if guild is None or me is None:
        return None
    needed = NEEDED_IN_THREADS if isinstance(interaction.channel, discord.Thread) else NEEDED
    here, in_server = interaction.app_permissions, me.guild_permissions
    return Findings(
        channel=f"<#{interaction.channel_id}>",
        role=role_name(guild),
        checks=tuple(_check(name, here, in_server) for name in needed),
        timed_out=me.is_timed_out(),
        alerts=alerts,
    )


def missing_in(standing: Standing, role: discord.Role | None) -> tuple[Check, ...]:
    """What is missing for alerts in a channel, and for mentioning a role there."""
    channel: GuildPlace = standing.channel
    in_server = channel.guild.me.guild_permissions
    names = list(standing.missing)
    if role is not None and not role.mentionable and not standing.granted.mention_everyone:
        names.append("mention_everyone")
    return tuple(_check(name, standing.granted, in_server) for name in names)


def role_name(guild: discord.Guild) -> str:
    """How the bot's own role is called."""
    role = guild.self_role
    return role.name if role is not None else guild.me.display_name


def _check(name: str, here: discord.Permissions, in_server: discord.Permissions) -> Check:
    return Check(name, _WHY[name], here=getattr(here, name), in_server=getattr(in_server, name))
