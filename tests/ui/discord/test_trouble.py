"""What people see when something goes wrong, and what the log says."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import re

import pytest
from structlog.types import EventDict

from bot.answers.snapshot import Snapshot
from bot.ui.discord.edition import Edition
from bot.ui.discord.notices import Notices
from tests.fake_discord import FakeDiscord, NoResponseError, Perm
from tests.ui.discord.bots import Bots

QUESTION = "{bot} when did nasa join isecg?"


def _broken(edition: Edition) -> Edition:
    """An edition whose entries all fail: their templates name what does not exist."""
    knowledge = edition.snapshot.knowledge
    entries = tuple(
        entry.model_copy(update={"answer": "{{ nothing.at.all }}"}) if entry.answer else entry
        for entry in knowledge.entries
    )
    return Edition.prepare(Snapshot(dataclasses.replace(knowledge, entries=entries)), edition.loaded_at)


async def test_an_error_is_one_calm_sentence_with_a_reference(
    fake: FakeDiscord, bots: Bots, logged: list[EventDict]
) -> None:
    """The person gets the reference under which the log has the trace; the log has no text of theirs."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    bots.edition = _broken(bots.edition)
    async with bots.running():
        asked = await (await anna.types_command(channel, "/ask", question="When did NASA join?")).reply()
        said = await (await anna.says(channel, QUESTION)).reply()
    assert asked.ephemeral
    failures = {entry["reference"]: entry for entry in logged if entry["event"] == "discord.failed"}
    for message in (asked, said):
        assert "something went wrong" in message.text
        reference = re.search(r"[0-9a-f]{8}", message.text)
        assert reference is not None
        entry = failures.pop(reference[0])
        assert isinstance(entry["exc_info"], Exception)
        assert "nasa" not in str({**entry, "exc_info": None}).lower()
    assert not failures


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_replies_come_through_limits_and_errors(fake: FakeDiscord, bots: Bots, status: int) -> None:
    """A 429 or a passing 5xx on the reply to a mention delays it; it is posted once."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        if status == 429:
            fake.faults.limit("create_message", retry_after=0.05)
        else:
            fake.faults.fail("create_message", status)
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text
        await bots.quiet(client)
    assert len(channel.bot_messages) == 1


@pytest.mark.parametrize("status", [429, 502])
async def test_interactions_come_through_limits_and_errors(
    fake: FakeDiscord, bots: Bots, status: int
) -> None:
    """The same for the answer to a command."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        if status == 429:
            fake.faults.limit("create_interaction_response", retry_after=0.05)
        else:
            fake.faults.fail("create_interaction_response", status)
        asked = await anna.types_command(channel, "/ask", question="when did nasa join")
        assert "2007" in (await asked.reply()).text


async def test_an_answer_whose_acknowledgement_was_lost_stays_as_it_is(
    fake: FakeDiscord, bots: Bots, logged: list[EventDict]
) -> None:
    """Discord took the answer and then failed: the second try is refused, and nobody is told of an error."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        fake.faults.fail("create_interaction_response", 502, after=True)
        asked = await anna.types_command(channel, "/ask", question="when did nasa join")
        assert "2007" in (await asked.reply()).text
        await bots.quiet(client)
    assert len(channel.bot_messages) == 1
    assert not [entry for entry in logged if entry["log_level"] == "error"]


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("how", ["drop", "reset", "fail"])
async def test_an_answer_whose_line_was_lost_is_sent_again(
    fake: FakeDiscord, bots: Bots, logged: list[EventDict], how: str, *, after: bool
) -> None:
    """Discord takes one answer, so the second try does no harm; what follows an answer follows it still."""
    guild = fake.guild()
    channel, boss = guild.channel(), guild.member("Boss", permissions=int(Perm.MANAGE_GUILD))

    def lose() -> None:
        if how == "fail":
            fake.faults.fail("create_interaction_response", 502, after=after)
        else:
            fake.faults.drop("create_interaction_response", after=after, reset=how == "reset")

    async with bots.running() as client:
        lose()
        asked = await boss.types_command(channel, "/ask", question="when did nasa join")
        assert "2007" in (await asked.reply()).text
        await bots.quiet(client)
        lose()
        subscribed = await boss.types_command(channel, "/isecg subscribe")  # thinks first, then answers
        await bots.quiet(client)
        assert "gets alerts" in (await subscribed.reply()).text
    assert not [entry for entry in logged if entry["log_level"] in {"warning", "error"}]


async def test_a_late_answer_is_logged_and_harms_nobody(
    fake: FakeDiscord, bots: Bots, logged: list[EventDict]
) -> None:
    """After three seconds Discord knows the interaction no more; the next question is answered."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        held = fake.faults.hold("create_interaction_response")
        late = await anna.types_command(channel, "/ask", question="when did nasa join")
        await fake.faults.struck(held)
        fake.advance(4)
        held.release()
        await bots.quiet(client)
        assert late.failed
        asked = await anna.types_command(channel, "/ask", question="when did nasa join")
        assert "2007" in (await asked.reply()).text
    assert [entry["event"] for entry in logged if entry["log_level"] == "warning"] == ["discord.too_late"]


