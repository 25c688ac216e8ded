"""One revision of the knowledge with all that Discord needs beside it, prepared off the event loop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from bot.answers.choosing import answer_chosen
from bot.answers.engine import answer
from bot.answers.model import Outcome, Related
from bot.answers.snapshot import Snapshot
from bot.ui.completion import Offers
from bot.ui.discord.codes import Asked, entry_code


@dataclass(frozen=True, slots=True)
class Edition:
    """What one question sees, from its first to its last word."""

    snapshot: Snapshot
    loaded_at: datetime
    offers: Offers
    starters: tuple[str, ...]
    codes: Mapping[str, str]

    @classmethod
    def prepare(cls, snapshot: Snapshot, loaded_at: datetime) -> Edition:
        """Make everything from a snapshot; takes a moment, so call it in a thread."""
        return cls(
            snapshot=snapshot,
            loaded_at=loaded_at,
            offers=Offers(snapshot),
            starters=_starters(snapshot),
            codes=MappingProxyType({entry_code(id_): id_ for id_ in snapshot.entries}),
        )

    def answer(self, question: str, today: date) -> Outcome:
        """Answer a question that somebody typed."""
        return answer(self.snapshot, question, today)

    def answer_asked(self, asked: Asked, today: date) -> Outcome:
        """Answer a question whose entry is known, even if its wording alone would not do."""
        entry = self.codes.get(asked.entry)
        if entry is None:  # renamed or removed since the button was made
            return answer(self.snapshot, asked.question, today)
        return answer_chosen(self.snapshot, Related(entry, asked.question), today)


def _starters(snapshot: Snapshot) -> tuple[str, ...]:
    """The questions that others lead to most: what to offer before anything is typed."""
    led_to: dict[str, int] = {}
    for entry in snapshot.knowledge.entries:
        for id_ in entry.related:
            led_to[id_] = led_to.get(id_, 0) + 1
    ranked = sorted(snapshot.knowledge.entries, key=lambda entry: -led_to.get(entry.id, 0))
    return tuple(
        entry.questions[0] for entry in ranked if entry.unknown is None and "{" not in entry.questions[0]
    )[:25]
