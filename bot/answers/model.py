"""The three outcomes of a question, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.knowledge.dates import PartialDate
from bot.knowledge.model import Source


@dataclass(frozen=True, slots=True)
class Related:
    """A question that can be asked next: the entry that answers it, and its wording with the slots filled."""

    entry: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The fact, with what it rests on; `confidence` runs from 0 to 1."""

    text: str
    entry: str
    question: str
    confidence: float
    as_of: PartialDate | None
    sources: tuple[Source, ...]
    related: tuple[Related, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Not sure: up to three nearest questions to choose from."""

    text: str
    nearest: tuple[Related, ...]
    confidence: float


class Reason(StrEnum):
    """Why a question is refused."""

    EMPTY = "empty"
    OFF_TOPIC = "off-topic"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Not answered: not known, or not about ISECG; `nearest` only where something is near."""

    text: str
    reason: Reason
    confidence: float
    nearest: tuple[Related, ...] = ()


Outcome = Answer | Suggestion | Refusal
