"""Servers, channels and sessions of which Discord tells less than usual."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.types import EventDict

from tests.fake_discord import FakeDiscord, gateway, payloads
from tests.ui.discord.bots import Bots

QUESTION = "{bot} when did nasa join isecg?"
Json = dict[str, Any]


async def test_in_a_server_it_cannot_know_it_answers_only_what_is_addressed_to_it(
    fake: FakeDiscord, bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server whose description the library cannot read is no direct conversation."""
    told = payloads.guild_create

    def unreadable(*args: Any, **details: Any) -> Json:
        return told(*args, **details) | {"roles": [{"id": "no number"}]}

    async with bots.running() as client:
        monkeypatch.setattr(payloads, "guild_create", unreadable)
        guild = fake.guild()
        channel, anna = guild.channel(), guild.member("Anna")
        await bots.quiet(client)
        assert not client.guilds
        await anna.says(channel, "hello everybody")
        await bots.quiet(client)
        assert channel.bot_messages == []
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text


async def test_a_thread_whose_channel_is_not_known_gets_its_answer(fake: FakeDiscord, bots: Bots) -> None:
    """A post in a channel of a kind that is newer than the library, say."""
    guild = fake.guild()
    forum, anna = guild.channel("new", "forum"), guild.member("Anna")
    forum.record.type = 99
    post = forum.thread("post")
    async with bots.running():
        assert "2007" in (await (await anna.says(post, QUESTION)).reply()).text


@pytest.mark.parametrize("missing", ["resume_gateway_url", "shard", "guilds"])
async def test_a_session_begins_with_less_than_all_of_its_description(
    fake: FakeDiscord, bots: Bots, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """What a proxy leaves out of READY is known without it; a lost session is resumed all the same."""
    dispatch = gateway.Session.dispatch

    def told(session: gateway.Session, name: str, data: Json) -> None:
        whole = name not in {"READY", "RESUMED"}
        dispatch(session, name, data if whole else {key: data[key] for key in data if key != missing})

    monkeypatch.setattr(gateway.Session, "dispatch", told)
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text
        fake.gateway.drop()
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text
    assert len(fake.gateway.identifies) == 1


async def test_a_session_that_is_resumed_without_a_word_goes_on(
    fake: FakeDiscord, bots: Bots, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RESUMED says nothing that is needed."""
    dispatch = gateway.Session.dispatch

    def told(session: gateway.Session, name: str, data: Json) -> None:
        dispatch(session, name, None if name == "RESUMED" else data)  # type: ignore[arg-type]  # that is the point

    monkeypatch.setattr(gateway.Session, "dispatch", told)
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running():
        fake.gateway.drop()
        assert "2007" in (await (await anna.says(channel, QUESTION)).reply()).text


async def test_an_answer_that_a_moderator_deleted_is_not_corrected(
    fake: FakeDiscord, bots: Bots, logged: list[EventDict]
) -> None:
    """The correction finds nothing to edit, which is no fault and no reason to answer anew."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    async with bots.running() as client:
        said = await anna.says(channel, QUESTION)
        channel.remove(await said.reply())
        await anna.edits(said, "{bot} how many members does isecg have?")
        await bots.quiet(client)
    assert channel.bot_messages == []
    assert fake.journal.count("update_message") == 1
    assert not [entry for entry in logged if entry["log_level"] in {"warning", "error"}]
