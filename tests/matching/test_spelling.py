"""What is no word is read as what was meant, if the keyboard and the neighbours make it clear."""

from __future__ import annotations

import numpy as np
import pytest

from bot.matching.english import common_words
from bot.matching.normalise import normalise, tokenise
from bot.matching.spelling import Spelling
from bot.matching.texts import Texts
from bot.matching.vocabulary import Vocabulary

MASK = "{x}"
PHRASINGS = (
    """
when did {member} join
who is the chair of isecg
who was the chair {date}
what is the name of the chair
how many members are there
how many members {date}
which members are not founders
is {member} a member
is {member} not a member
when was the roadmap published
what has {member} to do with isecg
does {member} or {member_2} lead
is it new
who joined before {date}
did anyone leave
what is missing in the list
is there a point in having it
is the post of chair open
""".strip().split("\n")
    * 200
)
TEXTS = Texts.build(
    tuple(word if word[0] != "{" else MASK for word in normalise(text, authored=True)) for text in PHRASINGS
)
VOCABULARY = Vocabulary.build(TEXTS, {})[0]
NAMES = {"poland": MASK, "japan": MASK, "oman": MASK, "isecg": "isecg"}
SPELLING = Spelling.build(VOCABULARY.speller, VOCABULARY.neighbours, common_words(), NAMES)
WORDS = frozenset(VOCABULARY.speller.ids) | common_words() | frozenset(NAMES)


def spelt(text: str) -> str:
    """Spell a text in which every word that is none may be wrong."""
    tokens = tokenise(text)
    wrong = [token.text not in WORDS and token.text.isalpha() for token in tokens]
    return " ".join(token.text for token in SPELLING.spelt(tokens, wrong, stand_ins(text)).tokens)


def stand_ins(text: str) -> list[str | None]:
    """Tell what stands for each word that is a name."""
    return [NAMES.get(token.text) for token in tokenise(text)]


def reconsidered(text: str) -> str | None:
    """Reconsider all words of a text but its names."""
    tokens = tokenise(text)
    open_ = [token.text.isalpha() and token.text not in NAMES for token in tokens]
    words = SPELLING.reconsidered(tokens, open_, stand_ins(text))
    return None if words is None else " ".join(words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("whne did poland join", "when did poland join"),
        ("who is teh chaur of isecg", "who is the chair of isecg"),
        ("hwo many memebrs are there", "how many members are there"),
        ("who joined befoer 2012", "who joined before 2012"),
        ("who was the chair un 2005", "who was the chair in 2005"),
        ("is there a pont in having it", "is there a point in having it"),
        ("what is mising in the list", "what is missing in the list"),
        ("what iz the name of the cchair", "what is the name of the chair"),
        ("whatz the name of the chair", "what is the name of the chair"),
        ("who is the chair of isecg lpol", "who is the chair of isecg lol"),
        ("when did mmbr join", "when did member join"),
        ("who is the hcari of isecg", "who is the chair of isecg"),
        ("is jaoaan a member", "is japan a member"),
    ],
)
def test_a_slip_is_undone(typed: str, meant: str) -> None:
    """One letter wrong, missing, too many or swapped, and two in a longer word."""
    assert spelt(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("fone of isecg", "phone of isecg"),
        ("fases of the roadmap", "phases of the roadmap"),
        ("is it a committe", "is it a committee"),
    ],
)
def test_a_word_may_be_spelt_as_it_sounds(typed: str, meant: str) -> None:
    """Who never saw a word written writes what he hears, and doubles letters at will."""
    texts = Texts.build([tuple(text.split()) for text in ("phone of isecg", "phases", "is it a committee")])
    vocabulary = Vocabulary.build(texts, {})[0]
    spelling = Spelling.build(vocabulary.speller, vocabulary.neighbours, common_words(), NAMES)
    tokens = tokenise(typed)
    wrong = [token.text not in WORDS for token in tokens]
    assert " ".join(t.text for t in spelling.spelt(tokens, wrong, stand_ins(typed)).tokens) == meant


def test_the_next_word_of_a_name_is_likelier_than_a_common_one() -> None:
    """ "Naoki stao" is nobody's "stay"."""
    names = {**NAMES, "naoki": MASK, "sato": MASK}
    tokens = tokenise("naoki stao is the chair of isecg")
    wrong = [token.text == "stao" for token in tokens]
    named = [names.get(token.text) for token in tokens]
    knowing = Spelling.build(
        VOCABULARY.speller, VOCABULARY.neighbours, common_words(), names, frozenset({("naoki", "sato")})
    )
    unknowing = Spelling.build(VOCABULARY.speller, VOCABULARY.neighbours, common_words(), names)
    assert knowing.spelt(tokens, wrong, named).tokens[1].text == "sato"
    assert unknowing.spelt(tokens, wrong, named).tokens[1].text != "sato"


def test_the_neighbours_decide_between_words_that_are_as_near() -> None:
    """ "hwo" is as near to "how" as to "who"."""
    assert spelt("hwo many members are there") == "how many members are there"
    assert spelt("hwo is the chair of isecg") == "who is the chair of isecg"


@pytest.mark.parametrize("typed", ["which members are ot founders", "is poland nott a member"])
def test_no_guess_turns_a_question_round(typed: str) -> None:
    """What may be a misspelt "not" stays, and is told."""
    tokens = tokenise(typed)
    wrong = [token.text not in WORDS for token in tokens]
    found = SPELLING.spelt(tokens, wrong, stand_ins(typed))
    assert "not" not in [token.text for token in found.tokens]
    assert found.doubtful


@pytest.mark.parametrize(
    "typed", ["zxqvy", "xylofonistics members", "is xqz a member", "when did mqqr join", "is wlqqr a member"]
)
def test_what_resembles_nothing_stays(typed: str) -> None:
    """No far word is put in its place; in a short one two edits are far: it is short for something."""
    assert spelt(typed) == typed


@pytest.mark.parametrize("typed", ["wo ist die naechste toilette bitte", "qwe asd zxc rty fgh vbn uio jkl"])
def test_another_language_is_left_alone(typed: str) -> None:
    """Where most words are none, nobody misspelt English."""
    assert spelt(typed) == typed


def test_a_word_that_only_its_neighbours_give_away_is_reconsidered() -> None:
    """A slip can make one word out of another; a denial is neither made nor undone."""
    assert reconsidered("who was the hair 2013") == "who was the chair 2013"
    assert reconsidered("how many embers are there") == "how many members are there"
    assert reconsidered("who joined bfore 2012") == "who joined before 2012"
    assert reconsidered("is poland now a member") is None
    assert reconsidered("which members are ont founders") is None
    assert reconsidered("is af a member") is None  # may be short for something
    assert reconsidered("which members are not founders") is None
    assert reconsidered(" ".join(["hair"] * 40)) is None


def test_phrasings_count_by_their_weight() -> None:
    """What known gaps are asked in tells less of what was meant."""
    texts = Texts.build([("the", "car"), ("the", "car"), ("the", "chair")])
    tokens = tokenise("the caar")

    def read(weights: list[float]) -> str:
        vocabulary = Vocabulary.build(texts, {}, np.array(weights, dtype=np.float32))[0]
        spelling = Spelling.build(vocabulary.speller, vocabulary.neighbours, frozenset(), {})
        return " ".join(token.text for token in spelling.spelt(tokens, [False, True], [None, None]).tokens)

    assert read([1, 1, 1]) == "the car"
    assert read([0.001, 0.001, 40]) == "the chair"
