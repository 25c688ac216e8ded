"""Lost connections, shards, outages, and servers of which the bot knows nothing."""

from __future__ import annotations

import pytest
from aiohttp import web
from discord.backoff import ExponentialBackoff

from bot.ui.discord.client import Shards
from bot.ui.discord.events import LenientSocket
from tests.fake_discord import FakeDiscord
from tests.ui.discord.bots import Bots

QUESTION = "{bot} when did nasa join isecg?"


@pytest.mark.parametrize("how", ["drop", "reconnect", "invalidate"])
async def test_a_question_in_the_gap_is_answered_once(fake: FakeDiscord, bots: Bots, how: str) -> None:
    """What was said while the connection was lost is answered after the resume."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        match how:
            case "drop":
                fake.gateway.drop()
            case "reconnect":
                fake.gateway.reconnect()
            case _:
                fake.gateway.invalidate(resumable=True)
        said = await anna.says(channel, QUESTION)
        assert "2007" in (await said.reply()).text
        await bots.quiet(client)
    assert len(channel.bot_messages) == 1


@pytest.mark.parametrize("code", [1000, 1012, 4000])
@pytest.mark.parametrize("refused", [0, 1])
@pytest.mark.parametrize("closed", [1, 4])
async def test_a_gateway_that_closes_before_it_begins_is_waited_for(  # noqa: PLR0917  a table and fixtures
    fake: FakeDiscord, bots: Bots, monkeypatch: pytest.MonkeyPatch, code: int, refused: int, closed: int
) -> None:
    """While a gateway comes back after an outage, it refuses connections, or takes them and lets them go."""
    monkeypatch.setattr(ExponentialBackoff, "delay", lambda _: 0.0)
    monkeypatch.setattr(LenientSocket, "pauses", (0.0, 0.0))
    serve, tried = fake.gateway.serve, 0

    async def come_back(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal tried
        tried += 1
        if tried <= refused:
            return web.Response(status=503)
        if tried <= refused + closed:
            socket = web.WebSocketResponse()
            await socket.prepare(request)
            await socket.close(code=code)
            return socket
        return await serve(request)

    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        monkeypatch.setattr(fake.gateway, "serve", come_back)
        fake.gateway.drop()
        await fake.until(lambda: (tried > refused + closed and fake.gateway.live()) or None)
        await fake.gateway.ready()
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text


async def test_part_of_the_shards_answers_its_servers(fake: FakeDiscord, bots: Bots) -> None:
    """Two processes with half of the shards each answer each server once; the gateway is Discord's own."""
    guilds = [fake.guild(f"G{number}") for number in range(4)]
    channels = [guild.channel() for guild in guilds]
    people = [guild.member(f"P{number}") for number, guild in enumerate(guilds)]
    fake.gateway.recommended_shards = 4
    first = bots.running(shards=Shards((0, 1), 4), shards_ready=2)
    second = bots.running(shards=Shards((2, 3), 4), shards_ready=4)
    async with first as one, second as two:
        said = [
            await person.says(channel, QUESTION) for person, channel in zip(people, channels, strict=True)
        ]
        for each in said:
            assert "2007" in (await each.reply()).text
        await bots.quiet(one)
        await bots.quiet(two)
        assert sorted(guild.shard_id for guild in one.guilds) == [0, 1]
        assert sorted(guild.shard_id for guild in two.guilds) == [2, 3]
    assert all(len(channel.bot_messages) == 1 for channel in channels)


async def test_a_server_comes_back_from_an_outage(fake: FakeDiscord, bots: Bots) -> None:
    """While a server is away others are served, and it is served again when it is back."""
    guild, other = fake.guild(), fake.guild("other")
    channel, elsewhere, anna = guild.channel(), other.channel(), guild.member("Anna")
    other.member(anna)
    async with bots.running() as client:
        guild.go_down()
        await bots.quiet(client)
        assert "2007" in (await (await anna.says(elsewhere, QUESTION)).reply()).text
        guild.come_back()
        await bots.quiet(client)
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text


async def test_a_server_that_is_left_and_entered_again_is_served(fake: FakeDiscord, bots: Bots) -> None:
    """Thrown out and invited back while running."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        guild.kick_bot()
        await bots.quiet(client)
        guild.invite_bot()
        await bots.quiet(client)
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text


async def test_only_the_needed_is_asked_for_and_kept(fake: FakeDiscord, bots: Bots) -> None:
    """No privileged intent, no members, no messages in memory."""
    guild = fake.guild()
    channel = guild.channel()
    people = [guild.member(f"P{number}") for number in range(5)]
    async with bots.running() as client:
        for person in people:
            await (await person.says(channel, QUESTION)).reply()
        (seen,) = client.guilds
        assert [member.id for member in seen.members] == [fake.world.bot.id]
        assert not client.cached_messages
    (identified,) = fake.gateway.identifies
    assert identified["intents"] == (1 << 0) | (1 << 9) | (1 << 12)
