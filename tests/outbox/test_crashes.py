"""Processes killed at every step: a seeded sample; `python -m tests.outbox.crash.table` plays all of them."""

from __future__ import annotations

import itertools
import random

import pytest

from tests.outbox.crash.cases import Case, run_case, run_spree
from tests.outbox.crash.child import STEPS
from tests.outbox.crash.server import ACCEPTING, Reply


def _sample() -> list[object]:
    """Every step once, in turns on both databases, with drawn replies and moments; always the same ones."""
    dice = random.Random(4)
    cases = [Case(step, dice.choice(list(Reply)), inside=dice.random() < 0.5) for step in STEPS]
    databases = itertools.cycle(["sqlite", "postgresql"])
    return [
        pytest.param(
            case, database, id=f"{case.step}-{case.reply}-{'inside' if case.inside else 'after'}-{database}"
        )
        for case, database in zip(cases, databases, strict=False)
    ]


@pytest.mark.parametrize(("case", "database_url"), _sample(), indirect=["database_url"])
async def test_a_killed_process_leaves_one_alert_or_a_reason(case: Case, database_url: str) -> None:
    """Whenever it dies and whatever the platform answers: one post, or none with a state and a reason."""
    verdict = await run_case(case, database_url)
    assert verdict.right(case.reply), verdict
    assert verdict.killed or (case.step == "server:accepted" and case.reply not in ACCEPTING)


async def test_the_undecidable_case_is_held(database_url: str) -> None:
    """Killed after the request, window over, others have posted since, our post not there: held."""
    verdict = await run_case(Case("send:before", Reply.OK, inside=False, busy=True), database_url)
    assert (verdict.visible, verdict.state) == (0, "held")


async def test_random_kills_during_a_fan_out(database_url: str) -> None:
    """Killed again and again while announcing to many channels: nobody gets two, nobody none."""
    spree = await run_spree(database_url, channels=40, kills=8, seed=11)
    assert spree.kills >= 8
    assert (spree.doubled, spree.missing, spree.held) == (0, 0, 0)
