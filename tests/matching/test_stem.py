"""Forms of one word are compared as one word, however irregular or British."""

from __future__ import annotations

import pytest

from bot.matching.stem import stem


@pytest.mark.parametrize(
    "forms",
    [
        "have has had having",
        "make made making makes",
        "take took taken taking",
        "write wrote written writing",
        "lose lost losing",
        "become became becoming",
        "use used using",
        "organise organize organised organized organising organizing",
        "organisation organization organisations",
        "revise revised revising",
        "analyse analyze analysed",
        "colour color colours",
        "labour labor",
        "programme program programmes",
        "defence defense",
        "centre center centres",
    ],
)
def test_all_forms_of_a_word_have_one_stem(forms: str) -> None:
    """An irregular form is worth nothing if it leads to another stem than the word itself."""
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("pair", ["news new", "meeting meet", "building build", "hour hor", "four for"])
def test_what_only_looks_like_another_form_stays_apart(pair: str) -> None:
    """News is no plural, a meeting no tense, and not every "our" is British."""
    one, other = pair.split()
    assert stem(one) != stem(other)
