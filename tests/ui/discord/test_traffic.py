"""Alerts beside everything else that the bot asks of Discord, and beside other processes."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.store.records import SubscriptionState
from bot.ui.discord.client import Shards
from bot.ui.discord.traffic import Traffic
from tests.fake_discord import FakeDiscord
from tests.ui.discord.bots import Bots
from tests.ui.discord.test_alerts import A, subscribed


async def test_every_counted_request_is_told_of(fake: FakeDiscord, bots: Bots) -> None:
    """Answers to mentions share Discord's limit with alerts; answers to commands have one of their own."""
    traffic, made, heard = Traffic(), [0], list[datetime]()

    def count() -> None:
        made[0] += 1

    traffic.made, traffic.heard = count, heard.append
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running(traffic=traffic) as client:
        await bots.quiet(client)
        before = made[0]
        await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        await bots.quiet(client)
        assert made[0] == before
        await (await anna.says(channel, "{bot} when did nasa join?")).reply()
        await bots.quiet(client)
        assert made[0] == before + 1
    assert abs((heard[-1] - datetime.now(UTC)).total_seconds()) < 60


async def test_a_server_on_another_process_s_shard(fake: FakeDiscord, bots: Bots) -> None:
    """Its alert can be posted from here; whether its channel is gone is not for this process to say."""
    fake.gateway.recommended_shards = 2
    mine, theirs = fake.guild("mine"), fake.guild("theirs")
    here, there, deleted = mine.channel(), theirs.channel(), theirs.channel("deleted")
    await bots.edit()
    for guild, channel in ((mine, here), (theirs, there), (theirs, deleted)):
        await subscribed(bots, guild, channel)
    deleted.delete()
    async with bots.running(shards=Shards((0,), 2)):
        await bots.edit(A)
        await here.shows(1)
        await there.shows(1)
        await fake.arrived("create_message", channel=deleted)
        await bots.tried()
        subscription = await bots.alerts.subscription(deleted.id)
    assert subscription is not None
    assert subscription.state is SubscriptionState.ACTIVE
