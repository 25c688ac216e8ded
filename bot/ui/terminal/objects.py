"""The outcomes and records as JSON, for programs; the names and their order are a promise."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from bot.answers.model import Answer, Outcome, Refusal, Suggestion
from bot.knowledge.model import Source

if TYPE_CHECKING:
    from bot.answers.explanation import Explanation

_NAMES = {Answer: "answered", Suggestion: "suggested", Refusal: "refused"}
# JSON may hold these, but many programs take them for the end of a line.
_LINE_ENDS = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def line(value: object) -> str:
    """Return a value as JSON that is one line to everybody."""
    return json.dumps(value, ensure_ascii=False).translate(_LINE_ENDS)


def array(values: Iterable[object]) -> str:
    """Return values as a JSON array with one element a line."""
    lines = [line(value) for value in values]
    return "[\n" + ",\n".join(lines) + "\n]" if lines else "[]"


def outcome_object(
    question: str, outcome: Outcome, milliseconds: float, explanation: Explanation | None = None
) -> Mapping[str, object]:
    """Return one outcome: `answer`, `entry` and `as_of` are null unless answered, `message` if answered."""
    answered = outcome if isinstance(outcome, Answer) else None
    near = outcome.related if isinstance(outcome, Answer) else outcome.nearest
    found: dict[str, object] = {
        "question": question,
        "outcome": _NAMES[type(outcome)],
        "answer": answered.text if answered else None,
        "entry": answered.entry if answered else None,
        "confidence": round(outcome.confidence, 4),
        "as_of": str(answered.as_of) if answered and answered.as_of else None,
        "sources": [source_object(source) for source in answered.sources] if answered else [],
        "suggestions": [{"entry": related.entry, "question": related.question} for related in near],
        "milliseconds": round(milliseconds, 3),
        "message": None if answered else outcome.text,
        "reason": str(outcome.reason) if isinstance(outcome, Refusal) else None,
    }
    if explanation is not None:
        found["explanation"] = _explanation(explanation)
    return found


def source_object(source: Source) -> Mapping[str, object]:
    """Return a source: title, publisher, url and date, the last two null where there is none."""
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "date": str(source.date) if source.date else None,
    }


def _explanation(explanation: Explanation) -> Mapping[str, object]:
    read = explanation.read
    return {
        "why": explanation.why,
        "read": {
            "asked_as": read.asked_as,
            "words": list(read.words),
            "repaired": [{"typed": typed, "word": word} for typed, word in read.repaired],
            "things": list(read.things),
            "dates": list(read.dates),
            "numbers": list(read.numbers),
            "negated": read.negated,
            "contrasts": list(read.contrasts),
            "names_isecg": read.names_isecg,
            "unsure": read.unsure,
        },
        "candidates": [
            {
                "entry": candidate.entry,
                "score": round(candidate.score, 4),
                "coverage": round(candidate.coverage, 4),
                "fits": candidate.fits,
                "phrasing": candidate.phrasing,
                "slots": dict(candidate.slots),
            }
            for candidate in explanation.candidates
        ],
        "thresholds": asdict(explanation.thresholds),
    }
