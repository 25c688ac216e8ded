"""What is said before a question is left away where nothing of it matters."""

from __future__ import annotations

import pytest

from bot.matching.clauses import questions_proper
from bot.matching.entities import Gazetteer
from bot.matching.normalise import clean, tokenise

NAMES = Gazetteer.build([("ISECG", ("self", "isecg")), ("Poland", ("member", "polsa"))])


def clauses(text: str) -> list[str]:
    """Return the ends of a text that may be asked alone."""
    tokens = tokenise(text)
    return list(questions_proper(clean(text), tokens, NAMES.find_exact(tokens)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("we make a poster for class: what are its goals", ["what are its goals"]),
        ("hi, isecg people, who is the chair", ["isecg people, who is the chair", "who is the chair"]),
        ("who is the chair", []),
    ],
)
def test_an_introduction_is_left_away(text: str, expected: list[str]) -> None:
    """After a comma, colon or full stop a question may begin, longest first."""
    assert clauses(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Poland, when did it join",
        "meeting of 2014: who was the chair",
        "not the first one, which is it",
        "do my homework: 27 times 26",
    ],
)
def test_what_matters_is_never_left_away(text: str) -> None:
    """Names, numbers, denials and sides of a contrast stay; a sum is no question."""
    assert clauses(text) == []
