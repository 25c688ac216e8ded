"""A suggested question was picked: answer that entry, whatever else is near."""

from __future__ import annotations

from datetime import date

from bot.answers.engine import answer
from bot.answers.model import Answer, Outcome, Related
from bot.answers.rendering import render
from bot.answers.snapshot import Snapshot

_LOOKED_AT = 50  # entries among which the picked one must be


def answer_chosen(snapshot: Snapshot, chosen: Related, today: date) -> Outcome:
    """Answer the entry of a picked question; the slots are filled as the question says.

    An entry that says what is not known refuses as ever. Raises FaultyTemplateError.
    """
    outcome = answer(snapshot, chosen.question, today)
    if isinstance(outcome, Answer) and outcome.entry == chosen.entry:
        return outcome
    found = snapshot.matcher.find(chosen.question, today, _LOOKED_AT)
    for match in (*found.good, *found.weak):
        entry = snapshot.knowledge.entries[match.entry]
        if entry.id == chosen.entry and entry.unknown is None:
            return render(snapshot, entry, match.binding, today, match.score)
    return outcome
