"""Very many subscriptions at once, for the benchmarks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert

from bot.store.records import SubscriptionState
from bot.store.store import Store
from bot.store.tables import subscriptions

_BATCH = 5_000


async def subscribe_all(store: Store, places: Sequence[tuple[int, int]], now: datetime) -> None:
    """Subscribe (channel, server) pairs to new members, as the command does one by one."""
    for start in range(0, len(places), _BATCH):
        async with store.comparing() as comparison:
            await comparison._connection.execute(
                insert(subscriptions),
                [
                    {
                        "channel_id": channel,
                        "guild_id": guild,
                        "members": True,
                        "news": False,
                        "publications": False,
                        "publish": False,
                        "state": SubscriptionState.ACTIVE.value,
                        "created_at": now,
                    }
                    for channel, guild in places[start : start + _BATCH]
                ],
            )
