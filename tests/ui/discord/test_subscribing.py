"""`/isecg subscribe` as a server's manager, and as a person who wants alerts for themselves, meets it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.store.records import Kind, Subscription, SubscriptionState, Wish
from bot.store.store import Store
from tests.fake_discord import FakeDiscord, Perm, people
from tests.outbox.examples import member, news
from tests.ui.discord.bots import Bots

SUBSCRIBE = "/isecg subscribe"


async def test_a_channel_is_subscribed_and_told_so(fake: FakeDiscord, bots: Bots, store: Store) -> None:
    """The confirmation is a real message in the channel; the manager alone sees what comes next."""
    guild = fake.guild()
    channel, here = guild.channel("space-news"), guild.channel("admin")
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running():
        reply = await (await anna.types_command(here, SUBSCRIBE, channel=channel)).reply()
        assert reply.ephemeral
        assert channel.mention in reply.text
        assert reply.buttons == ["Test alert", "Change"]
        (confirmation,) = channel.bot_messages
        assert "Alerts about ISECG will appear here from now on: new members." in confirmation.text
        assert anna.mention in confirmation.text
        assert not confirmation.pings
        await bots.edit(member("a"))
        alert = (await channel.shows(2))[1]
        assert "A Space Agency" in alert.text
    assert here.bot_messages == []
    subscription = await store.subscription(channel.id)
    assert subscription is not None
    assert subscription.subscriber_id == anna.id


async def test_this_channel_is_meant_when_none_is_named(fake: FakeDiscord, bots: Bots) -> None:
    """In a thread the thread is meant."""
    guild = fake.guild()
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    thread = guild.channel("general").thread("space")
    async with bots.running():
        await (await anna.types_command(thread, SUBSCRIBE)).reply()
        await bots.edit(member("a"))
        assert "A Space Agency" in (await thread.shows(2))[1].text


async def test_each_missing_permission_is_named_with_its_remedy(
    fake: FakeDiscord, bots: Bots, store: Store
) -> None:
    """All at once, and nothing is subscribed or posted before all are there."""
    guild = fake.guild()
    channel, here = guild.channel("news"), guild.channel("admin")
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    channel.deny(Perm.SEND_MESSAGES | Perm.EMBED_LINKS | Perm.READ_MESSAGE_HISTORY)
    async with bots.running() as client:
        reply = await (await anna.types_command(here, SUBSCRIBE, channel=channel)).reply()
        assert "nothing was subscribed" in reply.text
        for name in ("Send Messages", "Embed Links", "Read Message History"):
            assert f"**{name}**: missing" in reply.text
        assert "View Channel**: missing" not in reply.text
        assert "Edit Channel → Permissions" in reply.text
        channel.deny(Perm.VIEW_CHANNEL)
        await bots.quiet(client)
        reply = await (await anna.types_command(here, SUBSCRIBE, channel=channel)).reply()
        assert "**View Channel**: missing" in reply.text
        channel.allow(Perm.VIEW_CHANNEL | Perm.SEND_MESSAGES | Perm.EMBED_LINKS | Perm.READ_MESSAGE_HISTORY)
        assert await store.subscription(channel.id) is None
        assert channel.bot_messages == []
        await bots.quiet(client)
        reply = await (await anna.types_command(here, SUBSCRIBE, channel=channel)).reply()
        assert "Done" in reply.text
    assert len(channel.bot_messages) == 1


async def test_a_role_that_could_not_be_called_is_refused_with_its_remedy(
    fake: FakeDiscord, bots: Bots
) -> None:
    """A role that nobody may mention needs a permission; @everyone is never called."""
    guild = fake.guild()
    channel = guild.channel("news")
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    fans = guild.role("fans")
    async with bots.running():
        reply = await (await anna.types_command(channel, SUBSCRIBE, role=fans)).reply()
        assert "**Mention @everyone, @here and All Roles**: missing" in reply.text
        assert "make the role mentionable" in reply.text
        reply = await (await anna.types_command(channel, SUBSCRIBE, role=guild.id)).reply()
        assert "@everyone cannot be chosen" in reply.text
    assert channel.bot_messages == []


async def test_publishing_needs_an_announcement_channel(fake: FakeDiscord, bots: Bots) -> None:
    """Elsewhere it is said how to make one."""
    guild = fake.guild()
    channel = guild.channel("news")
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running():
        reply = await (await anna.types_command(channel, SUBSCRIBE, publish=True)).reply()
        assert "Turn the channel into one" in reply.text
    assert channel.bot_messages == []


async def test_a_forum_is_refused_with_the_reason(fake: FakeDiscord, bots: Bots) -> None:
    """Forum posts have no nonce, so they could come twice."""
    guild = fake.guild()
    forum, here = guild.channel("ideas", "forum"), guild.channel()
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running():
        reply = await (await anna.types_command(here, SUBSCRIBE, channel=forum)).reply()
        assert "text or announcement channel or a thread" in reply.text


@pytest.mark.parametrize("command", [SUBSCRIBE, "/isecg doctor"])
async def test_a_server_that_has_only_the_commands_is_told_so(
    fake: FakeDiscord, bots: Bots, store: Store, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Added with its commands and without its bot: what is missing is no permission, but the bot."""
    guild = fake.guild(bot=False)
    channel, anna = guild.channel(), fake.user("Anna", installed=True)
    guild.member(anna, permissions=Perm.MANAGE_GUILD)
    monkeypatch.setattr(people, "_owners", lambda *_: {"0": str(guild.id)})
    async with bots.running():
        reply = await (await anna.types_command(channel, command)).reply()
    assert "not a member of this server" in reply.text
    assert "Add App" in reply.text
    assert not await store.subscriptions_of(guild.id)


