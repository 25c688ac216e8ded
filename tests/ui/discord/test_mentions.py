"""Messages to the bot: mentions, direct messages, threads, corrections, and silence where nobody asked."""

from __future__ import annotations

import pytest

from bot.ui.discord.limits import Rates
from tests.fake_discord import FakeDiscord, Perm
from tests.ui.discord.bots import Bots

QUESTION = "{bot} when did nasa join isecg?"


async def test_a_mention_is_answered_as_a_reply(fake: FakeDiscord, bots: Bots) -> None:
    """The answer refers to the question and pings nobody."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        said = await anna.says(channel, QUESTION)
        reply = await said.reply()
    assert "2007" in reply.text
    assert reply.reference == said.message.id
    assert not reply.pings
    assert reply.buttons[-1] == "Wrong or outdated?"


async def test_a_direct_message_needs_no_mention(fake: FakeDiscord, bots: Bots) -> None:
    """Whatever is written to the bot directly is a question."""
    anna = fake.user("Anna")
    async with bots.running():
        assert "2007" in (await (await anna.dms("when did nasa join?")).reply()).text
        assert "few words" in (await (await anna.dms("   ?!")).reply()).text


async def test_in_a_thread_the_answer_is_in_the_thread(fake: FakeDiscord, bots: Bots) -> None:
    """The channel above the thread stays quiet."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    thread = channel.thread("space")
    async with bots.running():
        reply = await (await anna.says(thread, QUESTION)).reply()
    assert "2007" in reply.text
    assert thread.bot_messages == [reply]
    assert channel.bot_messages == []


async def test_what_is_not_addressed_to_the_bot_gets_no_reply(fake: FakeDiscord, bots: Bots) -> None:
    """Other messages, bots, webhooks, everyone-pings and the bot's own words are ignored."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    robot = fake.user("Robot", bot=True)
    guild.member(robot)
    async with bots.running() as client:
        await anna.says(channel, "when did nasa join isecg?")
        await anna.says(channel, "@everyone when did nasa join isecg?")
        await robot.says(channel, QUESTION)
        await anna.says(channel, QUESTION, webhook=True)
        await bots.quiet(client)
        assert channel.bot_messages == []
        await (await anna.says(channel, QUESTION)).reply()
        await bots.quiet(client)
        assert len(channel.bot_messages) == 1


async def test_a_correction_within_two_minutes_changes_the_answer(fake: FakeDiscord, bots: Bots) -> None:
    """An edited question edits its answer in place; nothing is posted anew."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        said = await anna.says(channel, "{bot} when did nasa join?")
        reply = await said.reply()
        fake.advance(100)
        await anna.edits(said, "{bot} when did the norwegian space agency join?")
        await fake.until(lambda: "NOSA" in reply.text or "Norw" in reply.text)
    assert channel.bot_messages == [reply]
    assert reply.edits == 1
    assert "Wrong or outdated?" in reply.buttons


async def test_a_later_or_empty_edit_changes_nothing(fake: FakeDiscord, bots: Bots) -> None:
    """After two minutes, and where only a preview was added, the answer stays."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        said = await anna.says(channel, "{bot} when did nasa join?")
        reply = await said.reply()
        await anna.edits(said, "{bot}  when did nasa join? ")
        await bots.quiet(client)
        fake.advance(121)
        await anna.edits(said, "{bot} when did the norwegian space agency join?")
        await bots.quiet(client)
    assert reply.edits == 0


async def test_a_correction_that_comes_before_the_answer_wins(fake: FakeDiscord, bots: Bots) -> None:
    """While the first answer is on its way, the corrected question waits for it and then edits it."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        held = fake.faults.hold("create_message")
        said = await anna.says(channel, "{bot} when did nasa join?")
        await fake.faults.struck(held)
        await anna.edits(said, "{bot} when did the norwegian space agency join?")
        held.release()
        reply = await said.reply()
        await fake.until(lambda: reply.edits == 1)
    assert channel.bot_messages == [reply]
    assert "Norw" in reply.text or "NOSA" in reply.text


