"""How the questions of entries are worded with what was asked about."""

from datetime import date

import pytest

from bot.answers.engine import answer
from bot.answers.model import Answer
from bot.answers.rendering import label, with_date
from bot.answers.snapshot import Snapshot
from bot.matching.times import Window

YEAR = Window("in", date(2021, 1, 1), date(2021, 12, 31), "in 2021")
EDGE = Window("in", date(2021, 12, 31), date(2021, 12, 31), "at the end of 2021")
SINCE = Window("since", date(2021, 1, 1), None, "since 2021")


@pytest.mark.parametrize(
    ("question", "window", "worded"),
    [
        ("Who joined in {date}?", YEAR, "Who joined in 2021?"),
        ("Who joined in {date}?", EDGE, "Who joined at the end of 2021?"),
        ("Who joined in {date}?", SINCE, "Who joined since 2021?"),
        ("How many members {date}?", EDGE, "How many members at the end of 2021?"),
        ("What changed during {date}?", YEAR, "What changed during 2021?"),
    ],
)
def test_date_stands_behind_a_preposition_that_fits(question: str, window: Window, worded: str) -> None:
    """A question offered to a reader is English: "in the end of 2021" is not."""
    assert with_date(question, window) == worded


def test_a_question_calls_a_document_by_a_name_that_is_understood(shipped: Snapshot) -> None:
    """Titles are long; whoever presses "When was GER 3 published?" must get that very date."""
    for publication in shipped.knowledge.publications:
        called = label(publication)
        assert len(called) <= 50, called
        outcome = answer(shipped, f"When was {called} published?", date(2026, 11, 22))
        assert isinstance(outcome, Answer), called
        assert str(publication.date.latest.year) in outcome.text, called
