"""What an edit does to the answers: the same questions put to two snapshots.

The questions are those that readers are shown, one for each entry, and all wordings of the entries that were
edited; slots are filled with what was added, changed or removed. Answers that are computed for each thing of
a kind are rendered for all of them, and asked for where the rendering differs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice

from bot.answers.engine import answer
from bot.answers.model import Answer, Outcome, Reason, Refusal, Suggestion
from bot.answers.probing import Probes
from bot.answers.snapshot import Snapshot
from bot.answers.templates import FaultyTemplateError

MAX_ASKED = 1_200  # asking both takes some 7 milliseconds, and a plan may take seconds


class Turn(StrEnum):
    """What an edit did to an answer; in the order of how much it matters."""

    LOST = "lost"
    CHANGED = "changed"
    GAINED = "gained"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class ChangedAnswer:
    """Questions that had one outcome and have another now."""

    questions: tuple[str, ...]
    old: Outcome
    new: Outcome

    @property
    def turn(self) -> Turn:
        """Whether an answer is lost, changed or gained, or one refusal or suggestion became another."""
        if isinstance(self.old, Answer):
            return Turn.CHANGED if isinstance(self.new, Answer) else Turn.LOST
        return Turn.GAINED if isinstance(self.new, Answer) else Turn.REFUSED

    @property
    def entry(self) -> str:
        """The entry that answers now or answered before; empty where neither did."""
        return next((one.entry for one in (self.new, self.old) if isinstance(one, Answer)), "")


@dataclass(frozen=True, slots=True)
class ComparedAnswers:
    """What came of asking: the changes, questions whose sources or date alone changed, and how many."""

    changed: tuple[ChangedAnswer, ...]
    recited: tuple[str, ...]
    asked: int
    left_out: int


def compare_answers(
    old: Snapshot, new: Snapshot, today: date, *, at_most: int = MAX_ASKED
) -> ComparedAnswers:
    """Ask both snapshots and tell where they differ; `left_out` counts questions beyond `at_most`.

    Snapshots of one revision need not be asked.
    """
    if old.knowledge.revision == new.knowledge.revision:
        return ComparedAnswers((), (), 0, 0)
    probes = Probes(old, new, today)
    questions = dict.fromkeys(probes.questions())
    groups: dict[tuple[object, object], tuple[Outcome, Outcome, list[str]]] = {}
    recited: list[str] = []
    for question in islice(questions, at_most):
        before, after = _ask(old, question, today), _ask(new, question, today)
        if _said(before) != _said(after):
            group = groups.setdefault((_said(before), _said(after)), (before, after, []))
            group[2].append(question)
        elif isinstance(before, Answer) and isinstance(after, Answer) and _rests_on(before, after):
            recited.append(question)
    changed = [ChangedAnswer(tuple(asked), before, after) for before, after, asked in groups.values()]
    return ComparedAnswers(
        changed=tuple(_in_order(changed, probes.names)),
        recited=tuple(recited),
        asked=min(len(questions), at_most),
        left_out=max(0, len(questions) - at_most),
    )


def _in_order(changed: Iterable[ChangedAnswer], names: Collection[str]) -> list[ChangedAnswer]:
    """By what matters; what does not name an edited thing first, as nobody may have thought of it."""
    changed = list(changed)
    turns, entries = list(Turn), dict[str, int]()
    for one in changed:
        entries.setdefault(one.entry, len(entries))

    def place(one: ChangedAnswer) -> tuple[int, bool, int]:
        expected = any(name in one.questions[0] for name in names)
        return turns.index(one.turn), expected, entries[one.entry]

    return sorted(changed, key=place)


def _ask(snapshot: Snapshot, question: str, today: date) -> Outcome:
    try:
        return answer(snapshot, question, today)
    except FaultyTemplateError as fault:
        return Refusal(f"The template of the answer fails: {fault}", Reason.NOT_KNOWN, 0.0)


def _said(outcome: Outcome) -> tuple[object, ...]:
    """What a reader would notice."""
    if isinstance(outcome, Suggestion):
        return ("suggested", *(related.question for related in outcome.nearest))
    return (type(outcome), outcome.text)


def _rests_on(before: Answer, after: Answer) -> bool:
    return (before.as_of, before.sources) != (after.as_of, after.sources)
