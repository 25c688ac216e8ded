"""The alert that a plan shows is the alert that readers see, word for word."""

from __future__ import annotations

import pytest

from bot.knowledge.model import Member, News, Publication
from bot.outbox.enqueue import plan_against_store
from bot.outbox.render import as_text, preview
from bot.store.store import Store
from tests.outbox.examples import knowledge, member, news, publication
from tests.outbox.world import World

Records = tuple[Member | News | Publication, ...]

BEFORE: Records = (member("esa"), news("n0"))


async def foreseen_and_seen(
    world: World, *records: Member | News | Publication
) -> tuple[list[str], list[str]]:
    """What the plan shows before an edit, and what stands in the channel after it."""
    plan = await plan_against_store(world.store, knowledge(*records))
    shown = [as_text(preview(planned, world.clock.now().date())) for planned in plan.events]
    await world.edit(*records)
    await world.relay.drain()
    return shown, [as_text(posted.alert) for posted in world.visible(1)]


@pytest.fixture
async def world(store: Store) -> World:
    """A world that knows a little, and one reader of everything."""
    world = await World.start(store)
    await world.edit(*BEFORE)
    await world.subscribe(1)
    return world


@pytest.mark.parametrize(
    "added",
    [
        (member("nzsa"),),
        (member("nzsa", joined="2021", brings=None), member("lsa", joined="2019")),
        (news("n1", url="https://example.org/n1"),),
        (publication("p0"),),
        (member("nzsa"), news("n1"), publication("p0")),
    ],
    ids=["a member", "two members", "news", "a publication", "one of each"],
)
async def test_a_new_alert_is_posted_as_it_was_shown(world: World, added: Records) -> None:
    """One message for each event of the plan, with the same text."""
    shown, seen = await foreseen_and_seen(world, *BEFORE, *added)
    assert shown == seen
    assert len(shown) >= 1


async def test_a_correction_reads_as_it_was_shown(world: World) -> None:
    """The posted alert with its dated note, after a correction, a withdrawal and a return."""
    await foreseen_and_seen(world, *BEFORE, member("nzsa"))
    for now in ((member("nzsa", joined="2021-11-02"),), (), (member("nzsa", joined="2021-11-02"),)):
        shown, seen = await foreseen_and_seen(world, *BEFORE, *now)
        assert len(shown) == len(seen) == 1
        # Notes pile up in what was posted; the plan shows the new one, and the same message above it.
        head, _, notes = shown[0].partition("\n\nCorrected on")
        if notes:
            assert seen[0].startswith(head)
        *_, note = shown[0].splitlines()
        assert note in seen[0].splitlines()
