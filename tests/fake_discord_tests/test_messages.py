"""Messages over REST with the real client: limits, nonce, history, permissions, publishing, threads."""

import io
from typing import Any

import discord
import pytest

from tests.fake_discord import ChannelHandle, FakeDiscord, Perm

NOBODY = discord.AllowedMentions.none()


def place(rest: discord.Client, channel: ChannelHandle) -> discord.PartialMessageable:
    """Return the channel for a client without a cache."""
    return rest.get_partial_messageable(channel.id)


async def refusal(rest: discord.Client, channel: ChannelHandle, content: str = "x", **kwargs: Any) -> int:
    """Send a message that is refused and return Discord's code."""
    with pytest.raises(discord.HTTPException) as caught:
        await place(rest, channel).send(content, **kwargs)
    return caught.value.code


async def test_an_enforced_nonce_returns_the_first_message(fake: FakeDiscord, rest: discord.Client) -> None:
    """Within the window a repeated nonce posts nothing; after it, it posts again."""
    channel, other = fake.guild().channel(), fake.guild().channel()
    first = await place(rest, channel).send("one", nonce="event-1")
    again = await place(rest, channel).send("two", nonce="event-1")
    elsewhere = await place(rest, other).send("three", nonce="event-1")
    assert again.id == first.id == elsewhere.id
    assert [each.content for each in channel.messages] == ["one"]
    assert other.messages == []
    fake.advance(fake.world.nonce_window)
    late = await place(rest, channel).send("four", nonce="event-1")
    assert late.id != first.id


async def test_a_nonce_of_a_deleted_message_is_an_unknown_message(
    fake: FakeDiscord, rest: discord.Client
) -> None:
    """Repeating the nonce of a message that a moderator deleted answers 10008 and posts nothing."""
    channel = fake.guild().channel()
    await place(rest, channel).send("one", nonce="event-1")
    channel.remove(channel.messages[0])
    assert await refusal(rest, channel, nonce="event-1") == 10008
    assert channel.messages == []
    assert await refusal(rest, channel, nonce="n" * 26) == 50035
    fake.violations.clear()


@pytest.mark.parametrize(
    ("denied", "kwargs", "code"),
    [
        (Perm.VIEW_CHANNEL, {}, 50001),
        (Perm.SEND_MESSAGES, {}, 50013),
        (Perm.EMBED_LINKS, {"embed": discord.Embed(title="t")}, 50013),
        (Perm.EMBED_LINKS | Perm.SEND_MESSAGES, {}, 50013),
    ],
)
async def test_missing_permissions_are_told_apart(
    fake: FakeDiscord, rest: discord.Client, denied: int, kwargs: dict[str, Any], code: int
) -> None:
    """No view is 50001, no right to do it 50013; both are 403, and giving it back helps."""
    channel = fake.guild().channel()
    channel.deny(denied)
    assert await refusal(rest, channel, **kwargs) == code
    assert fake.limits.invalid_requests == 1
    channel.reset(denied)
    await place(rest, channel).send("x")


async def test_unknown_places_are_unknown(fake: FakeDiscord, rest: discord.Client) -> None:
    """A deleted channel is 10003, a removed bot 50001, an outage 503, a closed conversation 50007."""
    guild = fake.guild()
    gone, kept = guild.channel(), guild.channel()
    gone.delete()
    assert await refusal(rest, gone) == 10003
    guild.kick_bot()
    assert await refusal(rest, kept) == 50001
    guild.invite_bot()
    guild.go_down()
    with pytest.raises(discord.DiscordServerError):
        await place(rest, kept).send("x")
    anna = fake.user("Anna")
    anna.closes_dms()
    assert await refusal(rest, anna.dm) == 50007


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2001},
        {"embeds": [{"title": "x" * 257}]},
        {"embeds": [{"description": "x" * 4000}, {"description": "x" * 2001}]},
        {"embeds": [{"fields": [{"name": "", "value": "v"}]}]},
        {"components": [{"type": 1, "components": []}]},
        {
            "components": [
                {"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "custom_id": "c" * 101}]}
            ]
        },
        {"components": [{"type": 10, "content": "text without the flag"}]},
        {"flags": 1 << 15, "content": "both", "components": [{"type": 10, "content": "text"}]},
        {
            "flags": 1 << 15,
            "components": [{"type": 10, "content": "x" * 2001}, {"type": 10, "content": "x" * 2000}],
        },
        {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41},
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
    ],
)
async def test_bodies_over_the_limits_are_refused(
    fake: FakeDiscord, rest: discord.Client, body: dict[str, object]
) -> None:
    """Everything over a documented limit is an Invalid Form Body that names the field."""
    channel = fake.guild().channel()
    route = discord.http.Route("POST", "/channels/{channel_id}/messages", channel_id=channel.id)
    with pytest.raises(discord.HTTPException) as caught:
        await rest.http.request(route, json=body)
    assert caught.value.code == 50035
    assert "In " in caught.value.text
    assert channel.messages == []
    fake.violations.clear()


