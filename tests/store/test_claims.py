"""Claims, leases and outcomes, on both databases."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import StatementError

from bot.store.records import (
    Action,
    Change,
    Claimed,
    DeliveryState,
    EventState,
    Permit,
    Progress,
    Result,
    SubscriptionState,
    Terms,
)
from bot.store.store import Store, open_store
from tests.store.databases import NOW
from tests.store.examples import LEASE, add, all_at_once, claim, event, item, one_by_one, wish

SECOND = timedelta(seconds=1)
LATER = NOW + 2 * LEASE


def _sent(claimed: Claimed, message_id: int = 77) -> Result:
    return Result(claimed, Progress(DeliveryState.SENT, NOW, message_id=message_id, sent_at=NOW))


def _pending(claimed: Claimed, due: datetime) -> Result:
    return Result(claimed, Progress(DeliveryState.PENDING, due, reason="busy"))


async def _send(store: Store, message_id: int = 77) -> None:
    for claimed in (await claim(store)).claimed:
        await store.begin("relay", claimed.ids, NOW, LEASE)
        await store.record("relay", [_sent(claimed, message_id)], NOW)


async def test_nothing_is_claimed_twice(store: Store) -> None:
    """What one relay holds, another does not get, until the lease runs out."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    assert len((await claim(store, "one")).claimed) == 1
    assert (await claim(store, "two")).claimed == ()
    assert await store.next_due([Action.POST], NOW) == NOW + LEASE
    (taken,) = (await claim(store, "two", now=NOW + LEASE)).claimed
    assert taken.recovered
    assert taken.permit is Permit.GO


async def test_many_relays_claim_at_once_without_waiting_for_each_other(database_url: str) -> None:
    """Concurrent claims share the channels: each is had by one, none is missed."""
    async with open_store(database_url) as one, open_store(database_url) as two:
        for channel in range(60):
            await one.subscribe(wish(channel, guild=channel), NOW)
        await add(one, event(item("a")))
        got = await asyncio.gather(
            *(claim(store, f"relay{n}", limit=8) for n in range(6) for store in (one, two))
        )
        channels = [claimed.subscription.channel_id for work in got for claimed in work.claimed]
        assert len(channels) == len(set(channels))
        while work := (await claim(one, "rest")).claimed:
            channels += [claimed.subscription.channel_id for claimed in work]
        assert sorted(channels) == list(range(60))


async def test_a_channel_has_one_message_in_flight(store: Store) -> None:
    """A second alert for a channel waits for the first, even when the first must wait itself."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    await add(store, event(item("b")))
    (first,) = (await claim(store)).claimed
    assert first.causes == (1,)
    assert (await claim(store)).claimed == ()
    await store.record("relay", [_pending(first, NOW + 30 * SECOND)], NOW)
    assert (await claim(store)).claimed == ()
    assert await store.next_due([Action.POST], NOW) == NOW + 30 * SECOND
    (again,) = (await claim(store, now=NOW + 30 * SECOND)).claimed
    assert again.causes == (1,)


async def test_only_the_holder_begins_and_records(store: Store) -> None:
    """A relay that lost its lease neither makes the request nor overwrites the other's outcome."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    (old,) = (await claim(store, "old")).claimed
    (new,) = (await claim(store, "new", now=LATER)).claimed
    assert await store.begin("old", old.ids, LATER, LEASE) == frozenset()
    await store.record("old", [_pending(old, NOW)], LATER)
    assert (await store.depth()).sending == 1
    assert await store.begin("new", new.ids, LATER, LEASE) == frozenset(new.ids)
    assert await store.begin("new", new.ids, LATER + 2 * LEASE, LEASE) == frozenset()


async def test_what_is_known_to_be_posted_is_recorded_whoever_says_so(store: Store) -> None:
    """A late reply to a relay that lost its lease is still the truth."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    (old,) = (await claim(store, "old")).claimed
    await claim(store, "new", now=LATER)
    await store.record("old", [_sent(old)], LATER)
    assert (await store.events())[0].delivered == 1


async def test_an_interrupted_request_is_remembered_as_such(store: Store) -> None:
    """The first begun request counts, and until its answer is recorded the reply is lost."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    (first,) = (await claim(store)).claimed
    assert first.progress.requested_at is None
    await store.begin("relay", first.ids, NOW + SECOND, LEASE)
    (second,) = (await claim(store, "next", now=LATER)).claimed
    assert (second.progress.requested_at, second.progress.reply_lost) == (NOW + SECOND, True)
    assert second.nonce == first.nonce
    await store.begin("next", second.ids, LATER + SECOND, LEASE)
    (third,) = (await claim(store, "third", now=LATER + 2 * LEASE)).claimed
    assert third.progress.requested_at == NOW + SECOND


