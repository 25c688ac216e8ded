"""What a maintainer sees and decides."""

from __future__ import annotations

import pytest

from bot.outbox import alerts
from bot.store.records import EventState
from bot.store.store import Store
from tests.outbox.examples import member
from tests.outbox.platform import Fault
from tests.outbox.world import World

MANY = [member(f"m{n}") for n in range(4)]


@pytest.fixture
async def world(store: Store) -> World:
    """A world with two subscribers."""
    world = await World.start(store)
    await world.subscribe(1, 2)
    return world


async def test_a_mass_change_waits_for_its_release(world: World) -> None:
    """Four new members reach nobody until a person says so; then they are one message."""
    await world.edit(*MANY)
    await world.pass_time()
    assert world.visible(1) == []
    (waiting,) = await alerts.list_alerts(world.store)
    assert (waiting.state, waiting.pending, waiting.delivered) == (EventState.WAITING, 2, 0)
    assert waiting.titles == tuple(f"M{n} Space Agency (M{n})" for n in range(4))
    assert (await world.store.depth()).waiting_events == 1
    await world.subscribe(3)
    assert await alerts.release(world.store, world.clock.now()) == (waiting.id,)
    await world.pass_time()
    assert [len(world.visible(n)) for n in (1, 2, 3)] == [1, 1, 0]
    (listed,) = await alerts.list_alerts(world.store)
    assert (listed.delivered, listed.pending) == (2, 0)


async def test_a_slip_can_be_cancelled(world: World) -> None:
    """A cancelled event is never sent, and taking the slip back announces nothing either."""
    await world.edit(*MANY)
    await alerts.cancel(world.store, 1)
    await world.edit()
    await world.pass_time()
    with pytest.raises(alerts.UnknownAlertError, match="does not wait"):
        await alerts.release(world.store, world.clock.now(), 1)
    with pytest.raises(alerts.UnknownAlertError, match="already is"):
        await alerts.cancel(world.store, 1)
    assert world.platform.requests == []


async def test_holding_stops_what_has_not_gone_out(world: World) -> None:
    """Who has it keeps it; who has not waits until the release."""
    world.channel(2).available = False
    await world.edit(MANY[0])
    await world.relay.drain()
    await alerts.hold(world.store, 1)
    world.channel(2).available = True
    await world.pass_time()
    assert [len(world.visible(n)) for n in (1, 2)] == [1, 0]
    with pytest.raises(alerts.UnknownAlertError):
        await alerts.hold(world.store, 1)
    await alerts.release(world.store, world.clock.now(), 1)
    await world.pass_time()
    assert [len(world.visible(n)) for n in (1, 2)] == [1, 1]


async def test_troubles_are_listed_and_can_be_retried(world: World) -> None:
    """A held delivery is shown with channel and reason, and goes out after a retry."""
    world.platform.faults.append(Fault.INVALID)
    await world.edit(MANY[0])
    await world.pass_time()
    (listed,) = await alerts.list_alerts(world.store)
    assert (listed.held, listed.delivered) == (1, 1)
    (trouble,) = listed.troubles
    assert trouble.reason == "invalid form body (50035)"
    assert await alerts.retry(world.store, world.clock.now(), listed.id) == 1
    await world.pass_time()
    assert [len(world.visible(n)) for n in (1, 2)] == [1, 1]


async def test_cancelling_during_doubt_does_not_post_again(world: World) -> None:
    """A cancelled alert whose reply was lost is looked for, recorded if found, and not sent again."""
    world.platform.faults.extend([Fault.LOST, Fault.DROPPED])
    await world.edit(MANY[0])
    await world.relay.drain()
    await alerts.cancel(world.store, 1)
    await world.pass_time()
    assert sum(len(world.visible(n)) for n in (1, 2)) == 1
    assert world.platform.requests.count(("send", 1)) == world.platform.requests.count(("send", 2)) == 1
