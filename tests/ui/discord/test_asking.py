"""`/ask`, its buttons and its completion, as people see them."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest
from structlog.types import EventDict

from bot.ui.discord.limits import Rates
from tests.fake_discord import FakeDiscord, Message, payloads
from tests.fake_discord.world import World
from tests.ui.discord.bots import Bots
from tests.ui.discord.facts import vague


async def test_a_question_is_answered_at_once(fake: FakeDiscord, bots: Bots) -> None:
    """One response holds the fact, its date, its sources as links, and buttons to go on."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        asked = await anna.types_command(channel, "/ask", question="how many membrs does ISECG have")
        reply = await asked.reply()
    first, *rest = reply.text.splitlines()
    assert "13 members" in first
    assert "-# As of June 2024" in rest
    assert any(line.startswith("-# Sources: ") and "](<http" in line for line in rest)
    assert reply.buttons[-2:] == ["Sources", "Wrong or outdated?"]
    assert len(reply.buttons) > 2
    assert not reply.ephemeral
    assert not reply.embeds
    assert fake.journal.count("create_interaction_response") == 1


async def test_a_private_answer_is_seen_by_nobody_else(fake: FakeDiscord, bots: Bots) -> None:
    """`private:` shows the answer to the person alone."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        asked = await anna.types_command(channel, "/ask", question="when did nasa join", private=True)
        assert (await asked.reply()).ephemeral
    assert channel.bot_messages == []


async def test_a_refusal_says_so_and_claims_nothing(fake: FakeDiscord, bots: Bots) -> None:
    """What is not known gets an honest sentence, without date and sources."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        reply = await (await anna.types_command(channel, "/ask", question="best pizza in rome")).reply()
    assert "As of" not in reply.text
    assert "Sources" not in reply.buttons


async def test_a_related_question_is_answered_to_the_one_who_clicks(fake: FakeDiscord, bots: Bots) -> None:
    """A click on a related question answers quietly, and leaves the first answer as it is."""
    guild = fake.guild()
    channel, anna, ben = guild.channel(), guild.member("Anna"), guild.member("Ben")
    async with bots.running():
        first = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        before = first.text
        answer = await (await ben.clicks(first, first.buttons[0])).reply()
    assert answer.ephemeral
    assert answer is not first
    assert first.text == before
    assert "As of" in answer.text


async def test_did_you_mean_turns_into_the_answer(fake: FakeDiscord, bots: Bots) -> None:
    """Questions that were perhaps meant are buttons; the asker's click makes the answer out of them."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        reply = await (
            await anna.types_command(channel, "/ask", question=vague(bots.edition.snapshot))
        ).reply()
        assert "Did you mean" in reply.text
        answer = await (await anna.clicks(reply, reply.buttons[0])).reply()
    assert answer is reply
    assert "As of" in answer.text
    assert "Did you mean" not in answer.text


async def test_did_you_mean_of_somebody_else_stays(fake: FakeDiscord, bots: Bots) -> None:
    """Another person's click answers that person and leaves the choice to the one who asked."""
    guild = fake.guild()
    channel, anna, ben = guild.channel(), guild.member("Anna"), guild.member("Ben")
    async with bots.running():
        reply = await (
            await anna.types_command(channel, "/ask", question=vague(bots.edition.snapshot))
        ).reply()
        answer = await (await ben.clicks(reply, reply.buttons[0])).reply()
    assert answer.ephemeral
    assert "Did you mean" in reply.text


async def test_sources_are_shown_in_full_to_the_one_who_asks(fake: FakeDiscord, bots: Bots) -> None:
    """The button lists title, publisher and date of every source, only for the person who clicks."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        reply = await (
            await anna.types_command(
                channel, "/ask", question="Which technology does the Global Exploration Roadmap name?"
            )
        ).reply()
        sources = await (await anna.clicks(reply, "Sources")).reply()
    assert sources.ephemeral
    assert sources.text.startswith("**Where this comes from**")
    assert "](<http" in sources.text


async def test_completion_offers_answerable_questions(fake: FakeDiscord, bots: Bots) -> None:
    """As somebody types there are up to 25 questions, within 100 ms, and what is chosen is answered."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        await anna.autocomplete(channel, "/ask", question="wh")
        for typed in ("", "when did na", "roadm", "how many memb", "norw"):
            began = perf_counter()
            choices = await anna.autocomplete(channel, "/ask", question=typed)
            assert perf_counter() - began < 0.1
            assert 0 < len(choices) <= 25, typed
            assert all(0 < len(choice["name"]) <= 100 for choice in choices)
        chosen = (await anna.autocomplete(channel, "/ask", question="when did nasa jo"))[0]["value"]
        assert "NASA" in chosen
        reply = await (await anna.types_command(channel, "/ask", question=chosen)).reply()
    assert "2007" in reply.text