async def test_only_managers_subscribe_a_channel(fake: FakeDiscord, bots: Bots, store: Store) -> None:
    """Others are told how to get alerts for themselves."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        reply = await (await anna.types_command(channel, SUBSCRIBE)).reply()
        assert "manage this server" in reply.text
        assert "direct message" in reply.text
    assert await store.subscription(channel.id) is None


async def test_what_is_asked_for_is_what_comes(fake: FakeDiscord, bots: Bots) -> None:
    """News are not new members; what somebody did not ask for never arrives."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running() as client:
        await (await anna.types_command(channel, SUBSCRIBE, what="news")).reply()
        await bots.edit(member("a"))
        await bots.edit(member("a"), news("n"))
        alert = (await channel.shows(2))[1]
        assert "About n" in alert.text
        assert alert.buttons == ["Details"]
        await bots.quiet(client)
    assert len(channel.bot_messages) == 2


async def test_a_person_subscribes_their_direct_messages(fake: FakeDiscord, bots: Bots, store: Store) -> None:
    """Whoever installed the app for themselves: in a DM, or from anywhere else."""
    ben = fake.user("Ben", installed=True, locale="de")
    elsewhere = fake.guild(bot=False)
    elsewhere.member(ben)
    async with bots.running():
        reply = await (await ben.types_command(elsewhere.channel(), SUBSCRIBE)).reply()
        assert reply.ephemeral
        assert "Erledigt" in reply.text
        await ben.dm.shows(1)
        assert "Ab jetzt erscheinen hier Meldungen" in ben.dm.bot_messages[0].text
        await bots.edit(member("a"))
        alert = (await ben.dm.shows(2))[1]
        assert "Neues Mitglied der ISECG" in alert.text
        await (await ben.types_command(ben.dm, SUBSCRIBE, what="everything")).reply()
    subscription = await store.subscription(ben.dm.id)
    assert subscription is not None
    assert subscription.guild_id is None
    assert subscription.kinds == frozenset(Kind)


async def test_closed_direct_messages_are_explained(fake: FakeDiscord, bots: Bots, store: Store) -> None:
    """Nothing is subscribed that could not be delivered."""
    ben = fake.user("Ben", installed=True)
    ben.closes_dms()
    group = fake.group(ben, fake.user("Cem"), fake.user("Dan"))
    async with bots.running():
        reply = await (await ben.types_command(group, SUBSCRIBE)).reply()
        assert "Allow direct messages" in reply.text
    assert await store.subscription(ben.dm.id) is None


async def test_subscribing_again_changes_and_revives(fake: FakeDiscord, bots: Bots, store: Store) -> None:
    """One channel has one subscription; a paused one works again."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running():
        await (await anna.types_command(channel, SUBSCRIBE)).reply()
        await store.pause(channel.id)
        await (await anna.types_command(channel, SUBSCRIBE, what="everything", language="Deutsch")).reply()
    (subscription,) = await store.subscriptions_of(guild.id)
    assert subscription.state is SubscriptionState.ACTIVE
    assert subscription.kinds == frozenset(Kind)
    assert subscription.language == "de"


async def test_a_store_that_fails_takes_the_confirmation_back(
    fake: FakeDiscord, bots: Bots, store: Store
) -> None:
    """Nothing stands in the channel that is not true; the manager is told with a reference."""

    class Failing:
        """A store that cannot write a subscription just now."""

        def __getattr__(self, name: str) -> object:
            return getattr(store, name)

        async def subscribe(self, wish: Wish, now: datetime) -> Subscription:
            raise ConnectionError("the database is restarting")

    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running() as client:
        client.alerts = replace(client.alerts, store=Failing())  # type: ignore[arg-type]  # a stand-in
        told = await (await anna.types_command(channel, SUBSCRIBE)).reply()
        assert "something went wrong" in told.text
        assert told.ephemeral
    assert channel.bot_messages == []
