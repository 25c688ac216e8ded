"""Discord's answers to an alert, told apart by their JSON codes: what each means for it and its channel."""

from __future__ import annotations

import pytest

from bot.store.records import DeliveryState, SubscriptionState
from tests.fake_discord import FakeDiscord, Match, Perm
from tests.outbox.examples import member, news, publication
from tests.ui.discord.bots import Bots
from tests.ui.discord.test_alerts import A, subscribed
from tests.ui.discord.test_delivering import POST, delivered, prepared, stopped

ACTIVE, DISABLED = SubscriptionState.ACTIVE, SubscriptionState.DISABLED


@pytest.mark.parametrize(
    ("status", "code", "becomes", "channel_is"),
    [
        (404, 10003, DeliveryState.DEAD, DISABLED),  # Unknown Channel, on a server that is there
        (403, 50001, DeliveryState.DEAD, DISABLED),  # Missing Access, for longer than a slip of a moment
        (403, 50013, DeliveryState.DEAD, DISABLED),  # Missing Permissions, likewise
        (403, 160005, DeliveryState.DEAD, DISABLED),  # Thread is locked
        (400, 240000, DeliveryState.DEAD, ACTIVE),  # blocked by the harmful links filter: this message alone
        (403, 50083, DeliveryState.DEAD, ACTIVE),  # Thread is archived
        (400, 50006, DeliveryState.HELD, ACTIVE),  # Cannot send an empty message: our fault
    ],
)
async def test_what_is_refused_for_good(  # noqa: PLR0917  a table and two fixtures
    fake: FakeDiscord,
    bots: Bots,
    status: int,
    code: int,
    becomes: DeliveryState,
    channel_is: SubscriptionState,
) -> None:
    """A refusal concerns the channel, or one message, or ourselves."""
    channel = await prepared(bots)
    fake.faults.fail(POST, status, code=code, message="No", times=None, channel=channel)
    async with bots.running():
        await bots.edit(A)
        for _ in range(4):
            await bots.tried()
            fake.advance(660)
        await stopped(bots, becomes)
    subscription = await bots.alerts.subscription(channel.id)
    assert subscription is not None
    assert subscription.state is channel_is
    assert channel.bot_messages == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, 20016), (404, 0), (403, 40333)],
    ids=["slow mode", "no code, so not Discord's own word", "Cloudflare"],
)
async def test_what_is_refused_for_now(fake: FakeDiscord, bots: Bots, status: int, code: int) -> None:
    """Tried again later, and posted once."""
    channel = await prepared(bots)
    headers = {"Retry-After": "40"}
    struck = fake.faults.fail(POST, status, code=code, message="Later", headers=headers)
    async with bots.running():
        await bots.edit(A)
        await fake.faults.struck(struck)
        await bots.tried()
        fake.advance(61)
        await channel.shows(1)
    assert len(channel.bot_messages) == 1


async def test_a_lost_reply_is_settled_by_the_gateway_when_it_is_back(fake: FakeDiscord, bots: Bots) -> None:
    """Connection and reply are lost together: the event, late or not, says that it is there."""
    channel = await prepared(bots)
    async with bots.running():
        fake.gateway.drop()
        fake.faults.drop(POST, after=True)
        await bots.edit(A)
        await channel.shows(1)
        await delivered(bots)
    assert fake.journal.count(POST) == 1


async def test_a_correction_of_a_deleted_alert_is_dropped(fake: FakeDiscord, bots: Bots) -> None:
    """10008: there is nothing to correct, and nothing is posted instead."""
    channel = await prepared(bots)
    async with bots.running():
        await bots.edit(A)
        (alert,) = await channel.shows(1)
        await delivered(bots)
        channel.remove(alert)
        await bots.edit(member("a", brings="rockets"))
        await fake.arrived("update_message")
        await bots.tried()
    assert channel.bot_messages == []


async def test_a_locked_thread_is_known_without_asking(fake: FakeDiscord, bots: Bots) -> None:
    """On hold while it is locked; unlocked, its alert comes."""
    guild = fake.guild()
    thread = guild.channel().thread("news")
    await bots.edit()
    await subscribed(bots, guild, thread)
    async with bots.running() as client:
        thread.set_thread(archived=False, locked=True)
        await bots.quiet(client)
        await bots.edit(A)
        for _ in range(3):
            await bots.tried()
            fake.advance(660)
        assert "locked" in await stopped(bots, DeliveryState.DEAD)
        assert not list(fake.journal.matching(Match(POST, thread.id)))
        thread.set_thread(archived=False, locked=False)
        await thread.shows(1)


async def test_the_cards_of_news_and_publications(fake: FakeDiscord, bots: Bots) -> None:
    """The same button for whatever an alert is about; here the knowledge has forgotten both."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running() as client:
        await (await anna.types_command(channel, "/isecg subscribe", what="everything")).reply()
        known = client.desk.edition.snapshot.knowledge.news[0]
        await bots.edit(known)
        alert = (await channel.shows(2))[1]
        card = await (await anna.clicks(alert, "Details")).reply()
        assert known.headline in card.text
        assert card.ephemeral
        await bots.edit(known, news("n"), publication("p"))
        second, third = (await channel.shows(4))[2:]
        for each in (second, third):
            assert "no longer" in (await (await anna.clicks(each, "Details")).reply()).text


async def test_more_notes_than_there_is_room_for(fake: FakeDiscord, bots: Bots) -> None:
    """The latest corrections stay."""
    channel = await prepared(bots)
    async with bots.running():
        await bots.edit(A)
        (alert,) = await channel.shows(1)
        for number in range(1, 31):
            await bots.edit(member("a", brings=f"the {number}th kind of telescope for the Moon and Mars"))
            await fake.until(lambda edits=number: alert.edits == edits)  # type: ignore[misc]  # bound now
    assert len(alert.content) <= 2000
    assert "is the 30th kind of telescope" in alert.content
    assert "is the 1th kind of telescope" not in alert.content


async def test_a_hidden_channel_s_name_is_not_shown(fake: FakeDiscord, bots: Bots) -> None:
    """Discord hides it from the bot, and the bot shows its number."""
    guild = fake.guild()
    secret, here = guild.channel("secret"), guild.channel("here")
    anna = guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running() as client:
        await (await anna.types_command(here, "/isecg subscribe", channel=secret)).reply()
        secret.deny(Perm.VIEW_CHANNEL)
        await bots.quiet(client)
        listed = await (await anna.types_command(here, "/isecg subscriptions")).reply()
        (options,) = [part["options"] for part in listed.parts if part["type"] == 3]
        assert options[0]["label"] == str(secret.id)
        assert "Permissions are missing: View Channel" in listed.text
