"""Each alert once: the relay against a platform with Discord's rules, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.outbox.naming import NONCE_LENGTH, marker_of, nonce_in
from bot.outbox.publisher import Outcome, RetryLater
from bot.store.records import DeliveryState, Kind, SubscriptionState
from bot.store.store import Store
from tests.outbox.examples import member, news
from tests.outbox.platform import Fault, PlatformPublisher
from tests.outbox.world import UNPACED, World

A, B, C = member("a"), member("b"), member("c")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def world(store: Store) -> World:
    """An empty world."""
    return await World.start(store)


async def test_each_subscriber_gets_one_alert_with_its_role(world: World) -> None:
    """One message for each channel subscribed at the time; only the chosen role is mentioned."""
    await world.subscribe(1, role_id=99)
    await world.subscribe(2, 3)
    await world.edit(A)
    await world.subscribe(4)
    await world.pass_time()
    assert [len(world.visible(n)) for n in (1, 2, 3, 4)] == [1, 1, 1, 0]
    assert [world.visible(n)[0].role_id for n in (1, 2)] == [99, None]
    (posted,) = world.visible(1)
    assert len(posted.nonce) == NONCE_LENGTH
    assert nonce_in("card:a:" + posted.marker) == posted.nonce
    assert posted.marker == marker_of(posted.nonce)
    assert (await world.store.events())[0].delivered == 3


@pytest.mark.parametrize("fault", list(Fault))
async def test_no_fault_makes_two_or_none(world: World, fault: Fault) -> None:
    """Whatever goes wrong once, there is one message, or a reason why not."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.append(fault)
    await world.pass_time()
    stopped = {Fault.INVALID: "held", Fault.BLOCKED: "dead"}.get(fault)
    if stopped is None:
        assert len(world.visible()) == 1
        assert (await world.store.events())[0].delivered == 1
    else:
        assert world.visible() == []
        (trouble,) = await world.store.troubles(1)
        assert trouble.state == stopped
        assert trouble.reason is not None


async def test_a_long_outage_loses_nothing(world: World) -> None:
    """Hours of errors and lost connections, longer than any window: still one message."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.extend([Fault.ERROR_502, Fault.REFUSED, Fault.DROPPED, Fault.ERROR_503] * 3)
    await world.pass_time(timedelta(hours=6), step=20 * MINUTE)
    assert len(world.visible()) == 1


async def test_a_lost_reply_is_asked_for_again_inside_the_window(world: World) -> None:
    """Inside the nonce window the same nonce returns the first message."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.append(Fault.LOST)
    await world.pass_time(2 * MINUTE, step=timedelta(seconds=5))
    assert world.platform.requests == [("send", 1), ("send", 1)]
    assert len(world.visible()) == 1
    assert (await world.store.events())[0].delivered == 1


async def test_a_lost_reply_is_looked_for_after_the_window(world: World) -> None:
    """After it, the marker is found in the history and nothing is sent."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.append(Fault.LOST)
    await world.relay.drain()
    world.clock.advance(10 * MINUTE)
    world.platform.somebody_posts(1)
    world.restart()
    await world.relay.drain()
    assert world.platform.requests == [("send", 1), ("find", 1)]
    assert (await world.store.events())[0].delivered == 1


async def test_a_deleted_post_is_not_put_back_inside_the_window(world: World) -> None:
    """404 Unknown Message on a re-send means delivered, then deleted by a moderator."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.append(Fault.LOST)
    await world.relay.drain()
    world.channel().messages[0].deleted = True
    await world.pass_time(2 * MINUTE, step=timedelta(seconds=5))
    await world.pass_time()
    assert world.visible() == []
    assert (await world.store.events())[0].delivered == 1


async def test_the_undecidable_case_is_not_posted_again(world: World) -> None:
    """Reply lost, window over, post deleted by a moderator: held with the reason, for a person."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.append(Fault.LOST)
    await world.relay.drain()
    world.channel().messages[0].deleted = True
    world.clock.advance(10 * MINUTE)
    await world.pass_time()
    assert len(world.channel().messages) == 1
    (trouble,) = await world.store.troubles(1)
    assert trouble.state is DeliveryState.HELD
    assert "may have been posted and deleted" in (trouble.reason or "")
    assert (await world.store.depth()).held == 1
    assert await world.store.retry(1, world.clock.now()) == 1
    await world.relay.drain()
    assert len(world.visible()) == 1


async def test_a_quiet_channel_makes_it_decidable(world: World) -> None:
    """If nothing was posted there since, the lost request was never accepted: it is sent."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.append(Fault.DROPPED)
    await world.relay.drain()
    world.clock.advance(10 * MINUTE)
    await world.pass_time()
    assert len(world.visible()) == 1


