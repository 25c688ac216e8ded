"""Restarts, reloads and the registration of commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.types import EventDict

from bot.ui.discord.edition import Edition
from tests.fake_discord import FakeDiscord
from tests.ui.discord.bots import Bots
from tests.ui.discord.facts import read, vague, write_facts


async def test_every_button_works_after_a_restart(fake: FakeDiscord, bots: Bots) -> None:
    """Answers, choices, sources, reports, pages and regions of an earlier process can be clicked."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        answer = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        choice = await (
            await anna.types_command(channel, "/ask", question=vague(bots.edition.snapshot))
        ).reply()
        listed = await (await anna.types_command(channel, "/isecg members")).reply()
        reply = await (await anna.says(channel, "{bot} when did nasa join")).reply()
    async with bots.running():
        assert "13 members" in (await (await anna.clicks(answer, answer.buttons[0])).reply()).text
        assert "Where this comes from" in (await (await anna.clicks(reply, "Sources")).reply()).text
        await (await anna.clicks(reply, "Wrong or outdated?")).modal()
        assert "As of" in (await (await anna.clicks(choice, choice.buttons[0])).reply()).text
        assert "Page 2" in (await (await anna.clicks(listed, "Next")).reply()).text
        assert "NZSA" in (await (await anna.selects(listed, "Choose a region", "Oceania")).reply()).text


async def test_a_button_of_an_entry_that_is_gone_is_still_answered(
    fake: FakeDiscord, bots: Bots, tmp_path: Path
) -> None:
    """An entry was renamed since: the question on the button is asked as if it had been typed."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        answer = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
    folder = write_facts(tmp_path)
    entries = folder / "entries.yaml"
    entries.write_text(entries.read_text().replace("count-now", "count-today"))
    bots.edition = Edition.prepare(read(folder), bots.edition.loaded_at)
    async with bots.running():
        assert "13 members" in (await (await anna.clicks(answer, answer.buttons[0])).reply()).text


async def test_commands_are_registered_only_when_they_change(fake: FakeDiscord, bots: Bots) -> None:
    """A second start registers nothing; a changed definition does."""
    async with bots.running():
        assert fake.commands == ["Ask ISECG about this", "ask", "isecg"]
        writes = fake.app.command_writes
    async with bots.running():
        assert fake.app.command_writes == writes
    (name,) = bots.store.notes
    bots.store.notes[name] = bots.store.notes[name].replace('"hash": "', '"hash": "0')
    async with bots.running():
        assert fake.app.command_writes > writes


async def test_a_failed_registration_stops_nothing(
    fake: FakeDiscord, bots: Bots, logged: list[EventDict]
) -> None:
    """Discord refuses the commands: the bot runs all the same and tries again at the next start."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    fake.faults.fail("bulk_set_application_commands", 400, code=50035, message="Invalid Form Body")
    async with bots.running():
        assert "2007" in (await (await anna.says(channel, "{bot} when did nasa join")).reply()).text
    assert fake.commands == []
    assert any(entry["event"] == "commands.not_registered" for entry in logged)
    async with bots.running():
        assert "ask" in fake.commands


async def test_one_question_sees_one_revision(fake: FakeDiscord, bots: Bots, tmp_path: Path) -> None:
    """Questions during a reload are answered from the old or the new facts, never from both."""
    guild = fake.guild()
    channel = guild.channel()
    people = [guild.member(f"P{number}") for number in range(10)]
    folder = write_facts(tmp_path)
    entries = folder / "entries.yaml"
    entries.write_text(entries.read_text().replace("ISECG has", "Since today ISECG has"))
    fresh = Edition.prepare(read(folder), bots.edition.loaded_at)
    async with bots.running() as client:
        texts = []
        for number, person in enumerate(people):
            asked = await person.types_command(channel, "/ask", question="how many members does isecg have")
            if number == 5:
                client.desk.edition = fresh
            texts.append((await asked.reply()).text.splitlines()[0])
    assert set(texts) == {"ISECG has 13 members.", "Since today ISECG has 13 members."}
    assert texts == sorted(texts)


@pytest.mark.parametrize("shards", [1, 3])
async def test_every_command_says_where_it_may_be_used(fake: FakeDiscord, bots: Bots, shards: int) -> None:
    """Contexts and integration types are set on each command; no deprecated field is."""
    fake.gateway.recommended_shards = shards
    async with bots.running(shards_ready=shards):
        commands = list(fake.app.commands.values())
    assert len(commands) == 3
    for command in commands:
        assert sorted(command["contexts"]) == [0, 1, 2]
        assert sorted(command["integration_types"]) == [0, 1]