async def test_a_digest_is_recovered_whole(store: Store) -> None:
    """One message stays one message after a crash, with its nonce and all its events."""
    await store.subscribe(wish(1), NOW)
    ids = [await add(store, event(item(name))) for name in "abc"]
    terms = Terms("relay", NOW, LEASE, 1, (Action.POST,))
    (digest,) = (await store.claim(terms, all_at_once)).claimed
    assert digest.event_ids == tuple(ids)
    (again,) = (await claim(store, "next", now=LATER)).claimed
    assert (again.ids, again.nonce, again.event_ids) == (digest.ids, digest.nonce, digest.event_ids)
    await store.record("next", [_sent(again)], LATER)
    assert [one.delivered for one in await store.events()] == [1, 1, 1]


async def test_servers_take_turns(store: Store) -> None:
    """The first channel of every server comes before the second of any."""
    for channel in range(10, 16):
        await store.subscribe(wish(channel, guild=1), NOW)
    await store.subscribe(wish(2, guild=2), NOW)
    await store.subscribe(wish(3, guild=None), NOW)
    await add(store, event(item("a")))
    work = await claim(store, limit=4)
    assert {one.subscription.channel_id for one in work.claimed} == {10, 2, 3, 11}


async def test_waiting_and_cancelled_events_are_not_claimed(store: Store) -> None:
    """Only what is released goes out."""
    await store.subscribe(wish(1), NOW)
    waiting = await add(store, event(item("a"), state=EventState.WAITING))
    assert (await claim(store)).claimed == ()
    assert await store.next_due([Action.POST], NOW) is None
    assert await store.release(waiting, NOW)
    assert not await store.release(waiting, NOW)
    assert len((await claim(store)).claimed) == 1


async def test_a_recovered_message_knows_whether_it_may_still_go(store: Store) -> None:
    """Held or paused meanwhile: wait. Cancelled or unsubscribed meanwhile: never."""
    for channel in (1, 2):
        await store.subscribe(wish(channel), NOW)
    event_id = await add(store, event(item("a")))
    await claim(store)
    await store.hold(event_id)
    work = await claim(store, now=LATER)
    assert {one.permit for one in work.claimed} == {Permit.WAIT}
    await store.release(event_id, NOW)
    await store.unsubscribe(1)
    work = await claim(store, now=LATER + 2 * LEASE)
    assert {one.subscription.channel_id: one.permit for one in work.claimed} == {
        1: Permit.CANCEL,
        2: Permit.GO,
    }


async def test_an_edit_waits_for_its_post(store: Store) -> None:
    """There is nothing to edit until the alert is posted; then the edit knows its message."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    await add(store, event(item("a", version=2), change=Change.CORRECTED))
    (post,) = (await claim(store)).claimed
    assert post.action is Action.POST
    assert (await claim(store)).claimed == ()
    await store.record("relay", [_sent(post, 500)], NOW)
    (edit,) = (await claim(store)).claimed
    assert (edit.action, edit.message_id, edit.nonce) == (Action.EDIT, 500, post.nonce)
    assert edit.event_ids == (1,)


async def test_versions_are_those_that_are_released(store: Store) -> None:
    """A message is made of released states; what waits does not show."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    await add(store, event(item("a", version=2), change=Change.CORRECTED, state=EventState.WAITING))
    work = await claim(store)
    ((_, versions),) = work.versions
    assert [version.item.version for version in versions] == [1]


async def test_what_is_posted_is_published_once_where_wanted(store: Store) -> None:
    """Publishing is a delivery of its own, made when the post is recorded."""
    await store.subscribe(wish(1, publish=True), NOW)
    await add(store, event(item("a")))
    (post,) = (await claim(store)).claimed
    await store.record("relay", [_sent(post, 500)], NOW)
    await store.record("relay", [_sent(post, 500)], NOW)
    (publish,) = (await claim(store, actions=(Action.PUBLISH,))).claimed
    assert publish.message_id == 500
    assert (await claim(store, actions=(Action.PUBLISH,))).claimed == ()


