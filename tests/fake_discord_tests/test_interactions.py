"""The rules of interactions: three seconds, one first answer, fifteen minutes, and their limits."""

from collections.abc import AsyncIterator, Awaitable, Callable

import discord
import pytest

from tests.fake_discord import ChannelHandle, FakeDiscord, NoResponseError, Perm, Person
from tests.fake_discord.attach import running

Handler = Callable[[discord.Interaction], Awaitable[None]]


class ScriptedBot(discord.Client):
    """Has one command whose handler each test brings along; keeps the HTTP error codes that it met."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.05)
        self.codes: list[int] = []
        self.handler: Handler | None = None

    async def setup_hook(self) -> None:
        """Register the command."""
        assert self.application_id is not None
        command = {
            "name": "do",
            "description": "Do it",
            "integration_types": [0, 1],
            "options": [{"name": "text", "description": "d", "type": 3, "autocomplete": True}],
        }
        await self.http.bulk_upsert_global_commands(self.application_id, [command])

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Run the script."""
        assert self.handler is not None
        try:
            await self.handler(interaction)
        except discord.HTTPException as problem:
            self.codes.append(problem.code)


class Stage:
    """A server with a person, and a bot that does what the test says."""

    def __init__(self, fake: FakeDiscord, bot: ScriptedBot) -> None:
        self.fake, self.bot = fake, bot
        self.guild = fake.guild()
        self.channel: ChannelHandle = self.guild.channel()
        self.anna: Person = self.guild.member("Anna")

    async def code(self, count: int = 1) -> int:
        """Wait for an error and return its code."""
        await self.fake.until(lambda: len(self.bot.codes) >= count)
        return self.bot.codes[count - 1]


@pytest.fixture
async def stage(fake: FakeDiscord) -> AsyncIterator[Stage]:
    """Return a server with a scripted bot."""
    bot = ScriptedBot()
    async with running(bot, fake):
        yield Stage(fake, bot)


async def test_an_answer_after_three_seconds_is_lost(stage: Stage) -> None:
    """The token is dead, the code 10062, and the person sees that nothing came."""

    async def late(interaction: discord.Interaction) -> None:
        stage.fake.advance(3.1)
        await interaction.response.send_message("too late")

    stage.bot.handler = late
    exchange = await stage.anna.types_command(stage.channel, "/do")
    assert await stage.code() == 10062
    with pytest.raises(NoResponseError):
        await exchange.reply()


async def test_a_second_first_answer_is_refused(stage: Stage) -> None:
    """An interaction is acknowledged once; a second time is 40060."""

    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("one")
        route = discord.http.Route(
            "POST", "/interactions/{i}/{t}/callback", i=interaction.id, t=interaction.token
        )
        await interaction.client.http.request(route, json={"type": 4, "data": {"content": "two"}})

    stage.bot.handler = twice
    reply = await (await stage.anna.types_command(stage.channel, "/do")).reply()
    assert await stage.code() == 40060
    assert reply.text == "one"


async def test_follow_ups_work_for_fifteen_minutes(stage: Stage) -> None:
    """Then the token is invalid (50027); before the first answer it is unknown (10015)."""

    async def follow(interaction: discord.Interaction) -> None:
        with pytest.raises(discord.NotFound) as unknown:
            await interaction.followup.send("too early")
        assert unknown.value.code == 10015
        await interaction.response.send_message("first")
        stage.fake.advance(890)
        second = await interaction.followup.send("second", wait=True)
        await second.edit(content="second, edited")
        original = await interaction.original_response()
        await original.edit(content="first, edited")
        stage.fake.advance(20)
        await interaction.followup.send("too late")

    stage.bot.handler = follow
    exchange = await stage.anna.types_command(stage.channel, "/do")
    assert await stage.code() == 50027
    assert [each.text for each in stage.channel.bot_messages] == ["first, edited", "second, edited"]
    assert not exchange.failed


