"""One alert for each channel, whatever becomes of the request: lost, late, refused, or its process gone."""

from __future__ import annotations

from typing import Any

import pytest

from bot.store.records import DeliveryState, SubscriptionState
from bot.store.store import Store
from tests.fake_discord import ChannelHandle, FakeDiscord, Match, Perm
from tests.outbox.examples import member
from tests.ui.discord.bots import Bots, eventually
from tests.ui.discord.test_alerts import A, subscribed

POST = "create_message"


async def prepared(bots: Bots) -> ChannelHandle:
    """A subscribed channel."""
    guild = bots.fake.guild()
    channel = guild.channel("news")
    await bots.edit()
    await subscribed(bots, guild, channel)
    return channel


async def delivered(bots: Bots, count: int = 1) -> None:
    """Wait until the newest alert is noted as delivered."""

    async def noted() -> bool:
        return (await bots.alerts.events())[0].delivered == count

    await eventually(noted, "the delivery to be noted")


async def stopped(bots: Bots, state: DeliveryState) -> str:
    """Wait until the only delivery is dead or held, and return why."""
    reasons: list[str] = []

    async def noted() -> bool:
        troubles = await bots.alerts.troubles((await bots.alerts.events())[0].id)
        reasons[:] = [one.reason or "" for one in troubles if one.state is state]
        return bool(reasons)

    await eventually(noted, f"the delivery to be {state}")
    return reasons[0]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "drop", "after": True},
        {"kind": "drop"},
        {"kind": "drop", "reset": True},
        {"kind": "fail", "status": 503},
        {"kind": "fail", "status": 503, "after": True},
        {"kind": "limit", "retry_after": 0.05},
        {"kind": "limit", "retry_after": 120.0},
        {"kind": "fail", "status": 403, "code": 40333},
    ],
    ids=str,
)
async def test_it_is_posted_once_and_noted(fake: FakeDiscord, bots: Bots, fault: dict[str, Any]) -> None:
    """A lost reply, an error and a limit all end with one message, whose nonce Discord enforces."""
    channel = await prepared(bots)
    how = dict(fault)
    struck = getattr(fake.faults, how.pop("kind"))(POST, **how)
    async with bots.running():
        await bots.edit(A)
        await fake.faults.struck(struck)

        async def noted() -> bool:
            fake.advance(5)
            return (await bots.alerts.events())[0].delivered == 1

        await eventually(noted, "the delivery to be noted")
    assert len(channel.bot_messages) == 1
    for request in fake.journal.matching(Match(POST, channel.id)):
        assert request.body["enforce_nonce"] is True
        assert len(request.body["nonce"]) == 25


async def test_a_lost_reply_is_found_in_the_history_after_the_nonce_window(
    fake: FakeDiscord, bots: Bots
) -> None:
    """The process is gone, Discord has forgotten the nonce, people wrote on: our marker tells."""
    channel = await prepared(bots)
    anna = fake.user("Anna")
    fake.world.add_member(fake.world.guilds[channel.record.guild_id or 0], anna.record)
    held = fake.faults.hold(POST, after=True)
    async with bots.running(to_the_end=False):
        await bots.edit(A)
        await fake.faults.struck(held)
    held.release(drop=True)
    for number in range(150):
        await anna.says(channel, f"message {number}")
    fake.advance(600)
    async with bots.running():
        await delivered(bots)
    assert len(channel.bot_messages) == 1
    assert len(list(fake.journal.matching(Match(POST, channel.id)))) == 1


async def test_what_never_arrived_is_posted_after_the_window(fake: FakeDiscord, bots: Bots) -> None:
    """Nothing was written in the channel since, so it is certain."""
    channel = await prepared(bots)
    held = fake.faults.hold(POST)
    async with bots.running(to_the_end=False):
        await bots.edit(A)
        await fake.faults.struck(held)
    held.release(drop=True)
    fake.advance(600)
    async with bots.running():
        await delivered(bots)
    assert len(channel.bot_messages) == 1


async def test_an_unreadable_history_is_left_to_a_person(fake: FakeDiscord, bots: Bots) -> None:
    """Never a blind second post: the delivery is held, and says why."""
    channel = await prepared(bots)
    held = fake.faults.hold(POST, after=True)
    async with bots.running(to_the_end=False):
        await bots.edit(A)
        await fake.faults.struck(held)
    held.release(drop=True)
    channel.deny(Perm.READ_MESSAGE_HISTORY)
    fake.advance(600)
    async with bots.running():
        assert "Read Message History" in await stopped(bots, DeliveryState.HELD)
    assert len(channel.bot_messages) == 1


