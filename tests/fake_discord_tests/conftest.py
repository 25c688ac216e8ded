"""Fixtures of the fake's own tests."""

from collections.abc import AsyncIterator

import pytest

from tests.fake_discord import FakeDiscord
from tests.fake_discord.attach import attach


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """Return a running fake that discord.py is pointed at, and check its contract at the end."""
    async with FakeDiscord() as running:
        with attach(running):
            yield running
        running.assert_contract()
