"""A time may be given by something with a date; an answer must not pass over it."""

import pytest

from bot.knowledge.dates import PartialDate
from bot.matching.anchors import Anchored, anchored
from bot.matching.beside import placed
from bot.matching.entities import Gazetteer, Thing
from bot.matching.normalise import clean, tokenise

NAMES = Gazetteer.build(
    [
        ("first roadmap", ("publication", "ger-1")),
        ("second roadmap", ("publication", "ger-2")),
        ("third roadmap", ("publication", "ger-3")),
        ("Songdo meeting", ("meeting", "songdo")),
        ("Cologne meeting", ("meeting", "cologne")),
        ("UAE", ("member", "uaesa")),
        ("Poland", ("member", "polsa")),
        ("Australia", ("member", "asa")),
        ("Australia", ("member", "csiro")),
    ]
)
DATES = {
    "ger-1": "2011-09-22",
    "ger-2": "2013-08-20",
    "ger-3": "2018-01",
    "songdo": "2023-12-07/2023-12-08",
    "cologne": "2024-12",
    "uaesa": "2015-10-05",
    "polsa": "2018/2019",
    "asa": "2019",
    "csiro": "2007",
}


def dated(question: str) -> Anchored | None:
    """Read a question's time."""
    tokens = tokenise(question)

    def date_of(thing: Thing) -> PartialDate | None:
        return PartialDate.parse(DATES[thing[1]])

    names = placed([token.text for token in tokens], NAMES.find_exact(tokens), NAMES.names)
    return anchored(clean(question), tokens, names, date_of)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("meetings before the second roadmap?", "meetings before 2013-08-20?"),
        ("Which documents came after the Songdo meeting", "Which documents came after 2023-12-08"),
        ("what happened since the third roadmap came out", "what happened since 2018-01"),
        ("had Poland joined by the Songdo meeting", "had Poland joined by 2023-12-08"),
        ("meetings between the first and second roadmap", "meetings between 2011-09-22 and 2013-08-20"),
        (
            "who joined from the Songdo meeting to the Cologne meeting",
            "who joined between 2023-12-07 and 2024-12",
        ),
        ("what was published in the year the UAE joined", "what was published in 2015"),
        ("who joined in the year of the third roadmap", "who joined in 2018"),
        ("what came out in the year that Poland joined", "what came out between 2018 and 2019"),
        ("which documents are older than the first roadmap", "which documents are before 2011-09-22"),
        (
            "which papers came out before it published the first roadmap",
            "which papers came out before 2011-09-22",
        ),
        ("list of documents up to the second roadmap", "list of documents until 2013-08-20"),
        ("meetings since the accession of the UAE", "meetings since 2015-10-05"),
        ("news after the UAE's accession", "news after 2015-10-05"),
        ("what is newer than the third roadmap", "what is after 2018-01"),
        ("which meetings followed after Poland joined", "which meetings followed after 2019"),
    ],
)
def test_a_time_given_by_something_with_a_date_is_written_out(question: str, text: str) -> None:
    """Bounds are drawn where the time is certain: before the first and after the last day it can be."""
    found = dated(question)
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize(
    "question",
    [
        "what is in the third roadmap",
        "is the second roadmap older than the third roadmap",
        "who joined before the UAE",  # by its place in the order, not by a date
        "was that before or after the third roadmap",
        "what was published after Australia joined",  # twice, as two organisations
        "after the third roadmap",
        "written by the third roadmap",
    ],
)
def test_other_mentions_give_no_time(question: str) -> None:
    """A thing that is asked about itself, or that has not one date, bounds no time."""
    assert dated(question) is None


@pytest.mark.parametrize(
    ("question", "phrasing", "is_heeded"),
    [
        ("who joined after the third roadmap", "who joined after {publication}", True),
        ("who joined after the third roadmap", "who came in since {publication}", True),
        ("who joined after the third roadmap", "when was {publication} published", False),
        ("who joined after the third roadmap", "what followed after {publication}", False),
        ("meetings before the third roadmap", "which members joined before {publication}", False),
        ("which roadmap came after the second roadmap", "what comes after {publication}", True),
        ("who was chair before the UAE joined", "who was chair before {member}", False),
        ("news in the year Poland joined", "in what year did {member} join", False),
    ],
)
def test_a_phrasing_heeds_a_time_that_it_speaks_of(question: str, phrasing: str, is_heeded: bool) -> None:
    """A phrasing answers for a time if it bounds it to the same side and asks for the same."""
    found = dated(question)
    assert found is not None
    assert found.is_heeded_by(phrasing) is is_heeded