async def test_an_unreadable_history_is_held(world: World) -> None:
    """Never a blind second post."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.append(Fault.LOST)
    await world.relay.drain()
    world.channel().may_read = False
    world.clock.advance(10 * MINUTE)
    await world.pass_time()
    assert len(world.visible()) == 1
    assert (await world.store.troubles(1))[0].state is DeliveryState.HELD


@pytest.mark.parametrize("accepted", [True, False])
async def test_what_was_out_of_sight_is_looked_at_when_it_is_back(world: World, *, accepted: bool) -> None:
    """Held only because the history could not be read: with the permission back it is found, or posted."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.append(Fault.LOST if accepted else Fault.DROPPED)
    await world.relay.drain()
    world.channel().may_read = False
    world.clock.advance(10 * MINUTE)
    await world.pass_time()
    assert (await world.store.troubles(1))[0].state is DeliveryState.HELD
    await world.store.disable("removed from the server", None, channel_id=1)
    world.channel().may_read = True
    await world.relay.revive(channel_id=1)
    await world.pass_time()
    assert len(world.visible()) == 1
    assert (await world.store.events())[0].delivered == 1


async def test_a_later_refusal_does_not_undo_doubt(world: World) -> None:
    """First reply lost, then refused: the first may be there, so it is looked for, not posted again."""
    await world.subscribe(1)
    await world.edit(A)
    world.platform.faults.extend([Fault.LOST, Fault.REFUSED, Fault.RATE_LIMIT] + [Fault.REFUSED] * 200)
    await world.pass_time()
    world.platform.faults.clear()
    await world.pass_time()
    assert len(world.visible()) == 1
    assert (await world.store.events())[0].delivered == 1


async def test_our_own_message_on_the_gateway_settles_it(world: World) -> None:
    """Seeing the message arrive is as good as the lost reply."""
    await world.subscribe(1, publish=True)
    await world.edit(A)
    world.platform.faults.append(Fault.LOST)
    await world.relay.drain()
    posted = world.visible()[0]
    assert await world.relay.observed(1, posted.marker, posted.id)
    assert not await world.relay.observed(1, posted.marker, posted.id)
    assert not await world.relay.observed(1, "some other button", 5)
    assert not await world.relay.observed(2, posted.marker, posted.id)
    await world.relay.drain()
    assert posted.published
    posted.deleted = True
    await world.pass_time()
    assert len(world.channel().messages) == 1


async def test_a_missing_permission_disables_and_its_return_revives(world: World) -> None:
    """Tried a few times, then disabled with the reason and told once; revived by itself."""
    await world.subscribe(1, 2)
    world.channel(1).may_send = False
    await world.edit(A)
    await world.pass_time()
    found = await world.store.subscription(1)
    assert found is not None
    assert (found.state, found.reason) == (SubscriptionState.DISABLED, "Send Messages is missing (50013)")
    assert world.platform.told == [(7, "Send Messages is missing (50013)")]
    assert len([one for one in world.platform.requests if one == ("send", 1)]) == 3
    await world.edit(A, B)
    await world.pass_time(timedelta(hours=5), step=timedelta(hours=1))
    assert [len(world.visible(n)) for n in (1, 2)] == [0, 2]
    world.channel(1).may_send = True
    await world.pass_time(timedelta(hours=25), step=timedelta(hours=5))
    assert len(world.platform.told) == 1
    texts = "".join(one.shown for one in world.visible(1))
    assert texts.count("(A)") == texts.count("(B)") == 1


async def test_a_permission_event_revives_at_once(world: World) -> None:
    """The client tells that the permission is back; nobody waits for a probe."""
    await world.subscribe(1)
    world.channel(1).may_send = False
    await world.edit(A)
    await world.pass_time()
    world.channel(1).may_send = True
    assert await world.relay.revive(channel_id=1) == 1
    await world.relay.drain()
    assert len(world.visible(1)) == 1


async def test_a_deleted_channel_is_dead_at_once(world: World) -> None:
    """404 Unknown Channel on an available server: disabled, never probed, told."""
    await world.subscribe(1)
    world.channel(1).exists = False
    await world.edit(A)
    await world.pass_time(timedelta(days=3), step=timedelta(hours=6))
    assert world.platform.requests == [("send", 1)]
    assert (await world.store.troubles(1))[0].state is DeliveryState.DEAD
    assert len(world.platform.told) == 1


async def test_an_outage_of_a_server_changes_nothing(world: World) -> None:
    """An unavailable server is no reason to disable anything; afterwards the alert arrives."""
    await world.subscribe(1)
    world.channel(1).available = False
    await world.edit(A)
    await world.pass_time(timedelta(hours=12), step=timedelta(hours=2))
    found = await world.store.subscription(1)
    assert found is not None
    assert found.state is SubscriptionState.ACTIVE
    world.channel(1).available = True
    await world.pass_time()
    assert len(world.visible(1)) == 1
    assert world.platform.told == []


