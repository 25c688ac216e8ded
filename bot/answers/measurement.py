"""The result of an evaluation, small enough to be kept and shown, with its day and revision."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from bot.answers.scores import Measured

NOTE = "evaluation"
"""The name of the store's note that holds the last one."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How many of the `asked` questions were right and wrong, and how many of the others refused."""

    revision: str
    day: date
    asked: int
    right: int
    wrong: int
    others: int
    refused: int

    def to_json(self) -> str:
        """The text that is kept."""
        return json.dumps(asdict(self) | {"day": self.day.isoformat()})

    @classmethod
    def from_json(cls, text: str | None) -> Evaluation | None:
        """Read what `to_json` wrote; None for anything else, such as the text of another version."""
        try:
            raw = json.loads(text or "")
            numbers = {name: int(raw[name]) for name in ("asked", "right", "wrong", "others", "refused")}
            return cls(revision=str(raw["revision"]), day=date.fromisoformat(raw["day"]), **numbers)
        except (ValueError, TypeError, KeyError):
            return None


def evaluation_of(measured: Measured, revision: str, day: date) -> Evaluation:
    """Sum up what was measured."""
    rows = measured.rows()
    return Evaluation(
        revision=revision,
        day=day,
        asked=rows["right"].total,
        right=rows["right"].count,
        wrong=rows["wrong"].count,
        others=rows["refused"].total,
        refused=rows["refused"].count,
    )


def best_known(evaluations: Iterable[Evaluation | None], revision: str) -> Evaluation | None:
    """The newest evaluation of this revision, or else the newest of any."""
    known = [one for one in evaluations if one is not None]
    return max(known, key=lambda one: (one.revision == revision, one.day), default=None)
