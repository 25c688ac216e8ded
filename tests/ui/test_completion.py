"""Questions offered while somebody types."""

from pathlib import Path

import pytest

from bot.answers.snapshot import Snapshot
from bot.knowledge.loader import load
from bot.ui.completion import Offers
from tests.folders import write_folder


@pytest.fixture(scope="module")
def offers(tmp_path_factory: pytest.TempPathFactory) -> Offers:
    """The questions of the small folder."""
    folder: Path = write_folder(tmp_path_factory.mktemp("knowledge"))
    loaded = load(folder)
    assert loaded.knowledge is not None
    return Offers(Snapshot(loaded.knowledge))


def test_a_slot_is_filled_with_each_thing_it_can_stand_for(offers: Offers) -> None:
    """Nobody sees braces: one question for each member."""
    assert sorted(offers.like("when did")) == ["when did ESA join", "when did NOSA join"]


@pytest.mark.parametrize(
    "typed", ["when nosa", "NOSA wh", "when norw", "when did norwegian", "wen did nosa jo"]
)
def test_beginnings_of_words_in_any_order_or_nearly_so_are_enough(offers: Offers, typed: str) -> None:
    """Acronym, country and name find a member's question, and so does a slip of the fingers."""
    assert offers.like(typed)[0] == "when did NOSA join"


def test_only_the_beginning_is_compared(offers: Offers) -> None:
    """Whatever somebody pastes costs no more than a line that is typed: the rest of it is not looked at."""
    assert offers.like("wen did nosa jion norway norwegi" + " zq" * 60) == ["when did NOSA join"]


@pytest.mark.parametrize("typed", ["", "w", "?", "xylophone concerto", "\u202e", "x" * 100_000])
def test_nothing_is_offered_for_nothing(offers: Offers, typed: str) -> None:
    """A letter is too little to go by, and noise finds no question."""
    assert offers.like(typed) == []


def test_what_is_not_known_is_not_offered(offers: Offers) -> None:
    """A question that would be refused is no help."""
    assert "what is the budget of ISECG" not in offers.like("budget")


def test_no_more_than_wanted(offers: Offers) -> None:
    """The menu stays short."""
    assert len(offers.like("when did", limit=1)) == 1
