"""Any text becomes comparable tokens: the same for what people mean alike, and safely for anything else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.normalise import MAX_CHARACTERS, clean, fold, is_slot, normalise, tokenise


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("What's ISECG?", "what is isecg"),
        ("whats ISECG’s site", "what is isecg site"),
        ("ISECG's members' list", "isecg members list"),
        ("isn't it, isnt it, isn´t it", "is not it is not it is not it"),
        ("can't cannot cant", "can not can not can not"),
        ("don't dont won’t wont", "do not do not will not will not"),
        ("who're they'll i've", "who are they will i have"),
        ("its well", "its well"),
        ("wich agencys, all countrys", "which agencies all countries"),
        ("GER-3 ger3 GER 3", "ger 3 ger 3 ger 3"),
        ("2013/2018, 2013-05-01", "2013 2018 2013 05 01"),
        ("the 15th, 22th and 11st", "the 15th 22nd and 11th"),
        ("18tj 4thh 1ts, 24ht", "18th 4th 1st 24th"),
        ("4ed 5pm 20km 3d 27h", "4 ed 5 pm 20 km 3 d 27 h"),
        ("1960s 1960's", "1960 1960"),
        ("twenty-four, the twenty first and thirty-third", "24 the 21st and 33rd"),
        ("U.S.A.'s U.K. e.g. u.s", "usa uk eg us"),
        ("science & exploration", "science and exploration"),
        ("Łódź Ångström naïve Straße İstanbul", "lodz angstrom naive strasse istanbul"),
        ("ＩＳＥＣＧ ﬁrst ①", "isecg first 1"),
        ("is\u200becg \u202emoon\u202c so\u00adft \ufefflunar", "isecg moon soft lunar"),
        ("one\ttwo\nthree\x00four\x1b", "one two threefour"),
        ("中国是", "中 国 是"),
        ("メンバー ですか", "メンバー ですか"),
        ("भारत की सदस्यता", "भारत की सदस्यता"),
        ("هل الصِّين عضو؟", "هل الصين عضو"),
        ("ประเทศไทย", "ประเทศไทย"),
        ("Роскосмос КОСМОС", "роскосмос космос"),
        ("٢٠١٣", "2013"),
        ("whaaaat XVIII yesss", "what xviii yes"),
        ("🇨🇳 🚀 in?", "cn in"),
        ("", ""),
        ("?!… 🙂 --", ""),
    ],
)
def test_what_people_mean_alike_becomes_the_same_tokens(text: str, tokens: str) -> None:
    """Case, accents, apostrophes, hyphens, invisible characters and short forms make no difference."""
    assert normalise(text) == tuple(tokens.split())


def test_a_token_knows_where_and_how_it_was_written() -> None:
    """Recognising "US" but not "us" needs the typed form and its place in the cleaned text."""
    tokens = tokenise("So the\u200b US isn't in?")
    assert [(token.text, token.surface) for token in tokens] == [
        ("so", "So"),
        ("the", "the"),
        ("us", "US"),
        ("is", "isn't"),
        ("not", "isn't"),
        ("in", "in"),
    ]
    assert (tokens[2].start, tokens[2].end) == (7, 9)


def test_only_an_author_can_write_a_slot() -> None:
    """A reader who types braces asks about a word; a slot never comes from a question."""
    assert normalise("When did {member} join in {year}?", authored=True) == (
        "when", "did", "{member}", "join", "in", "{year}",
    )  # fmt: skip
    assert not any(is_slot(token) for token in normalise("when did {member} join ｛year｝"))


@given(st.text())
def test_any_text_gives_tokens_that_lie_where_they_say(text: str) -> None:
    """No text raises; spans are ordered and cut the surface out of the cleaned text; no token is empty."""
    cleaned = clean(text)
    start = end = 0
    for token in tokenise(text):
        assert token.text
        assert cleaned[token.start : token.end] == token.surface
        assert token.start >= end or (token.start, token.end) == (start, end)
        start, end = token.start, token.end


@given(st.text())
def test_a_reader_never_forges_a_slot(text: str) -> None:
    """Whatever is typed, no token is a slot."""
    assert not any(is_slot(token) for token in normalise("{member}" + text + "{year}"))


@given(st.text(alphabet=st.characters(max_codepoint=0x24F), max_size=200))
def test_normalising_twice_changes_nothing(text: str) -> None:
    """Tokens of Latin text are already in the form that is compared."""
    once = normalise(text)
    assert normalise(" ".join(once)) == once


@given(st.text())
def test_cleaning_and_folding_twice_changes_nothing(text: str) -> None:
    """Cleaned and folded text are fixed points."""
    assert clean(clean(text)) == clean(text)
    assert fold(fold(clean(text))) == fold(clean(text))


@pytest.mark.parametrize(
    "piece",
    ["a", "a b ", "a.b", "n't'", "{a", "\u0301", "\ufdfa", "1", "é'", "中", "\u200b", "👩\u200d🚀", "a\n"],
)
def test_a_hundred_thousand_characters_cost_no_more_than_two_thousand(piece: str) -> None:
    """The input is cut first, so its length does not matter; processor time is counted."""
    began = time.process_time()
    tokens = tokenise(piece * 100_000, authored=True)
    assert time.process_time() - began < 0.5
    assert all(token.end <= MAX_CHARACTERS for token in tokens)


_SAID = st.sampled_from("a i e s c g road map work shop and isn't U.S.A. 15th {member} x-y ﬁrst 中国".split())


@given(st.one_of(st.text(), st.lists(_SAID, max_size=12).map(" ".join)), st.booleans())
def test_the_quick_reading_is_that_of_tokens(text: str, authored: bool) -> None:
    """Phrasings are read without the places of their words; the words are the same."""
    assert normalise(text, authored=authored) == tuple(t.text for t in tokenise(text, authored=authored))
