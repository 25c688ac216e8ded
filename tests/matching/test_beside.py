"""What stands beside a name, and who asks, decide what a question names."""

from __future__ import annotations

from datetime import date

import pytest

from bot.matching.entities import Gazetteer
from bot.matching.lexicon import Lexicon
from bot.matching.slots import Reading, read

TODAY = date(2026, 11, 22)
NAMES = Gazetteer.build(
    [
        ("isecg", ("self", "isecg")),
        ("Brazil", ("member", "aeb")),
        ("Brazilian", ("member", "aeb")),
        ("Poland", ("member", "polsa")),
        ("ESA", ("member", "esa")),
        ("European", ("member", "esa")),
        ("European", ("region", "Europe")),
        *((f"GER {number}", ("publication", f"ger-{number}")) for number in (2, 3, 4)),
        *((f"roadmap of {year}", ("publication", f"ger-{year}")) for year in (2011, 2013)),
        *((f"{year} roadmap", ("publication", f"ger-{year}")) for year in (2011, 2013)),
        ("paper of 2016", ("publication", "paper")),
        ("paper of 2018", ("publication", "other-paper")),
        ("2nd roadmap", ("publication", "ger-2")),
        ("3rd roadmap", ("publication", "ger-3")),
    ]
)
KNOWN = Lexicon.build(
    """
    members who chairs what is the are did join was part of difference between and or how agencies which new a
    student we journalist time when came out joined in supplements with for compare
    """.split()
)


def reading(question: str) -> Reading:
    """Read a question."""
    return read(question, NAMES, KNOWN, TODAY)


def ids(question: str) -> list[list[str]]:
    """Name what a question mentions."""
    return [sorted(id_ for _, id_ in mention.things) for mention in reading(question).things]


@pytest.mark.parametrize(
    ("question", "editions"),
    [
        ("time between 2nd and 3rd roadmap", ["ger-2", "ger-3"]),
        ("difference between GER 2 and 3", ["ger-2", "ger-3"]),
        ("was Poland part of GER 2 or 3", ["polsa", "ger-2", "ger-3"]),
        ("roadmap of 2011 and 2013 difference", ["ger-2011", "ger-2013"]),
        ("difference between the 2011 and the 2013 roadmap", ["ger-2011", "ger-2013"]),
        ("compare the 2011 and 2013 roadmaps", ["ger-2011", "ger-2013"]),
        ("compare 2nd with 3rd roadmap", ["ger-2", "ger-3"]),
    ],
)
def test_editions_may_share_a_noun(question: str, editions: list[str]) -> None:
    """Two numbers and one noun are two editions, and no number of them is left over."""
    assert ids(question) == [[edition] for edition in editions]
    assert reading(question).times == ()
    assert reading(question).ordinals == ()


@pytest.mark.parametrize(
    ("question", "editions"),
    [
        ("GER 3 and 4 supplements", ["ger-3"]),
        ("GER 3 and 5", ["ger-3"]),
        ("is the paper of 2016 or 2018", ["paper"]),
        ("2nd and 3rd roadmaps of the 5th", ["ger-2", "ger-3"]),
    ],
)
def test_a_number_that_counts_something_else_is_no_edition(question: str, editions: list[str]) -> None:
    """Only what would be a name by itself is one, and a question for the right year names one document."""
    assert ids(question) == [[edition] for edition in editions]


def test_a_region_wins_beside_members() -> None:
    """ "European" is ESA, too, but a European member is a member from Europe."""
    assert ids("new European members") == [["Europe"]]
    assert ids("when did the European join") == [["Europe", "esa"]]


@pytest.mark.parametrize(
    "question",
    [
        "I'm a Brazilian journalist, who chairs isecg",
        "we are a Brazilian newspaper, who chairs isecg",
        "I am a high school student from Brazil: who chairs isecg",
        "as a Brazilian student, who chairs isecg",
        "who chairs isecg for a Brazilian science magazine",
        "I write for a Brazilian magazine: who chairs isecg",
        "I'm from Brazil, who chairs isecg",
        "hello from Brazil, who chairs isecg",
        "as a Brazilian: who chairs isecg",
        "I am Brazilian, who chairs isecg",
    ],
)
def test_who_asks_is_not_asked_about(question: str) -> None:
    """The country of a journalist or of a class is none of the question's."""
    assert ids(question) == []
    assert reading(question).words == ("who", "chairs", "isecg")


@pytest.mark.parametrize(
    "question",
    [
        "I'm a Brazilian student, when did we join",
        "is the Brazilian student a member",
        "I am from Brazil, is it a member",
        "I'm from Brazil, when did we join",
        "hello from Brazil",
        "as a Brazilian member of isecg",
        "which Brazilian university is part of isecg",
        "what is there for the Brazilian student",
    ],
)
def test_a_country_that_may_be_asked_about_stays(question: str) -> None:
    """Somebody who says "we", and somebody who does not speak of himself, may mean the country."""
    assert ids(question) == [["aeb"]]


def test_a_country_is_only_dropped_where_it_describes_the_asker() -> None:
    """What else the question names is asked about."""
    assert ids("as a Brazilian student: when did Poland join") == [["polsa"]]


def test_an_ordinal_is_no_misspelt_little_word() -> None:
    """ "2nd" is one edit from "and", and means the second."""
    assert reading("who was the 2nd").ordinals == (2,)
