"""A fan-out in the middle of which everything happens: whoever can have the alert has it once."""

from __future__ import annotations

from bot.store.records import SubscriptionState
from bot.ui.discord.client import IsecgClient
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


async def _passes(bots: Bots, client: IsecgClient | None, seconds: float) -> None:
    """Let time pass on the fake, and the relay do what is due then: time must not run ahead of it."""
    relay = bots.relay
    assert relay is not None
    bots.fake.advance(seconds)
    await relay.drain()
    await bots.fake.until(lambda: not relay.busy)
    if client is not None:
        await bots.quiet(client)


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
        removed = [one for channel in places["moderated"][1] for one in channel.bot_messages]
        for message in removed:
            seen[message.channel_id].remove(message)
        before.release(drop=True)
        after.release(drop=True)
        for _ in range(30):
            await _passes(bots, None, 10)
        fake.gateway.refuse_with = None
        await fake.gateway.ready(within=60)
        places["outage"][0].come_back()
        places["removed"][0].invite_bot()
        for channel in places["private"][1]:
            channel.reset(Perm.VIEW_CHANNEL)
        calm = [fate for fate in _FATES if fate not in {"deleted", "moderated"}]
        for _ in range(100):
            depth = await bots.alerts.depth()
            if depth.sending == depth.pending == 0 and depth.active == 5 * (len(_FATES) - 1):
                break
            await _passes(bots, client, MINUTE)
    (event,) = await bots.alerts.events()
    held = {one.channel_id: one for one in await bots.alerts.troubles(event.id) if one.state == "held"}
    for fate in calm:
        for channel in places[fate][1]:
            # Of a held one nobody could tell whether it was posted.
            assert len(channel.bot_messages) in ((0, 1) if channel.id in held else (1,)), fate
        for channel in places[fate][1]:
            found = await bots.alerts.subscription(channel.id)
            assert found is not None
            assert found.state is SubscriptionState.ACTIVE, (fate, found.reason)
    assert removed
    gone = {message.channel_id for message in removed}
    for channel in places["moderated"][1]:
        assert len(channel.bot_messages) == (0 if channel.id in gone else 1)
    for channel in places["deleted"][1]:
        found = await bots.alerts.subscription(channel.id)
        assert found is not None
        assert channel.bot_messages or (found.state is SubscriptionState.DISABLED and found.reason)
    # Nobody can tell of a post whose reply was cut off where the bot then could not look.
    out_of_sight = [channel.id for fate in ("removed", "private") for channel in places[fate][1]]
    assert held.keys() <= set(out_of_sight)
    assert all("cannot tell" in (one.reason or "") for one in held.values())
    assert event.pending == 0
