"""Slips that only the phrasing beside a question gives away."""

from __future__ import annotations

import pytest

from bot.matching.normalise import normalise, tokenise
from bot.matching.respelling import respelt


@pytest.mark.parametrize(
    ("typed", "phrasing", "text", "words"),
    [
        ("was luxembourg he 22nd", "was {member} the {number} member", "was luxembourg the 22nd", ("he",)),
        ("how may agencies?", "how many agencies", "how many agencies?", ("may",)),
        ("whree is the sit", "where is the site", "where is the site", ("sit", "whree")),
    ],
)
def test_a_word_the_phrasing_lacks_is_spelt_like_the_one_it_has(
    typed: str, phrasing: str, text: str, words: tuple[str, ...]
) -> None:
    """Two words of which each side misses one, and which are almost the same, are one."""
    tokens = tokenise(typed)
    found = respelt(typed, tokens, [False] * len(tokens), normalise(phrasing, authored=True))
    assert found is not None
    assert found.text == text
    assert sorted(found.words) == sorted(words)


@pytest.mark.parametrize(
    ("typed", "phrasing"),
    [
        ("is it now open", "is it not open"),
        ("who was fist", "who was first"),
        ("who joined in 2013", "who joined in 2018"),
        ("how many members", "how many members"),
        ("where is the moon", "when did work begin"),
    ],
)
def test_the_sense_of_a_question_is_never_turned(typed: str, phrasing: str) -> None:
    """No word becomes a negation, a number or the side of a contrast; what is alike or far off stays."""
    tokens = tokenise(typed)
    assert respelt(typed, tokens, [False] * len(tokens), normalise(phrasing, authored=True)) is None


def test_names_stay_as_they_are() -> None:
    """What is recognised as a name is no slip, however near a word of the phrasing it is."""
    tokens = tokenise("is chine in")
    assert respelt("is chine in", tokens, [False, True, False], ("is", "china", "in")) is None
