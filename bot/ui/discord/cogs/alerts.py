"""`/isecg subscribe` and `/isecg subscriptions`: alerts for a channel, or for oneself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

import discord
from discord import app_commands

from bot.outbox.publisher import Forbidden
from bot.store.records import Kind, Wish
from bot.ui.discord.managing import in_hand, own_place, show_all
from bot.ui.discord.markup import escape
from bot.ui.discord.messages.subscriptions import show_confirmation, show_missing, show_subscribed
from bot.ui.discord.outcomes import outcome_of
from bot.ui.discord.permissions import missing_in, role_name
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.places import GuildPlace, standing_in
from bot.ui.discord.replies import Reply
from bot.ui.discord.speaking import Interaction, defer, finish, host_of, respond, serve, tell

What = Literal[
    "new members",
    "news",
    "publications",
    "new members and news",
    "new members and publications",
    "news and publications",
    "everything",
]
Language = Literal["English", "Deutsch", "日本語"]
_LANGUAGES: Mapping[Language, str] = MappingProxyType({"English": "en", "Deutsch": "de", "日本語": "ja"})
_KINDS: Mapping[What, frozenset[Kind]] = MappingProxyType(
    {
        "new members": frozenset({Kind.MEMBERS}),
        "news": frozenset({Kind.NEWS}),
        "publications": frozenset({Kind.PUBLICATIONS}),
        "new members and news": frozenset({Kind.MEMBERS, Kind.NEWS}),
        "new members and publications": frozenset({Kind.MEMBERS, Kind.PUBLICATIONS}),
        "news and publications": frozenset({Kind.NEWS, Kind.PUBLICATIONS}),
        "everything": frozenset(Kind),
    }
)
# A nonce makes a post certain, and forum posts have none; a category holds no messages.
_SUITABLE = (discord.TextChannel, discord.Thread, discord.VoiceChannel, discord.StageChannel)


class AnyChannel(app_commands.Transformer):
    """A channel as the client names it, even one that the bot cannot see: it says what is missing there."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """An option of Discord's kind `channel`."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Those that can hold alerts."""
        kinds = discord.ChannelType
        return [
            kinds.text,
            kinds.news,
            kinds.voice,
            kinds.stage_voice,
            kinds.public_thread,
            kinds.private_thread,
            kinds.news_thread,
        ]

    async def transform(self, _interaction: Interaction, value: discord.abc.Snowflake) -> int:
        """Its id is enough."""
        return value.id


@app_commands.command(
    name="subscribe", description="For managers: alerts for a channel. For you: in our direct messages."
)
@app_commands.describe(
    channel="The channel for the alerts; without it, this one.",
    what="What to be told of; without it, new members.",
    role="A role to mention in each alert; without it, nobody.",
    language="The language of the alerts; without it, the server's.",
    publish="In an announcement channel: publish to the servers that follow it.",
)
async def subscribe(  # noqa: PLR0917  discord.py reads options from a signature like this
    interaction: Interaction,
    channel: app_commands.Transform[int, AnyChannel] | None = None,
    what: What = "new members",
    role: discord.Role | None = None,
    language: Language | None = None,
    publish: bool = False,  # noqa: FBT001, FBT002  the same
) -> None:
    """Subscribe a channel or oneself."""

    async def work(phrases: Phrases) -> None:
        kinds = _KINDS[what]
        code = None if language is None else _LANGUAGES[language]
        if not in_hand(interaction):
            await _subscribe_person(interaction, kinds, code, phrases)
        elif not interaction.permissions.manage_guild:
            await tell(interaction, phrases.say("subscribe_needs_manager"))
        else:
            await _subscribe_channel(
                interaction, channel or interaction.channel_id or 0, (kinds, role, code, publish), phrases
            )

    await serve(interaction, "subscribe", work)


