"""Synonyms and phrases fall together; a knowledge base's own concepts come before general English."""

import pytest

from bot.matching.meanings import Meanings
from bot.matching.normalise import normalise
from bot.matching.stem import stem
from bot.matching.thesaurus import GROUPS


def _read(meanings: Meanings, text: str) -> list[str]:
    return [meaning for meaning, _ in meanings.read([stem(word) for word in text.split()])]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("who is the leader", "who is the chairman"),
        ("who is in charge", "who is head"),
        ("countries", "nation"),
        ("what does it stand for", "what does it mean"),
        ("organisations", "organization"),
    ],
)
def test_words_and_phrases_of_one_group_mean_the_same(one: str, other: str) -> None:
    """Readers choose other words than authors."""
    meanings = Meanings.build({})
    assert _read(meanings, one) == _read(meanings, other)


@pytest.mark.parametrize(
    "pair",
    ["first last", "before after", "who when", "start end", "join leave", "increase decrease", "old new"],
)
def test_what_a_question_asks_about_is_never_blurred(pair: str) -> None:
    """Opposites differ in meaning."""
    one, other = _read(Meanings.build({}), pair)
    assert one != other


def test_own_concepts_come_before_general_english() -> None:
    """A maintainer's synonyms, phrases among them, replace the general ones and cover their words."""
    meanings = Meanings.build({"head": "skull", "space agency": "member", "member": "member"})
    assert _read(meanings, "head space agencies") == ["skull", "member"]
    assert meanings.read([stem("space"), stem("agency")]) == [("member", 2)]


def test_every_line_of_the_thesaurus_joins_words_and_none_is_in_two_groups() -> None:
    """A word, or another form of it, that stands in two groups would silently lose one of them."""
    groups = [line.split() for line in GROUPS.strip().split("\n")]
    assert all(len(group) > 1 for group in groups)
    owners: dict[tuple[str, ...], set[str]] = {}
    for group in groups:
        for phrase in group:
            words = phrase.split("_")
            assert normalise(" ".join(words)) == tuple(words)
            stems = tuple(stem(word) for word in words)
            owners.setdefault(stems, set()).add(group[0])
    assert {stems: names for stems, names in owners.items() if len(names) > 1} == {}
