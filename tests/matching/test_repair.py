"""Unknown words are read as the known word that was probably meant, or left alone."""

import pytest

from bot.matching.repair import Speller
from bot.matching.texts import Texts

TEXT = "what is the purpose of isecg how many members are there when did {member} join 2013 far space agency"
SPELLER = Speller.build(Texts.build([tuple(TEXT.split())]), also=["accede"])


def _words(text: str) -> str:
    return " ".join(repaired.word for repaired in SPELLER.repair(text.split()))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("hwo many membrs", "how many members"),
        ("waht purpsoe", "what purpose"),
        ("iseg", "isecg"),
        ("howmany", "how many"),
        ("is ecg", "isecg"),
        ("spaceagency", "space agency"),
        ("aceede", "accede"),
        ("members purpose", "members purpose"),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_known_one(typed: str, read: str) -> None:
    """Wrong, missing, extra and swapped keys, a missing space and a space too many are repaired."""
    assert _words(typed) == read


@pytest.mark.parametrize("typed", ["xylophone", "faa", "2014", "zz", "{member}", "{date}", "member}", "宇宙"])
def test_what_resembles_nothing_is_left_alone(typed: str) -> None:
    """A far word, another number, a slot and a very short word are never made into something else."""
    word = SPELLER.repair([typed])[0]
    assert word.word == ("members" if typed == "member}" else typed)


def test_a_repair_says_how_alike_the_words_are() -> None:
    """A known word counts whole; a repaired one less, by the letters that are out of place."""
    known, repaired = SPELLER.repair(["purpose", "pourpose"])
    assert known.similarity == 1
    assert 0.8 < repaired.similarity < 1
    assert repaired.typed == "pourpose"


def test_a_repair_never_invents_a_slot_or_a_number() -> None:
    """Slots and numbers are no targets of repair."""
    assert {word.word for word in SPELLER.repair(["membr", "20133", "{membe"])}.isdisjoint(
        {"{member}", "2013"}
    )


def test_an_empty_vocabulary_repairs_nothing() -> None:
    """Without phrasings every word is unknown."""
    assert [word.word for word in Speller.build(Texts.build([])).repair(["isecg", "member"])] == [
        "isecg",
        "member",
    ]
