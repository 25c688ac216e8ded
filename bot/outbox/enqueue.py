"""Writes what an edit causes: events and their deliveries, in one transaction."""

from __future__ import annotations

from datetime import datetime

from bot.knowledge.base import Knowledge
from bot.outbox.planning import MASS_LIMIT, Plan, plan_changes
from bot.store.store import Store


async def enqueue(store: Store, knowledge: Knowledge, now: datetime, mass_limit: int = MASS_LIMIT) -> Plan:
    """Compare the knowledge with what the store has seen and write the difference, once.

    Another process with the same knowledge finds nothing left to write; the first run on an empty store
    writes a baseline and announces nothing. Returns the plan that was written.
    """
    async with store.comparing() as comparison:
        plan = plan_changes(comparison.before, knowledge, mass_limit)
        if plan.baseline:
            await comparison.mark_baseline(plan.revision)
        await comparison.remember(plan.remembered)
        for planned in plan.events:
            await comparison.add(planned.event, now)
    return plan


async def skip(store: Store, knowledge: Knowledge) -> Plan:
    """Take the knowledge as told already: what the store has not seen of it is never announced.

    For a store that was restored from a backup and has forgotten what it announced since. Returns the plan
    that is not carried out.
    """
    async with store.comparing() as comparison:
        plan = plan_changes(comparison.before, knowledge)
        if plan.baseline:
            await comparison.mark_baseline(plan.revision)
        await comparison.remember(plan.remembered)
    return plan


async def plan_against_store(store: Store, knowledge: Knowledge, mass_limit: int = MASS_LIMIT) -> Plan:
    """What `enqueue` would write now; nothing is written."""
    return plan_changes(await store.known(), knowledge, mass_limit)
