"""A bot connects, hears and answers."""

from tests.fake_discord import FakeDiscord
from tests.fake_discord.attach import running

from .bots import EchoBot


async def test_message_round_trip(fake: FakeDiscord) -> None:
    """A mention reaches the bot and its reply is in the channel."""
    guild = fake.guild("A", locale="de")
    channel = guild.channel("general")
    anna = guild.member("Anna")
    async with running(EchoBot(), fake):
        said = await anna.says(channel, "{bot} hello")
        reply = await said.reply()
        assert reply.text == "heard: @ISECG Bot hello"
        assert reply.reference == said.message.id


async def test_command_round_trip(fake: FakeDiscord) -> None:
    """A slash command gets its answer, private when asked for."""
    guild = fake.guild("A", locale="de")
    channel = guild.channel("general")
    anna = guild.member("Anna", locale="de")
    async with running(EchoBot(), fake):
        reply = await (await anna.types_command(channel, "/ask", question="why?")).reply()
        assert reply.text == "You asked: why?"
        private = await (await anna.types_command(channel, "/ask", question="why?", private=True)).reply()
        assert private.ephemeral
        assert channel.bot_messages == [reply]
