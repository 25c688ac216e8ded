"""What is said around a question is left away where nothing of it matters."""

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
        "One of their early tools had a name like a crossing of roads. What was it?",
    ],
)
def test_what_matters_is_never_left_away(text: str) -> None:
    """Names, numbers, denials and sides of a contrast stay; a sum is no question."""
    assert clauses(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what is isecg, please? I am writing my thesis", "what is isecg, please?"),
        ("who is the chair? It is for my slide", "who is the chair?"),
        ("who is the chair for my essay please help", "who is the chair"),
        ("who pays for it? any idea?", "who pays for it?"),
        ("when did Poland join, i have a presentation", "when did Poland join,"),
        ("what does it mean in the report, we have no idea in class", "what does it mean in the report,"),
        ("who leads it, I can't find it", "who leads it,"),
        ("A class here, doing a poster. Who is the chair? Thanks!", "Who is the chair?"),
    ],
)
def test_why_somebody_asks_is_left_away(text: str, expected: str) -> None:
    """The first try is the question alone: a class, a slide or a thesis asks nothing."""
    assert clauses(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    [
        "who is the chair? and of Poland",
        "what is it? I mean the supplement",
        "who is responsible for the project",
        "is it open to a class",
        "which agencies have a podcast",
        "who was the chair? I need all since 2014",
        "who may join? I am not a student",
    ],
)
def test_an_end_that_says_more_stays(text: str) -> None:
    """Names, numbers, denials and words that are no reason for asking belong to the question."""
    assert all(text.endswith(clause) for clause in clauses(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("is it in? we live in Poland and my pupils asked", "is it in?"),
        ("who runs this office? My grandson wants to write to them", "who runs this office?"),
        ("I thought only Poland did this, who else is in it", "who else is in it"),
        ("My wife is from Poland. Is the agency inside?", "Is the agency inside?"),
        ("i always believed it was Polish, where is the secretariat?", "where is the secretariat?"),
    ],
)
def test_what_somebody_tells_of_himself_is_left_away(text: str, expected: str) -> None:
    """Names in what he lives in or believed are not asked about."""
    assert clauses(text)[0] == expected


@pytest.mark.parametrize(
    "text",
    ["I thought Poland was in, when did they join", "I heard of the 2018 edition, is that one a roadmap"],
)
def test_a_question_that_points_back_is_not_asked_alone(text: str) -> None:
    """What somebody believed is needed where the question speaks of it."""
    assert clauses(text) == []


def test_what_points_back_keeps_what_it_points_to() -> None:
    """The last sentence alone would be asked of something else."""
    text = "hello, tell me about the secretariat. where is it now"
    assert clauses(text)[0] == "tell me about the secretariat. where is it now"
