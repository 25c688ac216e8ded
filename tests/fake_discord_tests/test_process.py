"""The fake in a process or thread of its own."""

import asyncio
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from tests.fake_discord.remote import RemoteError, RemoteFake, spawn
from tests.fake_discord.threaded import threaded

BOT = """
import asyncio, sys
from yarl import URL
import discord
from discord.gateway import DiscordWebSocket
discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = sys.argv[1], URL(sys.argv[2])
class Bot(discord.Client):
    async def on_message(self, message):
        if self.user in message.mentions:
            await message.channel.send("pong", nonce="once")
Bot(intents=discord.Intents(guilds=True, guild_messages=True)).run(sys.argv[3], log_handler=None)
"""


async def start_bot(fake: RemoteFake) -> asyncio.subprocess.Process:
    """Start a bot in a process of its own and wait until it is connected."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-W",
        "ignore",
        "-c",
        BOT,
        fake.url,
        fake.gateway_url,
        fake.token,
        cwd=Path(__file__).parent,
    )
    await fake.ready()
    return process


async def test_a_bot_killed_between_acceptance_and_reply_has_posted_once() -> None:
    """A test can hold a reply, kill the bot, restart it, and count what is visible."""
    async with spawn() as fake:
        guild = await fake.guild("A")
        channel = await fake.channel(guild)
        user = (await fake.call("user", name="Anna"))["id"]
        await fake.call("join", guild=guild, user=user)
        bot = await start_bot(fake)
        held = await fake.fault("hold", "create_message", after=True)
        await fake.call("say", user=user, channel=channel, text="{bot} ping")
        await fake.struck(held)
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
        await fake.call("orphaned", fault=held)
        await fake.release(held)
        bot = await start_bot(fake)
        await fake.call("say", user=user, channel=channel, text="{bot} ping again")
        await fake.wait_requests("create_message", stage="accepted", count=2)
        posts = await fake.call("bot_posts")
        assert posts == {channel: ["pong"]}
        bot.terminate()
        await bot.wait()
        figures = await fake.figures()
        assert figures["violations"] == []
        assert figures["requests"]["create_message 200"] == 2


async def test_the_control_api_says_what_is_wrong() -> None:
    """Unknown operations, arguments and things are refused with a reason."""
    async with spawn("--sample", "0", "--limits") as fake:
        with pytest.raises(RemoteError, match="no operation"):
            await fake.call("nonsense")
        with pytest.raises(RemoteError, match="TypeError"):
            await fake.call("guild", colour="red")
        with pytest.raises(RemoteError, match="KeyError"):
            await fake.call("messages", channel="1")
        fleet = await fake.fleet(3, 2)
        assert [len(channels) for channels in fleet.values()] == [2, 2, 2]


def test_a_thread_serves_tests_that_block() -> None:
    """A fake in a thread answers while the test blocks, and is changed through `call`."""
    with threaded() as fake:
        channel = fake.call(lambda f: f.guild("A").channel().id)

        async def post() -> int:
            async with aiohttp.ClientSession(headers={"Authorization": f"Bot {fake.token}"}) as session:
                return (
                    await session.post(f"{fake.url}/channels/{channel}/messages", json={"content": "x"})
                ).status

        assert asyncio.run(post()) == 200
        assert fake.call(lambda f: len(f.world.channels[channel].messages)) == 1
        fake.run(lambda f: f.accepted("create_message", count=1))
