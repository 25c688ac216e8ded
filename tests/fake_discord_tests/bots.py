"""Small bots on the real discord.py, which the fake's own tests talk to."""

import discord
from discord import app_commands

from tests.fake_discord import FakeDiscord


class EchoBot(discord.Client):
    """Replies to what mentions it, with commands, buttons and a form."""

    def __init__(self, **options: object) -> None:
        intents = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.05,
            max_messages=None,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[str] = []
        self.tree.add_command(ask)

    async def setup_hook(self) -> None:
        """Register the commands."""
        await self.tree.sync()

    async def on_message(self, message: discord.Message) -> None:
        """Reply to messages that mention the bot."""
        self.heard.append(message.content)
        if self.user in message.mentions and not message.author.bot:
            await message.reply(f"heard: {message.clean_content}")


@app_commands.command(name="ask", description="Ask something")
async def ask(interaction: discord.Interaction, question: str, private: bool = False) -> None:
    """Answer with the question."""
    await interaction.response.send_message(f"You asked: {question}", ephemeral=private)


__all__ = ["EchoBot", "FakeDiscord"]
