"""The buttons and lists of `/isecg subscriptions`: each says by its custom_id which channel it is about.

Whoever clicks must be allowed to, at that moment: to manage the server, or it is their own subscription.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import replace as changed
from typing import Any, Self

import discord

from bot.outbox.naming import marker_of, nonce_of
from bot.outbox.publisher import Content, Done, Place
from bot.outbox.render import Alert, block
from bot.outbox.snapshot import snapshots
from bot.store.records import Kind, Subscription, SubscriptionState, Wish
from bot.ui.discord.codes import MANAGE_PATTERN, PICK_CODE, Manage
from bot.ui.discord.markup import escape
from bot.ui.discord.messages.subscriptions import (
    Viewed,
    line_of,
    place_of,
    show_subscription,
    show_subscriptions,
)
from bot.ui.discord.permissions import missing_in
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Reply
from bot.ui.discord.speaking import Interaction, finish, host_of, replace, serve, tell

Item = discord.ui.Item[Any]


def in_hand(interaction: Interaction) -> bool:
    """Whether this is about a server: one where the bot is a member, not only installed to a person."""
    return interaction.guild_id is not None and interaction.is_guild_integration()


async def own_place(interaction: Interaction) -> int:
    """The person's direct conversation with the bot."""
    if interaction.context.dm_channel and interaction.channel_id is not None:
        return interaction.channel_id
    return (await interaction.user.create_dm()).id


async def show_all(interaction: Interaction, phrases: Phrases) -> Reply:
    """The server's subscriptions, or the person's own."""
    host = host_of(interaction)
    if in_hand(interaction):
        found = await host.alerts.store.subscriptions_of(interaction.guild_id or 0)
        return show_subscriptions([_viewed(interaction, one, phrases) for one in found], phrases)
    own = await host.alerts.store.subscription(await own_place(interaction))
    if own is None or own.state is SubscriptionState.ENDED:
        return Reply(phrases.say("subs_none_own"))
    return show_subscription(_viewed(interaction, own, phrases), host.desk.catalogue, phrases)


async def alerts_here(interaction: Interaction, phrases: Phrases) -> str:
    """What `/isecg doctor` says of alerts in the channel where it is used."""
    one = await host_of(interaction).alerts.store.subscription(interaction.channel_id or 0)
    if one is None or one.state is SubscriptionState.ENDED:
        return phrases.say("doctor_alerts_none")
    return phrases.say("doctor_alerts", line=line_of(_viewed(interaction, one, phrases), phrases))


def _viewed(interaction: Interaction, one: Subscription, phrases: Phrases) -> Viewed:
    places = host_of(interaction).alerts.publisher.places
    place = Place(one.channel_id, one.guild_id)
    standing, channel = places.standing(place), places.channel(place)
    label = phrases.say("place_dm") if one.guild_id is None else str(one.channel_id)
    # The name of a channel that the bot may not view is not its to show; Discord hides it as well.
    seen = channel is not None and standing is not None and standing.granted.view_channel
    role = None if channel is None or one.role_id is None else channel.guild.get_role(one.role_id)
    return Viewed(
        one,
        f"#{channel.name}" if channel is not None and seen else label,
        () if standing is None else tuple(check.name for check in missing_in(standing, role)),
        isinstance(channel, discord.TextChannel) and channel.is_news(),
    )


async def _allowed(interaction: Interaction, channel_id: int) -> Subscription | None:
    """The subscription, if the one who clicks may change it."""
    one = await host_of(interaction).alerts.store.subscription(channel_id)
    if one is None or one.state is SubscriptionState.ENDED:
        return None
    if one.guild_id is None:
        return one if one.subscriber_id == interaction.user.id else None
    same = one.guild_id == interaction.guild_id
    return one if same and interaction.permissions.manage_guild else None


async def _manage(interaction: Interaction, act: str, channel_id: int, values: list[Any]) -> None:
    async def work(phrases: Phrases) -> None:
        one = await _allowed(interaction, channel_id)
        do = _ACTS.get(act)
        if one is None or do is None:
            await tell(interaction, phrases.say("sub_gone"))
            return
        await do(interaction, one, values, phrases)

    await serve(interaction, "subscription", work)


async def _again(
    interaction: Interaction, channel_id: int, phrases: Phrases, note: str | None = None
) -> Reply:
    """The subscription as it is now."""
    host = host_of(interaction)
    one = await host.alerts.store.subscription(channel_id)
    if one is None or one.state is SubscriptionState.ENDED:
        return Reply(phrases.say("sub_gone"))
    return show_subscription(_viewed(interaction, one, phrases), host.desk.catalogue, phrases, note)


async def _show(interaction: Interaction, one: Subscription, _values: list[Any], phrases: Phrases) -> None:
    await replace(interaction, await _again(interaction, one.channel_id, phrases))


async def _pause(interaction: Interaction, one: Subscription, _values: list[Any], phrases: Phrases) -> None:
    await host_of(interaction).alerts.store.pause(one.channel_id)
    await replace(interaction, await _again(interaction, one.channel_id, phrases, phrases.say("done_paused")))


async def _resume(interaction: Interaction, one: Subscription, _values: list[Any], phrases: Phrases) -> None:
    alerts = host_of(interaction).alerts
    await alerts.store.resume(one.channel_id, alerts.now())
    alerts.wake()
    await replace(
        interaction, await _again(interaction, one.channel_id, phrases, phrases.say("done_resumed"))
    )


