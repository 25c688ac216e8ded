"""What is kept of an answer is never said where it would no longer be the answer."""

from __future__ import annotations

from datetime import date

from bot.answers.engine import answer
from bot.answers.model import Answer
from bot.answers.rendering import render
from bot.answers.snapshot import Snapshot
from bot.matching.demands import Binding
from tests.answers.conftest import TODAY

FOUNDED = "When was ISECG founded?"


def answered(snapshot: Snapshot, question: str, today: date) -> Answer:
    """Ask what has an answer."""
    outcome = answer(snapshot, question, today)
    assert isinstance(outcome, Answer)
    return outcome


def test_each_day_has_its_own_answer(shipped: Snapshot) -> None:
    """What follows from today's date is worked out anew on another day."""
    assert "19 years ago" in answered(shipped, FOUNDED, TODAY).text
    assert "20 years ago" in answered(shipped, FOUNDED, date(2027, 11, 22)).text
    assert "19 years ago" in answered(shipped, FOUNDED, TODAY).text


def test_each_question_has_its_own_confidence(shipped: Snapshot) -> None:
    """The same answer to another question is as sure as that question makes it."""
    first = answered(shipped, FOUNDED, TODAY)
    entry = shipped.entries[first.entry]
    again = [render(shipped, entry, Binding({}), TODAY, sure) for sure in (0.25, 0.5)]
    assert [one.confidence for one in again] == [0.25, 0.5]
    assert {one.text for one in again} == {first.text}


def test_each_thing_has_its_own_answer(shipped: Snapshot) -> None:
    """One entry answers for many members, and for each what is known of it."""
    texts = {
        answered(shipped, f"When did {name} join?", TODAY).text for name in ("Norway", "Poland", "Norway")
    }
    assert len(texts) == 2
