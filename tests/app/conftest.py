"""A fake Discord, a small folder of knowledge, and a launcher of whole bots."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.app.processes import Launcher
from tests.fake_discord import FakeDiscord
from tests.ui.discord.facts import write_facts


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """A whole small Discord; at the end no request body may have broken Discord's description."""
    async with FakeDiscord() as running:
        yield running
        running.assert_contract()


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that all tests share: the knowledge they start from is compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def bots(tmp_path: Path, fake: FakeDiscord, compiled: Path) -> Launcher:
    """Starts bots on a folder of knowledge that the test may edit."""
    return Launcher(tmp_path, write_facts(tmp_path / "knowledge"), compiled, fake)
