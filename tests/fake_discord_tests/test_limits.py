"""Rate limits and faults, met by the real client."""

import asyncio
import time

import aiohttp
import discord
import pytest

from tests.fake_discord import FakeDiscord, Match
from tests.fake_discord.attach import running

from .bots import EchoBot


async def test_a_channel_takes_five_messages_in_five_seconds(fake: FakeDiscord, rest: discord.Client) -> None:
    """The headers tell of the bucket, so that the client waits by itself and never meets a 429."""
    fake.limits.enabled = True
    channel = fake.guild().channel()
    url, headers = f"{fake.url}/channels/{channel.id}/messages", {"Authorization": f"Bot {fake.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        replies = [await session.post(url, json={"content": str(n)}) for n in range(6)]
        assert [reply.status for reply in replies] == [200] * 5 + [429]
        left = [reply.headers["X-RateLimit-Remaining"] for reply in replies]
        assert left == ["4", "3", "2", "1", "0", "0"]
        last = replies[-1]
        body = await last.json()
        assert body["global"] is False
        assert 0 < body["retry_after"] <= 5
        assert last.headers["X-RateLimit-Scope"] == "user"
        assert last.headers["Via"]
        assert int(last.headers["Retry-After"]) >= 1
    assert len(channel.messages) == 5
    assert fake.limits.hits == fake.limits.invalid_requests == 1


async def test_all_requests_together_are_limited(fake: FakeDiscord, rest: discord.Client) -> None:
    """More than the global number in a second is a global 429; interaction answers are exempt."""
    fake.limits.enabled = True
    fake.limits.set_global(3)
    headers = {"Authorization": f"Bot {fake.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        replies = [await session.get(f"{fake.url}/users/@me") for _ in range(4)]
        assert [reply.status for reply in replies] == [200, 200, 200, 429]
        assert (await replies[-1].json())["global"] is True
        assert replies[-1].headers["X-RateLimit-Global"] == "true"
        exempt = await session.post(f"{fake.url}/interactions/1/token/callback", json={"type": 4})
        assert exempt.status == 404


async def test_too_many_invalid_requests_block_the_address(fake: FakeDiscord) -> None:
    """401s count; past the ceiling everything is a 429 without Via and without JSON."""
    fake.limits.invalid_ceiling = 3
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            assert (await session.get(f"{fake.url}/users/@me")).status == 401
        blocked = await session.get(f"{fake.url}/users/@me")
        assert blocked.status == 429
        assert "Via" not in blocked.headers
        fake.advance(601)
        assert (await session.get(f"{fake.url}/users/@me")).status == 401


async def test_a_ready_made_429_is_retried_by_the_client(fake: FakeDiscord, rest: discord.Client) -> None:
    """The client waits as told and then succeeds, once."""
    channel = fake.guild().channel()
    fault = fake.faults.limit("create_message", 0.02, channel=channel)
    await rest.get_partial_messageable(channel.id).send("x")
    assert fault.reached == 1
    assert len(channel.messages) == 1
    assert fake.journal.count("create_message") == 2


@pytest.mark.parametrize(("after", "visible"), [(False, 0), (True, 1)])
async def test_a_503_before_or_after_the_effect(
    fake: FakeDiscord, rest: discord.Client, *, after: bool, visible: int
) -> None:
    """A server error does not tell whether the message was posted."""
    channel, other = fake.guild().channel(), fake.guild().channel()
    fake.faults.fail("create_message", 503, after=after, channel=channel)
    await rest.get_partial_messageable(other.id).send("untouched")
    with pytest.raises(discord.DiscordServerError):
        await rest.get_partial_messageable(channel.id).send("x")
    assert len(channel.messages) == visible


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize(("after", "visible"), [(False, 0), (True, 1)])
async def test_a_connection_lost_before_or_after_the_effect(
    fake: FakeDiscord, rest: discord.Client, *, reset: bool, after: bool, visible: int
) -> None:
    """The client sees an error of the connection; the message may be there all the same."""
    channel = fake.guild().channel()
    fake.faults.drop("create_message", after=after, reset=reset)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await rest.get_partial_messageable(channel.id).send("x")
    assert len(channel.messages) == visible
    (request,) = fake.journal.matching(Match("create_message"))
    assert not request.answered


async def test_a_held_request_waits_for_its_release(fake: FakeDiscord, rest: discord.Client) -> None:
    """Before: nothing has happened yet; after: it has, and only the reply is missing."""
    channel = fake.guild().channel()
    before = fake.faults.hold("create_message")
    sending = asyncio.create_task(rest.get_partial_messageable(channel.id).send("x"))
    await fake.faults.struck(before)
    assert channel.messages == []
    after = fake.faults.hold("create_message", after=True)
    before.release()
    await fake.faults.struck(after)
    assert len(channel.messages) == 1
    assert not sending.done()
    after.release()
    await sending


@pytest.mark.parametrize(("orphans", "visible"), [(False, 0), (True, 1)])
async def test_a_request_whose_sender_died_while_it_was_held(
    fake: FakeDiscord, *, orphans: bool, visible: int
) -> None:
    """It takes no effect, unless the test says that it was already on its way."""
    channel = fake.guild().channel()
    fault = fake.faults.hold("create_message")
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {fake.token}"}) as session:
        url = f"{fake.url}/channels/{channel.id}/messages"
        sending = asyncio.create_task(session.post(url, json={"content": "x"}))
        await fake.faults.struck(fault)
        sending.cancel()
        await asyncio.wait([sending])
    await fake.faults.orphaned(fault)
    fault.release(orphans=orphans)
    await fake.until(lambda: fake.journal.in_flight == 0)
    assert len(channel.messages) == visible


@pytest.mark.parametrize(("after", "visible"), [(False, 0), (True, 1)])
async def test_held_requests_can_be_dropped_instead_of_released(
    fake: FakeDiscord, rest: discord.Client, *, after: bool, visible: int
) -> None:
    """Before acceptance nothing was posted; after it only the reply is lost."""
    channel = fake.guild().channel()
    fault = fake.faults.hold("create_message", after=after)
    sending = asyncio.create_task(rest.get_partial_messageable(channel.id).send("x"))
    await fake.faults.struck(fault)
    fault.release(drop=True)
    with pytest.raises(aiohttp.ClientError):
        await sending
    assert len(channel.messages) == visible


async def test_an_error_on_an_answer_reaches_the_bot(fake: FakeDiscord) -> None:
    """Faults can be aimed at interaction answers, by route and content."""
    guild = fake.guild()
    anna, channel = guild.member("Anna"), guild.channel()
    async with running(EchoBot(), fake):
        fake.faults.fail("create_interaction_response", 404, code=10062, contains="bad")
        await anna.types_command(channel, "/ask", question="bad")
        good = await (await anna.types_command(channel, "/ask", question="good")).reply()
        assert good.text.startswith("You asked: good")
        await fake.until(lambda: fake.journal.count("create_interaction_response", 404) == 1)


async def test_a_route_that_the_fake_lacks_fails_the_test(fake: FakeDiscord, rest: discord.Client) -> None:
    """What the fake cannot do is said aloud, not passed over as a 404."""
    channel = fake.guild().channel()
    await rest.get_partial_messageable(channel.id).send("x")
    with pytest.raises(discord.NotFound):
        await rest.get_partial_messageable(channel.id).get_partial_message(channel.messages[0].id).pin()
    with pytest.raises(AssertionError, match="the fake has no PUT"):
        fake.assert_contract()
    fake.journal.crashes.clear()


async def test_a_late_reply_is_late_in_real_time(fake: FakeDiscord, rest: discord.Client) -> None:
    """A delay holds the reply for so many seconds."""
    channel = fake.guild().channel()
    fake.faults.delay("create_message", 0.05)
    began = time.monotonic()
    await rest.get_partial_messageable(channel.id).send("x")
    assert time.monotonic() - began >= 0.05