async def test_choices_that_come_too_late_are_no_error(
    fake: FakeDiscord, bots: Bots, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever types on gets the next ones; the log says it in a line, without the person."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        held = fake.faults.hold("create_interaction_response")
        typing = asyncio.create_task(anna.autocomplete(channel, "/ask", question="when did"))
        await fake.faults.struck(held)
        fake.advance(4)
        held.release()
        with pytest.raises(NoResponseError):
            await typing
        await bots.quiet(client)
        assert await anna.autocomplete(channel, "/ask", question="when did")
    assert str(anna.id) not in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_a_channel_made_secret_meanwhile_is_left_alone(fake: FakeDiscord, bots: Bots) -> None:
    """403 on the reply: no second request, no word elsewhere."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        fake.faults.fail("create_message", 403, code=50001, message="Missing Access")
        await anna.says(channel, QUESTION)
        await bots.quiet(client)
    assert channel.bot_messages == []
    assert fake.journal.count("create_message") == 1


async def test_a_bot_that_stops_finishes_its_answers_and_takes_no_new_ones(
    fake: FakeDiscord, bots: Bots
) -> None:
    """What is in flight is sent; who asks now is told to ask again."""
    guild = fake.guild()
    channel, anna, ben = guild.channel(), guild.member("Anna"), guild.member("Ben")
    async with bots.running() as client:
        held = fake.faults.hold("create_interaction_response")
        first = await anna.types_command(channel, "/ask", question="when did nasa join")
        await fake.faults.struck(held)
        draining = asyncio.create_task(client.drain(5))
        await asyncio.sleep(0)
        second = await ben.types_command(channel, "/ask", question="when did nasa join")
        mention = await ben.says(channel, QUESTION)
        assert "restarted" in (await second.reply()).text
        assert not draining.done()
        held.release()
        await draining
        answer = await first.reply()
        assert "2007" in answer.text
    assert channel.bot_messages == [answer]
    assert mention.answers in ([], [answer])


async def test_a_long_limit_on_the_maintainers_channel_stops_nothing(
    fake: FakeDiscord, bots: Bots, logged: list[EventDict]
) -> None:
    """What the maintainers cannot be told is passed over, and the next word reaches them."""
    guild = fake.guild()
    maintainers = guild.channel("maintainers")
    async with bots.running() as client:
        notices = Notices(client, maintainers.id, client.was_ready)
        telling = asyncio.create_task(notices.run())
        fake.faults.limit("create_message", retry_after=100)
        notices.tell("the first")
        await fake.until(lambda: any(entry["event"] == "maintainers.not_told" for entry in logged) or None)
        notices.tell("the second")
        (told,) = await maintainers.shows(1)
        assert told.text == "the second"
        assert not telling.done()
        telling.cancel()


async def test_a_long_limit_on_an_answer_is_one_error_in_the_log(
    fake: FakeDiscord, bots: Bots, logged: list[EventDict]
) -> None:
    """The person cannot be told, either; nothing escapes, and the next question is answered."""
    guild = fake.guild()
    channel, other, anna = guild.channel(), guild.channel("other"), guild.member("Anna")
    async with bots.running() as client:
        fake.faults.limit("create_message", retry_after=100, times=None, channel=channel)
        await anna.says(channel, QUESTION)
        await bots.quiet(client)
        assert "2007" in (await (await anna.says(other, QUESTION)).reply()).text
    assert [entry["event"] for entry in logged if entry["log_level"] == "error"] == ["discord.failed"]
