"""Phrasings as authors write them: what a quick look at their words must not overlook."""

import pytest

from bot.matching.authored import PhrasingReader
from bot.matching.entities import Gazetteer
from bot.matching.slots import Reading

POLSA = ("member", "polsa")
EMIRATES = ("member", "uaesa")
NAMES = Gazetteer.build([("Poland", POLSA), ("United Arab Emirates", EMIRATES)])


def reading(phrasing: str) -> Reading:
    """Read a phrasing."""
    return PhrasingReader(NAMES).read(phrasing)[0]


@pytest.mark.parametrize(
    ("phrasing", "words"),
    [
        ("how many members", "how many members"),
        ("how much agencies", "how many agencies"),
        ("is Poland in", "is {x} in"),
        ("are the United Arab Emirates in", "are the {x} in"),
        ("when did {member} join", "when did {x} join"),
        ("how many members {date}", "how many members"),
        ("how many members in 2019", "how many members"),
        ("how many members right now", "how many members"),
        ("who was the fifteenth member", "who was the {x} member"),
        ("who was the 15th member", "who was the {x} member"),
        ("who was member number fifteen", "who was member number {x}"),
        ("ngl how many members", "how many members"),
        ("can you tell me how many members", "how many members"),
        ("how many members eh", "how many members"),
    ],
)
def test_phrasing_is_read_to_its_compared_words(phrasing: str, words: str) -> None:
    """Names and numbers are masked, dates and what is said around a question are left away."""
    assert reading(phrasing).words == tuple(words.split())


@pytest.mark.parametrize(
    ("phrasing", "negated", "contrasts"),
    [
        ("members", False, set()),
        ("who is not a member", True, {"?who"}),
        ("i do not know who is a member", False, {"?who"}),
        ("who was first", False, {"first", "?who"}),
        ("how many members", False, {"?count", "!member"}),
        ("is it a member", False, {"whether"}),
        ("three pathways", False, {"#pathway=3"}),
        ("three or four pathways", False, {"#pathway=3", "#pathway=4"}),
    ],
)
def test_negation_and_sides_are_read_off_the_words(phrasing: str, negated: bool, contrasts: set[str]) -> None:
    """A phrasing denies, asks and contrasts by its words, wherever they stand."""
    read = reading(phrasing)
    assert (read.negated, set(read.contrasts)) == (negated, contrasts)


def test_slots_are_returned_with_their_kinds() -> None:
    """The second member of two is a member, too."""
    assert PhrasingReader(NAMES).read("did {member} join before {member_2}")[1] == (
        ("member", "member"),
        ("member_2", "member"),
    )


def test_date_of_a_phrasing_is_kept_as_a_time() -> None:
    """A year is no word but a time that a question must name."""
    assert [window.text for window in reading("how many members in 2019").times] == ["in 2019"]
