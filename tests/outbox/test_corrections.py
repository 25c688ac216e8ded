"""What was posted is corrected, withdrawn and restored in place; nobody is called again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.store.records import EventState
from bot.store.store import Store
from tests.outbox.examples import member
from tests.outbox.platform import Fault
from tests.outbox.world import World

A, B = member("a"), member("b")
A_PERU, A_CHILE = member("a", country_name="Peru"), member("a", country_name="Chile")
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def world(store: Store) -> World:
    """A world with two subscribers, one of them pinging a role."""
    world = await World.start(store)
    await world.subscribe(1, role_id=9)
    await world.subscribe(2)
    return world


async def test_a_correction_edits_the_posted_alert(world: World) -> None:
    """The alert shows the new fact with a dated note; there is no second message and no ping."""
    await world.edit(A)
    await world.pass_time()
    await world.edit(A_PERU)
    await world.pass_time()
    (posted,) = world.visible(1)
    assert "Country: Peru" in posted.shown
    assert posted.shown.endswith("Corrected on 22 November 2026: the country is Peru, not New Zealand.")
    assert len(posted.edits) == 1
    assert (await world.store.events())[0].delivered == 2


async def test_two_corrections_leave_both_notes(world: World) -> None:
    """Each edit shows everything that changed since the alert was posted."""
    await world.edit(A)
    await world.pass_time()
    await world.edit(A_PERU)
    await world.pass_time()
    await world.edit(A_CHILE)
    await world.pass_time()
    (posted,) = world.visible(1)
    assert posted.shown.count("Corrected on") == 2
    assert "Country: Chile" in posted.shown


async def test_withdrawing_and_restoring_happen_in_place(world: World) -> None:
    """Removed: the alert says so. Added again: it says that too, and nothing new is posted."""
    await world.edit(A)
    await world.pass_time()
    await world.edit()
    await world.pass_time()
    assert world.visible(1)[0].shown.endswith("Withdrawn on 22 November 2026: we no longer state this.")
    await world.edit(A)
    await world.pass_time()
    (posted,) = world.visible(1)
    assert posted.shown.endswith("Stated again on 22 November 2026.")


async def test_what_was_corrected_before_it_was_posted_is_posted_right(world: World) -> None:
    """A waiting alert goes out with the corrected fact, as new, without a note."""
    world.channel(1).available = False
    await world.edit(A)
    await world.relay.drain()
    await world.edit(A_PERU)
    world.channel(1).available = True
    await world.pass_time()
    (late,) = world.visible(1)
    assert "Country: Peru" in late.text
    assert late.edits == []
    assert "Corrected" not in late.shown
    assert "Corrected" in world.visible(2)[0].shown


async def test_a_correction_during_a_lost_reply_still_arrives(world: World) -> None:
    """The text that is in the channel may be the old one, so it is edited once it is found."""
    world.platform.faults.append(Fault.LOST)
    await world.edit(A)
    await world.relay.drain()
    await world.edit(A_PERU)
    await world.pass_time()
    for channel in (1, 2):
        (posted,) = world.visible(channel)
        assert "Country: New Zealand" in posted.text
        assert "Country: Peru" in posted.shown


async def test_what_is_withdrawn_before_it_was_posted_is_not_posted(world: World) -> None:
    """Nobody is told of a slip that was taken back in time; added again, those who missed it get it."""
    world.channel(1).available = False
    await world.edit(A)
    await world.relay.drain()
    await world.edit()
    world.channel(1).available = True
    await world.pass_time()
    assert world.visible(1) == []
    assert "Withdrawn" in world.visible(2)[0].shown
    await world.edit(A)
    await world.pass_time()
    assert len(world.visible(1)) == len(world.visible(2)) == 1
    assert "(A)" in world.visible(1)[0].shown


async def test_only_posted_alerts_are_edited(world: World) -> None:
    """What belongs to the baseline, or came before a subscription, has nothing to edit."""
    await world.edit(A)
    await world.pass_time()
    await world.subscribe(3)
    await world.edit(A_PERU)
    await world.pass_time()
    assert world.visible(3) == []
    assert ("edit", 3) not in world.platform.requests


async def test_an_unsubscribed_channel_is_still_corrected(world: World) -> None:
    """A wrong fact must not stay where we posted it."""
    await world.edit(A)
    await world.pass_time()
    await world.store.unsubscribe(1)
    await world.edit(A_PERU, B)
    await world.pass_time()
    assert len(world.visible(1)) == 1
    assert "Peru" in world.visible(1)[0].shown


async def test_a_deleted_alert_is_left_alone(world: World) -> None:
    """A moderator removed it: no edit, no new message, no error."""
    await world.edit(A)
    await world.pass_time()
    world.visible(1)[0].deleted = True
    await world.edit(A_PERU)
    await world.pass_time()
    assert world.visible(1) == []
    assert (await world.store.depth()).pending == 0


async def test_one_message_about_several_is_edited_whole(world: World) -> None:
    """Correcting two of the members in one alert edits it, with a note that names each."""
    await world.edit(A, B)
    await world.pass_time()
    await world.edit(A_PERU, member("b", brings="launches"))
    await world.pass_time()
    (posted,) = world.visible(1)
    assert len(posted.edits) == 1
    assert "A Space Agency (A): Corrected on" in posted.shown
    assert "B Space Agency (B): Corrected on" in posted.shown


async def test_a_digest_is_edited_whole(world: World) -> None:
    """A correction of one event in a digest keeps all the others in it."""
    world.channel(1).available = False
    members = [member(f"m{n}") for n in range(5)]
    for n in range(5):
        await world.edit(*members[: n + 1])
    world.channel(1).available = True
    await world.pass_time()
    await world.edit(*members[:4], member("m4", country_name="Peru"))
    await world.pass_time()
    (digest,) = world.visible(1)
    assert len(digest.edits) == 1
    assert all(f"(M{n})" in digest.shown for n in range(5))
    assert "Country: Peru" in digest.shown


async def test_edits_are_repeated_until_they_are_done(world: World) -> None:
    """An edit can be repeated safely, and is."""
    await world.edit(A)
    await world.pass_time()
    await world.edit(A_PERU)
    world.platform.faults.extend([Fault.LOST, Fault.ERROR_503, Fault.RATE_LIMIT, Fault.REFUSED, Fault.RAISES])
    await world.pass_time()
    assert "Peru" in world.visible(1)[0].shown
    assert "Peru" in world.visible(2)[0].shown


async def test_an_unreleased_correction_does_not_leak(world: World) -> None:
    """While a mass change waits, an edit for another reason shows only what was released."""
    many = [member(f"m{n}") for n in range(3)]
    await world.edit(*many)
    await world.pass_time()
    await world.edit(*(member(f"m{n}", country_name="Nowhere") for n in range(3)), A)
    waiting = [one for one in await world.store.events() if one.state is EventState.WAITING]
    assert len(waiting) == 2
    await world.edit(
        member("m0", country_name="Nowhere", brings="launches"),
        *(member(f"m{n}", country_name="Nowhere") for n in (1, 2)),
        A,
    )
    await world.pass_time()
    (posted,) = world.visible(1)
    assert "m0" in posted.shown.lower()
    assert posted.shown.count("Country: New Zealand") == 2