async def test_empty_messages_are_refused(fake: FakeDiscord, rest: discord.Client) -> None:
    """A message needs something to show."""
    assert await refusal(rest, fake.guild().channel(), "  ") == 50006


async def test_components_v2_are_read_as_text(fake: FakeDiscord, rest: discord.Client) -> None:
    """A layout is stored, can be read by people and by the client, and can be edited."""
    channel = fake.guild().channel()

    class Card(discord.ui.LayoutView):
        box: discord.ui.Container["Card"] = discord.ui.Container(
            discord.ui.TextDisplay("# ESA"),
            discord.ui.Section(
                "joined 2007", accessory=discord.ui.Button(label="Site", url="https://esa.int")
            ),
        )
        row: discord.ui.ActionRow["Card"] = discord.ui.ActionRow(
            discord.ui.Button(label="More", custom_id="v1:more")
        )

    sent = await place(rest, channel).send(view=Card())
    (message,) = channel.messages
    assert message.text == "# ESA\njoined 2007"
    assert message.buttons == ["Site", "More"]
    assert message.links == ["https://esa.int"]
    fetched = await place(rest, channel).fetch_message(sent.id)
    assert fetched.flags.components_v2
    with pytest.raises(discord.HTTPException):
        await sent.edit(content="plain again")


async def test_history_pages_like_discord(fake: FakeDiscord, rest: discord.Client) -> None:
    """Before, after and around page through; without the permission history is empty, not an error."""
    channel = fake.guild().channel()
    sent = [await place(rest, channel).send(str(n)) for n in range(12)]
    partial = place(rest, channel)
    assert [m.content async for m in partial.history(limit=3)] == ["11", "10", "9"]
    assert [m.content async for m in partial.history(limit=None, after=sent[9], oldest_first=True)] == [
        "10",
        "11",
    ]
    assert [m.content async for m in partial.history(limit=2, before=sent[2])] == ["1", "0"]
    assert len([m async for m in partial.history(limit=5, around=sent[6])]) == 5
    assert (await partial.fetch_message(sent[3].id)).content == "3"
    channel.deny(Perm.READ_MESSAGE_HISTORY)
    assert [m async for m in partial.history()] == []
    with pytest.raises(discord.Forbidden):
        await partial.fetch_message(sent[3].id)


