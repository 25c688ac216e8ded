"""From an edited file to an alert in Discord: the whole bot, several times over."""

from __future__ import annotations

import signal
import time
from pathlib import Path
from textwrap import dedent

from tests.app.processes import PATIENCE, Launcher
from tests.fake_discord import ChannelHandle, FakeDiscord, Perm

MEMBER = """\
  - id: {id}
    name: {name} Space Agency
    acronym: {acronym}
    country: {country}
    country_name: {name}
    region: Latin America
    joined: 2026-10
    brings: telescopes
    summary: A space agency.
    sources: [home-page]
    as_of: 2026-11
"""
CHILE = {"id": "chsa", "name": "Chilean", "acronym": "CHSA", "country": "CL"}
PERU = {"id": "pesa", "name": "Peruvian", "acronym": "PESA", "country": "PE"}
CUBA = {"id": "cusa", "name": "Cuban", "acronym": "CUSA", "country": "CU"}
FIJI = {"id": "fjsa", "name": "Fijian", "acronym": "FJSA", "country": "FJ"}


def add_members(knowledge: Path, *members: dict[str, str]) -> None:
    """What a maintainer does."""
    file = knowledge / "members.yaml"
    file.write_text(file.read_text() + "".join(dedent(MEMBER.format(**each)) for each in members))


async def subscribed(fake: FakeDiscord, kind: str = "text") -> ChannelHandle:
    """A channel whose manager has subscribed it with the command."""
    await fake.gateway.ready(within=PATIENCE)
    guild = fake.guild()
    channel = guild.channel("news", kind)
    boss = guild.member("Boss", permissions=Perm.MANAGE_GUILD)
    reply = await (await boss.types_command(channel, "/isecg subscribe")).reply(within=PATIENCE)
    assert "Done" in reply.text
    return channel


async def test_a_member_in_the_yaml_is_one_alert(bots: Launcher, fake: FakeDiscord) -> None:
    """The first run announces nothing; an edit while it runs is posted once, and a restart adds nothing."""
    guild = fake.guild("elsewhere")
    anna = guild.member("Anna")
    async with bots.running():
        channel = await subscribed(fake)
        fake.world.add_member(fake.world.guilds[channel.record.guild_id or 0], anna.record)
        add_members(bots.knowledge, CHILE)
        alert = (await channel.shows(2, within=PATIENCE))[1]
        assert "New member of ISECG" in alert.text
        assert "Chilean Space Agency (CHSA)" in alert.text
        assert "October 2026" in alert.text
        card = await (await anna.clicks(alert, "Member card")).reply()
        assert "telescopes" in card.text
        members = bots.knowledge / "members.yaml"
        members.write_text(members.read_text().replace("telescopes", "antennas"))
        await fake.until(lambda: alert.edits == 1, within=PATIENCE)
        assert "what it brings is antennas, not telescopes" in alert.text
    async with bots.running():
        await fake.gateway.ready(within=PATIENCE)
        card = await (await anna.clicks(alert, "Member card")).reply(within=PATIENCE)
        assert "antennas" in card.text
    assert len(channel.bot_messages) == 2


async def test_killed_between_enqueue_and_send(bots: Launcher, fake: FakeDiscord) -> None:
    """The alert was noted, its request had only begun: the next start posts it, once.

    An edit made while the bot was down counts as well.
    """
    async with bots.running() as bot:
        channel = await subscribed(fake)
        held = fake.faults.hold("create_message", channel=channel)
        add_members(bots.knowledge, CHILE)
        await fake.faults.struck(held, within=PATIENCE)
        bot.process.kill()
        await bot.ended()
    held.release()
    add_members(bots.knowledge, PERU, CUBA)
    async with bots.running():
        _, first, second = await channel.shows(3, within=PATIENCE)
    assert "Chilean Space Agency" in first.text
    assert "2 new members of ISECG" in second.text
    assert len(channel.bot_messages) == 3


async def test_sigterm_during_a_fan_out_loses_and_repeats_nothing(bots: Launcher, fake: FakeDiscord) -> None:
    """What is in flight is finished, the rest is left for the next start; all within 5 seconds."""
    async with bots.running() as bot:
        channels = [await subscribed(fake) for _ in range(8)]
        held = fake.faults.hold("create_message", times=None, skip=3)
        add_members(bots.knowledge, CHILE)
        await fake.faults.struck(held, within=PATIENCE)
        began = time.monotonic()
        bot.process.send_signal(signal.SIGTERM)
        await fake.until(lambda: "app.stopping" in bot.said, within=PATIENCE)
        held.release()
        assert await bot.ended(within=5.5) == 0
        assert time.monotonic() - began < 5
        assert "Traceback" not in bot.said
    async with bots.running():
        for channel in channels:
            await channel.shows(2, within=PATIENCE)
    assert [len(channel.bot_messages) for channel in channels] == [2] * 8


async def test_a_mass_change_waits_and_maintainers_are_told(bots: Launcher, fake: FakeDiscord) -> None:
    """Four at once may be a slip: nothing goes out by itself."""
    maintainers = fake.guild("home").channel("maintainers")
    async with bots.running(ISECG_MAINTAINERS_CHANNEL=str(maintainers.id)):
        channel = await subscribed(fake)
        add_members(bots.knowledge, CHILE, PERU, CUBA, FIJI)
        (told,) = await maintainers.shows(1, within=PATIENCE)
        assert "changes 4 announced items at once" in told.text
        assert "isecg-bot alerts release" in told.text
    assert len(channel.bot_messages) == 1


async def test_a_token_that_is_refused_for_a_request_ends_the_bot(bots: Launcher, fake: FakeDiscord) -> None:
    """401 for an alert, although the gateway still holds: exit code 1 with what to do, and no second try."""
    async with bots.running() as bot:
        channel = await subscribed(fake)
        fake.app.token_valid = False
        add_members(bots.knowledge, CHILE)
        assert await bot.ended() == 1
        assert "refuses the token" in bot.said
        assert "Traceback" not in bot.said
    assert fake.journal.count("create_message", 401) == 1
    fake.app.token_valid = True
    async with bots.running():
        await channel.shows(2, within=PATIENCE)
