"""A channel that cannot be posted to: who hears of it, what is kept, and how it comes back by itself."""

from __future__ import annotations

import pytest

from bot.store.records import Action, SubscriptionState
from bot.store.store import Store
from bot.ui.discord.client import IsecgClient
from tests.fake_discord import ChannelHandle, FakeDiscord, GuildHandle, Match, Perm, Person
from tests.outbox.examples import member
from tests.ui.discord.bots import Bots, eventually
from tests.ui.discord.test_alerts import A

MINUTES = 60.0


async def prepared(bots: Bots) -> tuple[GuildHandle, ChannelHandle, Person]:
    """A server whose channel Anna has subscribed."""
    guild = bots.fake.guild()
    channel = guild.channel("news")
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running():
        await (await anna.types_command(channel, "/isecg subscribe")).reply()
    return guild, channel, anna


def posts(fake: FakeDiscord, channel: ChannelHandle) -> int:
    """How often Discord was asked to post in a channel."""
    return len(list(fake.journal.matching(Match("create_message", channel.id))))


async def state_of(bots: Bots, channel: ChannelHandle) -> SubscriptionState:
    """Where the subscription stands."""
    subscription = await bots.alerts.subscription(channel.id)
    assert subscription is not None
    return subscription.state


async def becomes(bots: Bots, channel: ChannelHandle, state: SubscriptionState) -> None:
    """Wait until the subscription is in a state."""

    async def there() -> bool:
        return await state_of(bots, channel) is state

    await eventually(there, f"the subscription to be {state}")


async def disabled(bots: Bots, client: IsecgClient, channel: ChannelHandle) -> None:
    """Let an alert fail until the missing permission is believed."""
    await bots.edit(A)
    for _ in range(3):
        await bots.quiet(client)
        await bots.tried()
        bots.fake.advance(11 * MINUTES)
    await becomes(bots, channel, SubscriptionState.DISABLED)


async def test_whoever_subscribed_is_told_once_and_it_comes_back_by_itself(
    fake: FakeDiscord, bots: Bots
) -> None:
    """Without a permission nothing is lost: the direct message says what is missing, then the alert comes."""
    _, channel, anna = await prepared(bots)
    async with bots.running() as client:
        channel.deny(Perm.SEND_MESSAGES)
        await bots.quiet(client)
        await disabled(bots, client, channel)
        (told,) = await anna.dm.shows(1)
        assert channel.mention in told.text
        assert "What is missing: Send Messages" in told.text
        assert posts(fake, channel) == 1  # the confirmation: no request is wasted
        fake.advance(3 * 24 * 60 * MINUTES)
        await bots.quiet(client)
        channel.reset(Perm.SEND_MESSAGES)
        alert = (await channel.shows(2))[1]
        assert "A Space Agency" in alert.text
        assert await state_of(bots, channel) is SubscriptionState.ACTIVE
        await bots.quiet(client)
    assert len(anna.dm.bot_messages) == 1
    assert len(channel.bot_messages) == 2


async def test_closed_direct_messages_hinder_nothing(fake: FakeDiscord, bots: Bots) -> None:
    """Told where it is possible; the rest goes on as before."""
    _, channel, anna = await prepared(bots)
    anna.closes_dms()
    async with bots.running() as client:
        channel.deny(Perm.VIEW_CHANNEL)
        await bots.quiet(client)
        await disabled(bots, client, channel)
        channel.reset(Perm.VIEW_CHANNEL)
        await channel.shows(2)
    assert anna.dm.bot_messages == []


@pytest.mark.parametrize("way", ["role", "own role"])
async def test_a_permission_given_back_to_a_role_revives_too(fake: FakeDiscord, bots: Bots, way: str) -> None:
    """Whatever gave it back: the role of everyone, or a role that the bot gets."""
    guild, channel, _ = await prepared(bots)
    async with bots.running() as client:
        guild.set_everyone(Perm.VIEW_CHANNEL | Perm.EMBED_LINKS | Perm.READ_MESSAGE_HISTORY)
        await bots.quiet(client)
        await disabled(bots, client, channel)
        if way == "role":
            guild.set_everyone(
                Perm.VIEW_CHANNEL | Perm.EMBED_LINKS | Perm.READ_MESSAGE_HISTORY | Perm.SEND_MESSAGES
            )
        else:
            writers = guild.role("writers", Perm.SEND_MESSAGES)
            roles = [*guild.bot_member.roles, writers.id]
            fake.world.change_member(guild.record, fake.world.bot.id, roles)
        await channel.shows(2)


async def test_a_permission_given_back_while_the_bot_was_down_counts(fake: FakeDiscord, bots: Bots) -> None:
    """At start the bot looks at what was disabled."""
    _, channel, _ = await prepared(bots)
    async with bots.running() as client:
        channel.deny(Perm.EMBED_LINKS)
        await bots.quiet(client)
        await disabled(bots, client, channel)
    channel.reset(Perm.EMBED_LINKS)
    async with bots.running():
        await channel.shows(2)


