"""From an edited file to an alert in Discord: the whole bot, several times over."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

from bot.store.records import Wish
from bot.store.store import open_store
from tests.app.processes import PATIENCE, Launcher
from tests.fake_discord import ChannelHandle, FakeDiscord, GuildHandle

MEMBER = """\
  - id: chsa
    name: Chilean Space Agency
    acronym: CHSA
    country: CL
    country_name: Chile
    region: Latin America
    joined: 2026-10
    brings: telescopes
    summary: A space agency.
    sources: [home-page]
    as_of: 2026-11
"""


def add_member(knowledge: Path) -> None:
    """What a maintainer does."""
    members = knowledge / "members.yaml"
    members.write_text(members.read_text() + dedent(MEMBER))


async def subscribe(bots: Launcher, guild: GuildHandle, channel: ChannelHandle) -> None:
    """As the command does."""
    async with open_store(bots.environment()["DATABASE_URL"]) as store:
        await store.subscribe(Wish(channel.id, guild.id, 7), datetime.now(UTC))


async def test_a_member_in_the_yaml_is_one_alert(bots: Launcher, fake: FakeDiscord) -> None:
    """The first run announces nothing; an edit while it runs is posted once, and a restart adds nothing."""
    guild = fake.guild()
    channel, anna = guild.channel("news"), guild.member("Anna")
    async with bots.running():
        await fake.gateway.ready(within=PATIENCE)
        await subscribe(bots, guild, channel)
        add_member(bots.knowledge)
        (alert,) = await channel.shows(1, within=PATIENCE)
        assert "New member of ISECG" in alert.text
        assert "Chilean Space Agency (CHSA)" in alert.text
        assert "October 2026" in alert.text
        card = await (await anna.clicks(alert, "Member card")).reply()
        assert "telescopes" in card.text
    async with bots.running():
        await fake.gateway.ready(within=PATIENCE)
        await (await anna.clicks(alert, "Member card")).reply()
    assert len(channel.bot_messages) == 1
