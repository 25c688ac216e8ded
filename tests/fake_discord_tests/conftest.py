"""Fixtures of the fake's own tests."""

from collections.abc import AsyncIterator

import pytest

from tests.fake_discord import FakeDiscord
from tests.fake_discord.attach import attach

import discord  # isort: skip  # after attach, which keeps its deprecation warning on Python 3.11 to itself


@pytest.fixture
async def fake() -> AsyncIterator[FakeDiscord]:
    """Return a running fake that discord.py is pointed at, and check its contract at the end."""
    async with FakeDiscord() as running:
        with attach(running):
            yield running
        running.assert_contract()


@pytest.fixture
async def rest(fake: FakeDiscord) -> AsyncIterator[discord.Client]:
    """Return a client that is logged in but not connected to the gateway."""
    async with discord.Client(intents=discord.Intents.none()) as client:
        await client.login(fake.token)
        yield client
