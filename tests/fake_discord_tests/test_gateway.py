"""Sessions: identify, resume, reconnect, invalidate, shards, and what is heard."""

import asyncio

import aiohttp
import discord
import pytest

from tests.fake_discord import FakeDiscord, Perm
from tests.fake_discord.attach import running

from .bots import INTENTS, EchoBot


@pytest.mark.parametrize("how", ["drop", "close", "close_1000", "reconnect", "invalidate_resumable"])
async def test_a_question_during_a_lost_connection_is_answered_after_the_resume(
    fake: FakeDiscord, how: str
) -> None:
    """Events of the gap are replayed, in order, to the same session."""
    guild = fake.guild()
    anna, channel = guild.member("Anna"), guild.channel()
    bot = EchoBot()
    async with running(bot, fake):
        match how:
            case "drop":
                fake.gateway.drop()
            case "close":
                fake.gateway.close(4000)
            case "close_1000":
                fake.gateway.close(1000)
            case "reconnect":
                fake.gateway.reconnect()
            case _:
                fake.gateway.invalidate(resumable=True)
        said = await anna.says(channel, "{bot} still there?")
        assert (await said.reply()).text.endswith("still there?")
        await fake.until(lambda: bot.resumed == 1)
    assert len(fake.gateway.identifies) == 1


async def test_an_outage_ends_in_a_resume(fake: FakeDiscord) -> None:
    """While the gateway refuses connections nothing is lost."""
    guild = fake.guild()
    anna, channel = guild.member("Anna"), guild.channel()
    async with running(EchoBot(), fake):
        async with fake.gateway.outage():
            said = await anna.says(channel, "{bot} now?")
            await fake.until(lambda: fake.gateway.refused > 0)
        assert (await said.reply(within=20)).text.endswith("now?")


@pytest.mark.parametrize("code", [None, 4007, 4009])
async def test_a_lost_session_means_a_new_identify(fake: FakeDiscord, code: int | None) -> None:
    """Op 9 without resume, or a close that ends the session, leads to a new session."""
    fake.guild()
    async with running(EchoBot(), fake):
        if code is None:
            fake.gateway.invalidate()
        else:
            fake.gateway.close(code)
        await fake.until(lambda: len(fake.gateway.identifies) == 2, within=20)
        await fake.gateway.ready()


async def test_a_wrong_or_revoked_token_ends_the_client(fake: FakeDiscord) -> None:
    """REST says 401 for a wrong token; revoking one closes the gateway with 4004."""
    async with EchoBot() as stranger:
        with pytest.raises(discord.LoginFailure):
            await stranger.login("wrong")
    with pytest.raises(discord.ConnectionClosed) as caught:  # noqa: PT012  # the block is what fails
        async with running(EchoBot(), fake):
            fake.revoke_token()
            await fake.until(lambda: False)
    assert caught.value.code == 4004


async def test_privileged_intents_must_be_switched_on(fake: FakeDiscord) -> None:
    """Asking for message content without the switch closes with 4014; with it, text arrives."""
    guild = fake.guild()
    anna, channel = guild.member("Anna"), guild.channel()
    greedy = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    with pytest.raises(discord.PrivilegedIntentsRequired):  # the block is what fails
        async with running(EchoBot(greedy), fake):
            await fake.until(lambda: False)
    fake.app.message_content = True
    bot = EchoBot(greedy)
    async with running(bot, fake):
        await anna.says(channel, "plain")
        await fake.settled()
    assert bot.heard == ["plain"]


async def test_guilds_are_spread_over_shards(fake: FakeDiscord) -> None:
    """Each shard gets its own guilds, and direct messages go to shard 0."""
    guilds = [fake.guild(f"G{n}") for n in range(4)]
    anna = guilds[0].member("Anna")
    fake.gateway.recommended_shards = 2

    class Sharded(discord.AutoShardedClient):
        async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
            """Identify at once."""

        async def on_message(self, message: discord.Message) -> None:
            if not message.author.bot:
                shard = message.guild.shard_id if message.guild else "direct"
                await message.channel.send(f"shard {shard}")

    client = Sharded(intents=INTENTS, guild_ready_timeout=0.05)
    async with running(client, fake, shards=2):
        channel = guilds[1].channel()
        guilds[1].member(anna)
        assert (await (await anna.says(channel, "hi")).reply()).text == "shard 1"
        assert (await (await anna.dms("hi")).reply()).text == "shard direct"
        assert len(client.guilds) == 4