async def _end(interaction: Interaction, one: Subscription, _values: list[Any], phrases: Phrases) -> None:
    await host_of(interaction).alerts.store.unsubscribe(one.channel_id)
    await replace(interaction, Reply(phrases.say("done_ended", place=place_of(one, phrases))))


async def _change(interaction: Interaction, wish: Wish, phrases: Phrases) -> None:
    await host_of(interaction).alerts.store.change(wish)
    note = phrases.say("done_changed")
    await replace(interaction, await _again(interaction, wish.channel_id, phrases, note))


async def _kinds(interaction: Interaction, one: Subscription, values: list[Any], phrases: Phrases) -> None:
    kinds = frozenset(Kind(value) for value in values)
    await _change(interaction, changed(_wish(interaction, one), kinds=kinds), phrases)


async def _language(interaction: Interaction, one: Subscription, values: list[Any], phrases: Phrases) -> None:
    await _change(interaction, changed(_wish(interaction, one), language=str(values[0])), phrases)


async def _publish(interaction: Interaction, one: Subscription, _values: list[Any], phrases: Phrases) -> None:
    await _change(interaction, changed(_wish(interaction, one), publish=True), phrases)


async def _keep(interaction: Interaction, one: Subscription, _values: list[Any], phrases: Phrases) -> None:
    await _change(interaction, changed(_wish(interaction, one), publish=False), phrases)


async def _role(interaction: Interaction, one: Subscription, values: list[Any], phrases: Phrases) -> None:
    role = values[0] if values else None
    if isinstance(role, discord.Role) and not _mentionable(interaction, one, role):
        name = f"**{phrases.say('perm_mention_everyone')}**"
        note = phrases.say("sub_role_refused", role=role.mention, name=name)
        await replace(interaction, await _again(interaction, one.channel_id, phrases, note))
        return
    role_id = role.id if isinstance(role, discord.Role) else None
    await _change(interaction, changed(_wish(interaction, one), role_id=role_id), phrases)


def _mentionable(interaction: Interaction, one: Subscription, role: discord.Role) -> bool:
    places = host_of(interaction).alerts.publisher.places
    standing = places.standing(Place(one.channel_id, one.guild_id))
    may_all = standing is not None and standing.granted.mention_everyone
    return not role.is_default() and (role.mentionable or may_all)


def _wish(interaction: Interaction, one: Subscription) -> Wish:
    """The subscription as a wish; whoever changes it last is told when it stops."""
    return Wish(
        channel_id=one.channel_id,
        guild_id=one.guild_id,
        subscriber_id=interaction.user.id,
        kinds=one.kinds,
        role_id=one.role_id,
        language=one.language,
        publish=one.publish,
    )


async def _test(interaction: Interaction, one: Subscription, _values: list[Any], phrases: Phrases) -> None:
    """Post a real alert about what is newest, called a test; it mentions nobody and is never published."""
    await interaction.response.defer()
    alerts = host_of(interaction).alerts
    nonce = nonce_of([f"test:{interaction.id}"], one.channel_id)
    outcome = await alerts.publisher.send(
        Place(one.channel_id, one.guild_id),
        Content(_sample(interaction, one), one.language),
        nonce=nonce,
        marker=marker_of(nonce),
    )
    if isinstance(outcome, Done):
        note = phrases.say("done_tested", place=place_of(one, phrases))
        if one.state is SubscriptionState.DISABLED:
            await alerts.revive(one.channel_id)
    else:
        reason = escape(getattr(outcome, "reason", type(outcome).__name__))
        note = phrases.say("test_failed", reason=reason)
    await finish(interaction, await _again(interaction, one.channel_id, phrases, note))


def _sample(interaction: Interaction, one: Subscription) -> Alert:
    host = host_of(interaction)
    kind = next(kind for kind in Kind if kind in one.kinds)
    known = host.desk.edition.snapshot.knowledge
    last = [each for each in snapshots(known) if each.kind is kind][-1:]
    words = host.alerts.words(one.language)
    heading = host.desk.catalogue.for_locale(one.language).say("test_heading")
    return Alert(heading, tuple(block(each, words, withdrawn=False) for each in last))


Do = Callable[[Interaction, Subscription, list[Any], Phrases], Awaitable[None]]
_ACTS: dict[str, Do] = {
    Manage.SHOW: _show,
    Manage.PAUSE: _pause,
    Manage.RESUME: _resume,
    Manage.TEST: _test,
    Manage.PUBLISH: _publish,
    Manage.KEEP: _keep,
    Manage.END: _end,
    Manage.KINDS: _kinds,
    Manage.ROLE: _role,
    Manage.LANGUAGE: _language,
}


class ManageButton(discord.ui.DynamicItem[Any], template=MANAGE_PATTERN):
    """A button or list that does something to one subscription."""

    def __init__(self, act: str, channel_id: int, item: Item) -> None:
        super().__init__(item)
        self.act, self.channel_id = act, channel_id

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read what to do, and to which channel's subscription."""
        return cls(match["act"], int(match["channel"]), item)

    async def callback(self, interaction: Interaction) -> None:
        """Do it."""
        values = list(getattr(self.item, "values", ()))
        await _manage(interaction, self.act, self.channel_id, values)


class SubscriptionSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=PICK_CODE):
    """Chooses one of the list."""

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """The custom_id says nothing but that it is ours."""
        assert isinstance(item, discord.ui.Select)
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:
        """Show the chosen one."""
        await _manage(interaction, Manage.SHOW, int(self.item.values[0]), [])


ITEMS = (ManageButton, SubscriptionSelect)
