"""Why a question came to its outcome: what was read, what was near, and which threshold decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.answers.engine import DEFAULTS, Thresholds, decide
from bot.answers.model import Answer, Outcome, Refusal, Suggestion
from bot.answers.snapshot import Snapshot
from bot.matching.matcher import Found, Match
from bot.matching.slots import Binding, Reading

_MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Read:
    """What the matcher sees of a question; `repaired` pairs a word as typed with what it was taken for."""

    words: tuple[str, ...]
    repaired: tuple[tuple[str, str], ...]
    things: tuple[str, ...]
    dates: tuple[str, ...]
    numbers: tuple[int, ...]
    negated: bool
    contrasts: tuple[str, ...]
    names_isecg: bool
    unsure: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that was near; it does not fit where the question contradicts it or names what it does not."""

    entry: str
    score: float
    fits: bool
    phrasing: str
    slots: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything behind one outcome; `why` says it in a sentence."""

    read: Read
    candidates: tuple[Candidate, ...]
    thresholds: Thresholds
    why: str


def explain(
    snapshot: Snapshot, question: str, today: date, thresholds: Thresholds = DEFAULTS
) -> tuple[Outcome, Explanation]:
    """Answer a question and explain the outcome; raises FaultyTemplateError."""
    found = snapshot.matcher.find(question, today)
    outcome = decide(snapshot, found, today, thresholds)
    candidates = [_candidate(snapshot, match, fits=True) for match in found.good]
    candidates += [_candidate(snapshot, match, fits=False) for match in found.weak]
    candidates.sort(key=lambda candidate: (-candidate.score, not candidate.fits))
    why = _why(snapshot, outcome, found, thresholds)
    read = _read(snapshot, found.reading)
    return outcome, Explanation(read, tuple(candidates[:_MOST_CANDIDATES]), thresholds, why)


def _read(snapshot: Snapshot, reading: Reading) -> Read:
    repaired = snapshot.matcher.index.explain(reading.words).words
    return Read(
        words=reading.words,
        repaired=tuple((word.typed, word.word) for word in repaired if word.typed != word.word),
        things=tuple(
            " or ".join(sorted(f"{kind} {id_}" for kind, id_ in mention.things)) for mention in reading.things
        ),
        dates=tuple(window.text for window in reading.times),
        numbers=reading.ordinals,
        negated=reading.negated,
        contrasts=tuple(sorted(reading.contrasts)),
        names_isecg=reading.names_isecg,
        unsure=reading.unsure,
    )


def _candidate(snapshot: Snapshot, match: Match, *, fits: bool) -> Candidate:
    entry = snapshot.knowledge.entries[match.entry]
    return Candidate(entry.id, match.score, fits, match.phrasing, dict(_bound(match.binding)))


def _bound(binding: Binding) -> Iterable[tuple[str, str]]:
    for name, ids in binding.ids.items():
        yield name, " or ".join(ids)
    if binding.window is not None:
        yield "date", binding.window.text
    if binding.number is not None:
        yield "number", str(binding.number)


def _why(snapshot: Snapshot, outcome: Outcome, found: Found, thresholds: Thresholds) -> str:
    if not found.reading.words and not found.reading.times:
        return "Refused: there is no word in it that could be looked for."
    top = max(found.good, key=lambda match: match.score, default=None)
    best = max(found.weak, key=lambda match: match.score, default=None)
    if isinstance(outcome, Answer):
        return f"Answered: {_lead(snapshot, found, outcome, thresholds)}"
    said = "Suggested" if isinstance(outcome, Suggestion) else "Refused"
    if top is not None and snapshot.knowledge.entries[top.entry].unknown is not None:
        return f"{said}: {_id(snapshot, top)} is near, and it says what is not known."
    if found.reading.unsure:
        return f"{said}: a misspelt name in it can mean two different things."
    if top is None and best is None:
        return f"{said}: nothing is near."
    if top is None or top.score < thresholds.answer:
        return f"{said}: {_too_low(snapshot, outcome, top, best, thresholds)}"
    if best is not None and best.entry != top.entry and best.score - top.score > thresholds.weak_lead:
        return (
            f"{said}: {_id(snapshot, best)} fits the wording better ({best.score:.2f} to {top.score:.2f}),"
            " but the question contradicts it or names something it does not know."
        )
    return f"{said}: two entries are closer together than the margin of {thresholds.margin:.2f}."


def _lead(snapshot: Snapshot, found: Found, outcome: Answer, thresholds: Thresholds) -> str:
    score = outcome.confidence
    others = [m.score for m in found.good if snapshot.knowledge.entries[m.entry].id != outcome.entry]
    text = f"{outcome.entry} scores {score:.2f}, at least the cut-off of {thresholds.answer:.2f}"
    if not others:
        return f"{text}, and nothing else fits."
    if score >= thresholds.sure:
        return f"{text}; from {thresholds.sure:.2f} on the runner-up ({others[0]:.2f}) does not matter."
    return f"{text}, and the runner-up ({others[0]:.2f}) is behind by the margin of {thresholds.margin:.2f}."


def _too_low(
    snapshot: Snapshot, outcome: Outcome, top: Match | None, best: Match | None, thresholds: Thresholds
) -> str:
    nearest = max((match for match in (top, best) if match is not None), key=lambda match: match.score)
    text = f"the nearest entry that fits scores {top.score:.2f}" if top else "no entry fits"
    text += f"; the cut-off for an answer is {thresholds.answer:.2f}"
    if nearest is not top:
        text += f". {_id(snapshot, nearest)} ({nearest.score:.2f}) is contradicted"
    if isinstance(outcome, Refusal):
        text += f". For a suggestion it would take {thresholds.suggest:.2f}"
    return text + "."


def _id(snapshot: Snapshot, match: Match) -> str:
    return snapshot.knowledge.entries[match.entry].id
