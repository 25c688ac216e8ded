"""Subscriptions and the questions list, on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from bot.store.records import Asked, DeliveryState, Kind, Result, SubscriptionState
from bot.store.store import Store
from tests.store.databases import NOW
from tests.store.examples import add, claim, event, item, wish

HOUR = timedelta(hours=1)
TODAY = date(2026, 11, 22)


async def _state(store: Store, channel: int) -> SubscriptionState:
    found = await store.subscription(channel)
    assert found is not None
    return found.state


async def test_subscribing_twice_changes_the_one_subscription(store: Store) -> None:
    """A channel has one subscription; asking again changes what it is for."""
    first = await store.subscribe(wish(5), NOW)
    second = await store.subscribe(
        wish(5, kinds=[Kind.NEWS, Kind.PUBLICATIONS], role_id=9, language="de", publish=True), NOW + HOUR
    )
    assert second.id == first.id
    assert second.kinds == {Kind.NEWS, Kind.PUBLICATIONS}
    assert (second.role_id, second.language, second.publish) == (9, "de", True)
    assert second.created_at == NOW


async def test_a_subscription_gets_what_happens_after_it_and_is_for_it(store: Store) -> None:
    """One delivery for each subscription of that kind at that moment, none for later ones."""
    await store.subscribe(wish(1), NOW)
    await store.subscribe(wish(2, kinds=[Kind.NEWS]), NOW)
    await add(store, event(item("nzsa")))
    await store.subscribe(wish(3), NOW)
    work = await claim(store)
    assert [one.subscription.channel_id for one in work.claimed] == [1]


async def test_what_happens_during_a_pause_is_never_sent(store: Store) -> None:
    """A pause loses what happens in it, and keeps what was already waiting."""
    await store.subscribe(wish(1), NOW)
    await add(store, event(item("a")))
    assert await store.pause(1)
    await add(store, event(item("b")))
    assert (await claim(store)).claimed == ()
    assert await store.resume(1, NOW)
    work = await claim(store)
    assert [one.item.id for versions in work.versions for one in versions[1]] == ["a"]
    assert not await store.resume(1, NOW)


async def test_disabling_keeps_everything_and_reviving_sends_it(store: Store) -> None:
    """Disabled is not deleted: what waits and what happens meanwhile goes out afterwards."""
    await store.subscribe(wish(1), NOW)
    first = await add(store, event(item("a")))
    assert await store.disable("missing: Send Messages", NOW + HOUR, channel_id=1) == 1
    second = await add(store, event(item("b")))
    summaries = {one.id: one for one in await store.events()}
    assert (summaries[first].disabled, summaries[second].disabled) == (1, 1)
    assert [one.reason for one in await store.troubles(first)] == ["missing: Send Messages"]
    assert (await claim(store)).claimed == ()
    assert await store.revive(NOW, channel_id=1) == 1
    assert await store.revive(NOW, channel_id=1) == 0
    assert (await store.depth()).pending == 2


async def test_the_subscriber_is_told_once_each_time(store: Store) -> None:
    """The same trouble that comes back is not told again; once an alert has arrived, the next one is new."""
    await store.subscribe(wish(1), NOW)
    for number in range(2):
        await store.disable("gone", None, channel_id=1)
        assert [one.subscriber_id for one in await store.take_notices(NOW)] == [7]
        assert await store.take_notices(NOW) == ()
        await store.revive(NOW, channel_id=1)
        await store.disable("gone", None, channel_id=1)
        assert await store.take_notices(NOW) == ()
        await store.revive(NOW, channel_id=1)
        await add(store, event(item(f"i{number}")))
        (claimed,) = (await claim(store)).claimed
        sent = replace(claimed.progress, state=DeliveryState.SENT, message_id=5, sent_at=NOW)
        await store.record("relay", [Result(claimed, sent)], NOW)


async def test_subscribing_again_lets_it_be_told_again(store: Store) -> None:
    """Somebody has looked at it, and may be another person."""
    await store.subscribe(wish(1), NOW)
    await store.disable("gone", None, channel_id=1)
    await store.take_notices(NOW)
    await store.subscribe(wish(1), NOW)
    await store.disable("gone", None, channel_id=1)
    assert len(await store.take_notices(NOW)) == 1


async def test_probes_grow_slower(store: Store) -> None:
    """Each look at a missing permission comes later than the one before, up to a day."""
    await store.subscribe(wish(1), NOW)
    await store.disable("no", NOW + HOUR, channel_id=1)
    assert await store.take_probes(NOW, HOUR, 24 * HOUR) == ()
    pauses, now = [], NOW
    for _ in range(7):
        due = await store.next_probe()
        assert due is not None
        pauses.append(due - now)
        now = due
        assert len(await store.take_probes(now, HOUR, 24 * HOUR)) == 1
    assert pauses == [HOUR, 2 * HOUR, 4 * HOUR, 8 * HOUR, 16 * HOUR, 24 * HOUR, 24 * HOUR]


async def test_a_removed_server_comes_back_with_its_subscriptions(store: Store) -> None:
    """Removing the bot disables a server's channels, and adding it again revives them."""
    await store.subscribe(wish(1, guild=10), NOW)
    await store.subscribe(wish(2, guild=10), NOW)
    await store.subscribe(wish(3, guild=11), NOW)
    assert await store.disable("removed from the server", None, guild_id=10) == 2
    assert await _state(store, 3) is SubscriptionState.ACTIVE
    assert await store.revive(NOW, guild_id=10) == 2
    assert await _state(store, 1) is SubscriptionState.ACTIVE


