"""`/isecg subscriptions`: the list, and every button and choice under it, before and after a restart."""

from __future__ import annotations

from bot.store.records import Kind, SubscriptionState
from bot.store.store import Store
from tests.fake_discord import ChannelHandle, FakeDiscord, GuildHandle, Message, Perm, Person
from tests.outbox.examples import member, news
from tests.ui.discord.bots import Bots
from tests.ui.discord.test_alerts import A

SUBSCRIPTIONS = "/isecg subscriptions"


async def prepared(bots: Bots, kind: str = "text") -> tuple[GuildHandle, ChannelHandle, Person]:
    """A server with one subscribed channel and its manager."""
    guild = bots.fake.guild()
    channel = guild.channel("news", kind)
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running():
        await (await anna.types_command(channel, "/isecg subscribe")).reply()
    return guild, channel, anna


async def opened(person: Person, channel: ChannelHandle) -> Message:
    """The controls of the only subscription."""
    listed = await (await person.types_command(channel, SUBSCRIPTIONS)).reply()
    return await (await person.selects(listed, "subpick1", "#news")).reply()


async def test_the_list_says_what_comes_where_and_how_it_stands(fake: FakeDiscord, bots: Bots) -> None:
    """One line for each channel, with what is missing there now; only its manager sees it."""
    guild, channel, anna = await prepared(bots)
    other = guild.channel("updates", "announcement")
    async with bots.running() as client:
        await (await anna.types_command(other, "/isecg subscribe", what="everything", publish=True)).reply()
        other.deny(Perm.SEND_MESSAGES)
        await bots.quiet(client)
        listed = await (await anna.types_command(channel, SUBSCRIPTIONS)).reply()
        assert listed.ephemeral
        missing = "**Permissions are missing: Send Messages, Embed Links.**"
        kinds = "new members, news, publications; published to followers."
        assert listed.text.splitlines() == [
            "### Alerts on this server: 2",
            f"- {channel.mention}: new members. **Works.**",
            f"- {other.mention}: {kinds} {missing}",
        ]


