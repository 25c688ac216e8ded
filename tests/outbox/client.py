"""The library's client with the bot's settings and the publisher on it: as much as a relay needs."""

from __future__ import annotations

import discord

from bot.ui.discord.client import INTENTS
from bot.ui.discord.phrases import load_catalogue
from bot.ui.discord.publisher import DiscordPublisher


class PublishingClient(discord.AutoShardedClient):
    """`guild_ready_timeout` are the seconds of quiet after which all servers are known."""

    def __init__(self, guild_ready_timeout: float) -> None:
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=guild_ready_timeout,
            max_ratelimit_timeout=30.0,
        )
        self.publisher = DiscordPublisher(self, load_catalogue())
