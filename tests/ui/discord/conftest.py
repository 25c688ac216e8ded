"""A fake Discord, and the real client on a small world of facts."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.types import EventDict

from bot.answers.snapshot import Snapshot
from bot.store.store import Store, open_store
from bot.ui.discord.edition import Edition
from bot.ui.discord.phrases import Catalogue, load_catalogue
from tests.fake_discord import FakeDiscord
from tests.store.databases import quick_folder
from tests.ui.discord.bots import Bots
from tests.ui.discord.facts import facts


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """The small world of facts, indexed once."""
    return facts(tmp_path_factory.mktemp("facts"))


@pytest.fixture(scope="session")
def edition(snapshot: Snapshot) -> Edition:
    """The facts as Discord uses them."""
    return Edition.prepare(snapshot, datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """All phrases."""
    return load_catalogue()


@pytest.fixture(autouse=True)
def logged() -> Iterator[list[EventDict]]:
    """What was logged in this test, event by event."""
    with capture_logs() as entries:
        yield entries


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """A whole small Discord; at the end no request body may have broken Discord's description."""
    async with FakeDiscord() as running:
        yield running
        running.assert_contract()


@pytest.fixture(scope="session")
def empty_store() -> Iterator[Path]:
    """A store that nothing was ever written to, made once; tests take copies."""
    folder = quick_folder()
    path = folder / "empty.sqlite3"

    async def make() -> None:
        async with open_store(f"sqlite:///{path}"):
            pass

    asyncio.run(make())
    yield path
    shutil.rmtree(folder)


@pytest.fixture
async def store(empty_store: Path) -> AsyncIterator[Store]:
    """A store of this test's own."""
    folder = quick_folder()
    path = folder / "bot.sqlite3"
    shutil.copy(empty_store, path)
    async with open_store(f"sqlite:///{path}", exclusive=True) as opened:
        yield opened
    shutil.rmtree(folder)


@pytest.fixture
def bots(fake: FakeDiscord, edition: Edition, catalogue: Catalogue, store: Store) -> Bots:
    """Makes bots for this fake; all of them share one store, as restarts do."""
    return Bots(fake, edition, catalogue, store)
