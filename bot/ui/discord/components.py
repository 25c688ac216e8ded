"""What a click does. Every button says all by its custom_id, and so outlives any number of restarts."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.answers.model import Answer
from bot.ui.discord.codes import (
    ASKED_PATTERN,
    PAGE_PATTERN,
    Act,
    Asked,
    Listing,
    Page,
    asked_code,
    read_page,
)
from bot.ui.discord.markup import escape
from bot.ui.discord.messages.answers import show_outcome, show_sources
from bot.ui.discord.messages.lists import show_page
from bot.ui.discord.outdated import say_outdated
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Reply
from bot.ui.discord.speaking import Interaction, host_of, replace, respond, serve, tell

Item = discord.ui.Item[Any]


def is_asker(interaction: Interaction) -> bool:
    """Whether the one who clicks is whom the message answers; where nothing says whom, everybody is."""
    message = interaction.message
    if message is None:
        return False
    if message.interaction_metadata is not None:
        return message.interaction_metadata.user.id == interaction.user.id
    if message.reference is None:
        return True
    reference = message.reference.resolved
    return isinstance(reference, discord.Message) and reference.author.id == interaction.user.id


def in_private(interaction: Interaction) -> bool:
    """Whether nobody else is there: a direct conversation with the bot, or a message only one person sees."""
    hidden = interaction.message is not None and interaction.message.flags.ephemeral
    return hidden or interaction.context.dm_channel


class _Pressed(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"never"):
    """A button that carries a question."""

    def __init__(self, asked: Asked, button: discord.ui.Button[Any]) -> None:
        super().__init__(button)
        self.asked = asked

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the question from the custom_id; where that is cut, the label may have all of it."""
        assert isinstance(item, discord.ui.Button)
        return cls(Asked(match["entry"], _whole(match["question"], item.label or "")), item)

    async def callback(self, interaction: Interaction) -> None:
        """Do what the button says, and let no error out."""
        await serve(interaction, "button", lambda phrases: self.press(interaction, phrases))

    async def press(self, interaction: Interaction, phrases: Phrases) -> None:
        """What this button does."""
        raise NotImplementedError


def _whole(question: str, label: str) -> str:
    return label if len(label) > len(question) and label.startswith(question) else question


class AskButton(_Pressed, template=ASKED_PATTERN % Act.ASK):
    """Asks its question: a related one, or one of those that were perhaps meant."""

    async def press(self, interaction: Interaction, phrases: Phrases) -> None:
        """Answer; a suggestion turns into the answer for the one who asked, others read by themselves."""
        desk = host_of(interaction).desk
        pause = desk.limits.person(interaction.user.id)
        if pause is not None:
            await tell(interaction, phrases.say("slow_user", when=host_of(interaction).after(pause.seconds)))
            return
        outcome = desk.answer_asked(self.asked, "button")
        reply = show_outcome(outcome, self.asked.question, phrases)
        suggestion = self.item.style is discord.ButtonStyle.primary
        if suggestion and (in_private(interaction) or is_asker(interaction)):
            await replace(interaction, reply)
        else:
            await respond(interaction, reply, private=not interaction.context.dm_channel)


class SourcesButton(_Pressed, template=ASKED_PATTERN % Act.SOURCES):
    """Shows all sources to the one who wants to see them."""

    async def press(self, interaction: Interaction, phrases: Phrases) -> None:
        """Answer again, and show only where it comes from."""
        outcome = host_of(interaction).desk.answer_asked(self.asked, "sources")
        reply = show_sources(outcome, phrases) if isinstance(outcome, Answer) else Reply(phrases.say("gone"))
        await respond(interaction, reply, private=True)


class ReportButton(_Pressed, template=ASKED_PATTERN % Act.REPORT):
    """Opens the form for what is wrong."""

    async def press(self, interaction: Interaction, phrases: Phrases) -> None:
        """Open the form."""
        await interaction.response.send_modal(report_form(self.asked, phrases))


