"""Replies on their way to Discord: plain values become views, and answers to interactions."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import discord

from bot.answers.measurement import Evaluation
from bot.ui.discord.alerts import Alerts
from bot.ui.discord.desk import Desk
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Button, Reply, RoleSelect, Select

Interaction = discord.Interaction[Any]


class Host(Protocol):
    """The client as commands and buttons see it."""

    desk: Desk
    alerts: Alerts
    evaluation: Callable[[], Awaitable[Evaluation | None]]
    source: str | None

    @property
    def user(self) -> discord.ClientUser | None:
        """The bot itself."""
        ...

    def after(self, seconds: float) -> str:
        """A moment so many seconds from now, as Discord shows it."""
        ...

    def command_mentions(self) -> dict[str, str]:
        """The commands as they are shown, by the last word of their names."""
        ...

    def menu_name(self, locale: str) -> str:
        """The entry in the menu of a message, as the person's client calls it."""
        ...


def host_of(interaction: Interaction) -> Host:
    """The client that got the interaction."""
    host: Host = interaction.client
    return host


def view_of(reply: Reply) -> discord.ui.View:
    """The rows as a view.

    It is stopped at once: clicks are told by their custom_id (see components.py), so the library need not
    remember it.
    """
    view = discord.ui.View(timeout=None)
    for number, row in enumerate(reply.rows):
        if isinstance(row, Select):
            view.add_item(_select(row, number))
        elif isinstance(row, RoleSelect):
            view.add_item(_role_select(row, number))
        else:
            for button in row:
                view.add_item(_button(button, number))
    view.stop()
    return view


def _button(button: Button, row: int) -> discord.ui.Button[Any]:
    style = discord.ButtonStyle.primary if button.primary else discord.ButtonStyle.secondary
    return discord.ui.Button(
        style=style, label=button.label, custom_id=button.code, disabled=button.disabled, row=row
    )


def _select(select: Select, row: int) -> discord.ui.Select[Any]:
    options = [
        discord.SelectOption(label=option.label, value=option.value, default=option.chosen)
        for option in select.options
    ]
    return discord.ui.Select(
        custom_id=select.code,
        placeholder=select.placeholder,
        options=options,
        max_values=min(select.most, len(options)),
        row=row,
    )


def _role_select(select: RoleSelect, row: int) -> discord.ui.RoleSelect[Any]:
    chosen = (
        []
        if select.chosen is None
        else [discord.SelectDefaultValue(id=select.chosen, type=discord.SelectDefaultValueType.role)]
    )
    return discord.ui.RoleSelect(
        custom_id=select.code, placeholder=select.placeholder, min_values=0, default_values=chosen, row=row
    )


async def defer(interaction: Interaction) -> None:
    """Say that an answer for this person alone will follow: asking Discord itself may take a while."""
    await interaction.response.defer(ephemeral=True, thinking=True)


async def finish(interaction: Interaction, reply: Reply) -> None:
    """Answer after `defer`, or change the message that was clicked once that was acknowledged."""
    await interaction.edit_original_response(
        content=reply.text,
        view=view_of(reply) if reply.rows else None,
        allowed_mentions=discord.AllowedMentions.none(),
    )


async def respond(interaction: Interaction, reply: Reply, *, private: bool) -> None:
    """Answer an interaction with a new message."""
    view = view_of(reply) if reply.rows else discord.utils.MISSING
    await interaction.response.send_message(reply.text, view=view, ephemeral=private, suppress_embeds=True)


async def replace(interaction: Interaction, reply: Reply) -> None:
    """Answer a click by changing the message that was clicked."""
    await interaction.response.edit_message(content=reply.text, view=view_of(reply) if reply.rows else None)


async def tell(interaction: Interaction, text: str) -> None:
    """Say something to one person, whatever was answered before."""
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True)
    else:
        await interaction.response.send_message(text, ephemeral=True)


def phrases_for(interaction: Interaction) -> Phrases:
    """The phrases in the language of the person's client."""
    return host_of(interaction).desk.catalogue.for_locale(str(interaction.locale))


async def serve(interaction: Interaction, kind: str, work: Callable[[Phrases], Awaitable[None]]) -> None:
    """Do the work of a command or a click; whatever goes wrong becomes one calm sentence.

    A bot that is stopping says so and takes no new work.
    """
    phrases, desk = phrases_for(interaction), host_of(interaction).desk

    async def say(text: str) -> None:
        await tell(interaction, text)

    async with desk.serving(kind, phrases, say):
        if desk.closing:
            await say(phrases.say("stopping"))
        else:
            await work(phrases)
