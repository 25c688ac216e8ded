from __future__ import annotations

import dataclasses

import pytest

from bot.answers.engine import answer
from bot.answers.model import Answer
from bot.answers.snapshot import Snapshot
from bot.knowledge.dates import PartialDate
from bot.knowledge.model import Member
from tests.answers.conftest import TODAY

CHILE = Member(
    id="chile-agency",
    name="Chilean Space Agency",
    acronym="CHSA",
    country="CL",
    country_name="Chile",
    country_aliases=("Chilean",),
    region="Latin America",
    joined=PartialDate.parse("2026-10-05"),
    summary="Chile's agency.",
    sources=("nasa-isecg",),
    as_of=PartialDate.parse("2026-10-05"),
)


@pytest.fixture(scope="module")
def grown(shipped: Snapshot) -> Snapshot:
    """The shipped knowledge with one more member, which is then no outsider any more."""
    knowledge = shipped.knowledge
    outsiders = tuple(o for o in knowledge.outsiders if "Chile" not in o.name)
    return Snapshot(dataclasses.replace(knowledge, members=(*knowledge.members, CHILE), outsiders=outsiders))


def said(snapshot: Snapshot, question: str) -> str:
    """Answer a question that has an answer."""
    outcome = answer(snapshot, question, TODAY)
    assert isinstance(outcome, Answer), (question, outcome)
    return outcome.text


@pytest.mark.parametrize(
    ("question", "before", "after"),
    [
        ("How many members does ISECG have?", "27", "28"),
        ("Who is the newest member of ISECG?", "New Zealand", "Chile"),
        ("When did Chile join ISECG?", "no list", "5 October 2026"),
        ("Is Chile a member of ISECG?", "No list", "CHSA"),
        ("Who are the members of ISECG?", "New Zealand", "Chile"),
        ("Which countries are in ISECG?", "Brazil", "Chile"),
        ("Which members are from Latin America?", "Brazil", "CHSA"),
        ("Who joined ISECG in 2026?", "", "CHSA"),
        ("Which number was CHSA in the order of joining?", "", "28"),
    ],
)
def test_one_more_member_changes_every_count_and_list(
    shipped: Snapshot, grown: Snapshot, question: str, before: str, after: str
) -> None:
    """Nothing that follows from the members is typed a second time."""
    if before:
        assert before in said(shipped, question)
    assert after in said(grown, question)


def test_the_past_stays_as_it_was(shipped: Snapshot, grown: Snapshot) -> None:
    """A count at an earlier date does not know of later members."""
    question = "How many members did ISECG have in 2016?"
    assert "15" in said(grown, question)
    assert said(grown, question) == said(shipped, question)


def test_the_list_is_as_of_its_newest_member(shipped: Snapshot, grown: Snapshot) -> None:
    """A count with a member of October in it is no count as of September, and rests on that one's source."""
    assert "as of 27 September 2026" in said(shipped, "How many members does ISECG have?")
    outcome = answer(grown, "How many members does ISECG have?", TODAY)
    assert isinstance(outcome, Answer)
    assert "28 member organisations, as of 5 October 2026" in outcome.text
    assert str(outcome.as_of) == "2026-10-05"
    assert outcome.sources[0].id == "nasa-isecg"


def test_a_member_that_was_there_before_the_check_changes_no_date(shipped: Snapshot) -> None:
    """What was already true when the list was checked needs no newer check."""
    earlier = CHILE.model_copy(update={"joined": PartialDate.parse("2025")})
    knowledge = dataclasses.replace(shipped.knowledge, members=(*shipped.knowledge.members, earlier))
    assert Snapshot(knowledge).about is knowledge.about
