"""What another version of the bot has left behind: its commands, buttons and forms are answered, too."""

from __future__ import annotations

import pytest

from tests.fake_discord import FakeDiscord
from tests.ui.discord.bots import Bots


@pytest.mark.parametrize(("locale", "words"), [("en-US", "another version"), ("de", "anderen Version")])
async def test_a_command_that_is_no_longer_there_is_answered(
    fake: FakeDiscord, bots: Bots, locale: str, words: str
) -> None:
    """Discord still offers what was registered before, as registering may have failed."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna", locale=locale)
    async with bots.running():
        (group,) = (each for each in fake.app.commands.values() if each["name"] == "isecg")
        group["options"].append({"type": 1, "name": "gone", "description": "What was there", "options": []})
        reply = await (await anna.types_command(channel, "/isecg gone")).reply()
    assert words in reply.text
    assert reply.ephemeral


async def test_a_button_of_another_version_is_answered(fake: FakeDiscord, bots: Bots) -> None:
    """A newer version, say, of which one went back to this one."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        answer = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        answer.components[-1]["components"][0]["custom_id"] = "ask9:whatever"
        reply = await (await anna.clicks(answer, "ask9:whatever")).reply()
        await bots.quiet(client)
    assert "another version" in reply.text
    assert reply.ephemeral


async def test_a_form_of_another_version_is_answered(fake: FakeDiscord, bots: Bots) -> None:
    """It is not taken for a report, and not left without a word."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        answer = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        form = await (await anna.clicks(answer, "Wrong or outdated?")).modal()
        form.data["custom_id"] = "form9:whatever"
        reply = await (await anna.submits(form, what="It was 2006")).reply()
    assert "another version" in reply.text
    assert bots.told == []
