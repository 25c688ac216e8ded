"""What an edit means: pure comparisons, and the same again through both databases."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from dataclasses import replace

import pytest

from bot.knowledge.base import Knowledge
from bot.knowledge.model import Source
from bot.outbox.enqueue import enqueue, plan_against_store
from bot.outbox.planning import Plan, known_from, plan_changes
from bot.outbox.snapshot import Snapshot, snapshots
from bot.store.records import Change, EventState, Kind, Known
from bot.store.store import Store, open_store
from tests.outbox.examples import SOURCE, knowledge, member, news, publication
from tests.store.databases import NOW
from tests.store.examples import wish

BEFORE = knowledge(member("esa"), member("nasa"), news("n1"), publication("p1"))


def _changes(plan: Plan) -> list[tuple[Kind, Change, list[str]]]:
    return [(one.event.kind, one.event.change, [item.id for item in one.event.items]) for one in plan.events]


def _after(known: Known, plan: Plan) -> Known:
    """What is known once a plan was carried out."""
    items = {(item.kind, item.id): item for item in known.items}
    items.update({(item.kind, item.id): item for item in plan.remembered})
    return Known(tuple(items.values()))


def test_the_first_run_announces_nothing() -> None:
    """An empty store takes everything as known."""
    plan = plan_changes(None, BEFORE)
    assert plan.baseline
    assert plan.events == ()
    assert len(plan.remembered) == 4


@pytest.mark.parametrize(
    "after",
    [
        knowledge(publication("p1"), news("n1"), member("nasa"), member("esa")),
        knowledge(member("esa", name="ESA  Space\n Agency"), member("nasa"), news("n1"), publication("p1")),
        knowledge(
            member("esa", as_of="2026-11-01", aliases=["europe"], website="https://esa.int", summary="Other"),
            member("nasa"),
            news("n1"),
            publication("p1", contents=["a chapter"]),
        ),
        replace(
            knowledge(
                member("esa", sources=["renamed"]),
                member("nasa", sources=["renamed"]),
                news("n1", sources=["renamed"]),
                publication("p1", sources=["renamed"]),
            ),
            sources=(SOURCE.model_copy(update={"id": "renamed"}),),
        ),
    ],
    ids=["reordered", "reformatted", "not told", "source id renamed"],
)
def test_what_no_reader_was_told_announces_nothing(after: Knowledge) -> None:
    """Order, layout, file names, ids of sources and facts outside the alert are no change."""
    plan = plan_changes(known_from(BEFORE), after)
    assert _changes(plan) == []
    assert plan.remembered == ()


def test_several_new_members_are_one_event() -> None:
    """New items of one kind make one message; each kind has its own."""
    after = knowledge(
        *BEFORE.members, member("nzsa"), member("lsa"), *BEFORE.publications, *BEFORE.news, news("n2")
    )
    plan = plan_changes(known_from(BEFORE), after)
    assert _changes(plan) == [
        (Kind.MEMBERS, Change.NEW, ["lsa", "nzsa"]),
        (Kind.NEWS, Change.NEW, ["n2"]),
    ]
    assert {one.event.state for one in plan.events} == {EventState.RELEASED}


def test_a_forgotten_older_member_does_not_correct_the_others() -> None:
    """The place in the order of joining is no reason to edit what was posted."""
    before = knowledge(member("a", joined="2019"), member("b", joined="2021"))
    after = knowledge(member("a", joined="2019"), member("b", joined="2021"), member("c", joined="2020"))
    plan = plan_changes(known_from(before), after)
    assert _changes(plan) == [(Kind.MEMBERS, Change.NEW, ["c"])]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Aotearoa Space Agency"},
        {"acronym": "NZ"},
        {"country_name": "Aotearoa"},
        {"joined": "2021-11-30"},
        {"brings": "launches"},
        {"brings": None},
    ],
)
def test_a_told_fact_that_changes_is_a_correction(change: dict[str, object]) -> None:
    """Everything that the alert shows is corrected when it changes."""
    before, after = knowledge(member("nzsa")), knowledge(member("nzsa", **change))
    assert _changes(plan_changes(known_from(before), after)) == [(Kind.MEMBERS, Change.CORRECTED, ["nzsa"])]


def test_a_source_s_date_is_a_told_fact() -> None:
    """Source and date are shown, so a change of them is a correction."""
    newer = Source.model_validate({**SOURCE.model_dump(), "date": "2022"})
    after = replace(BEFORE, sources=(newer,), news=(), publications=())
    before = replace(BEFORE, news=(), publications=())
    assert _changes(plan_changes(known_from(before), after)) == [
        (Kind.MEMBERS, Change.CORRECTED, ["esa", "nasa"])
    ]


def test_removing_and_adding_again_is_never_new() -> None:
    """An id that was ever seen is withdrawn and restored, whatever its facts are then."""
    known = known_from(BEFORE)
    without = plan_changes(known, knowledge(member("esa"), news("n1"), publication("p1")))
    assert _changes(without) == [(Kind.MEMBERS, Change.WITHDRAWN, ["nasa"])]
    known = _after(known, without)
    again = knowledge(member("esa"), news("n1"), publication("p1"))
    assert _changes(plan_changes(known, again)) == []
    back = plan_changes(
        known, knowledge(*BEFORE.members[:1], member("nasa", joined="2008"), news("n1"), publication("p1"))
    )
    assert _changes(back) == [(Kind.MEMBERS, Change.RESTORED, ["nasa"])]
    assert back.remembered[0].version == 3


@pytest.mark.parametrize(("count", "waits"), [(3, False), (4, True)])
def test_a_mass_change_waits(count: int, *, waits: bool) -> None:
    """More than three changed items in one edit wait for a person, new or not."""
    many = knowledge(
        *BEFORE.members, *(member(f"m{n}") for n in range(count)), *BEFORE.news, *BEFORE.publications
    )
    plan = plan_changes(known_from(BEFORE), many)
    assert plan.waits is waits
    assert plan.events[0].event.state is (EventState.WAITING if waits else EventState.RELEASED)
    back = plan_changes(known_from(many), BEFORE)
    assert back.waits is waits


def test_a_snapshot_survives_the_store() -> None:
    """What is written as JSON is read back equal."""
    for one in snapshots(BEFORE):
        assert Snapshot.from_json(one.to_json()) == one


def test_planning_needs_neither_discord_nor_sqlalchemy() -> None:
    """`isecg-bot plan` starts without them."""
    code = (
        "import sys, bot.outbox.planning, bot.outbox.render; "
        "sys.exit(any(m.split('.')[0] in ('discord', 'sqlalchemy') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


async def test_what_is_planned_is_what_is_enqueued(store: Store) -> None:
    """The events in the store are the plan's, item by item; a second time there is nothing left."""
    assert (await enqueue(store, BEFORE, NOW)).baseline
    await store.subscribe(wish(1, kinds=list(Kind)), NOW)
    after = knowledge(member("esa", joined="2008"), member("nasa"), member("nzsa"), publication("p1"))
    planned = await plan_against_store(store, after)
    assert planned == plan_changes(known_from(BEFORE), after)
    assert await enqueue(store, after, NOW) == planned
    written = {(one.kind, one.change, one.state, one.items) for one in await store.events()}
    assert written == {
        (one.event.kind, one.event.change, one.event.state, one.event.items) for one in planned.events
    }
    assert (await enqueue(store, after, NOW)).events == ()
    assert (await store.depth()).pending == 1


async def test_two_processes_with_one_edit_write_it_once(database_url: str) -> None:
    """Whoever comes second finds the same knowledge already known."""
    after = knowledge(*BEFORE.members, member("nzsa"), *BEFORE.news, *BEFORE.publications)
    async with open_store(database_url) as one, open_store(database_url) as two:
        await enqueue(one, BEFORE, NOW)
        for channel in range(20):
            await one.subscribe(wish(channel), NOW)
        plans = await asyncio.gather(*(enqueue(store, after, NOW) for _ in range(5) for store in (one, two)))
        assert sorted(len(plan.events) for plan in plans) == [0] * 9 + [1]
        assert len(await one.events()) == 1
        assert (await two.depth()).pending == 20


async def test_two_first_runs_at_once_announce_nothing(database_url: str) -> None:
    """Two processes that meet an empty store agree on one baseline."""
    async with open_store(database_url) as one, open_store(database_url) as two:
        plans = await asyncio.gather(*(enqueue(store, BEFORE, NOW) for store in (one, two)))
        assert sorted(plan.baseline for plan in plans) == [False, True]
        assert await one.events() == ()
