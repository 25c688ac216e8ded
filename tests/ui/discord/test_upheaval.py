"""A fan-out in the middle of which everything happens: whoever can have the alert has it once."""

from __future__ import annotations

from bot.store.records import SubscriptionState
from tests.fake_discord import ChannelHandle, FakeDiscord, GuildHandle, Perm
from tests.ui.discord.bots import Bots
from tests.ui.discord.test_alerts import A, subscribed

POST = "create_message"
MINUTE = 60.0
_FATES = ("untouched", "outage", "removed", "deleted", "private", "renamed", "announcing", "moderated")


async def _places(bots: Bots) -> dict[str, tuple[GuildHandle, list[ChannelHandle]]]:
    """A server for each fate, with several subscribed channels."""
    places = {}
    for fate in _FATES:
        guild = bots.fake.guild(fate)
        channels = [guild.channel(f"{fate}-{number}") for number in range(5)]
        for channel in channels:
            await subscribed(bots, guild, channel)
        places[fate] = guild, channels
    return places


def _happen(places: dict[str, tuple[GuildHandle, list[ChannelHandle]]]) -> None:
    """To each server what it is there for."""
    places["outage"][0].go_down()
    places["removed"][0].kick_bot()
    for fate, (_, channels) in places.items():
        for channel in channels:
            if fate == "deleted":
                channel.delete()
            elif fate == "private":
                channel.deny(Perm.VIEW_CHANNEL)
            elif fate == "renamed":
                channel.rename("another-name")
            elif fate == "announcing":
                channel.becomes("announcement")


async def test_a_fan_out_through_an_upheaval(fake: FakeDiscord, bots: Bots) -> None:
    """The gateway is away for minutes while servers and channels change; afterwards all comes right.

    Requests under way when it begins are cut off, half of them after they took effect.
    """
    await bots.edit()
    places = await _places(bots)
    seen = {channel.id: channel for _, channels in places.values() for channel in channels}
    before = fake.faults.hold(POST, times=10)
    after = fake.faults.hold(POST, times=None, after=True, skip=0)
    async with bots.running() as client:
        await bots.quiet(client)
        await bots.edit(A)
        await fake.faults.struck(before, 10)
        await fake.faults.struck(after, 10)
        fake.gateway.refuse_with = 503
        fake.gateway.drop()
        _happen(places)
        before.release(drop=True)
        after.release(drop=True)
        for _ in range(30):
            fake.advance(10)
            await bots.tried()
        for message in [one for channel in places["moderated"][1] for one in channel.bot_messages]:
            seen[message.channel_id].remove(message)
        fake.gateway.refuse_with = None
        await fake.gateway.ready(within=60)
        places["outage"][0].come_back()
        places["removed"][0].invite_bot()
        for channel in places["private"][1]:
            channel.reset(Perm.VIEW_CHANNEL)
        for _ in range(12):
            await bots.quiet(client)
            fake.advance(15 * MINUTE)
            await bots.tried()
        calm = [fate for fate in _FATES if fate not in {"deleted", "moderated"}]
        for fate in calm:
            for channel in places[fate][1]:
                await channel.shows(1)
    for fate in calm:
        assert [len(channel.bot_messages) for channel in places[fate][1]] == [1] * 5, fate
        for channel in places[fate][1]:
            found = await bots.alerts.subscription(channel.id)
            assert found is not None
            assert found.state is SubscriptionState.ACTIVE, (fate, found.reason)
    assert all(channel.bot_messages == [] for channel in places["moderated"][1])
    for channel in places["deleted"][1]:
        found = await bots.alerts.subscription(channel.id)
        assert found is not None
        assert (found.state, bool(found.reason)) == (SubscriptionState.DISABLED, True)
    (event,) = await bots.alerts.events()
    assert (event.pending, event.held, event.disabled) == (0, 0, 5)
