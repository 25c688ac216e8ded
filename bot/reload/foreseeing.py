"""What an edit will do before anybody sees it: to the facts, to the answers, and to those who subscribed.

The alerts come from the very function that the enqueue uses; nothing is written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.answers.comparing import ComparedAnswers, compare_answers
from bot.answers.snapshot import Snapshot
from bot.knowledge.diff import Changes, diff
from bot.outbox.planning import Plan, Planned, known_from, plan_changes
from bot.outbox.render import Alert, preview


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Everything that an edit causes; `alerts` are the plan's events with what readers will see."""

    facts: Changes
    answers: ComparedAnswers
    plan: Plan
    alerts: tuple[tuple[Planned, Alert], ...]

    @property
    def nothing(self) -> bool:
        """Whether nobody will notice anything."""
        return not (self.facts or self.answers.changed or self.answers.recited or self.plan.events)


def foresee(old: Snapshot, new: Snapshot, today: date, plan: Plan | None = None) -> Foreseen:
    """Tell what replacing one snapshot by another does.

    `plan` is what a store will write; without it, a store is assumed that has seen exactly the old snapshot.
    """
    if plan is None:
        plan = plan_changes(known_from(old.knowledge), new.knowledge)
    return Foreseen(
        facts=diff(old.knowledge, new.knowledge),
        answers=compare_answers(old, new, today),
        plan=plan,
        alerts=tuple((planned, preview(planned, today)) for planned in plan.events),
    )
