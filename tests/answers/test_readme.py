"""What the README shows of answers is what the shipped knowledge says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.answers.engine import answer
from bot.answers.model import Suggestion
from bot.answers.snapshot import Snapshot
from tests.answers.conftest import TODAY

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
_SHOWN = re.compile(
    r"""^(?:\$ isecg-bot ask "(.+)"|/ask question: (.+?)(?: {4,}.*)?)\n *(.+)$""", re.MULTILINE
)
EXAMPLES = [(match[1] or match[2], match[3]) for match in _SHOWN.finditer(README)]


@pytest.mark.parametrize(("question", "shown"), EXAMPLES)
def test_an_example_is_what_the_bot_says(shipped: Snapshot, question: str, shown: str) -> None:
    """Up to "...", where the README leaves the rest out."""
    text = answer(shipped, question, TODAY).text
    assert text.startswith(shown.removesuffix("...").strip())


def test_there_are_examples_of_each_outcome(shipped: Snapshot) -> None:
    """A real answer, a real refusal, and a question asked back."""
    outcomes = {type(answer(shipped, question, TODAY)).__name__ for question, _ in EXAMPLES}
    assert outcomes == {"Answer", "Suggestion", "Refusal"}


def test_the_questions_asked_back_are_shown(shipped: Snapshot) -> None:
    """Each suggestion of an example stands below it as a button."""
    for question, _ in EXAMPLES:
        outcome = answer(shipped, question, TODAY)
        if isinstance(outcome, Suggestion):
            below = README[README.rindex(question) :]
            for suggestion in outcome.nearest:
                assert f"[{suggestion.question}]" in below[:400]
