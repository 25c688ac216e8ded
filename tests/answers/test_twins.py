"""Questions that differ in a word or two: none gets the answer to the other."""

from __future__ import annotations

import pytest

from bot.answers.engine import answer
from bot.answers.model import Answer
from bot.answers.snapshot import Snapshot
from tests.answers.conftest import TODAY


@pytest.mark.parametrize(
    ("question", "twin"),
    [
        ("who attended the Songdo meeting", "how many agencies attended the Songdo meeting"),
        ("how many agencies attended the Songdo meeting", "how many companies attended the Songdo meeting"),
        ("which agencies supported GER 3", "which agencies opposed GER 3"),
        ("when was the latest roadmap published", "when was the latest roadmap withdrawn"),
        ("who welcomed the UAE", "who rejected the UAE"),
        ("when did Italy join", "when did Italy become an observer"),
        ("how many members are there", "how many observers are there"),
        ("who was chair in 2017", "who was secretary in 2017"),
        ("full name of GISTDA", "full name of GISTDA's director"),
        ("which members are from the southern hemisphere", "which members are from the northern hemisphere"),
    ],
)
def test_a_twin_gets_no_answer_to_another_question(shipped: Snapshot, question: str, twin: str) -> None:
    """The first is answered; the other has an answer of its own or none."""
    first, second = answer(shipped, question, TODAY), answer(shipped, twin, TODAY)
    assert isinstance(first, Answer), first
    assert not isinstance(second, Answer) or second.text != first.text
