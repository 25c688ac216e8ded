"""Messages and commands between people and a bot on the real client."""

import discord
import pytest

from tests.fake_discord import FakeDiscord, NoResponseError, Perm
from tests.fake_discord.attach import running

from .bots import EchoBot


async def test_a_mention_is_heard_and_answered(fake: FakeDiscord) -> None:
    """A mention reaches the bot with its text, and the reply refers to it."""
    guild = fake.guild("A", locale="de")
    channel = guild.channel("general")
    anna = guild.member("Anna")
    async with running(EchoBot(), fake):
        said = await anna.says(channel, "{bot} hello")
        reply = await said.reply()
        assert reply.text == "heard: @ISECG Bot hello"
        assert reply.reference == said.message.id
        assert not reply.pings


async def test_without_the_content_intent_only_addressed_text_arrives(fake: FakeDiscord) -> None:
    """Text is blank unless the bot is mentioned, wrote it, or it is a direct message."""
    guild = fake.guild()
    channel = guild.channel()
    anna = guild.member("Anna")
    bot = EchoBot()
    async with running(bot, fake):
        await anna.says(channel, "not for you")
        await (await anna.dms("secret")).reply()
        await (await anna.says(channel, "{bot} yes")).reply()
        await fake.settled()
    assert bot.heard[:2] == ["", "secret"]
    assert fake.world.bot.mention + " yes" in bot.heard


async def test_a_command_answers_in_the_persons_language(fake: FakeDiscord) -> None:
    """A slash command gets its answer, private when asked for, with the person's locale."""
    guild = fake.guild()
    channel = guild.channel()
    anna = guild.member("Anna", locale="de")
    async with running(EchoBot(), fake):
        reply = await (await anna.types_command(channel, "/ask", question="why?")).reply()
        assert reply.text == "You asked: why? [de]"
        private = await (await anna.types_command(channel, "/ask", question="why?", private=True)).reply()
        assert private.ephemeral
        assert channel.bot_messages == [reply]
        group = await (await anna.types_command(channel, "/isecg member", name="NASA")).reply()
        assert group.text == "member NASA"


async def test_autocomplete_offers_choices(fake: FakeDiscord) -> None:
    """What is typed so far comes back as choices."""
    guild = fake.guild()
    anna = guild.member("Anna")
    channel = guild.channel()
    async with running(EchoBot(), fake):
        choices = await anna.autocomplete(channel, "/ask", question="what")
    assert [each["name"] for each in choices] == ["what 0", "what 1", "what 2"]


async def test_buttons_selects_and_forms(fake: FakeDiscord) -> None:
    """A person can turn a page, choose, and fill in a form."""
    guild = fake.guild()
    anna = guild.member("Anna")
    channel = guild.channel()
    async with running(EchoBot(), fake):
        shown = await (await anna.types_command(channel, "/panel")).reply()
        assert shown.buttons == ["Next", "Report", "Slow"]
        assert (await (await anna.clicks(shown, "Next")).reply()).text == "page 2"
        assert (await (await anna.clicks(shown, "Slow")).reply()).text == "slowly"
        assert (await (await anna.selects(shown, "Region", "Asia")).reply()).text == "chosen: as"
        form = await (await anna.clicks(shown, "Report")).modal()
        assert (form.title, form.fields) == ("Wrong or outdated?", ["What is wrong"])
        thanks = await (await anna.submits(form, What_is_wrong="the year")).reply()
        assert (thanks.text, thanks.ephemeral) == ("Noted: the year", True)
        with pytest.raises(LookupError, match="takes 0 to 200"):
            await anna.submits(form, what="x" * 201)


async def test_buttons_work_after_a_restart(fake: FakeDiscord) -> None:
    """A message outlives the process that posted it."""
    guild = fake.guild()
    anna = guild.member("Anna")
    channel = guild.channel()
    async with running(EchoBot(), fake):
        shown = await (await anna.types_command(channel, "/panel")).reply()
    async with running(EchoBot(), fake):
        assert (await (await anna.clicks(shown, "Next")).reply()).text == "page 2"