async def test_completion_of_nonsense_offers_nothing(fake: FakeDiscord, bots: Bots) -> None:
    """Where nothing is near, nothing is offered, and nothing fails."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        assert await anna.autocomplete(channel, "/ask", question="\u200b" * 90) is not None
        assert await anna.autocomplete(channel, "/ask", question="qqqqqq zzzzzz xxxxxx") == []


async def test_it_works_wherever_the_app_is_installed(fake: FakeDiscord, bots: Bots) -> None:
    """Installed by a person, commands work in other servers, in group conversations and in DMs."""
    home, foreign = fake.guild("home"), fake.guild("foreign", bot=False)
    anna, ben = home.member("Anna", installed=True), home.member("Ben")
    home.channel()
    elsewhere = foreign.channel()
    foreign.member(anna)
    async with bots.running():
        for place in (elsewhere, fake.group(anna, ben), anna.dm):
            assert "ask" in anna.offered_commands(place)
            reply = await (await anna.types_command(place, "/ask", question="when did nasa join")).reply()
            assert "2007" in reply.text
        assert ben.offered_commands(elsewhere) == []


async def test_the_menu_of_a_message_asks_it(fake: FakeDiscord, bots: Bots) -> None:
    """Right-click, Apps, Ask: the message is the question, and the answer says which one."""
    guild = fake.guild()
    channel, anna, ben = guild.channel(), guild.member("Anna"), guild.member("Ben")
    said = await ben.says(channel, "when did *nasa* join? @everyone")
    async with bots.running():
        asked = await anna.uses_message_command(said.message, "Ask ISECG about this")
        reply = await asked.reply()
        assert "2007" in reply.text
        assert f"/{said.message.id}>" in reply.text
        assert "@everyone" not in reply.text.replace(r"\@everyone", "")
        assert not reply.pings
        silent = await ben.says(channel, "\u200b")
        asked = await anna.uses_message_command(silent.message, "Ask ISECG about this")
        assert "no text" in (await asked.reply()).text


async def test_a_forwarded_message_asks_what_it_forwards(
    fake: FakeDiscord, bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The forwarding message has no text of its own."""
    told = payloads.message

    def forwarding(world: World, record: Message, **details: bool) -> dict[str, Any]:
        body = told(world, record, **details)
        return (
            body
            if record.id != said.message.id
            else body | {"content": "", "message_snapshots": [{"message": body}]}
        )

    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    said = await anna.says(channel, "when did nasa join?")
    monkeypatch.setattr(payloads, "message", forwarding)
    async with bots.running():
        asked = await anna.uses_message_command(said.message, "Ask ISECG about this")
        assert "2007" in (await asked.reply()).text


async def test_a_message_that_cannot_be_read_is_answered_with_an_apology(
    fake: FakeDiscord, bots: Bots, monkeypatch: pytest.MonkeyPatch, logged: list[EventDict]
) -> None:
    """What the library cannot read is an error like any other: a sentence, a reference and a trace."""
    told = payloads.message

    def unreadable(world: World, record: Message, **details: bool) -> dict[str, Any]:
        return told(world, record, **details) | {"attachments": [{"id": "no number"}]}

    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    said = await anna.says(channel, "when did nasa join?")
    async with bots.running():
        with monkeypatch.context() as patched:
            patched.setattr(payloads, "message", unreadable)
            asked = await anna.uses_message_command(said.message, "Ask ISECG about this")
        assert "something went wrong" in (await asked.reply()).text
    (failed,) = (entry for entry in logged if entry["log_level"] == "error")
    assert isinstance(failed["exc_info"], ValueError)


async def test_who_asks_too_fast_is_told_when_to_go_on(fake: FakeDiscord, bots: Bots) -> None:
    """The cooldown answers with a moment to wait for, to the person alone, and ends by itself."""
    guild = fake.guild()
    channel, anna, ben = guild.channel(), guild.member("Anna"), guild.member("Ben")
    async with bots.running(rates=Rates(person=2, channel=100, seconds=30)):
        for _ in range(2):
            await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        wait = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        assert wait.ephemeral
        assert "<t:" in wait.text
        assert "2007" not in wait.text
        other = await (await ben.types_command(channel, "/ask", question="when did nasa join")).reply()
        assert "2007" in other.text
        fake.advance(31)
        again = await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        assert "2007" in again.text


async def test_a_busy_channel_stays_quiet(fake: FakeDiscord, bots: Bots) -> None:
    """Where many ask, further answers are shown to those who asked, with the reason."""
    guild = fake.guild()
    channel = guild.channel()
    people = [guild.member(f"P{number}") for number in range(4)]
    async with bots.running(rates=Rates(person=100, channel=2, seconds=30)):
        replies = [
            await (await person.types_command(channel, "/ask", question="when did nasa join")).reply()
            for person in people
        ]
    assert [reply.ephemeral for reply in replies] == [False, False, True, True]
    assert "busy" in replies[2].text
    assert "2007" in replies[2].text


@pytest.mark.parametrize(
    "question",
    [
        "@everyone @here <@&123> **bold** [click](http://evil.example) `code` ||spoiler||",
        "x" * 4000,
        "when did nasa join? " * 200,
        "\u200b\u200d\u202e\ufeff" * 100,
        "<t:1:R> </ask:1> <#1> <:a:1> <id:home>",
        "\n\n# Heading\n> quote\n-# small",
        "{{ 7*7 }} {member} %s {0}",
        "💥" * 1000,
        "ISECG\x00\x07 members",
    ],
)
async def test_hostile_questions_come_to_nothing(fake: FakeDiscord, bots: Bots, question: str) -> None:
    """Whatever is typed is answered in time and calmly; nobody is pinged, nothing comes back as markup."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        reply = await (await anna.types_command(channel, "/ask", question=question)).reply()
        said = await (await anna.says(channel, "{bot} " + question[:1900])).reply()
    for message in (reply, said):
        assert message.text.strip()
        assert "went wrong" not in message.text
        assert not message.pings
        assert "evil.example" not in message.text
        assert "# Heading" not in message.text
