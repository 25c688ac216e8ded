"""A fake Discord, the real client on the shipped knowledge, and a store that remembers what it was told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest

from bot.answers.snapshot import Snapshot
from bot.knowledge.folder import read_folder
from bot.knowledge.loader import load_reading
from bot.knowledge.shipped import shipped_folder
from bot.ui.discord.edition import Edition
from bot.ui.discord.phrases import Catalogue, load_catalogue
from tests.fake_discord import FakeDiscord
from tests.ui.discord.bots import Bots

TODAY = date(2026, 11, 25)


@pytest.fixture(scope="session")
def snapshot() -> Snapshot:
    """The shipped knowledge, indexed once."""
    loaded = load_reading(read_folder(shipped_folder()), TODAY)
    assert loaded.knowledge is not None, loaded.problems
    return Snapshot(loaded.knowledge)


@pytest.fixture(scope="session")
def edition(snapshot: Snapshot) -> Edition:
    """The shipped knowledge as Discord uses it."""
    return Edition.prepare(snapshot, datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """All phrases."""
    return load_catalogue()


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """A whole small Discord; at the end no request body may have broken Discord's description."""
    async with FakeDiscord() as running:
        yield running
        running.assert_contract()


@pytest.fixture
def bots(fake: FakeDiscord, edition: Edition, catalogue: Catalogue) -> Bots:
    """Makes bots for this fake; all of them share one store, as restarts do."""
    return Bots(fake, edition, catalogue)
