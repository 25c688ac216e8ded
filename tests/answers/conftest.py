from __future__ import annotations

from datetime import date

import pytest

from bot.answers.snapshot import Snapshot
from bot.knowledge.loader import load
from bot.knowledge.shipped import shipped_folder

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def shipped() -> Snapshot:
    """The shipped knowledge, compiled once for all tests that only read it."""
    loaded = load(shipped_folder())
    assert loaded.knowledge is not None, "\n".join(map(str, loaded.problems))
    return Snapshot(loaded.knowledge)