@pytest.mark.parametrize("after", [False, True])
async def test_a_correction_whose_line_was_lost_is_made_again(
    fake: FakeDiscord, bots: Bots, *, after: bool
) -> None:
    """The answer becomes the corrected one, and no apology."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        said = await anna.says(channel, "{bot} when did nasa join?")
        reply = await said.reply()
        fake.faults.drop("update_message", after=after)
        await anna.edits(said, "{bot} when did the norwegian space agency join?")
        await bots.quiet(client)
    assert "NOSA" in reply.text or "Norw" in reply.text


async def test_thanks_under_an_answer_is_no_question(fake: FakeDiscord, bots: Bots) -> None:
    """A reply that pings the bot is answered if it asks something, and left alone if not."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        first = await (await anna.says(channel, QUESTION)).reply()
        await anna.says(channel, "thanks a lot!", reply_to=first)
        await bots.quiet(client)
        assert channel.bot_messages == [first]
        asked = await anna.says(channel, "how many members does isecg have?", reply_to=first)
        assert "13" in (await asked.reply()).text


async def test_where_it_may_not_write_it_answers_directly(fake: FakeDiscord, bots: Bots) -> None:
    """Without permission no request is wasted: the person gets the answer with the reason, or nobody does."""
    guild = fake.guild()
    channel, anna, shy = guild.channel("rules"), guild.member("Anna"), guild.member("Shy")
    channel.deny(Perm.SEND_MESSAGES)
    shy.closes_dms()
    async with bots.running() as client:
        await anna.says(channel, QUESTION)
        (direct,) = await anna.dm.shows(1)
        assert "may not write" in direct.text
        assert "2007" in direct.text
        await shy.says(channel, QUESTION)
        await bots.quiet(client)
    assert channel.bot_messages == []
    assert fake.journal.count("create_message", 403) == 1  # the closed conversation, not the channel


async def test_in_a_locked_thread_it_answers_directly(fake: FakeDiscord, bots: Bots) -> None:
    """Only moderators can write there any more, of whom it is none."""
    guild = fake.guild()
    thread, anna = (
        guild.channel().thread("closed"),
        guild.member("Anna", permissions=int(Perm.MANAGE_THREADS)),
    )
    thread.set_thread(archived=False, locked=True)
    async with bots.running():
        await anna.says(thread, QUESTION)
        (answer,) = await anna.dm.shows(1)
    assert f"I may not write in {thread.mention}" in answer.text
    assert "2007" in answer.text
    assert thread.bot_messages == []


async def test_without_history_it_answers_without_reference(fake: FakeDiscord, bots: Bots) -> None:
    """Where the bot may not read history it may not refer to a message; the answer comes all the same."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    channel.deny(Perm.READ_MESSAGE_HISTORY)
    async with bots.running():
        reply = await (await anna.says(channel, QUESTION)).reply()
    assert "2007" in reply.text
    assert reply.reference is None
    assert fake.journal.count("create_message", 400) == 0


async def test_a_question_deleted_meanwhile_does_no_harm(fake: FakeDiscord, bots: Bots) -> None:
    """The answer is posted without a reference to what is gone."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        held = fake.faults.hold("create_message")
        said = await anna.says(channel, QUESTION)
        await fake.faults.struck(held)
        await anna.deletes(said)
        held.release()
        (reply,) = await channel.shows(1)
    assert "2007" in reply.text


async def test_too_many_mentions_are_answered_once_and_then_met_with_silence(
    fake: FakeDiscord, bots: Bots
) -> None:
    """The cooldown is said once; a flood of mentions makes no flood of replies."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running(rates=Rates(person=1, channel=100, seconds=30)) as client:
        await (await anna.says(channel, QUESTION)).reply()
        for _ in range(5):
            await anna.says(channel, QUESTION)
        await channel.shows(2)
        await bots.quiet(client)
    assert len(channel.bot_messages) == 2
    assert "<t:" in channel.bot_messages[1].text


async def test_two_servers_at_once_get_their_own_answers(fake: FakeDiscord, bots: Bots) -> None:
    """Questions that arrive together are answered where they were asked."""
    first, second = fake.guild("first"), fake.guild("second")
    one, two = first.channel(), second.channel()
    anna, ben = first.member("Anna"), second.member("Ben")
    async with bots.running():
        asked = await anna.says(one, "{bot} when did nasa join?")
        other = await ben.says(two, "{bot} how many members does isecg have?")
        assert "2007" in (await asked.reply()).text
        assert "13" in (await other.reply()).text
    assert len(one.bot_messages) == len(two.bot_messages) == 1


@pytest.mark.parametrize("times", [1, 2])
async def test_a_lost_reply_is_never_posted_twice(fake: FakeDiscord, bots: Bots, times: int) -> None:
    """A request that took effect but got no reply is repeated with its nonce: one message stands there."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        fake.faults.drop("create_message", after=True, times=times)
        await anna.says(channel, QUESTION)
        await fake.accepted("create_message", count=times + 1)
        await bots.quiet(client)
    assert len(channel.bot_messages) == 1
