"""Slips that only the phrasing beside a question gives away."""

from __future__ import annotations

import pytest

from bot.matching.normalise import normalise, tokenise
from bot.matching.respelling import Respelt, Typed

WORDS = frozenset(
    "was he may many agencies how where is the site sit it now not open who first fist how".split()
)


def mended(typed: str, phrasing: str) -> Respelt | None:
    """Respell a text in which nothing is a name."""
    tokens = tokenise(typed)
    words = normalise(phrasing, authored=True)
    return Typed.of(typed, tokens, [False] * len(tokens), WORDS.__contains__).respelt(words)


@pytest.mark.parametrize(
    ("typed", "phrasing", "text", "words"),
    [
        ("was it he first", "was {member} the {number} member", "was it the first", ("he",)),
        ("how may agencies?", "how many agencies", "how many agencies?", ("may",)),
        ("whree is the sitee", "where is the site", "where is the site", ("sitee", "whree")),
        ("th site", "the site", "the site", ("th",)),
        ("siner when is it open", "since when is it open", "since when is it open", ("siner",)),
    ],
)
def test_a_word_the_phrasing_lacks_is_spelt_like_the_one_it_has(
    typed: str, phrasing: str, text: str, words: tuple[str, ...]
) -> None:
    """Two words of which each side misses one, and which are almost the same, are one."""
    found = mended(typed, phrasing)
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
    assert mended(typed, phrasing) is None


def test_names_stay_as_they_are() -> None:
    """What is recognised as a name is no slip, however near a word of the phrasing it is."""
    tokens = tokenise("is chine in")
    assert (
        Typed.of("is chine in", tokens, [False, True, False], WORDS.__contains__).respelt(
            ("is", "china", "in")
        )
        is None
    )


def test_only_what_is_no_word_is_a_slip_where_there_is_such() -> None:
    """A text with one misspelt word has none that is misspelt into another word as well."""
    found = mended("where is it sitee", "where is the site")
    assert found is not None
    assert found.text == "where is it site"


def test_a_misspelt_word_beside_the_question_goes() -> None:
    """What is only said beside a question is dropped when it is misspelt, too."""
    found = mended("how many are open ctually", "how many open")
    assert found is not None
    assert found.text.split() == ["how", "many", "are", "open"]


def test_capitals_name_something() -> None:
    """An unknown acronym is not respelt as a word; in a text of capitals only, anything may be."""
    assert mended("where is SITEE", "where is site") is None
    found = mended("WHERE IS SITEE", "where is site")
    assert found is not None
    assert found.text == "WHERE IS site"
    assert not found.bold


@pytest.mark.parametrize(
    ("typed", "bold"), [("where is the sit", True), ("siner when", True), ("whree is", False)]
)
def test_a_change_of_a_word_or_of_much_of_it_is_bold(typed: str, bold: bool) -> None:
    """It takes more to believe in it."""
    found = mended(typed, "since when is the site where")
    assert found is not None
    assert found.bold is bold


def test_one_letter_of_a_little_word_is_no_bold_change() -> None:
    """ "Th" is "the" as surely as "thes" is."""
    found = mended("is th site open", "is the site open")
    assert found is not None
    assert not found.bold
