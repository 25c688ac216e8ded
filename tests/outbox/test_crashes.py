"""Processes killed at every step: a seeded sample; `python -m tests.outbox.crash` plays all of them."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from tests.fake_discord.remote import RemoteFake, controlled, spawned
from tests.outbox.crash.cases import Case, Restart, run_case
from tests.outbox.crash.child import STEPS
from tests.outbox.crash.pairs import run_pairs
from tests.outbox.crash.replies import Reply
from tests.outbox.crash.spree import run_spree
from tests.store.databases import Postgres

_PLAIN = (Restart.INSIDE, Restart.AFTER, Restart.BUSY)


@pytest.fixture(scope="module")
def told() -> Iterator[dict[str, Any]]:
    """A fake Discord in a process of its own, for all cases."""
    with spawned() as told:
        yield told


@pytest.fixture
async def discord(told: dict[str, Any]) -> AsyncIterator[RemoteFake]:
    """The hand on that fake; no request may break Discord's description."""
    async with controlled(told) as fake:
        yield fake
        assert (await fake.figures())["violations"] == []


def _sample() -> list[object]:
    """Every step once, in turns on both databases, with drawn replies and moments; always the same ones."""
    dice = random.Random(4)
    cases = [Case(step, dice.choice(list(Reply)), dice.choice(_PLAIN)) for step in STEPS]
    databases = itertools.cycle(["sqlite", "postgresql"])
    return [
        pytest.param(case, database, id=f"{case.step}-{case.reply.name}-{case.restart.name}-{database}")
        for case, database in zip(cases, databases, strict=False)
    ]


@pytest.mark.parametrize(("case", "database_url"), _sample(), indirect=["database_url"])
async def test_a_killed_process_leaves_one_alert_or_a_reason(
    discord: RemoteFake, case: Case, database_url: str
) -> None:
    """Whenever it dies and whatever Discord answers: one post, or none with a state and a reason."""
    verdict = await run_case(case, discord, database_url)
    assert verdict.right, verdict


@pytest.mark.parametrize(
    ("restart", "visible", "state"),
    [
        (Restart.BUSY, 0, "held"),
        (Restart.DELETED_INSIDE, 0, "sent"),
        (Restart.DELETED_AFTER, 0, "held"),
    ],
)
async def test_what_nobody_can_tell_is_not_posted_again(
    discord: RemoteFake, database_url: str, restart: Restart, visible: int, state: str
) -> None:
    """Killed with the reply under way. A deleted post is not put back: known by its nonce, later held.

    Held as well is an alert that was never posted, if others have posted since: from here it looks the same.
    """
    step = "begin:after" if restart is Restart.BUSY else "discord:accepted"
    verdict = await run_case(Case(step, Reply.OK, restart), discord, database_url)
    assert (verdict.visible, verdict.state) == (visible, state), verdict
    assert verdict.right, verdict


async def test_random_kills_during_a_fan_out(discord: RemoteFake, database_url: str) -> None:
    """Killed again and again while announcing to many channels: nobody gets two, nobody none."""
    spree = await run_spree(discord, database_url, channels=40, kills=6, seed=11)
    assert spree.kills >= 6
    assert spree.alerts == spree.events * 40
    assert spree.wrong == 0, spree


async def test_two_relays_on_one_queue_die_without_harm(discord: RemoteFake, postgres: Postgres) -> None:
    """Processes that share the work on PostgreSQL are killed at random: still nobody gets two or none."""
    url = await asyncio.to_thread(postgres.fresh)
    spree = await run_pairs(discord, url, channels=20, kills=2, seed=3)
    assert spree.kills >= 2
    assert spree.alerts == spree.events * 20
    assert spree.wrong == 0, spree