_FORM = re.compile(ASKED_PATTERN % Act.FORM)
_FORM_SECONDS = 15 * 60  # for so long the library remembers it; ours works for longer


def report_form(asked: Asked, phrases: Phrases) -> discord.ui.Modal:
    """The form of two fields. What becomes of it is in `take_report`: that works after a restart, too."""
    form = discord.ui.Modal(
        title=phrases.say("wrong_title"), custom_id=asked_code(Act.FORM, asked), timeout=_FORM_SECONDS
    )
    what: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="what",
        style=discord.TextStyle.paragraph,
        placeholder=phrases.say("wrong_hint"),
        max_length=500,
    )
    where: discord.ui.TextInput[Any] = discord.ui.TextInput(custom_id="where", required=False, max_length=300)
    form.add_item(discord.ui.Label(text=phrases.say("wrong_what"), component=what))
    form.add_item(discord.ui.Label(text=phrases.say("wrong_where"), component=where))
    return form


async def take_report(interaction: Interaction) -> None:
    """Take a form that was sent, whichever process showed it."""
    data: Any = interaction.data or {}
    match = _FORM.fullmatch(str(data.get("custom_id", "")))
    if match is None:
        await say_outdated(interaction, "form")
        return
    desk = host_of(interaction).desk

    async def work(phrases: Phrases) -> None:
        fields = dict(_fields(data))
        what, where = fields.get("what", ""), fields.get("where", "")
        entry = desk.edition.codes.get(match["entry"], "")
        desk.book.report(match["question"], entry, f"{what} {where}".strip())
        desk.tell_maintainers(
            f"Somebody says that an answer is wrong or outdated.\nQuestion: {escape(match['question'])}"
            f" (entry `{entry or 'unknown'}`)\nWhat: {escape(what, 500)}\nWhere: {escape(where, 300)}"
        )
        await tell(interaction, phrases.say("wrong_thanks"))

    await serve(interaction, "report", work)


def _fields(part: Any) -> list[tuple[str, str]]:
    """The fields of a form wherever they are nested, by custom_id."""
    found = []
    if isinstance(part, dict):
        if "value" in part and "custom_id" in part:
            found.append((str(part["custom_id"]), str(part["value"])))
        for name in ("components", "component"):
            found += _fields(part.get(name))
    elif isinstance(part, list):
        for each in part:
            found += _fields(each)
    return found


async def show_in_place(interaction: Interaction, page: Page) -> None:
    """Turn the page for the one who asked for the list; others get a page of their own."""

    async def work(phrases: Phrases) -> None:
        reply = show_page(host_of(interaction).desk.edition.snapshot, page, phrases)
        if in_private(interaction) or is_asker(interaction):
            await replace(interaction, reply)
        else:
            await respond(interaction, reply, private=True)

    await serve(interaction, "page", work)


class PageButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=PAGE_PATTERN):
    """Turns a page of a list."""

    def __init__(self, page: Page, button: discord.ui.Button[Any]) -> None:
        super().__init__(button)
        self.page = page

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the page from the custom_id."""
        assert isinstance(item, discord.ui.Button)
        return cls(read_page(match.groupdict()), item)

    async def callback(self, interaction: Interaction) -> None:
        """Show the page."""
        await show_in_place(interaction, self.page)


class RegionSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"region1:(?P<founding>[fl]?)"):
    """Chooses the region of the list of members."""

    def __init__(self, founding: str, select: discord.ui.Select[Any]) -> None:
        super().__init__(select)
        self.founding = founding

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the other filter from the custom_id."""
        assert isinstance(item, discord.ui.Select)
        return cls(match["founding"], item)

    async def callback(self, interaction: Interaction) -> None:
        """Show the first page of the region."""
        chosen = self.item.values[0]
        founding = {"f": True, "l": False}.get(self.founding)
        await show_in_place(
            interaction,
            Page(Listing.MEMBERS, region="" if chosen == "all" else chosen, founding=founding),
        )


ITEMS = (AskButton, SourcesButton, ReportButton, PageButton, RegionSelect)