async def test_edits_and_deletions(fake: FakeDiscord, rest: discord.Client) -> None:
    """Own messages can be edited and deleted; others' cannot without Manage Messages."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    said = await anna.says(channel, "mine")
    sent = await place(rest, channel).send("a")
    await sent.edit(content="b")
    assert channel.bot_messages[0].text == "b"
    assert channel.bot_messages[0].edits == 1
    with pytest.raises(discord.Forbidden) as caught:
        await place(rest, channel).get_partial_message(said.message.id).edit(content="c")
    assert caught.value.code == 50005
    with pytest.raises(discord.Forbidden):
        await place(rest, channel).get_partial_message(said.message.id).delete()
    await sent.delete()
    assert channel.bot_messages == []
    with pytest.raises(discord.NotFound) as missing:
        await sent.edit(content="d")
    assert missing.value.code == 10008


async def test_mentions_notify_only_whom_they_may(fake: FakeDiscord, rest: discord.Client) -> None:
    """Allowed mentions, mentionable roles, permissions and code blocks decide who is notified."""
    guild = fake.guild()
    channel, anna = guild.channel(), guild.member("Anna")
    fans, staff = guild.role("Fans", mentionable=True), guild.role("Staff")
    text = f"{anna.mention} {fans.mention} {staff.mention} @everyone `{anna.mention}`"
    await place(rest, channel).send(text, allowed_mentions=NOBODY)
    await place(rest, channel).send(
        text, allowed_mentions=discord.AllowedMentions(roles=[fans, staff], users=False)
    )
    await place(rest, channel).send(text)
    channel.allow(Perm.MENTION_EVERYONE)
    await place(rest, channel).send(text)
    await place(rest, channel).send(f"`{anna.mention}`")
    none, listed, default, allowed, code = (each.pings for each in channel.messages)
    await place(rest, channel).get_partial_message(channel.messages[0].id).edit(content=text)
    assert not channel.messages[0].pings
    assert channel.messages[0].mentioned.users == (anna.id,)
    assert not none
    assert (listed.users, listed.roles, listed.everyone) == ((), (fans.id,), False)
    assert (default.users, default.roles, default.everyone) == ((anna.id,), (fans.id,), False)
    assert (allowed.roles, allowed.everyone) == ((fans.id, staff.id), True)
    assert not code


async def test_publishing_works_in_announcement_channels(fake: FakeDiscord, rest: discord.Client) -> None:
    """Publishing needs an announcement channel, works once, and ten times an hour."""
    fake.limits.enabled = True
    fake.limits.clock = fake.clock.seconds
    rest.http.max_ratelimit_timeout = 30.0
    channel = fake.guild().channel("news", "announcement")
    plain = fake.guild().channel()
    route = "/channels/{channel_id}/messages/{message_id}/crosspost"

    async def publish(at: ChannelHandle) -> None:
        sent = await place(rest, at).send("news")
        fake.advance(10)
        await rest.http.request(discord.http.Route("POST", route, channel_id=at.id, message_id=sent.id))

    await publish(channel)
    assert channel.messages[0].published
    with pytest.raises(discord.Forbidden) as caught:
        await publish(plain)
    assert caught.value.code == 50024
    for _ in range(9):
        await publish(channel)
    with pytest.raises(discord.RateLimited) as limited:
        await publish(channel)
    assert limited.value.retry_after > 3000


async def test_threads_and_forums(fake: FakeDiscord, rest: discord.Client) -> None:
    """Threads need their own permission; archived ones reopen, locked ones refuse; forums take posts only."""
    guild = fake.guild()
    channel, forum = guild.channel(), guild.channel("forum", "forum")
    thread = channel.thread("talk", archived=True)
    await place(rest, thread).send("x")
    assert not thread.record.archived
    thread.set_thread(archived=True, locked=True)
    assert await refusal(rest, thread) == 160005
    thread.set_thread(archived=False, locked=False)
    channel.deny(Perm.SEND_MESSAGES)
    await place(rest, thread).send("still")
    channel.deny(Perm.SEND_MESSAGES_IN_THREADS)
    assert await refusal(rest, thread) == 50013
    assert await refusal(rest, forum) == 50008
    home = await rest.fetch_channel(forum.id)
    assert isinstance(home, discord.ForumChannel)
    post = await home.create_thread(name="News", content="first")
    assert post.message.content == "first"


async def test_direct_messages(fake: FakeDiscord, rest: discord.Client) -> None:
    """The bot can open a conversation with a person."""
    anna = fake.user("Anna")
    user = await rest.fetch_user(anna.id)
    await user.send("hello")
    assert [each.text for each in anna.dm.bot_messages] == ["hello"]


async def test_files_are_kept_with_their_descriptions(fake: FakeDiscord, rest: discord.Client) -> None:
    """An uploaded file is listed with its name, size and alternative text."""
    channel = fake.guild().channel()
    await place(rest, channel).send(file=discord.File(io.BytesIO(b"abc"), "a.txt", description="letters"))
    (attachment,) = channel.messages[0].attachments
    assert (attachment["filename"], attachment["size"], attachment["description"]) == ("a.txt", 3, "letters")
