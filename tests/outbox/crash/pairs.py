"""Two relays that share one queue, killed again and again, at moments drawn from a seed."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import timedelta

from tests.fake_discord.remote import RemoteFake
from tests.outbox.crash.child import Orders
from tests.outbox.crash.scene import AN_HOUR_MORE, TO_THE_END, now, run_child
from tests.outbox.crash.spree import Spree, count, subscribed

# The time stands still while both live: two processes cannot move the fake's, each by its own.
_AT_ONCE = (timedelta(0),)
_ROUNDS = 2  # of two processes for each alert, before a last one brings it to its end


async def run_pairs(fake: RemoteFake, url: str, *, channels: int, kills: int, seed: int) -> Spree:
    """Announce from two processes at once, killing one or both, until enough have died."""
    dice = random.Random(seed)
    result = Spree(channels)
    base, places = await subscribed(fake, url, channels)
    members = 0
    while result.kills < kills:
        members += 1
        orders = replace(base, members=members, pauses=_AT_ONCE)
        for _ in range(_ROUNDS):
            moments = dice.sample(range(2 * channels), 2)
            await _pair(fake, replace(orders, start=await now(fake)), moments, result)
            await fake.advance(dice.choice([1, 20, 61, 700]))
        # One alert is settled before the next: our own last post, too, is one after which nobody can tell.
        settling = replace(orders, start=await now(fake), pauses=TO_THE_END + AN_HOUR_MORE)
        assert not await run_child(fake, settling)
    await count(fake, url, members, places, result)
    return result


async def _pair(fake: RemoteFake, orders: Orders, moments: list[int], result: Spree) -> None:
    """Two processes at once, each killed at its moment if it lives so long."""
    doomed = [replace(orders, kill="any", kill_after=moment) for moment in moments]
    killed = await asyncio.gather(*(run_child(fake, one) for one in doomed))
    result.processes += len(doomed)
    result.kills += sum(killed)
