"""A fan-out during which processes are killed again and again, at moments drawn from a seed."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace

from bot.outbox.enqueue import enqueue
from bot.store.records import SubscriptionState
from bot.store.store import open_store
from tests.fake_discord.remote import RemoteFake
from tests.outbox.crash.child import Orders
from tests.outbox.crash.replies import Reply, order
from tests.outbox.crash.scene import AN_HOUR_MORE, BRIEFLY, TO_THE_END, now, orders_for, run_child
from tests.outbox.examples import knowledge, member
from tests.store.examples import wish

_REPLIES = [Reply.LOST, Reply.DROPPED, Reply.E502, Reply.E503_AFTER, Reply.LIMITED, Reply.LIMITED_LONG]
_CHANNELS_OF_A_GUILD = 20


@dataclass(slots=True)
class Spree:
    """What came of it: `doubled` and `missing` are alerts in channels, `unsubscribed` are channels."""

    channels: int
    processes: int = 0
    kills: int = 0
    by_discord: int = 0
    events: int = 0
    alerts: int = 0
    doubled: int = 0
    missing: int = 0
    held: int = 0
    undone: int = 0
    unsubscribed: int = 0

    @property
    def wrong(self) -> int:
        """How much of it must not be."""
        return self.doubled + self.missing + self.held + self.undone + self.unsubscribed

    def __str__(self) -> str:
        return (
            f"{self.kills} kills of {self.processes} processes ({self.by_discord} of them while Discord "
            f"dealt with a request) during {self.events} fan-outs to {self.channels} channels: "
            f"{self.alerts} alerts, {self.doubled} doubled, {self.missing} missing, {self.held} held, "
            f"{self.undone} undone, {self.unsubscribed} unsubscribed"
        )


async def run_spree(fake: RemoteFake, url: str, *, channels: int, kills: int, seed: int) -> Spree:
    """Announce to many channels, killing at random moments, until enough processes have died."""
    dice = random.Random(seed)
    result = Spree(channels)
    base, wished = await subscribed(fake, url, channels)
    members = 1
    while result.kills < kills:
        orders = replace(base, start=await now(fake), members=members, pauses=BRIEFLY)
        orders = replace(orders, hears=dice.random() < 0.5)
        killed, by_discord = await _one_process(fake, orders, channels, dice)
        result.processes += 1
        result.kills += killed
        result.by_discord += killed and by_discord
        await fake.call("clear_faults")
        # Mostly at once again, as a supervisor does it; sometimes after a lease, or after the nonce window.
        await fake.advance(dice.choice([1, 1, 20, 61, 700]))
        if not killed:
            members += 1
    last = replace(base, start=await now(fake), members=members, pauses=TO_THE_END + AN_HOUR_MORE)
    assert not await run_child(fake, last)
    await count(fake, url, members, wished, result)
    return result


async def subscribed(fake: RemoteFake, url: str, channels: int) -> tuple[Orders, list[tuple[int, int]]]:
    """Subscribe so many channels after a first run; returns orders for bots, and (channel, server) pairs."""
    places = await fake.fleet(-(-channels // _CHANNELS_OF_A_GUILD), _CHANNELS_OF_A_GUILD)
    wished = [(int(channel), int(guild)) for guild, them in places.items() for channel in them][:channels]
    base = await orders_for(fake, url)
    async with open_store(url) as store:
        await enqueue(store, knowledge(), base.start)
        for channel, guild in wished:
            await store.subscribe(wish(channel, guild), base.start)
    return base, wished


async def _one_process(
    fake: RemoteFake, orders: Orders, channels: int, dice: random.Random
) -> tuple[bool, bool]:
    """Whether it was killed, and whether that was meant to be while Discord dealt with a request of it."""
    for reply in _REPLIES:
        if dice.random() < 0.3:
            await order(fake, reply, None, skip=dice.randrange(channels))
    if dice.random() < 0.5:
        return await run_child(
            fake, replace(orders, kill="any", kill_after=dice.randrange(3 * channels))
        ), False
    after = dice.random() < 0.5
    hold = await fake.fault("hold", "create_message", after=after, skip=dice.randrange(channels))
    return await run_child(fake, orders, hold), True


async def count(
    fake: RemoteFake, url: str, members: int, places: list[tuple[int, int]], result: Spree
) -> None:
    """Count what readers see and what the store says; the bot leaves the servers."""
    channels = [channel for channel, _ in places]
    async with open_store(url) as store:
        events = await store.events(10_000)
        depth = await store.depth()
        found = [await store.subscription(channel) for channel in channels]
    result.events = len(events)
    result.held = sum(event.held for event in events)
    result.undone = sum(event.pending for event in events) + depth.sending
    result.unsubscribed = sum(one is None or one.state is not SubscriptionState.ACTIVE for one in found)
    titles = [member(f"m{number}").name for number in range(members)]
    posts: dict[str, list[str]] = await fake.call("bot_posts")
    for channel in channels:
        seen: Counter[str] = Counter()
        for text in posts.get(str(channel), []):
            seen.update(title for title in titles if title in text)
        result.alerts += sum(seen[title] > 0 for title in titles)
        result.doubled += sum(seen[title] > 1 for title in titles)
        result.missing += sum(seen[title] == 0 for title in titles)
    for guild in {guild for _, guild in places}:
        await fake.call("change_guild", guild=str(guild), bot=False)
