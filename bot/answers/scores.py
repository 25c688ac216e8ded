"""The golden set put through the engine, with typos and without: shares, their intervals, and floors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.answers.engine import answer
from bot.answers.evaluation import Golden, Share, Verdict, judge
from bot.answers.golden import GoldenSet
from bot.answers.model import Answer, Outcome
from bot.answers.snapshot import Snapshot

Garble = Callable[[str, int], str]
"""Puts some typos, so many, into a question; always the same ones."""

ROWS = (
    "right",
    "wrong",
    "suggested",
    "missed",
    "refused",
    "suggested instead",
    "false answers",
    "pairs right",
    "pairs crossed",
    "right, 1 typo",
    "wrong, 1 typo",
    "right, 2 typos",
    "wrong, 2 typos",
)
"""The shares by name, in the order of the table."""

AT_LEAST = frozenset({"right", "refused", "pairs right", "right, 1 typo", "right, 2 typos"})
"""The rows of which more is better; of all others less is."""


@dataclass(frozen=True, slots=True)
class Result:
    """One golden question with what became of it."""

    golden: Golden
    outcome: Outcome
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that became of a golden set; with typos, only of the questions that must be answered."""

    singles: tuple[Result, ...]
    pairs: tuple[tuple[Result, Result], ...]
    one_typo: tuple[Result, ...]
    two_typos: tuple[Result, ...]

    def rows(self) -> Mapping[str, Share]:
        """Return the shares of all ROWS by name."""
        inside = [result for result in self.singles if result.golden.answered]
        outside = [result for result in self.singles if not result.golden.answered]
        shares = [
            *(_share(inside, v) for v in (Verdict.RIGHT, Verdict.WRONG, Verdict.SUGGESTED, Verdict.MISSED)),
            *(_share(outside, v) for v in (Verdict.REFUSED, Verdict.SUGGESTED, Verdict.FALSE_ANSWER)),
            Share(sum(map(_apart, self.pairs)), len(self.pairs)),
            Share(sum(map(_crossed, self.pairs)), len(self.pairs)),
            *(_share(self.one_typo, v) for v in (Verdict.RIGHT, Verdict.WRONG)),
            *(_share(self.two_typos, v) for v in (Verdict.RIGHT, Verdict.WRONG)),
        ]
        return dict(zip(ROWS, shares, strict=True))


def measure(snapshot: Snapshot, golden: GoldenSet, today: date, garble: Garble) -> Measured:
    """Ask every question of a golden set, and those to be answered with one and two typos as well."""

    def ask(item: Golden, typos: int = 0) -> Result:
        outcome = answer(snapshot, garble(item.question, typos) if typos else item.question, today)
        return Result(item, outcome, judge(item, outcome))

    inside = [item for item in golden.singles if item.answered]
    return Measured(
        singles=tuple(ask(item) for item in golden.singles),
        pairs=tuple((ask(first), ask(second)) for first, second in golden.pairs),
        one_typo=tuple(ask(item, 1) for item in inside),
        two_typos=tuple(ask(item, 2) for item in inside),
    )


def below(rows: Mapping[str, Share], floors: Mapping[str, float]) -> Iterator[str]:
    """Yield a sentence for each row that misses its floor, in percent; where less is better, a ceiling."""
    for name, floor in floors.items():
        found = rows[name]
        if found.total and (found.percent < floor if name in AT_LEAST else found.percent > floor):
            bound = "at least" if name in AT_LEAST else "at most"
            yield f"{name}: {found.percent:.1f} % ({found.count}/{found.total}), wanted {bound} {floor:g} %"


def _share(results: list[Result] | tuple[Result, ...], verdict: Verdict) -> Share:
    return Share(Counter(result.verdict for result in results)[verdict], len(results))


def _good(result: Result) -> bool:
    return result.verdict in {Verdict.RIGHT, Verdict.REFUSED}


def _apart(pair: tuple[Result, Result]) -> bool:
    """Both are right, and they do not say the same."""
    first, second = pair
    return _good(first) and _good(second) and first.outcome.text != second.outcome.text


def _crossed(pair: tuple[Result, Result]) -> bool:
    """One is answered with something wrong, or both with the same."""
    first, second = pair
    both = isinstance(first.outcome, Answer) and isinstance(second.outcome, Answer)
    same = both and first.outcome.text == second.outcome.text
    return same or any(result.verdict in {Verdict.WRONG, Verdict.FALSE_ANSWER} for result in pair)
