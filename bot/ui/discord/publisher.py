"""Posts alerts with the real client: what the outbox asks of a platform, in Discord's terms."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import TypeVar

import discord

from bot.outbox.naming import nonce_in
from bot.outbox.publisher import (
    Absent,
    Blocked,
    Content,
    Done,
    Forbidden,
    Found,
    Invalid,
    Look,
    MessageGone,
    Outcome,
    Place,
    Unavailable,
    Unknown,
    Unreadable,
)
from bot.store.records import Subscription
from bot.ui.discord.messages.alerts import Shown, show_alert, show_stopped
from bot.ui.discord.outcomes import outcome_of
from bot.ui.discord.phrases import Catalogue
from bot.ui.discord.places import REMOVED, Places, Standing, standing_in
from bot.ui.discord.speaking import view_of

_PAGE = 100  # messages that Discord returns at once
_MOST_PAGES = 10  # of a history; a busier channel is undecidable
_HEARD = 2_000  # of our own messages that the gateway told of
_COLOUR = 0x2B5C8A

Kept = TypeVar("Kept")
Got = TypeVar("Got")


class DiscordPublisher:
    """The outbox's publisher; it raises nothing that a request can cause."""

    def __init__(self, client: discord.AutoShardedClient, catalogue: Catalogue) -> None:
        self._client, self._catalogue = client, catalogue
        self.places = Places(client)
        # Own messages by nonce, as the gateway tells of them: where a reply is lost, that is the answer.
        self._heard: OrderedDict[str, int] = OrderedDict()
        self._doubted: OrderedDict[str, None] = OrderedDict()

    # What the relay asks

    async def send(self, place: Place, content: Content, *, nonce: str, marker: str) -> Outcome:
        """Post with the nonce enforced and the marker in the custom_ids of the buttons."""
        known = self._known(place)
        if known is not None:
            return known
        role = self._role(place, content)
        shown = show_alert(content.alert, marker, self._catalogue.for_locale(content.language), role)
        mentions = discord.AllowedMentions(
            everyone=False, users=False, replied_user=False, roles=[discord.Object(role)] if role else False
        )

        async def post() -> Outcome:
            message = await self._channel(place).send(
                shown.text,
                embed=_embed(shown),
                view=view_of(shown.reply),
                nonce=nonce,
                allowed_mentions=mentions,
                silent=content.silent,
            )
            return Done(message.id)

        outcome = await self._ask(place, post)
        if isinstance(outcome, Unknown):
            if nonce in self._heard:
                return Done(self._heard[nonce])
            _keep(self._doubted, nonce, None)
        return outcome

    async def find(self, place: Place, marker: str, after: datetime) -> Look:
        """Look through the history since a moment; the channel's last message is asked for first."""

        async def look() -> Look:
            channel = await self._client.fetch_channel(place.channel_id)
            # Without the permission Discord shows an empty history instead of an error.
            if not self._may_read(channel):
                return Unreadable("Read Message History is missing")
            # A direct conversation does not tell; there nobody else can delete what the bot has posted.
            last = getattr(channel, "last_message_id", None)
            seen = 0
            async for message in self._channel(place).history(
                limit=_PAGE * _MOST_PAGES, after=after, oldest_first=True
            ):
                seen += 1
                if self._is_ours(message) and any(code.startswith(marker) for code in codes_of(message)):
                    return Found(message.id)
            if seen == _PAGE * _MOST_PAGES:
                return Unreadable("too much was written there since")
            if not self._may_read(self.places.channel(place) or channel):
                return Unreadable("Read Message History was taken away")
            return Absent(None if last is None else discord.utils.snowflake_time(last))

        if place.guild_id is not None and not self.places.available(place):
            # Only a process that knows the server can tell an empty history from one that it may not read.
            if self.places.guild(place.guild_id) is not None or self.places.is_member(place.guild_id):
                return Unavailable()
            return Unreadable("I am not in that server any more")
        outcome = await self._ask(place, look)
        if isinstance(outcome, Forbidden | Invalid | Blocked | MessageGone | Done):
            return Unreadable(getattr(outcome, "reason", "the history cannot be read"))
        return outcome

    async def edit(self, place: Place, message_id: int, content: Content, *, marker: str) -> Outcome:
        """Replace a posted alert; nobody is mentioned and nobody notified."""
        if self.places.available(place) is False:
            return Unavailable()
        shown = show_alert(content.alert, marker, self._catalogue.for_locale(content.language))

        async def change() -> Outcome:
            await (
                self._channel(place)
                .get_partial_message(message_id)
                .edit(
                    content=shown.text,
                    embed=_embed(shown),
                    view=view_of(shown.reply),
                    allowed_mentions=discord.AllowedMentions.none(),
                )
            )
            return Done(message_id)

        return await self._ask(place, change)

    async def publish(self, place: Place, message_id: int) -> Outcome:
        """Publish to the channel's followers; a limit of an hour comes back as `RetryLater`."""
        if self.places.available(place) is False:
            return Unavailable()

        async def spread() -> Outcome:
            await self._channel(place).get_partial_message(message_id).publish()
            return Done(message_id)

        return await self._ask(place, spread)

    async def may_post(self, place: Place) -> bool:
        """Whether posting there would be allowed; a direct message is always worth a try."""
        if place.guild_id is None:
            return True
        standing = self.places.standing(place)
        return standing is not None and standing.usable

    async def tell(self, subscription: Subscription, reason: str) -> None:
        """Write to the person who subscribed; a server that removed the bot wants to hear no more of it."""
        guild_id = subscription.guild_id
        if subscription.subscriber_id is None or guild_id is None:
            return
        if reason == REMOVED or not self.places.is_member(guild_id):
            return
        place = Place(subscription.channel_id, guild_id)
        phrases = self._catalogue.for_locale(subscription.language)
        standing, guild = self.places.standing(place), self.places.guild(guild_id)
        missing = () if standing is None else standing.missing
        text = show_stopped(
            f"<#{place.channel_id}>", None if guild is None else guild.name, missing, reason, phrases
        )
        person = await self._client.create_dm(discord.Object(subscription.subscriber_id))
        await person.send(text, nonce=f"s{subscription.id}", suppress_embeds=True)

    # What the gateway tells

    def heard(self, message: discord.Message) -> str | None:
        """Remember an own alert that arrived over the gateway; returns its marker's custom_id."""
        if not self._is_ours(message):
            return None
        for code in codes_of(message):
            nonce = nonce_in(code)
            if nonce is not None:
                _keep(self._heard, nonce, message.id)
                return code
        return None

    def doubts(self, code: str) -> bool:
        """Whether the reply to the alert with this custom_id was lost."""
        return nonce_in(code) in self._doubted

    # Parts

    async def _ask(self, place: Place, request: Callable[[], Awaitable[Got]]) -> Got | Outcome:
        try:
            return await request()
        except Exception as problem:  # noqa: BLE001 - each becomes an outcome, as the outbox wants it
            return outcome_of(problem, available=self.places.available(place))

    def _known(self, place: Place) -> Outcome | None:
        """What can be said without a request, so that none is wasted; None if it has to be tried."""
        if self.places.available(place) is False:
            return Unavailable()
        standing = self.places.standing(place)
        if standing is None:
            return None
        return self._refusal(standing)

    def _refusal(self, standing: Standing) -> Forbidden | None:
        """Why a post would be refused, as far as that is known."""
        if standing.timed_out:
            return Forbidden("I have been timed out in this server", counts=False)
        if standing.locked:
            return Forbidden("the thread is locked", counts=False)
        if standing.hinders:
            names = self._catalogue.for_locale("en").permissions(standing.hinders)
            return Forbidden(f"missing: {names}", counts=False)
        return None

    def _channel(self, place: Place) -> discord.PartialMessageable:
        return self._client.get_partial_messageable(place.channel_id, guild_id=place.guild_id)

    def _may_read(self, channel: object) -> bool:
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return True
        standing = standing_in(channel, channel.guild.me)
        return standing is not None and standing.granted.read_message_history

    def _is_ours(self, message: discord.Message) -> bool:
        return self._client.user is not None and message.author.id == self._client.user.id

    def _role(self, place: Place, content: Content) -> int | None:
        """The role to mention, unless it is known to have been deleted."""
        guild = self.places.guild(place.guild_id)
        if content.role_id is None or (guild is not None and guild.get_role(content.role_id) is None):
            return None
        return content.role_id


def _keep(known: OrderedDict[str, Kept], nonce: str, value: Kept) -> None:
    known[nonce] = value
    while len(known) > _HEARD:
        known.popitem(last=False)


def codes_of(message: discord.Message) -> Iterator[str]:
    """The custom_ids of a message's buttons and selects."""
    for row in message.components:
        for part in getattr(row, "children", (row,)):
            code = getattr(part, "custom_id", None)
            if code:
                yield code


def _embed(shown: Shown) -> discord.Embed:
    return discord.Embed(
        title=shown.title, url=shown.url, description=shown.body, colour=discord.Colour(_COLOUR)
    )
