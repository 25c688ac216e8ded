"""A question to one of three outcomes: answered, suggested or refused.

Pure: the same snapshot, question and day give the same outcome. A cut-off alone does not commit the bot: the
runner-up must be clearly behind, and no entry that the question contradicts may fit the wording better.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.answers.model import Answer, Outcome, Reason, Refusal, Related, Suggestion
from bot.answers.rendering import contexts, render, worded
from bot.answers.snapshot import Snapshot
from bot.matching.matcher import Found, Match
from bot.matching.slots import Reading

MAX_SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where certainty begins; scores and margins run from 0 to 1."""

    answer: float = 0.55
    margin: float = 0.05
    sure: float = 0.85  # from here on the runner-up no longer matters
    weak_lead: float = 0.12  # a contradicted entry this much better forbids an answer
    suggest: float = 0.35


DEFAULTS = Thresholds()


def answer(snapshot: Snapshot, question: str, today: date, thresholds: Thresholds = DEFAULTS) -> Outcome:
    """Answer a question from a snapshot, or suggest, or refuse; raises FaultyTemplateError."""
    return decide(snapshot, snapshot.matcher.find(question, today), today, thresholds)


def decide(snapshot: Snapshot, found: Found, today: date, thresholds: Thresholds = DEFAULTS) -> Outcome:
    """Turn what was found into an outcome."""
    if not found.reading.words and not found.reading.times:
        return Refusal("Ask me something about ISECG, in a few words.", Reason.EMPTY, 0.0)
    ranked = _specific_first(found.good)
    top = ranked[0] if ranked else None
    if top is not None and _certain(top, ranked, found, thresholds):
        entry = snapshot.knowledge.entries[top.entry]
        if entry.unknown is not None:
            return _unknown(snapshot, top, today, thresholds)
        return render(snapshot, entry, top.binding, today, min(1.0, top.score))
    nearest = _nearest(snapshot, [*ranked, *found.weak], thresholds)
    best = max((match.score for match in (*found.good, *found.weak)), default=0.0)
    known_unknown = top is not None and snapshot.knowledge.entries[top.entry].unknown is not None
    if nearest and not known_unknown:
        return Suggestion("I am not sure what you mean. Did you mean one of these?", nearest, min(1.0, best))
    return Refusal(_refusal(found.reading), _reason(found.reading), min(1.0, best), nearest)


def _specific_first(matches: Iterable[Match]) -> list[Match]:
    """Order by score; of two nearly equal, the phrasing that names its thing outright knows more of it."""
    return sorted(matches, key=lambda match: -(match.score + (0.04 if match.specific else 0.0)))


def _certain(top: Match, ranked: list[Match], found: Found, thresholds: Thresholds) -> bool:
    if top.score < thresholds.answer or found.reading.unsure:
        return False
    if found.weak and found.weak[0].entry != top.entry:
        rival = found.weak[0].score
        if rival >= thresholds.answer and rival - top.score > thresholds.weak_lead:
            return False
    if top.score >= thresholds.sure or len(ranked) == 1:
        return True
    second = ranked[1]
    bonus = 0.04 if top.specific and not second.specific else 0.0
    return top.score + bonus - second.score >= thresholds.margin


def _unknown(snapshot: Snapshot, top: Match, today: date, thresholds: Thresholds) -> Refusal:
    entry = snapshot.knowledge.entries[top.entry]
    text = next(
        (snapshot.compiled(entry).text(context) for context in contexts(snapshot, top.binding, today)), ""
    )
    related = tuple(
        Related(id_, question)
        for id_ in entry.related
        if id_ in snapshot.entries
        and (question := worded(snapshot, snapshot.entries[id_], top.binding)) is not None
    )
    return Refusal(text, Reason.NOT_KNOWN, min(1.0, top.score), related[:MAX_SUGGESTIONS])


def _nearest(snapshot: Snapshot, matches: Iterable[Match], thresholds: Thresholds) -> tuple[Related, ...]:
    nearest: dict[str, Related] = {}
    for match in sorted(matches, key=lambda match: -match.score):
        entry = snapshot.knowledge.entries[match.entry]
        if match.score < thresholds.suggest or entry.unknown is not None or entry.id in nearest:
            continue
        question = worded(snapshot, entry, match.binding)
        if question is not None:
            nearest[entry.id] = Related(entry.id, question)
    return tuple(nearest.values())[:MAX_SUGGESTIONS]


def _reason(reading: Reading) -> Reason:
    about_us = reading.names_isecg or any(
        kind != "outsider" for mention in reading.things for kind, _ in mention.things
    )
    return Reason.NOT_KNOWN if about_us else Reason.OFF_TOPIC


def _refusal(reading: Reading) -> str:
    if _reason(reading) is Reason.NOT_KNOWN:
        return "I don't know that: nothing in my sources answers it."
    return "That does not look like a question about ISECG, and I know nothing else."


__all__ = ["DEFAULTS", "Answer", "Thresholds", "answer", "decide"]
