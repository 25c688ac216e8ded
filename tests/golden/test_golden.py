"""The golden set guards the answers: a change that makes them worse fails here."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from bot.answers.scores import Measured, below
from bot.answers.snapshot import Snapshot
from bot.cli.evaluate import (
    FLOORS,
    TUNING,
    VALIDATION,
    golden_files,
    measure_halves,
    read_floors,
    read_halves,
)
from bot.knowledge.loader import load
from bot.knowledge.shipped import shipped_folder

FOLDER = Path(__file__).parent
TODAY = date(2026, 11, 22)
"""The day on which the questions were written; some say "last year"."""


@pytest.fixture(scope="module")
def halves() -> Mapping[str, Measured]:
    """Every golden question, asked of the shipped knowledge, with typos and without."""
    loaded = load(shipped_folder(), TODAY)
    assert loaded.knowledge is not None, "\n".join(map(str, loaded.problems))
    return measure_halves(Snapshot(loaded.knowledge), golden_files([FOLDER]), TODAY)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("half", [TUNING, VALIDATION])
def test_the_answers_are_as_good_as_they_were(halves: Mapping[str, Measured], half: str) -> None:
    """No share misses its floor in floors.yaml."""
    floors = read_floors(FOLDER / FLOORS)
    assert list(below(halves[half].rows(), floors[half])) == []


def test_the_golden_set_is_as_large_as_promised() -> None:
    """At least 500 questions to be answered, 250 not to be, half of each kept for validation, 60 pairs."""
    halves = read_halves(golden_files([FOLDER]))
    for answered, least in ((True, 500), (False, 250)):
        found = {
            half: sum(item.answered is answered for item in golden.singles) for half, golden in halves.items()
        }
        assert found[TUNING] + found[VALIDATION] >= least
        assert found[VALIDATION] >= least / 2
    assert sum(len(golden.pairs) for golden in halves.values()) >= 60


def test_nothing_that_was_tuned_on_is_validated_on() -> None:
    """The halves share no question, whatever the files do."""
    halves = read_halves(golden_files([FOLDER]))
    seen = halves[TUNING].questions
    assert not any(item.question.casefold() in seen for item in halves[VALIDATION].singles)
