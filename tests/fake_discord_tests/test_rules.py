"""The pure rules: permissions, command definitions, and what may be typed."""

from collections.abc import AsyncIterator

import discord
import pytest
from discord import app_commands

from tests.fake_discord import FakeDiscord, Perm
from tests.fake_discord.commands import check_all
from tests.fake_discord.errors import ApiError
from tests.fake_discord.permissions import ALL


@pytest.fixture
async def quiet() -> AsyncIterator[FakeDiscord]:
    """Return a fake without a bot connected."""
    async with FakeDiscord() as fake:
        yield fake


async def test_overwrites_apply_in_discords_order(quiet: FakeDiscord) -> None:
    """Everyone's overwrite, then all roles' denials, then their allowances, then the member's own."""
    guild = quiet.guild()
    channel = guild.channel()
    anna = guild.member("Anna", permissions=Perm.MANAGE_MESSAGES)
    role = guild.record.members[anna.id].roles[0]

    def may(permission: int) -> bool:
        return bool(quiet.world.permissions(channel.record, anna.id) & permission)

    assert may(Perm.MANAGE_MESSAGES)
    channel.deny(Perm.SEND_MESSAGES, guild.id)
    assert not may(Perm.SEND_MESSAGES)
    assert not may(Perm.EMBED_LINKS)
    channel.allow(Perm.SEND_MESSAGES, role)
    assert may(Perm.SEND_MESSAGES)
    channel.deny(Perm.SEND_MESSAGES, anna.id)
    assert not may(Perm.SEND_MESSAGES)
    channel.deny(Perm.VIEW_CHANNEL, guild.id)
    assert quiet.world.permissions(channel.record, anna.id) == 0
    boss = guild.member("Boss", permissions=Perm.ADMINISTRATOR)
    assert quiet.world.permissions(channel.record, boss.id) == ALL


def command(**details: object) -> dict[str, object]:
    """Return a valid command with changes."""
    return {"name": "ask", "description": "Ask", "type": 1} | details


def option(name: str, **details: object) -> dict[str, object]:
    """Return a valid text option with changes."""
    return {"name": name, "description": "d", "type": 3} | details


@pytest.mark.parametrize(
    "commands",
    [
        [command(name="Ask")],
        [command(name="a b")],
        [command(description="d" * 101)],
        [command(), command()],
        [command(name=f"c{n}") for n in range(101)],
        [command(name=f"c{n}", type=3, description="") for n in range(16)],
        [command(type=3)],
        [command(options=[option("a"), option("b", required=True)])],
        [command(options=[option("a"), option("a")])],
        [command(options=[option("a", autocomplete=True, choices=[{"name": "n", "value": "v"}])])],
        [command(options=[option("a", choices=[{"name": "n" * 100, "value": "v" * 100}] * 25)] * 2)],
        [command(description_localizations={"de": "d" * 101})],
        [
            command(
                options=[
                    option(f"o{n}", description="d" * 100, choices=[{"name": "n" * 99, "value": "v"}] * 25)
                    for n in range(4)
                ]
            )
        ],
    ],
)
def test_commands_over_the_limits_are_refused(commands: list[dict[str, object]]) -> None:
    """Names, numbers, order of options, choices and the whole size are checked."""
    with pytest.raises(ApiError) as caught:
        check_all(commands)
    assert caught.value.code == 50035


def test_ordinary_commands_are_accepted() -> None:
    """Fifteen message commands and a hundred slash commands are fine."""
    check_all([command(name=f"c{n}") for n in range(100)])
    check_all([command(name=f"Look {n}", type=3, description="") for n in range(15)])


async def test_commands_are_kept_until_replaced(fake: FakeDiscord, rest: discord.Client) -> None:
    """A bulk overwrite replaces everything, keeps the ids of what stayed, and can be listed by the client."""
    tree = app_commands.CommandTree(rest)

    @tree.command(name="one", description="first")
    async def one(interaction: discord.Interaction, number: app_commands.Range[int, 1, 5]) -> None: ...

    @tree.command(name="two", description="second")
    async def two(interaction: discord.Interaction) -> None: ...

    before = {each.name: each.id for each in await tree.sync()}
    tree.remove_command("two")
    await tree.sync()
    after = {each.name: each.id for each in await tree.fetch_commands()}
    assert after == {"one": before["one"]}
    assert fake.commands == ["one"]
    guild = discord.Object(fake.guild().id)
    tree.copy_global_to(guild=guild)
    assert [each.name for each in await tree.sync(guild=guild)] == ["one"]
    (fetched,) = await tree.fetch_commands(guild=guild)
    await fetched.delete()
    assert await tree.fetch_commands(guild=guild) == []


async def test_people_cannot_type_what_the_client_refuses(fake: FakeDiscord, rest: discord.Client) -> None:
    """Types, bounds and choices are those of the registered command."""
    tree = app_commands.CommandTree(rest)

    @tree.command(name="one", description="first")
    @app_commands.choices(kind=[app_commands.Choice(name="A", value="a")])
    async def one(
        interaction: discord.Interaction, number: app_commands.Range[int, 1, 5], kind: str = "a"
    ) -> None: ...

    await tree.sync()
    guild = fake.guild()
    anna, channel = guild.member("Anna"), guild.channel()
    for wrong in ({"number": 6}, {"number": 1, "kind": "b"}, {"number": 1, "colour": "red"}):
        with pytest.raises(LookupError):
            await anna.types_command(channel, "/one", **wrong)
    with pytest.raises(TypeError):
        await anna.types_command(channel, "/one", number="5")
    with pytest.raises(LookupError, match="does not exist"):
        await anna.types_command(channel, "/three")