async def test_recording_can_disable_the_subscription(store: Store) -> None:
    """The outcome and its consequence are one transaction: the other waiting alerts are dead as well."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    await add(store, event(item("b")))
    (first,) = (await claim(store)).claimed
    dead = Progress(DeliveryState.DEAD, NOW, reason="no permission")
    await store.record("relay", [Result(first, dead, disable="no permission", probe_at=LATER)], NOW)
    assert [one.disabled for one in await store.events()] == [1, 1]
    found = await store.subscription(1)
    assert found is not None
    assert found.state is SubscriptionState.DISABLED
    assert await store.next_probe() == LATER


async def test_a_stopping_relay_gives_up_its_own_leases_only(store: Store) -> None:
    """Another relay's work is not touched."""
    for channel in (1, 2):
        await store.subscribe(wish(channel), NOW)
    await add(store, event(item("a")))
    await claim(store, "one", limit=1)
    await claim(store, "two", limit=1)
    assert await store.drop_leases(NOW, "one") == 1
    assert len((await claim(store, "three")).claimed) == 1
    assert await store.drop_leases(NOW) == 2


async def test_the_depth_counts_what_can_go_out(store: Store) -> None:
    """Waiting events and edits without a post are not a backlog."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    await add(store, event(item("a", version=2), change=Change.CORRECTED))
    await add(store, event(item("b"), state=EventState.WAITING))
    depth = await store.depth()
    assert (depth.pending, depth.waiting_events, depth.oldest_due, depth.active) == (1, 1, NOW, 1)
    await _send(store)
    assert (await store.depth()).pending == 1


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    """Nobody's local time gets into the store."""
    with pytest.raises(StatementError, match="no time zone"):
        await store.subscribe(wish(1), NOW.replace(tzinfo=None))


async def test_claims_ask_for_no_more_than_they_may_have(store: Store) -> None:
    """The limit holds for recovered and fresh work together."""
    for channel in range(6):
        await store.subscribe(wish(channel, guild=channel), NOW)
    await add(store, event(item("a")))
    await claim(store, limit=3)
    terms = Terms("next", LATER, LEASE, 4, (Action.POST,))
    work = await store.claim(terms, one_by_one)
    assert [one.recovered for one in work.claimed] == [True, True, True, False]


async def test_a_queue_whose_front_cannot_go_is_passed(store: Store) -> None:
    """Hundreds of paused channels in front do not hide the one behind them that is waiting."""
    for channel in range(215):
        await store.subscribe(wish(channel, guild=channel), NOW)
    await add(store, event(item("a")))
    for channel in range(214):
        await store.pause(channel)
    work = await claim(store)
    assert [one.subscription.channel_id for one in work.claimed] == [214]


async def test_a_relay_that_lost_its_lease_has_no_say(store: Store) -> None:
    """Its refusal neither disables the subscription that another serves, nor undoes what was posted."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    (old,) = (await claim(store, "old")).claimed
    (new,) = (await claim(store, "new", now=LATER)).claimed
    dead = Progress(DeliveryState.DEAD, LATER, reason="no permission")
    refused = Result(old, dead, disable="no permission")
    await store.record("old", [refused], LATER)
    await store.record("new", [_sent(new)], LATER)
    await store.record("old", [refused], LATER)
    found = await store.subscription(1)
    assert found is not None
    assert found.state is SubscriptionState.ACTIVE
    assert (await store.events())[0].delivered == 1


async def test_relays_know_of_each_other(database_url: str) -> None:
    """On a server each claim tells how many are at work, so that they share one limit; a file has one."""
    async with open_store(database_url) as store:
        for channel in range(6):
            await store.subscribe(wish(channel, guild=channel), NOW)
        await add(store, event(item("a")))
        assert (await claim(store, "one", limit=2)).relays == 1
        assert (await claim(store, "two", limit=2)).relays == (1 if store.sqlite else 2)
        assert (await claim(store, "two", limit=2, now=LATER)).relays == 1
