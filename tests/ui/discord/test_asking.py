"""`/ask` as a person sees it."""

from __future__ import annotations

from tests.fake_discord import FakeDiscord
from tests.ui.discord.bots import Bots


async def test_a_question_is_answered_at_once(fake: FakeDiscord, bots: Bots) -> None:
    """One response holds the fact, its date, its sources as links, and buttons to go on."""
    guild = fake.guild()
    channel = guild.channel()
    anna = guild.member("Anna")
    async with bots.running():
        reply = await (
            await anna.types_command(channel, "/ask", question="how many membrs does isecg have")
        ).reply()
    first, *rest = reply.text.splitlines()
    assert "27" in first
    assert any(line.startswith("-# As of ") for line in rest)
    assert any(line.startswith("-# Sources: ") for line in rest)
    assert reply.buttons[-2:] == ["Sources", "Wrong or outdated?"]
    assert not reply.ephemeral
    assert fake.journal.count("create_interaction_response") == 1