async def test_a_refused_token_stops_everything_at_once(world: World) -> None:
    """401: no more requests, nothing lost, nobody unsubscribed; a new start continues."""
    await world.subscribe(*range(1, 60))
    await world.edit(A)
    world.platform.token_valid = False
    await world.pass_time()
    assert world.relay.halted is not None
    assert len(world.platform.requests) <= UNPACED.concurrency
    world.platform.token_valid = True
    world.restart()
    await world.pass_time()
    assert all(len(world.visible(n)) == 1 for n in range(1, 60))


async def test_a_global_limit_pauses_everything(world: World) -> None:
    """A global 429 stops all requests for as long as it says."""
    await world.subscribe(*range(1, 60))
    await world.edit(A)

    class Limited(PlatformPublisher):
        async def send(self, *args: object, **more: object) -> Outcome:
            if not self.platform.requests:
                self.platform.requests.append(("send", 0))
                return RetryLater(30, everything=True)
            return await super().send(*args, **more)  # type: ignore[arg-type]  # passed on as they came

    relay = world.relay
    relay._courier = replace(relay._courier, publisher=Limited(world.platform))
    await relay.drain()
    sent = len(world.platform.requests)
    assert sent <= UNPACED.concurrency
    world.clock.advance(timedelta(seconds=29))
    await relay.drain()
    assert len(world.platform.requests) == sent
    world.clock.advance(timedelta(seconds=2))
    await relay.drain()
    assert len(world.platform.requests) > 55


async def test_the_breaker_opens_far_below_the_ban(store: Store) -> None:
    """Invalid requests are counted over ten minutes, and stop all others when there are too many."""
    world = await World.start(store, replace(UNPACED, breaker_limit=50))
    channels = range(1, 120)
    await world.subscribe(*channels)
    for channel in channels:
        world.channel(channel).may_send = False
    await world.edit(A)
    await world.relay.drain()
    assert 50 <= len(world.platform.requests) <= 50 + UNPACED.concurrency
    world.clock.advance(11 * MINUTE)
    await world.relay.drain()
    assert len(world.platform.requests) > 60


async def test_servers_take_turns(store: Store) -> None:
    """A server with many channels does not make the others wait for all of them."""
    world = await World.start(store, replace(UNPACED, concurrency=4))
    await world.subscribe(*range(100, 140), guild=1)
    await world.subscribe(1, guild=2)
    await world.subscribe(2, guild=3)
    await world.subscribe(50, guild=None)
    await world.edit(A)
    await world.relay.drain()
    assert {channel for _, channel in world.platform.requests[:4]} == {100, 1, 2, 50}


async def test_publishing_waits_alone(world: World) -> None:
    """A limit on publishing delays publishing, not the next alert."""
    await world.subscribe(1, publish=True)
    await world.edit(A)
    world.platform.faults.extend([None, Fault.RATE_LIMIT])
    await world.relay.drain()
    assert [one.published for one in world.visible()] == [False]
    await world.edit(A, B)
    await world.relay.drain()
    assert len(world.visible()) == 2
    await world.pass_time()
    assert all(one.published for one in world.visible())


async def test_after_an_outage_one_digest(world: World) -> None:
    """Many waiting events become one silent message without a ping; each counts as delivered."""
    await world.subscribe(1, role_id=9)
    world.channel(1).available = False
    for n in range(5):
        await world.edit(*(member(f"m{k}") for k in range(n + 1)))
        await world.pass_time(MINUTE)
    world.channel(1).available = True
    world.platform.faults.append(Fault.LOST)
    await world.pass_time()
    (digest,) = world.visible()
    assert (digest.role_id, digest.silent) == (None, True)
    assert digest.shown.startswith("ISECG: what happened since 22 November 2026")
    assert all(f"(M{n})" in digest.shown for n in range(5))
    assert [one.delivered for one in await world.store.events()] == [1] * 5


async def test_old_news_comes_as_a_digest_and_a_single_one_as_itself(world: World) -> None:
    """Two events of which one is old make a digest; one alone is posted as it is."""
    await world.subscribe(1, 2)
    world.channel(1).available = False
    await world.edit(A)
    await world.pass_time(timedelta(hours=7), step=timedelta(hours=1))
    await world.edit(A, B)
    world.channel(1).available = True
    await world.pass_time()
    assert len(world.visible(1)) == 1
    assert len(world.visible(2)) == 2


async def test_kinds_are_chosen(world: World) -> None:
    """A subscription to members gets no news."""
    await world.subscribe(1, kinds=frozenset({Kind.MEMBERS}))
    await world.subscribe(2, kinds=frozenset({Kind.NEWS}))
    await world.edit(A, news("n1"))
    await world.pass_time()
    assert "(A)" in world.visible(1)[0].shown
    assert "About n1" in world.visible(2)[0].shown
    assert [len(world.visible(n)) for n in (1, 2)] == [1, 1]
