"""Starting where Discord, or what stands in for it, answers less than it should."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.types import EventDict

from tests.fake_discord import FakeDiscord, payloads
from tests.fake_discord.permissions import Perm
from tests.ui.discord.bots import Bots

QUESTION = "{bot} when did nasa join isecg?"


async def _answers(fake: FakeDiscord, bots: Bots) -> None:
    """It starts, has its commands, and answers."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        asked = await anna.types_command(channel, "/ask", question="when did nasa join")
        assert "2007" in (await asked.reply()).text
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text


@pytest.mark.parametrize("status", [404, 405, 501])
@pytest.mark.parametrize("both", [True, False])
async def test_it_starts_without_being_told_of_its_application(
    fake: FakeDiscord, bots: Bots, status: int, *, both: bool
) -> None:
    """The application's id is asked for at both addresses, and is else that of the bot's user."""
    fake.faults.fail("get_my_oauth2_application", status, times=None)
    if both:
        fake.faults.fail("get_my_application", status, times=None)
    await _answers(fake, bots)


@pytest.mark.parametrize("status", [404, 503])
async def test_the_gateway_is_also_asked_for_the_plain_way(
    fake: FakeDiscord, bots: Bots, status: int
) -> None:
    """Without an answer of `GET /gateway/bot` the address comes from `GET /gateway`."""
    fake.faults.fail("get_bot_gateway", status, times=None)
    await _answers(fake, bots)


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_discord_is_waited_for_at_the_start(fake: FakeDiscord, bots: Bots, status: int) -> None:
    """A limit or an overload while logging in is waited out; the bot does not end by it."""
    headers = {"Via": "", "Retry-After": "0.05"}  # what the library does not wait for by itself
    fake.faults.fail("get_my_user", status, headers=headers, times=1)
    fake.faults.fail("get_my_oauth2_application", status, headers=headers, times=1)
    await _answers(fake, bots)


@pytest.mark.parametrize("status", [429, 503])
async def test_commands_are_registered_later_when_discord_is_busy(
    fake: FakeDiscord, bots: Bots, status: int, logged: list[EventDict]
) -> None:
    """While it fails to register them the bot answers mentions, and tries again by itself."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    fault = fake.faults.fail("bulk_set_application_commands", status, headers={"Via": ""}, times=2)
    async with bots.running(commands_pauses=(0.02, 0.02, 0.02)):
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text
        await fake.until(lambda: "ask" in fake.commands, what="the commands to be registered")
    assert fault.reached == 2
    assert [entry["event"] for entry in logged].count("commands.not_registered") == 2


async def test_commands_that_somebody_took_away_are_registered_again(fake: FakeDiscord, bots: Bots) -> None:
    """Another program with this token, say, has overwritten them: the next start puts that right."""
    async with bots.running():
        assert "ask" in fake.commands
    fake.app.commands.clear()
    async with bots.running():
        assert "ask" in fake.commands


async def test_a_list_of_commands_that_cannot_be_had_changes_nothing(fake: FakeDiscord, bots: Bots) -> None:
    """Where Discord does not list them, those registered last are taken to be there."""
    async with bots.running():
        writes = fake.app.command_writes
    fake.faults.fail("list_application_commands", 404, times=None)
    async with bots.running():
        assert fake.app.command_writes == writes


async def test_an_answer_needs_nothing_back(fake: FakeDiscord, bots: Bots, logged: list[EventDict]) -> None:
    """A reply to the answer that says nothing of it is no error, and nobody is told of one."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    fake.faults.fail("create_interaction_response", 200, after=True, times=None)
    async with bots.running() as client:
        asked = await anna.types_command(channel, "/ask", question="when did nasa join")
        assert "2007" in (await asked.reply()).text
        await bots.quiet(client)
    assert len(channel.bot_messages) == 1
    assert not [entry for entry in logged if entry["log_level"] == "error"]


@pytest.mark.parametrize("route", ["create_message", "create_interaction_response"])
async def test_a_limit_that_is_not_discords_own_is_waited_for(
    fake: FakeDiscord, bots: Bots, route: str
) -> None:
    """What stands before Discord limits, too, and says how long in a header; answers are late, not lost."""
    fake.faults.fail(route, 429, headers={"Via": "", "Retry-After": "0.05"}, times=1)
    await _answers(fake, bots)


async def test_an_event_that_makes_no_sense_is_passed_over(
    fake: FakeDiscord, bots: Bots, logged: list[EventDict]
) -> None:
    """Discord changes events at any time; one that cannot be read is logged, and the next is answered."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        (session,) = fake.gateway.live()
        for name in ("MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "CHANNEL_UPDATE"):
            session.dispatch(name, {"id": "1"})
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text
        await bots.quiet(client)
    assert "discord.unreadable_event" in [entry["event"] for entry in logged]


async def test_an_interaction_says_of_its_channel_no_more_than_discord_promises(
    fake: FakeDiscord, bots: Bots
) -> None:
    """Discord promises a partial channel: its id and kind are enough, and so is none."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        (session,) = fake.gateway.live()
        whole = session.dispatch
        for left in ({"id", "type"}, set()):

            def partly(name: str, data: dict[str, Any], left: set[str] = left) -> None:
                if name == "INTERACTION_CREATE":
                    part = {key: value for key, value in data.pop("channel").items() if key in left}
                    data |= {"channel": part} if part else {}
                    del data["attachment_size_limit"]
                whole(name, data)

            session.dispatch = partly  # type: ignore[method-assign]  # this Discord is terser than the fake
            asked = await anna.types_command(channel, "/ask", question="when did nasa join")
            assert "2007" in (await asked.reply()).text


async def test_a_server_that_tells_nothing_of_the_bot_is_served(fake: FakeDiscord, bots: Bots) -> None:
    """Where it is not known what the bot may do, it tries: answers, and the confirmation of alerts."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna", permissions=Perm.MANAGE_GUILD)
    async with bots.running() as client:
        (session,) = fake.gateway.live()
        told = payloads.guild_create(fake.world, fake.world.guilds[guild.id], late=True)
        session.dispatch("GUILD_CREATE", {**told, "members": [], "roles": told["roles"][:1]})
        await bots.quiet(client)
        await (await anna.types_command(channel, "/ask", question="when did nasa join")).reply()
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text
        asked = await anna.types_command(channel, "/isecg subscribe")
        assert "Done" in (await asked.reply()).text
