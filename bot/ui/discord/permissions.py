"""Which permissions the bot needs in a channel, and what it has."""

from __future__ import annotations

import discord

from bot.ui.discord.messages.doctor import Check, Findings
from bot.ui.discord.speaking import Interaction

# The permission's name in discord.py, and the phrase that says what it is for.
_NEEDED = (
    ("view_channel", "why_view"),
    ("send_messages", "why_send"),
    ("embed_links", "why_embed"),
    ("read_message_history", "why_history"),
)
_IN_THREADS = (
    ("view_channel", "why_view"),
    ("send_messages_in_threads", "why_send_threads"),
    ("embed_links", "why_embed"),
    ("read_message_history", "why_history"),
)

INVITED_WITH = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    embed_links=True,
    read_message_history=True,
)
"""The least that an invitation asks for."""


def examine(interaction: Interaction) -> Findings | None:
    """What the bot may do where the command was used; None where it is not a member of the server.

    Discord says in each interaction what the app may do in that channel, overwrites included.
    """
    guild = interaction.guild
    me = guild.me if guild is not None and interaction.is_guild_integration() else None
    if guild is None or me is None:
        return None
    channel = interaction.channel
    needed = _IN_THREADS if isinstance(channel, discord.Thread) else _NEEDED
    here, in_server = interaction.app_permissions, me.guild_permissions
    checks = tuple(
        Check(name, why, here=getattr(here, name), in_server=getattr(in_server, name)) for name, why in needed
    )
    role = guild.self_role
    return Findings(
        channel=f"<#{interaction.channel_id}>",
        role=role.name if role is not None else me.display_name,
        checks=checks,
        timed_out=me.is_timed_out(),
    )
