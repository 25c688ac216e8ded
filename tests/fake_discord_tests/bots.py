"""Small bots on the real discord.py, which the fake's own tests talk to."""

import discord
from discord import app_commands

INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)


class EchoBot(discord.Client):
    """Replies to what mentions it or is written to it directly, and has commands of every kind."""

    def __init__(self, intents: discord.Intents = INTENTS) -> None:
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
            max_messages=None,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.resumed = 0
        add_commands(self.tree)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once; the library would wait five seconds."""

    async def setup_hook(self) -> None:
        """Register the commands and the persistent buttons."""
        await self.tree.sync()
        self.add_view(Panel())

    async def on_message(self, message: discord.Message) -> None:
        """Reply to messages that mention the bot."""
        self.heard.append(message.content)
        if message.author.bot:
            return
        if self.user in message.mentions or message.guild is None:
            await message.reply(f"heard: {message.clean_content}")

    async def on_resumed(self) -> None:
        """Count resumes."""
        self.resumed += 1


class Report(discord.ui.Modal, title="Wrong or outdated?"):
    """A form of one field."""

    what: discord.ui.Label["Report"] = discord.ui.Label(
        text="What is wrong", component=discord.ui.TextInput(custom_id="what", max_length=200)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        """Say thanks."""
        assert isinstance(self.what.component, discord.ui.TextInput)
        await interaction.response.send_message(f"Noted: {self.what.component.value}", ephemeral=True)


class Panel(discord.ui.View):
    """Buttons and a select that survive restarts."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Next", custom_id="v1:next")
    async def next(self, interaction: discord.Interaction, button: discord.ui.Button["Panel"]) -> None:
        """Turn the page."""
        await interaction.response.edit_message(content="page 2")

    @discord.ui.button(label="Report", custom_id="v1:report")
    async def report(self, interaction: discord.Interaction, button: discord.ui.Button["Panel"]) -> None:
        """Open the form."""
        await interaction.response.send_modal(Report())

    @discord.ui.button(label="Slow", custom_id="v1:slow")
    async def slow(self, interaction: discord.Interaction, button: discord.ui.Button["Panel"]) -> None:
        """Defer, then edit."""
        await interaction.response.defer()
        await interaction.edit_original_response(content="slowly")

    @discord.ui.select(
        placeholder="Region",
        custom_id="v1:region",
        options=[
            discord.SelectOption(label="Europe", value="eu"),
            discord.SelectOption(label="Asia", value="as"),
        ],
    )
    async def region(self, interaction: discord.Interaction, select: discord.ui.Select["Panel"]) -> None:
        """Say what was chosen."""
        await interaction.response.send_message(f"chosen: {select.values[0]}")


@app_commands.command(name="ask", description="Ask something")
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def ask(interaction: discord.Interaction, question: str, private: bool = False) -> None:
    """Answer with the question."""
    await interaction.response.send_message(
        f"You asked: {question} [{interaction.locale}]", ephemeral=private
    )


@ask.autocomplete("question")
async def complete(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer three ways to go on."""
    return [app_commands.Choice(name=f"{current} {n}", value=f"{current} {n}") for n in range(3)]


@app_commands.command(name="panel", description="Show the buttons")
async def panel(interaction: discord.Interaction) -> None:
    """Show the buttons."""
    await interaction.response.send_message("page 1", view=Panel())


@app_commands.command(name="later", description="Answer in two steps")
async def later(interaction: discord.Interaction) -> None:
    """Defer privately, answer, follow up."""
    await interaction.response.defer(ephemeral=True)
    await interaction.followup.send("first")
    await interaction.followup.send("second", ephemeral=False)


@app_commands.command(name="setup", description="For managers")
@app_commands.default_permissions(manage_guild=True)
@app_commands.guild_only()
async def setup(interaction: discord.Interaction, channel: discord.TextChannel) -> None:
    """Name the channel."""
    await interaction.response.send_message(f"set to {channel.name}")


@app_commands.context_menu(name="Ask about this")
async def about(interaction: discord.Interaction, message: discord.Message) -> None:
    """Answer with the message's text."""
    await interaction.response.send_message(f"about: {message.content}")


def add_commands(tree: app_commands.CommandTree[EchoBot]) -> None:
    """Put all commands into a tree."""
    group = app_commands.Group(name="isecg", description="A group")

    @group.command(name="member", description="One member")
    async def member(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(f"member {name}")

    tree.add_command(ask)
    tree.add_command(panel)
    tree.add_command(later)
    tree.add_command(setup)
    tree.add_command(about)
    tree.add_command(group)
