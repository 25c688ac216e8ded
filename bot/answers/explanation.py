"""Why a question came to its outcome: what was read, what was near, and which threshold decided."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from bot.answers.engine import DEFAULTS, Thresholds, look, ranked
from bot.answers.model import Answer, Outcome, Suggestion
from bot.answers.snapshot import Snapshot
from bot.matching.demands import Binding
from bot.matching.matcher import Found, Match

_MOST_CANDIDATES = 8


@dataclass(frozen=True, slots=True)
class Read:
    """What the matcher sees of a question.

    `repaired` pairs a word as typed with what it was taken for. `asked_as` is the question as it was looked
    at again, without what is said around it or without slips; None if it was taken as it stands.
    """

    asked_as: str | None
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
    """An entry that was near: `coverage` is the share of the question's words that it has at all.

    It does not fit where the question contradicts it, or names what it does not know.
    """

    entry: str
    score: float
    coverage: float
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
    found, outcome = look(snapshot, question, today, thresholds)
    candidates = [_candidate(snapshot, match, fits=True) for match in found.good]
    candidates += [_candidate(snapshot, match, fits=False) for match in found.weak]
    candidates.sort(key=lambda candidate: (-candidate.score, not candidate.fits))
    why = _why(snapshot, outcome, found, thresholds)
    read = _read(snapshot, found, question)
    return outcome, Explanation(read, tuple(candidates[:_MOST_CANDIDATES]), thresholds, why)


def _read(snapshot: Snapshot, found: Found, question: str) -> Read:
    reading = found.reading
    repaired = snapshot.matcher.index.explain(reading.words).words
    return Read(
        asked_as=None if found.question == question else found.question,
        words=reading.words,
        repaired=(
            *reading.guesses,
            *((word.typed, word.word) for word in repaired if word.typed != word.word),
        ),
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
    return Candidate(entry.id, match.score, match.coverage, fits, match.phrasing, dict(_bound(match.binding)))


def _bound(binding: Binding) -> Iterable[tuple[str, str]]:
    for name, ids in binding.ids.items():
        yield name, " or ".join(ids)
    if binding.window is not None:
        yield "date", binding.window.text
    if binding.numbers:
        yield "number", " and ".join(map(str, binding.numbers))


def _why(snapshot: Snapshot, outcome: Outcome, found: Found, thresholds: Thresholds) -> str:
    """Say which of the engine's questions decided, in its order."""
    if not found.reading.words and not found.reading.times:
        return "Refused: there is no word in it that could be looked for."
    matches = ranked(found.good)
    if not matches:
        return f"Refused: no entry fits{_contradicted(snapshot, found)}."
    names = [snapshot.knowledge.entries[match.entry].id for match in matches]
    top, sure = matches[0], f"{outcome.confidence:.2f}"
    if snapshot.knowledge.entries[top.entry].unknown is not None:
        said = "and it says what is not known" if top.score >= thresholds.unknown else "but not near enough"
        return f"Refused: {names[0]} is nearest with a score of {top.score:.2f}, {said}."
    if isinstance(outcome, Answer):
        text = f"Answered: {names[0]} is meant with a confidence of {sure}; {thresholds.answer:.2f} is enough"
        return f"{text}, and the next entry is clearly behind." if len(matches) > 1 else f"{text}."
    said = "Suggested" if isinstance(outcome, Suggestion) else "Refused"
    if outcome.confidence < thresholds.answer:
        text = f"{said}: {names[0]} is meant with a confidence of only {sure}"
        return f"{text}; an answer takes {thresholds.answer:.2f}, a suggestion {thresholds.suggest:.2f}."
    if found.reading.unsure:
        return f"{said}: a misspelt name in it can mean two different things."
    return (
        f"{said}: {names[0]} and {names[1]} are closer together than the margin of {thresholds.margin:.2f}."
    )


def _contradicted(snapshot: Snapshot, found: Found) -> str:
    best = max(found.weak, key=lambda match: match.score, default=None)
    if best is None:
        return ""
    name = snapshot.knowledge.entries[best.entry].id
    return f"; {name} is near, but the question contradicts it or names something it does not know"