async def test_a_deferred_answer_keeps_its_privacy(fake: FakeDiscord) -> None:
    """After a deferred answer the first follow-up becomes it, and stays as private as the deferral."""
    guild = fake.guild()
    anna = guild.member("Anna")
    channel = guild.channel()
    async with running(EchoBot(), fake):
        exchange = await anna.types_command(channel, "/later")
        (second,) = await exchange.followups()
        first = await exchange.reply()
    assert (first.text, first.ephemeral) == ("first", True)
    assert (second.text, second.ephemeral) == ("second", False)


async def test_an_app_command_on_a_message_carries_its_text(fake: FakeDiscord) -> None:
    """A message command reads the message in full, without the content intent."""
    guild = fake.guild()
    anna = guild.member("Anna")
    channel = guild.channel()
    said = await anna.says(channel, "who leads it?")
    async with running(EchoBot(), fake):
        exchange = await anna.uses_message_command(said, "Ask about this")
        assert (await exchange.reply()).text == "about: who leads it?"


async def test_commands_are_offered_by_place_and_permission(fake: FakeDiscord) -> None:
    """Contexts, installation and default permissions decide what a person may use where."""
    guild, foreign = fake.guild("home"), fake.guild("foreign", bot=False)
    channel, elsewhere = guild.channel(), foreign.channel()
    anna = guild.member("Anna", installed=True)
    boss = guild.member("Boss", permissions=Perm.MANAGE_GUILD)
    foreign.member(anna)
    async with running(EchoBot(), fake):
        assert "setup" in boss.offered_commands(channel)
        assert "setup" not in anna.offered_commands(channel)
        assert anna.offered_commands(elsewhere) == ["ask"]
        assert (await (await anna.types_command(elsewhere, "/ask", question="q")).reply()).text.startswith(
            "You"
        )
        group = fake.group(anna, boss)
        assert (await (await anna.types_command(group, "/ask", question="q")).reply()).text.startswith("You")
        assert (await (await anna.types_command(anna.dm, "/ask", question="q")).reply()).text.startswith(
            "You"
        )
        picked = await (await boss.types_command(channel, "/setup", channel=channel)).reply()
        assert picked.text == "set to general"
        with pytest.raises(LookupError, match="is not offered"):
            await anna.types_command(channel, "/setup", channel=channel)
        with pytest.raises(LookupError, match="needs"):
            await anna.types_command(channel, "/ask")


async def test_nobody_answers_when_no_bot_is_there(fake: FakeDiscord) -> None:
    """After three seconds of the fake's clock the client gives up."""
    guild = fake.guild()
    anna = guild.member("Anna")
    channel = guild.channel()
    async with running(EchoBot(), fake):
        await (await anna.types_command(channel, "/ask", question="q")).reply()
    exchange = await anna.types_command(channel, "/ask", question="q")
    fake.advance(3.1)
    with pytest.raises(NoResponseError):
        await exchange.reply()


async def test_people_write_only_where_and_what_they_can(fake: FakeDiscord) -> None:
    """Without permission, or with more than 4,000 characters, there is nothing to send."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    await anna.says(channel, "x" * 4000)
    with pytest.raises(LookupError, match="4000 characters"):
        await anna.says(channel, "x" * 4001)
    channel.deny(Perm.SEND_MESSAGES, anna.id)
    with pytest.raises(LookupError, match="cannot write"):
        await anna.says(channel, "x")


async def test_other_bots_and_webhooks_are_recognisable(fake: FakeDiscord) -> None:
    """Their messages carry the marks by which a bot ignores them."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    other = fake.user("Other", bot=True)
    guild.member(other)
    seen: list[tuple[bool, bool]] = []

    class Listener(EchoBot):
        async def on_message(self, message: discord.Message) -> None:
            seen.append((message.author.bot, message.webhook_id is not None))

    async with running(Listener(), fake):
        await other.says(channel, "{bot} hi")
        await anna.says(channel, "{bot} hi", webhook=True)
        await fake.settled()
    assert seen == [(True, False), (False, True)]