async def _subscribe_channel(
    interaction: Interaction,
    channel_id: int,
    wanted: tuple[frozenset[Kind], discord.Role | None, str | None, bool],
    phrases: Phrases,
) -> None:
    """Look whether everything is there that alerts will need, prove it by a message, and note it."""
    kinds, role, code, publish = wanted
    await defer(interaction)
    channel = await _find(interaction, channel_id)
    if channel is None and interaction.client.get_guild(interaction.guild_id or 0) is None:
        await finish(interaction, Reply(phrases.say("doctor_not_in_guild")))  # added without its bot
        return
    problem = _problem(channel, channel_id, role, publish=publish, phrases=phrases)
    if problem is not None or channel is None or not isinstance(channel, _SUITABLE):
        await finish(interaction, problem or Reply(phrases.say("subscribe_unseen")))
        return
    host = host_of(interaction)
    language = code or host.desk.catalogue.for_locale(str(channel.guild.preferred_locale)).language
    wish = Wish(
        channel_id=channel.id,
        guild_id=channel.guild.id,
        subscriber_id=interaction.user.id,
        kinds=kinds,
        role_id=None if role is None else role.id,
        language=language,
        publish=publish,
    )
    await _confirm(interaction, channel, wish, phrases)


async def _subscribe_person(
    interaction: Interaction, kinds: frozenset[Kind], code: str | None, phrases: Phrases
) -> None:
    """Subscribe the direct messages of the person; they asked for it themselves."""
    await defer(interaction)
    channel_id = await own_place(interaction)
    language = code or phrases.language
    wish = Wish(channel_id, None, interaction.user.id, kinds, language=language)
    channel = interaction.client.get_partial_messageable(channel_id)
    await _confirm(interaction, channel, wish, phrases)


async def _confirm(
    interaction: Interaction, channel: discord.abc.Messageable, wish: Wish, phrases: Phrases
) -> None:
    """Post where the alerts will come; only if that works, subscribe."""
    host = host_of(interaction)
    theirs = host.desk.catalogue.for_locale(wish.language)
    by = None if wish.guild_id is None else interaction.user.mention
    try:
        posted = await channel.send(
            show_confirmation(wish, by, theirs), nonce=f"c{interaction.id}", suppress_embeds=True
        )
    except discord.HTTPException as refused:
        outcome = outcome_of(refused, available=True)
        if wish.guild_id is None and isinstance(outcome, Forbidden):
            await finish(interaction, Reply(phrases.say("subscribe_dm_closed")))
            return
        reason = escape(getattr(outcome, "reason", str(refused)))
        await finish(interaction, Reply(phrases.say("subscribe_refused", reason=reason)))
        return
    try:
        subscription = await host.alerts.store.subscribe(wish, host.alerts.now())
    except Exception:
        await posted.delete()
        raise
    host.alerts.wake()
    await finish(interaction, show_subscribed(subscription, phrases))


async def _find(interaction: Interaction, channel_id: int) -> GuildPlace | None:
    """The channel; an archived thread is known to Discord alone."""
    guild = interaction.guild
    if guild is None:
        return None
    channel = guild.get_channel_or_thread(channel_id)
    if channel is not None:
        return channel
    try:
        return await guild.fetch_channel(channel_id)
    except (discord.HTTPException, discord.InvalidData):
        return None


def _problem(
    channel: GuildPlace | None, channel_id: int, role: discord.Role | None, *, publish: bool, phrases: Phrases
) -> Reply | None:
    """Everything that stands in the way, at once."""
    if channel is None:
        return Reply(phrases.say("subscribe_unseen"))
    if not isinstance(channel, _SUITABLE):
        return Reply(phrases.say("subscribe_unsuitable"))
    standing = standing_in(channel, channel.guild.me)
    others = []
    if standing is not None and standing.timed_out:
        others.append(phrases.say("doctor_timeout"))
    if standing is not None and standing.locked:
        others.append(phrases.say("subscribe_locked"))
    if role is not None and role.is_default():
        others.append(phrases.say("subscribe_everyone"))
    if publish and not (isinstance(channel, discord.TextChannel) and channel.is_news()):
        others.append(phrases.say("subscribe_no_announcements"))
    # Where it is not known what the bot may do, the confirmation shows it.
    asked = None if role is None or role.is_default() else role
    checks = () if standing is None else missing_in(standing, asked)
    if not checks and not others:
        return None
    return show_missing(f"<#{channel_id}>", role_name(channel.guild), checks, others, phrases)


@app_commands.command(
    name="subscriptions", description="For managers: change, pause, test or end alerts. For you: your own."
)
async def subscriptions(interaction: Interaction) -> None:
    """List the subscriptions."""

    async def work(phrases: Phrases) -> None:
        if in_hand(interaction) and not interaction.permissions.manage_guild:
            await tell(interaction, phrases.say("subscribe_needs_manager"))
        else:
            await respond(interaction, await show_all(interaction, phrases), private=True)

    await serve(interaction, "subscriptions", work)
