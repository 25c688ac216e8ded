"""What is known of a place without asking Discord: whether its server is there, and what the bot may do.

That a server or a channel is not known proves nothing: it may be in an outage, not loaded yet, or on a shard
that another process runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import discord

from bot.outbox.publisher import Place

# What an alert needs, as discord.py calls it.
NEEDED = ("view_channel", "send_messages", "embed_links", "read_message_history")
NEEDED_IN_THREADS = ("view_channel", "send_messages_in_threads", "embed_links", "read_message_history")
# What posting itself needs; the history is only looked at when a reply was lost.
_POSTING = frozenset({"view_channel", "send_messages", "send_messages_in_threads", "embed_links"})

# Why alerts stop where the bot is no member any more.
REMOVED = "I was removed from the server"

GuildPlace = discord.abc.GuildChannel | discord.Thread


@dataclass(frozen=True, slots=True)
class Standing:
    """What the bot may do in a channel that it knows; `missing` are names of discord.py's permissions.

    `locked` is a thread that only people who manage threads can write in.
    """

    channel: GuildPlace
    granted: discord.Permissions
    missing: tuple[str, ...]
    timed_out: bool = False
    locked: bool = False

    @property
    def usable(self) -> bool:
        """Whether a post would be accepted, as far as that is known."""
        return not (self.hinders or self.timed_out or self.locked)

    @property
    def hinders(self) -> tuple[str, ...]:
        """Missing permissions without which a post is refused."""
        return tuple(name for name in self.missing if name in _POSTING)


class Places:
    """Looks places up in what the gateway has told."""

    def __init__(self, client: discord.AutoShardedClient) -> None:
        self._client = client

    def guild(self, guild_id: int | None) -> discord.Guild | None:
        """A server that is known, available or not."""
        return None if guild_id is None else self._client.get_guild(guild_id)

    def available(self, place: Place) -> bool | None:
        """Whether the place's server is there; None where this process cannot know."""
        if place.guild_id is None:
            return True
        guild = self.guild(place.guild_id)
        if guild is not None:
            return not guild.unavailable
        return None

    def is_member(self, guild_id: int) -> bool:
        """Whether the bot is, or may be, in a server; False only where the gateway would have told of it."""
        if self._client.get_guild(guild_id) is not None or not self._client.is_ready():
            return True
        count = self._client.shard_count or 1
        return (guild_id >> 22) % count not in self._client.shards

    def standing(self, place: Place) -> Standing | None:
        """What the bot may do there; None for a direct message and for what is not known."""
        channel = self.channel(place)
        return None if channel is None else standing_in(channel, channel.guild.me)

    def channel(self, place: Place) -> GuildPlace | None:
        """A channel that is known, on a server that is available."""
        guild = self.guild(place.guild_id)
        if guild is None or guild.unavailable:
            return None
        return guild.get_channel_or_thread(place.channel_id)


def standing_in(channel: GuildPlace, me: discord.Member | None) -> Standing | None:
    """What the bot may do in a channel; None where its roles, or a thread's channel, are not known."""
    if me is None or me.joined_at is None:  # the library makes up a member where the gateway told of none
        return None
    try:
        granted = channel.permissions_for(me)
    except discord.ClientException:
        return None
    needed = NEEDED_IN_THREADS if isinstance(channel, discord.Thread) else NEEDED
    missing = tuple(name for name in needed if not getattr(granted, name))
    locked = isinstance(channel, discord.Thread) and channel.locked and not granted.manage_threads
    return Standing(channel, granted, missing, timed_out=me.is_timed_out(), locked=locked)