async def test_a_moderator_who_deletes_it_has_the_last_word(fake: FakeDiscord, bots: Bots) -> None:
    """Inside the nonce window Discord tells (10008); it is not posted again."""
    channel = await prepared(bots)
    held = fake.faults.hold(POST, after=True)
    async with bots.running(to_the_end=False):
        await bots.edit(A)
        await fake.faults.struck(held)
    held.release(drop=True)
    channel.remove(channel.bot_messages[0])
    async with bots.running():
        await delivered(bots)
    assert channel.bot_messages == []


async def test_automod_stops_one_alert_and_no_subscription(fake: FakeDiscord, bots: Bots) -> None:
    """The next one comes."""
    channel = await prepared(bots)
    fake.faults.fail(POST, 400, code=200000, message="Message was blocked by automatic moderation")
    async with bots.running():
        await bots.edit(A)
        assert "blocked by automatic moderation" in await stopped(bots, DeliveryState.DEAD)
        await bots.edit(A, member("b"))
        (alert,) = await channel.shows(1)
    assert "B Space Agency" in alert.text
    subscription = await bots.alerts.subscription(channel.id)
    assert subscription is not None
    assert subscription.state is SubscriptionState.ACTIVE


async def test_a_body_that_discord_rejects_is_held(fake: FakeDiscord, bots: Bots) -> None:
    """It is a bug of ours; the same request would fail again, so a person looks at it."""
    await prepared(bots)
    fake.faults.fail(POST, 400, code=50035, message="Invalid Form Body")
    async with bots.running():
        await bots.edit(A)
        assert "50035" in await stopped(bots, DeliveryState.HELD)


async def test_a_refused_token_stops_all_requests_at_once(
    fake: FakeDiscord, bots: Bots, store: Store
) -> None:
    """401 for one means 401 for all: nothing else is asked, nobody is unsubscribed."""
    first = await prepared(bots)
    guild = fake.guild("another")
    others = [guild.channel(f"c{number}") for number in range(60)]
    for other in others:
        await subscribed(bots, guild, other)
    async with bots.running() as client:
        await bots.quiet(client)
        fake.app.token_valid = False
        relay = bots.relay
        assert relay is not None
        await bots.edit(A)
        await fake.until(lambda: relay.halted is not None)
        await fake.until(lambda: fake.journal.in_flight == 0)
        asked = fake.journal.count(POST, 401)
        assert 1 <= asked <= 32  # those that were under way together
        fake.app.token_valid = True
    assert (await store.depth()).active == 61
    async with bots.running():
        await first.shows(1)
        for other in others:
            await other.shows(1)
    assert all(len(each.bot_messages) == 1 for each in (first, *others))


async def test_the_gateway_may_be_away_during_a_fan_out(fake: FakeDiscord, bots: Bots) -> None:
    """Alerts need only requests; the connection comes back and nothing is repeated."""
    guild = fake.guild()
    channels = [guild.channel(f"c{number}") for number in range(40)]
    await bots.edit()
    for each in channels:
        await subscribed(bots, guild, each)
    async with bots.running():
        fake.gateway.refuse_with = 503
        fake.gateway.drop()
        await bots.edit(A)
        for each in channels:
            await each.shows(1)
        fake.gateway.refuse_with = None
        await fake.gateway.ready()
        await delivered(bots, 40)
    assert all(len(each.bot_messages) == 1 for each in channels)


async def test_answers_do_not_wait_for_a_fan_out(fake: FakeDiscord, bots: Bots) -> None:
    """Somebody who asks while alerts go out is answered at once."""
    guild = fake.guild()
    channels = [guild.channel(f"c{number}") for number in range(60)]
    asking, anna = guild.channel("talk"), guild.member("Anna")
    await bots.edit()
    for each in channels:
        await subscribed(bots, guild, each)
    held = fake.faults.hold(POST, times=None, where=lambda request: request.channel_id != asking.id)
    async with bots.running():
        await bots.edit(A)
        await fake.faults.struck(held, 30)
        reply = await (await anna.says(asking, "{bot} how many members does isecg have?")).reply()
        assert "13 members" in reply.text
        held.release()
        for each in channels:
            await each.shows(1)