async def test_nothing_subscribed(fake: FakeDiscord, bots: Bots) -> None:
    """The list says how to begin."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    ben = fake.user("Ben", installed=True)
    async with bots.running():
        assert (
            "`/isecg subscribe` makes one"
            in (await (await anna.types_command(channel, SUBSCRIPTIONS)).reply()).text
        )
        assert (
            "`/isecg subscribe` starts"
            in (await (await ben.types_command(ben.dm, SUBSCRIPTIONS)).reply()).text
        )


async def test_pause_and_resume(fake: FakeDiscord, bots: Bots) -> None:
    """What happens during a pause is never sent, and afterwards alerts come again."""
    _, channel, anna = await prepared(bots)
    async with bots.running() as client:
        controls = await opened(anna, channel)
        paused = await (await anna.clicks(controls, "Pause")).reply()
        assert "Paused" in paused.text
        await bots.edit(A)
        await bots.quiet(client)
        resumed = await (await anna.clicks(paused, "Resume")).reply()
        assert "Resumed" in resumed.text
        await bots.edit(A, member("b"))
        assert "B Space Agency" in (await channel.shows(2))[1].text
        await bots.quiet(client)
    assert len(channel.bot_messages) == 2


async def test_what_is_sent_can_be_changed_after_a_restart(
    fake: FakeDiscord, bots: Bots, store: Store
) -> None:
    """Kinds, role and language; the controls outlive the process that showed them."""
    guild, channel, anna = await prepared(bots)
    fans = guild.role("fans", mentionable=True)
    async with bots.running():
        controls = await opened(anna, channel)
    async with bots.running() as client:
        await bots.quiet(client)
        await (await anna.selects(controls, "What to be told of", "news", "publications")).reply()
        await (await anna.selects(controls, "Language of the alerts", "Deutsch")).reply()
        shown = await (await anna.selects(controls, "A role to mention; none by default", fans)).reply()  # type: ignore[arg-type]  # the fake takes what has an id
        assert f"mentions {fans.mention}" in shown.text
        await bots.edit(A)
        await bots.edit(A, news("n"))
        alert = (await channel.shows(2))[1]
        assert "Nachricht von der ISECG" in alert.text
        assert alert.pings.roles == (fans.id,)
        shown = await (await anna.selects(shown, "A role to mention; none by default")).reply()
        assert "mentions" not in shown.text
    subscription = await store.subscription(channel.id)
    assert subscription is not None
    assert subscription.kinds == {Kind.NEWS, Kind.PUBLICATIONS}
    assert subscription.role_id is None


async def test_a_role_that_cannot_be_called_is_not_taken(fake: FakeDiscord, bots: Bots) -> None:
    """It says what to allow; @everyone is never taken."""
    guild, channel, anna = await prepared(bots)
    hidden = guild.role("hidden")
    async with bots.running():
        controls = await opened(anna, channel)
        for role in (hidden, guild.record.roles[guild.id]):
            shown = await (await anna.selects(controls, "A role to mention; none by default", role)).reply()  # type: ignore[arg-type]  # the fake takes what has an id
            assert "cannot be mentioned" in shown.text


async def test_a_role_that_can_no_longer_be_called_is_shown(fake: FakeDiscord, bots: Bots) -> None:
    """Its alerts still come; the list says that nobody hears them."""
    guild, channel, anna = await prepared(bots)
    fans = guild.role("fans", mentionable=True)
    async with bots.running() as client:
        await (await anna.types_command(channel, "/isecg subscribe", role=fans)).reply()
        fans.mentionable = False
        fake.world.change_role(guild.record, fans)
        await bots.quiet(client)
        listed = await (await anna.types_command(channel, SUBSCRIPTIONS)).reply()
        assert "Permissions are missing: Mention @everyone, @here and All Roles." in listed.text
        await bots.edit(A)
        assert not (await channel.shows(3))[2].pings


async def test_publishing_can_be_switched(fake: FakeDiscord, bots: Bots, store: Store) -> None:
    """Only where there is an announcement channel."""
    _, channel, anna = await prepared(bots, "announcement")
    async with bots.running():
        controls = await opened(anna, channel)
        on = await (await anna.clicks(controls, "Publish to followers")).reply()
        await bots.edit(A)
        alert = (await channel.shows(2))[1]
        await fake.until(lambda: alert.published)
        off = await (await anna.clicks(on, "Do not publish")).reply()
        assert "published" not in off.text


async def test_a_test_alert_looks_like_one_and_calls_nobody(fake: FakeDiscord, bots: Bots) -> None:
    """A real message about the newest member, called a test, with a button that works."""
    guild, channel, anna = await prepared(bots)
    fans = guild.role("fans", mentionable=True)
    async with bots.running() as client:
        await bots.quiet(client)
        await (await anna.types_command(channel, "/isecg subscribe", role=fans)).reply()
        controls = await opened(anna, channel)
        after = await (await anna.clicks(controls, "Test alert")).reply()
        test = (await channel.shows(3))[2]
        assert test.content.startswith("**Test alert: this is how an alert looks**: ")
        assert not test.pings
        card = await (await anna.clicks(test, "Member card")).reply()
        assert "Joined" in card.text
        await fake.until(lambda: "The test alert is posted" in after.text)
        channel.deny(Perm.SEND_MESSAGES)
        await bots.quiet(client)
        after = await (await anna.clicks(after, "Test alert")).reply()
        await fake.until(lambda: "could not be posted: missing\\: Send Messages" in after.text)


async def test_a_test_alert_that_works_revives(fake: FakeDiscord, bots: Bots, store: Store) -> None:
    """It proves that posting is possible again."""
    _, channel, anna = await prepared(bots)
    async with bots.running() as client:
        await bots.quiet(client)
        await store.disable("trouble", None, channel_id=channel.id)
        controls = await opened(anna, channel)
        assert "On hold, because I cannot post there: trouble" in controls.text
        await anna.clicks(controls, "Test alert")
        await channel.shows(2)
        await fake.until(lambda: "Works." in controls.text)


async def test_unsubscribing_ends_it_but_corrections_still_come(
    fake: FakeDiscord, bots: Bots, store: Store
) -> None:
    """What was posted stays true; who subscribed is forgotten; old controls say that it is gone."""
    _, channel, anna = await prepared(bots)
    async with bots.running() as client:
        await bots.edit(A)
        alert = (await channel.shows(2))[1]
        controls = await opened(anna, channel)
        ended = await (await anna.clicks(controls, "Unsubscribe")).reply()
        assert "no more alerts" in ended.text
        assert ended.buttons == []
        await bots.edit(member("a", brings="rockets"), member("b"))
        await fake.until(lambda: alert.edits == 1)
        await bots.quiet(client)
        listed = await (await anna.types_command(channel, SUBSCRIPTIONS)).reply()
        assert "No channel" in listed.text
    assert len(channel.bot_messages) == 2
    subscription = await store.subscription(channel.id)
    assert subscription is not None
    assert subscription.state is SubscriptionState.ENDED
    assert subscription.subscriber_id is None


async def test_who_may_not_manage_may_not_click(fake: FakeDiscord, bots: Bots, store: Store) -> None:
    """The command is refused; controls kept from better days are as well."""
    guild, channel, anna = await prepared(bots)
    ben = guild.member("Ben")
    async with bots.running():
        refused = await (await ben.types_command(channel, SUBSCRIPTIONS)).reply()
        assert "manage this server" in refused.text
        controls = await opened(anna, channel)
        guild.record.members[anna.id].roles.clear()
        told = await (await anna.clicks(controls, "Unsubscribe")).reply()
        assert "not yours to change" in told.text
    subscription = await store.subscription(channel.id)
    assert subscription is not None
    assert subscription.state is SubscriptionState.ACTIVE


async def test_a_person_manages_their_own(fake: FakeDiscord, bots: Bots, store: Store) -> None:
    """In the direct conversation the controls come at once."""
    ben = fake.user("Ben", installed=True)
    async with bots.running():
        await (await ben.types_command(ben.dm, "/isecg subscribe")).reply()
        controls = await (await ben.types_command(ben.dm, SUBSCRIPTIONS)).reply()
        assert "our direct conversation: new members. **Works.**" in controls.text
        await (await ben.clicks(controls, "Test alert")).reply()
        assert any("Test alert: this is" in each.text for each in ben.sees(ben.dm))
        ended = await (await ben.clicks(controls, "Unsubscribe")).reply()
        assert "our direct conversation gets no more alerts" in ended.text


async def test_doctor_help_and_privacy_know_of_alerts(fake: FakeDiscord, bots: Bots) -> None:
    """What comes to this channel, how to change it, and what is stored for it."""
    guild, channel, anna = await prepared(bots)
    async with bots.running():
        doctor = await (await anna.types_command(channel, "/isecg doctor")).reply()
        assert f"Alerts: {channel.mention}: new members. **Works.**" in doctor.text
        assert "**Embed Links**: works." in doctor.text
        doctor = await (await anna.types_command(guild.channel("other"), "/isecg doctor")).reply()
        assert "No alerts come to this channel" in doctor.text
        help_ = await (await anna.types_command(channel, "/isecg help")).reply()
        assert "isecg subscribe" in help_.text
        privacy = await (await anna.types_command(channel, "/isecg privacy")).reply()
        assert "who subscribed" in privacy.text