async def test_unsubscribing_drops_what_waits_and_who_asked(store: Store) -> None:
    """Nothing more is posted, no user or role is kept, and subscribing again starts afresh."""
    await store.subscribe(wish(1, role_id=4), NOW)
    waiting = await add(store, event(item("a")))
    assert await store.unsubscribe(1)
    assert not await store.unsubscribe(1)
    found = await store.subscription(1)
    assert found is not None
    assert (found.state, found.subscriber_id, found.role_id) == (SubscriptionState.ENDED, None, None)
    assert await store.subscriptions_of(1) == ()
    assert (await store.events())[0].cancelled == 1
    await store.subscribe(wish(1), NOW + HOUR)
    assert (await claim(store, now=NOW + HOUR)).claimed == ()
    assert await store.retry(waiting, NOW) == 0


async def test_questions_are_counted_without_persons_for_30_days(store: Store) -> None:
    """The same text counts up; what was last asked more than 30 days ago is deleted."""
    asked = Asked("refused", "who pay for isecg")
    await store.count_questions([asked], TODAY)
    await store.count_questions([asked, Asked("refused", ""), asked], TODAY)
    await store.count_questions([Asked("reported", "members", "count", "it is 28 now")], TODAY)
    await store.count_questions([], TODAY)
    found = await store.questions(TODAY)
    assert [(one.kind, one.text, one.count, one.note) for one in found] == [
        ("refused", "who pay for isecg", 3, ""),
        ("reported", "members", 1, "it is 28 now"),
    ]
    later = TODAY + timedelta(days=31)
    assert await store.questions(later) == ()
    await store.count_questions([Asked("refused", "new")], later)
    assert [one.text for one in await store.questions(TODAY)] == ["new"]


async def test_very_long_questions_are_cut(store: Store) -> None:
    """A hostile question takes a bounded place, and is still counted."""
    for _ in range(2):
        await store.count_questions([Asked("refused", "\U0001f680" * 100_000, note="x" * 9_999)], TODAY)
    (found,) = await store.questions(TODAY)
    assert (len(found.text), len(found.note), found.count) == (500, 500, 2)


async def test_states_are_the_contract_s() -> None:
    """The words of the outbox contract are the words in the database."""
    assert {state.value for state in DeliveryState} == {
        "pending", "sending", "sent", "dead", "held", "cancelled",
    }  # fmt: skip
