"""The cards behind the buttons of an alert, for whoever clicks; an alert of years ago still opens them."""

from __future__ import annotations

import re
from typing import Any, Self

import discord

from bot.answers.snapshot import Snapshot
from bot.ui.discord.codes import ITEM_PATTERN, ITEMS_PATTERN
from bot.ui.discord.messages.cards import show_member, show_news, show_publication
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.replies import Reply
from bot.ui.discord.speaking import Interaction, host_of, respond, serve

Item = discord.ui.Item[Any]


def show_item(snapshot: Snapshot, kind: str, id_: str, phrases: Phrases) -> Reply:
    """The card of a member (m), news item (n) or publication (p), as it is known now."""
    if kind == "m":
        member = snapshot.members.get(id_)
        if member is not None:
            return show_member(snapshot, member, phrases)
    for news in snapshot.knowledge.news if kind == "n" else ():
        if news.id == id_:
            return show_news(snapshot, news, phrases)
    for publication in snapshot.knowledge.publications if kind == "p" else ():
        if publication.id == id_:
            return show_publication(snapshot, publication, phrases)
    return Reply(phrases.say("gone"))


async def _open(interaction: Interaction, kind: str, id_: str) -> None:
    async def work(phrases: Phrases) -> None:
        reply = show_item(host_of(interaction).desk.edition.snapshot, kind, id_, phrases)
        await respond(interaction, reply, private=not interaction.context.dm_channel)

    await serve(interaction, "card", work)


class ItemButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=ITEM_PATTERN):
    """Opens the card of the one item that it names."""

    def __init__(self, kind: str, id_: str, button: discord.ui.Button[Any]) -> None:
        super().__init__(button)
        self.kind, self.id_ = kind, id_

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """Read the item from the custom_id."""
        assert isinstance(item, discord.ui.Button)
        return cls(match["kind"], match["id"], item)

    async def callback(self, interaction: Interaction) -> None:
        """Show the card."""
        await _open(interaction, self.kind, self.id_)


class ItemsSelect(discord.ui.DynamicItem[discord.ui.Select[Any]], template=ITEMS_PATTERN):
    """Opens the card of one of many items."""

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: Item, match: re.Match[str], /) -> Self:
        """The custom_id says nothing but that it is ours."""
        assert isinstance(item, discord.ui.Select)
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:
        """Show the chosen card."""
        kind, _, id_ = self.item.values[0].partition(":")
        await _open(interaction, kind, id_)


ITEMS = (ItemButton, ItemsSelect)
