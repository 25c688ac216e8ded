"""`/ask`, and the same question out of somebody's message."""

from __future__ import annotations

import discord
from discord import app_commands

from bot.answers.model import Outcome
from bot.ui.discord.markup import escape, link
from bot.ui.discord.messages.answers import show_outcome
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.speaking import Interaction, host_of, respond, serve, tell

MENU = "Ask ISECG about this"
MOST_CHOICES = 25
LONGEST_CHOICE = 100


@app_commands.command(name="ask", description="Ask anything about ISECG.")
@app_commands.describe(
    question="Your question, in your own words.",
    private="Show the answer to you alone.",
)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def ask(interaction: Interaction, question: str, private: bool = False) -> None:  # noqa: FBT001, FBT002  discord.py reads options from a signature like this
    """Answer a question."""

    async def work(phrases: Phrases) -> None:
        await answer(interaction, question, "ask", phrases, private=private)

    await serve(interaction, "ask", work)


@ask.autocomplete("question")
async def complete(interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
    """Offer questions that have an answer, the nearest to what is typed so far."""
    edition = host_of(interaction).desk.edition
    offered = edition.offers.like(current, MOST_CHOICES) if current.strip() else edition.starters
    return [
        app_commands.Choice(name=question, value=question)
        for question in offered
        if len(question) <= LONGEST_CHOICE
    ][:MOST_CHOICES]


@app_commands.context_menu(name=MENU)
@app_commands.allowed_installs(guilds=True, users=True)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
async def ask_about(interaction: Interaction, message: discord.Message) -> None:
    """Answer what somebody's message asks."""

    async def work(phrases: Phrases) -> None:
        text = text_of(message)
        if not escape(text):
            await tell(interaction, phrases.say("nothing_to_read"))
            return
        quoted = phrases.say("about_message_link", text=escape(text, 80))
        note = phrases.say("about_message", link=link_escaped(quoted, message.jump_url))
        await answer(interaction, text, "menu", phrases, notes=(note,))

    await serve(interaction, "menu", work)


def text_of(message: discord.Message) -> str:
    """What a message says: its own text, or that of the message it forwards, or of its embeds."""
    told: tuple[discord.Message | discord.MessageSnapshot, ...] = (message, *message.message_snapshots)
    contents = [one.content for one in told if one.content]
    embeds = [f"{embed.title or ''} {embed.description or ''}" for one in told for embed in one.embeds]
    return " ".join(contents or embeds)


def link_escaped(text: str, address: str) -> str:
    """A link whose text is escaped already."""
    return link("", address).replace("[]", f"[{text}]")


async def answer(
    interaction: Interaction,
    question: str,
    kind: str,
    phrases: Phrases,
    *,
    private: bool = False,
    notes: tuple[str, ...] = (),
) -> None:
    """Answer once and at once; only to the person where the channel is busy."""
    desk = host_of(interaction).desk
    pause = desk.limits.person(interaction.user.id)
    if pause is not None:
        await tell(interaction, phrases.say("slow_user", when=host_of(interaction).after(pause.seconds)))
        return
    alone = interaction.context.dm_channel
    if not private and not alone and desk.limits.channel(interaction.channel_id or 0) is not None:
        private, notes = True, (*notes, phrases.say("slow_channel"))
    outcome: Outcome = await desk.answer(question, kind)
    await respond(interaction, show_outcome(outcome, question, phrases, notes=notes), private=private)
