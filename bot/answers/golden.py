"""The golden set as values: questions with what must become of each, alone or in minimal pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.answers.evaluation import Golden

_FIELDS = frozenset({"q", "expect", "says", "never", "about"})
_EXPECTED = ("answered", "refused")


class FaultyGoldenError(ValueError):
    """A row of a golden file is not as its header says; the text names the row."""


@dataclass(frozen=True, slots=True)
class GoldenSet:
    """Single questions, and pairs that differ by one small thing and must get different answers."""

    singles: tuple[Golden, ...] = ()
    pairs: tuple[tuple[Golden, Golden], ...] = ()

    @property
    def questions(self) -> frozenset[str]:
        """All questions, without differences of case."""
        items = (*self.singles, *(item for pair in self.pairs for item in pair))
        return frozenset(item.question.casefold() for item in items)

    def without(self, seen: GoldenSet) -> GoldenSet:
        """Return what is left when questions that stand in another set are taken out."""
        known = seen.questions
        singles = tuple(item for item in self.singles if item.question.casefold() not in known)
        pairs = tuple(pair for pair in self.pairs if not GoldenSet(pair).questions <= known)
        return GoldenSet(singles, pairs)

    def __add__(self, other: GoldenSet) -> GoldenSet:
        return GoldenSet(self.singles + other.singles, self.pairs + other.pairs)


def golden_set(rows: object) -> GoldenSet:
    """Read the rows of a golden file, as YAML gives them; raises FaultyGoldenError."""
    if not isinstance(rows, list):
        raise FaultyGoldenError("a golden file is a list of questions")
    singles: list[Golden] = []
    pairs: list[tuple[Golden, Golden]] = []
    for row in rows:
        if not isinstance(row, list):
            singles.append(_golden(row))
        elif len(row) == 2:
            pairs.append((_golden(row[0]), _golden(row[1])))
        else:
            raise FaultyGoldenError(f"a pair has two questions, and this has {len(row)}: {str(row)[:100]}")
    return GoldenSet(tuple(singles), tuple(pairs))


def _golden(row: object) -> Golden:
    if not isinstance(row, Mapping) or not isinstance(row.get("q"), str):
        raise FaultyGoldenError(f"a row has the question as q: ..., in quotes: {str(row)[:100]}")
    question = row["q"]
    if row.get("expect") not in _EXPECTED:
        raise FaultyGoldenError(f"{question!r}: expect is one of {', '.join(_EXPECTED)}")
    if odd := sorted(map(str, row.keys() - _FIELDS)):
        raise FaultyGoldenError(f"{question!r}: there is no field {', '.join(odd)}")
    answered = row["expect"] == "answered"
    says = tuple(_texts(row.get("says")))
    if answered and not says:
        raise FaultyGoldenError(f"{question!r}: says names what the answer must hold")
    return Golden(question, answered, says, tuple(_texts(row.get("never"))))


def _texts(value: object) -> Iterable[str]:
    return map(str, value) if isinstance(value, list) else ()
