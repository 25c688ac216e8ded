"""People, places and faults through the control API, with a bot in another process."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fake_discord.remote import RemoteError, RemoteFake, spawn

ROOT = Path(__file__).resolve().parents[2]
BOT = """
import warnings
warnings.simplefilter("ignore")
import sys
from yarl import URL
import discord
from discord.gateway import DiscordWebSocket
from tests.fake_discord_tests.bots import EchoBot
discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = sys.argv[1], URL(sys.argv[2])
EchoBot().run(sys.argv[3], log_handler=None)
"""


@pytest.fixture
async def remote() -> AsyncIterator[RemoteFake]:
    """Return a fake in another process, with an echo bot in a third one connected to it."""
    async with spawn() as fake:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", BOT, fake.url, fake.gateway_url, fake.token, cwd=ROOT
        )
        try:
            await fake.ready()
            yield fake
            assert (await fake.figures())["violations"] == []
        finally:
            process.kill()
            await process.wait()


async def test_everything_by_remote_control(remote: RemoteFake) -> None:
    """People type, click, choose and see; channels change; faults strike; counts add up."""
    guild = await remote.guild("A", locale="ja")
    channel = await remote.channel(guild)
    anna = (await remote.call("user", name="Anna", locale="de"))["id"]
    await remote.call("join", guild=guild, user=anna)
    await remote.call("settled")
    here = {"user": anna, "channel": channel}

    asked = await remote.call("command", **here, command="/ask", options={"question": "why"})
    assert asked["message"]["text"] == "You asked: why [de]"
    choices = await remote.call("autocomplete", **here, command="/ask", options={"question": "wh"})
    assert len(choices) == 3
    panel = (await remote.call("command", **here, command="/panel"))["message"]["id"]
    turned = await remote.call("click", **here, message=panel, button="Next")
    assert (turned["kind"], turned["message"]["text"]) == (7, "page 2")
    chosen = await remote.call("select", **here, message=panel, select="Region", choices=["Asia"])
    assert chosen["message"]["text"] == "chosen: as"
    form = await remote.call("click", **here, message=panel, button="Report")
    assert form["modal"]["title"] == "Wrong or outdated?"
    noted = await remote.call("submit", user=anna, interaction=form["interaction"], fields={"what": "year"})
    assert noted["message"]["text"] == "Noted: year"
    assert "Noted: year" in [each["text"] for each in await remote.call("sees", **here)]
    assert "Noted: year" not in [each["text"] for each in await remote.messages(channel)]
    about = await remote.call("message_command", **here, message=panel, name="Ask about this")
    assert about["message"]["text"] == "about: page 2"
    assert "setup" not in await remote.call("offered", **here)
    said = await remote.call("say", **here, text="{bot} hi", within=10)
    assert said["answer"]["text"].endswith("hi")
    await remote.call("edit", **here, message=said["id"], text="{bot} ho")
    dm = (await remote.call("dm", user=anna))["id"]
    direct = await remote.call("say", user=anna, channel=dm, text="direct", within=10)
    assert direct["answer"]["text"] == "heard: direct"

    burst = await remote.call(
        "burst", user=anna, channels=[channel], command="/ask", option="question", values=["a", "b", "c"]
    )
    assert len(burst["latencies"]) == 3
    await remote.call("chatter", user=anna, channels=[channel], texts=["x"], repeat=3)

    await remote.call("overwrite", channel=channel, deny=1 << 11)
    refused = await remote.call("say", **here, text="{bot} silenced")
    assert refused["answer"] is None
    await remote.wait_requests("create_message", channel=channel, stage="refused")
    await remote.call("overwrite", channel=channel, reset=1 << 11)

    fault = await remote.fault("fail", "create_message", status=503, after=True, times=1)
    await remote.call("say", **here, text="{bot} twice?", within=10)
    await remote.struck(fault)
    await remote.call("clear_faults")
    await remote.call("gateway", action="close", code=4000)
    await remote.call("say", **here, text="{bot} back?", within=10)

    thread = (await remote.call("thread", channel=channel, name="talk"))["id"]
    await remote.call("change_thread", channel=thread, archived=True, locked=False)
    await remote.call("change_channel", channel=channel, name="news", kind="announcement")
    await remote.call("change_guild", guild=guild, available=False)
    await remote.call("change_guild", guild=guild, available=True)
    await remote.call("change_guild", guild=guild, bot=False)
    await remote.call("change_guild", guild=guild, bot=True)
    await remote.call("settings", nonce_window=60, limits=False, global_per_second=50, sample=1, shards=1)
    await remote.advance(61)
    role = await remote.call("role", guild=guild, name="Fans", mentionable=True)
    assert int(role["id"])
    await remote.call("delete_message", channel=channel, message=panel)
    texts = [each["text"] for each in await remote.messages(channel)]
    assert "page 2" not in texts
    assert (await remote.figures())["requests"]["create_message 403"] == 1
    await remote.call("forget")
    assert await remote.messages(channel) == []
    await remote.call("delete_channel", channel=channel)
    with pytest.raises(RemoteError):
        await remote.messages(channel)
    await remote.call("settings", token_valid=False)
    await remote.call("disconnected")