async def test_guilds_come_and_go(fake: FakeDiscord) -> None:
    """An outage is not a removal, and both can be undone."""
    guild = fake.guild("A")
    bot = EchoBot()
    async with running(bot, fake):
        await fake.settled()
        guild.go_down()
        await fake.settled()
        known = bot.get_guild(guild.id)
        assert known is not None
        assert known.unavailable
        guild.come_back()
        await fake.settled()
        guild.kick_bot()
        await fake.settled()
        assert bot.get_guild(guild.id) is None
        guild.invite_bot()
        late = guild.channel("late")
        late.rename("later")
        role = guild.role("Fans", mentionable=True)
        await fake.settled()
        known = bot.get_guild(guild.id)
        assert known is not None
        assert [each.name for each in known.text_channels] == ["later"]
        assert known.get_role(role.id) is not None
        late.delete()
        await fake.settled()
        assert known.text_channels == []


async def test_a_channel_that_the_bot_cannot_view_hides_its_name(fake: FakeDiscord) -> None:
    """Such a channel arrives obfuscated and its messages do not arrive at all."""
    guild = fake.guild()
    channel = guild.channel("secret-plans")
    channel.deny(Perm.VIEW_CHANNEL)
    anna = guild.member("Anna")
    bot = EchoBot()
    async with running(bot, fake):
        await anna.says(channel, "{bot} hello")
        await fake.settled()
        seen = bot.get_channel(channel.id)
        assert isinstance(seen, discord.TextChannel)
        assert seen.name == "___hidden___"
    assert bot.heard == []


async def test_a_crash_of_the_bot_fails_the_test(fake: FakeDiscord) -> None:
    """Exceptions that no task retrieves come out at the end of the block."""

    async def crash() -> None:
        msg = "background"
        raise ZeroDivisionError(msg)

    with pytest.raises(BaseExceptionGroup) as caught:  # noqa: PT012  # the block is what fails
        async with running(EchoBot(), fake):
            task = asyncio.create_task(crash())
            await asyncio.wait([task])
            del task
    assert caught.group_contains(ZeroDivisionError)


async def test_edits_and_deletions_by_people_are_heard(fake: FakeDiscord) -> None:
    """The new text arrives when it addresses the bot; a deletion arrives by id."""
    guild = fake.guild()
    anna, channel = guild.member("Anna"), guild.channel()
    heard: list[object] = []

    class Listener(EchoBot):
        async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
            heard.append(event.message.content)

        async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
            heard.append(event.message_id)

    async with running(Listener(), fake):
        said = await anna.says(channel, "typo")
        await anna.edits(said, "{bot} no typo")
        await anna.edits(said, "private")
        await anna.deletes(said)
        await fake.settled()
    assert heard == [f"{fake.world.bot.mention} no typo", "", said.message.id]


async def test_a_client_that_floods_the_gateway_is_closed(fake: FakeDiscord) -> None:
    """More than 120 frames in a minute close the connection with 4008."""
    async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as socket:
        for _ in range(121):
            await socket.send_json({"op": 1, "d": None})
        async for _ in socket:
            pass
        assert socket.close_code == 4008


async def test_a_bad_identify_is_closed_with_its_code(fake: FakeDiscord) -> None:
    """A wrong token is 4004, an impossible shard 4010, an unknown operation 4001."""
    frames = {
        4004: {"op": 2, "d": {"token": "wrong", "intents": 0}},
        4010: {"op": 2, "d": {"token": fake.token, "intents": 0, "shard": [2, 2]}},
        4001: {"op": 77, "d": None},
    }
    for code, frame in frames.items():
        async with aiohttp.ClientSession() as session, session.ws_connect(fake.gateway_url) as socket:
            await socket.send_json(frame)
            async for _ in socket:
                pass
            assert socket.close_code == code


async def test_an_unavailable_guild_comes_later(fake: FakeDiscord) -> None:
    """A guild that is down when the bot starts is listed as unavailable, and arrives when it is back."""
    guild = fake.guild()
    guild.go_down()
    bot = EchoBot()
    async with running(bot, fake):
        await fake.settled()
        known = bot.get_guild(guild.id)
        assert known is not None
        assert known.unavailable
        guild.come_back()
        await fake.settled()
        assert not known.unavailable