async def test_an_outage_unsubscribes_nobody(fake: FakeDiscord, bots: Bots) -> None:
    """An unavailable server keeps everything, is asked nothing, and gets its alert when it is back."""
    guild, channel, anna = await prepared(bots)
    async with bots.running() as client:
        guild.go_down()
        await bots.quiet(client)
        await bots.edit(A)
        for _ in range(5):
            await bots.tried()
            fake.advance(10 * MINUTES)
        assert await state_of(bots, channel) is SubscriptionState.ACTIVE
        assert posts(fake, channel) == 1
        guild.come_back()
        await bots.quiet(client)
        fake.advance(2 * MINUTES)
        assert "A Space Agency" in (await channel.shows(2))[1].text
    assert anna.dm.bot_messages == []


async def test_a_server_that_is_down_at_the_start_keeps_its_subscription(
    fake: FakeDiscord, bots: Bots
) -> None:
    """A server that the gateway has not told of yet proves nothing either."""
    guild, channel, _ = await prepared(bots)
    guild.go_down()
    async with bots.running():
        await bots.edit(A)
        await bots.tried()
        fake.advance(30 * MINUTES)
        await bots.tried()
        assert await state_of(bots, channel) is SubscriptionState.ACTIVE
        guild.come_back()
        fake.advance(2 * MINUTES)
        await channel.shows(2)


async def test_removed_and_added_again(fake: FakeDiscord, bots: Bots) -> None:
    """Nobody is bothered by a direct message; back again, what happened meanwhile comes."""
    guild, channel, anna = await prepared(bots)
    async with bots.running() as client:
        guild.kick_bot()
        await bots.quiet(client)
        await becomes(bots, channel, SubscriptionState.DISABLED)
        await bots.edit(A)
        fake.advance(30 * 24 * 60 * MINUTES)
        await bots.quiet(client)
        guild.invite_bot()
        assert "A Space Agency" in (await channel.shows(2))[1].text
    assert anna.dm.bot_messages == []


async def test_removed_and_added_again_while_the_bot_was_down(fake: FakeDiscord, bots: Bots) -> None:
    """The same without any event to tell of it."""
    guild, channel, _ = await prepared(bots)
    guild.kick_bot()
    async with bots.running() as client:
        await disabled(bots, client, channel)
    guild.invite_bot()
    async with bots.running():
        await channel.shows(2)


async def test_a_deleted_channel_is_told_once(fake: FakeDiscord, bots: Bots) -> None:
    """At once, with the reason; the subscription stays in the list until somebody ends it."""
    guild, channel, anna = await prepared(bots)
    async with bots.running() as client:
        channel.delete()
        await bots.quiet(client)
        await becomes(bots, channel, SubscriptionState.DISABLED)
        fake.advance(1 * MINUTES)
        (told,) = await anna.dm.shows(1)
        assert "the channel was deleted" in told.text
        listed = await (await anna.types_command(guild.channel(), "/isecg subscriptions")).reply()
        assert "the channel was deleted" in listed.text


async def test_a_channel_deleted_while_the_bot_was_down(fake: FakeDiscord, bots: Bots) -> None:
    """Discord's own word (10003) on an available server is enough."""
    _, channel, anna = await prepared(bots)
    channel.delete()
    async with bots.running():
        await bots.edit(A)
        await becomes(bots, channel, SubscriptionState.DISABLED)
        fake.advance(1 * MINUTES)
        (told,) = await anna.dm.shows(1)
        assert "does not exist any more" in told.text


async def test_publishing_that_is_limited_delays_no_alert(
    fake: FakeDiscord, bots: Bots, store: Store
) -> None:
    """Ten an hour may be published; after that alerts are posted at once and published later."""
    guild = fake.guild()
    channel = guild.channel("news", "announcement")
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running():
        await (await anna.types_command(channel, "/isecg subscribe", publish=True)).reply()
        await bots.edit(A)
        first = (await channel.shows(2))[-1]
        await fake.until(lambda: first.published)
        fake.faults.limit("crosspost_message", 3600)
        await bots.edit(A, member("b"))
        await channel.shows(3)
        await fake.arrived("crosspost_message", channel=channel, count=2)
        await bots.edit(A, member("b"), member("c"))
        await channel.shows(4)
        third = channel.bot_messages[-1]
        await fake.until(lambda: third.published)  # the limit is Discord's to tell, for each message

        async def waits() -> bool:
            return (await store.depth()).pending == 1

        await eventually(waits, "the second to wait")
        assert not channel.bot_messages[-2].published
        fake.advance(61 * MINUTES)
        await fake.until(lambda: channel.bot_messages[-2].published)
    assert not channel.bot_messages[0].published  # the confirmation is for this server alone


async def test_an_announcement_channel_that_became_an_ordinary_one(
    fake: FakeDiscord, bots: Bots, store: Store
) -> None:
    """Its alerts come; that they cannot be published is noted and stops nothing."""
    guild = fake.guild()
    channel = guild.channel("news", "announcement")
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running() as client:
        await (await anna.types_command(channel, "/isecg subscribe", publish=True)).reply()
        channel.becomes("text")
        channel.rename("renamed")
        await bots.quiet(client)
        await bots.edit(A)
        await channel.shows(2)
        await fake.accepted("create_message", channel=channel, count=2)
        await fake.arrived("crosspost_message", channel=channel)
        await bots.quiet(client)
        (event,) = await store.events()

        async def noted() -> bool:
            return [one.action for one in await store.troubles(event.id)] == [Action.PUBLISH]

        await eventually(noted, "the trouble to be noted")
        assert await state_of(bots, channel) is SubscriptionState.ACTIVE