async def test_an_answer_can_be_taken_back(stage: Stage) -> None:
    """The first answer and follow-ups can be deleted, ephemeral ones too."""

    async def vanish(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("secret", ephemeral=True)
        await interaction.delete_original_response()
        await interaction.edit_original_response(content="gone")

    stage.bot.handler = vanish
    exchange = await stage.anna.types_command(stage.channel, "/do")
    assert await stage.code() == 10008
    assert exchange.interaction.original is not None
    assert exchange.interaction.original.deleted


@pytest.mark.parametrize(
    "body",
    [
        {"type": 8, "data": {"choices": []}},
        {"type": 7, "data": {"content": "no message to update"}},
        {"type": 9, "data": {"custom_id": "c", "title": "t" * 46, "components": []}},
        {"type": 4, "data": {"content": "x" * 2001}},
    ],
)
async def test_answers_that_do_not_fit_are_refused(stage: Stage, body: dict[str, object]) -> None:
    """A wrong type or a body over the limits is 50035, and the interaction can still be answered."""

    async def wrong(interaction: discord.Interaction) -> None:
        route = discord.http.Route(
            "POST", "/interactions/{i}/{t}/callback", i=interaction.id, t=interaction.token
        )
        try:
            await interaction.client.http.request(route, json=body)
        finally:
            await interaction.response.send_message("then so")

    stage.bot.handler = wrong
    reply = await (await stage.anna.types_command(stage.channel, "/do")).reply()
    assert await stage.code() == 50035
    assert reply.text == "then so"
    stage.fake.violations.clear()


async def test_autocomplete_takes_choices_only_and_at_most_25(stage: Stage) -> None:
    """A message or 26 choices are refused; 25 are shown."""

    async def choose(interaction: discord.Interaction) -> None:
        route = discord.http.Route(
            "POST", "/interactions/{i}/{t}/callback", i=interaction.id, t=interaction.token
        )
        choices = [{"name": str(n), "value": str(n)} for n in range(26)]
        for body in ({"type": 4, "data": {"content": "x"}}, {"type": 8, "data": {"choices": choices}}):
            try:
                await interaction.client.http.request(route, json=body)
            except discord.HTTPException as problem:
                stage.bot.codes.append(problem.code)
        await interaction.client.http.request(route, json={"type": 8, "data": {"choices": choices[:25]}})

    stage.bot.handler = choose
    assert len(await stage.anna.autocomplete(stage.channel, "/do", text="n")) == 25
    assert stage.bot.codes == [50035, 50035]
    stage.fake.violations.clear()


async def test_a_user_install_has_five_follow_ups_and_may_be_silenced(stage: Stage) -> None:
    """Where the bot is no member, answers may have to be private, and follow-ups end at five."""
    foreign = stage.fake.guild("foreign", bot=False)
    there = foreign.channel()
    ben = foreign.member("Ben", installed=True)

    async def many(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("hello")
        for number in range(6):
            await interaction.followup.send(str(number))

    stage.bot.handler = many
    exchange = await ben.types_command(there, "/do")
    assert not (await exchange.reply()).ephemeral
    assert await stage.code() == 40094
    assert len(exchange.interaction.followups) == 5
    foreign.set_everyone(Perm.VIEW_CHANNEL | Perm.USE_APPLICATION_COMMANDS)
    assert (await (await ben.types_command(there, "/do")).reply()).ephemeral


async def test_interactions_tell_where_and_what_may_be_done(stage: Stage) -> None:
    """Permissions, context, owners and locales arrive as Discord sends them."""
    seen: list[discord.Interaction] = []

    async def look(interaction: discord.Interaction) -> None:
        seen.append(interaction)
        await interaction.response.send_message("ok")

    stage.bot.handler = look
    stage.anna.record.locale = "ja"
    stage.anna.record.installed = True
    stage.channel.deny(Perm.EMBED_LINKS)
    await (await stage.anna.types_command(stage.channel, "/do")).reply()
    await (await stage.anna.types_command(stage.anna.dm, "/do")).reply()
    in_guild, direct = seen
    assert in_guild.locale is discord.Locale.japanese
    assert in_guild.guild_locale is discord.Locale.american_english
    assert not in_guild.app_permissions.embed_links
    assert in_guild.permissions.embed_links
    assert in_guild.is_guild_integration()
    assert in_guild.is_user_integration()
    assert in_guild.context.guild
    assert direct.context.dm_channel
    assert direct.guild_id is None
