"""The client: which events it asks for, what it keeps, and how it starts and stops."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord
import structlog
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.answers.measurement import Evaluation
from bot.outbox.relay import Relay
from bot.store.store import Store
from bot.ui.discord.alerts import Alerts
from bot.ui.discord.cogs import asking, isecg
from bot.ui.discord.components import ITEMS, take_report
from bot.ui.discord.desk import Desk
from bot.ui.discord.listening import Listener
from bot.ui.discord.managing import ITEMS as MANAGEMENT
from bot.ui.discord.opening import ITEMS as CARDS
from bot.ui.discord.publisher import DiscordPublisher
from bot.ui.discord.syncing import Notes, sync_commands
from bot.ui.discord.traffic import Traffic
from bot.ui.discord.translating import CommandTranslator
from bot.ui.discord.upkeep import Upkeep
from bot.ui.discord.wording import stamped_words

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

# Guilds for permissions, messages for mentions and direct messages. None of them is privileged: the text of
# a message comes only if it mentions the bot or is written to it.
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
_LONGEST_WAIT = 30.0  # seconds that the library waits for a limit; longer ones are reported to whoever asked
_IDENTIFY_PAUSE = 5.0  # seconds between two shards that identify, as Discord demands


@dataclass(frozen=True, slots=True)
class Shards:
    """The part of all shards that this process runs."""

    ids: tuple[int, ...]
    count: int


async def not_evaluated() -> None:
    """Nobody has measured how good the answers are."""


class IsecgClient(discord.AutoShardedClient):
    """Everything that Discord sends arrives here and is handed on."""

    def __init__(
        self,
        desk: Desk,
        notes: Notes,
        *,
        clock: Callable[[], float],
        now: Callable[[], datetime],
        shards: Shards | None = None,
        evaluation: Callable[[], Awaitable[Evaluation | None]] = not_evaluated,
        source: str | None = None,
        traffic: Traffic | None = None,
        identify_pause: float = _IDENTIFY_PAUSE,
        **options: Any,
    ) -> None:
        if shards is not None:
            options |= {"shard_ids": list(shards.ids), "shard_count": shards.count}
        if traffic is not None:
            options["http_trace"] = traffic.trace()
        super().__init__(
            intents=INTENTS,
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            enable_debug_events=False,
            max_ratelimit_timeout=_LONGEST_WAIT,
            **options,
        )
        self.desk = desk
        self.evaluation, self.source = evaluation, source
        self.was_ready = asyncio.Event()
        self.publisher = DiscordPublisher(self, desk.catalogue)
        # Until `announce` the bot only answers, and nobody looks after subscriptions.
        self.upkeep: Upkeep | None = None
        self.alerts: Alerts
        self._notes, self._now, self._identify_pause = notes, now, identify_pause
        self._listener = Listener(self, clock)
        self._translator = CommandTranslator()
        self._command_ids: dict[str, int] = {}
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(asking.ask)
        self.tree.add_command(asking.ask_about)
        self.tree.add_command(isecg.group)

    def announce(self, store: Store, relay: Relay, now: Callable[[], datetime]) -> Upkeep:
        """Take alerts into the bot; returns what must run beside the client."""

        async def revive(channel_id: int) -> None:
            await relay.revive(channel_id=channel_id)

        self.alerts = Alerts(store, self.publisher, revive, relay.wake, now, stamped_words)
        self.upkeep = Upkeep(store, relay, self.publisher, now)
        return self.upkeep

    # Life

    async def setup_hook(self) -> None:
        """Register buttons and, if need be, commands; find the gateway. Runs before the first connection."""
        self.add_dynamic_items(*ITEMS, *CARDS, *MANAGEMENT)
        await self.tree.set_translator(self._translator)
        self._command_ids = await sync_commands(self.tree, self._notes)
        if self.shard_count is not None:
            # The library asks for the gateway's address only when it also asks for the number of shards.
            _, address, _ = await self.http.get_bot_gateway()
            DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Keep the pause between two that identify."""
        if not initial:
            await asyncio.sleep(self._identify_pause)

    async def drain(self, seconds: float) -> None:
        """Take no new work, and give what is in hand so many seconds to finish."""
        self.desk.closing = True
        try:
            async with asyncio.timeout(seconds):
                await self.desk.idle()
        except TimeoutError:
            log.warning("discord.cut_short")

    # Events

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Hand an event on, unless nobody has to look at it: most messages are not meant for the bot.

        The library makes a task of every event that has a handler, which costs more than this look.
        """
        if event == "message":
            if not self._concerns(args[0]):
                return
        elif event == "socket_event_type":  # comes with every other event, and nobody waits for it
            return
        super().dispatch(event, *args, **kwargs)

    def _concerns(self, message: discord.Message) -> bool:
        """Whether a message is addressed to the bot, or may be one of its alerts."""
        me = self.user
        if me is not None and message.author.id == me.id:
            return message.interaction_metadata is None  # answers to commands are known when they are sent
        return self._listener.is_addressed(message)

    async def on_message(self, message: discord.Message) -> None:
        """Answer what is addressed to the bot; note its own alerts."""
        code = self.publisher.heard(message)
        if code is not None:
            if self.upkeep is not None and self.publisher.doubts(code):
                self.upkeep.observed(message.channel.id, code, message.id)
        elif self._listener.is_addressed(message):
            await self._listener.hear(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Follow corrections of questions."""
        await self._listener.hear_correction(payload)

    async def on_interaction(self, interaction: discord.Interaction[IsecgClient]) -> None:
        """Take forms; commands and buttons find their own way."""
        if interaction.type is discord.InteractionType.modal_submit:
            await take_report(interaction)

    async def on_ready(self) -> None:
        """Note that the bot is there."""
        self.was_ready.set()
        if self.upkeep is not None:
            self.upkeep.started()
        log.info("discord.ready", servers=len(self.guilds), shards=self.shard_count)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that the bot was removed; an outage comes as another event, and changes nothing."""
        if self.upkeep is not None:
            self.upkeep.removed(guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Note that a channel is gone."""
        if self.upkeep is not None:
            self.upkeep.deleted(channel.id)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Note that a thread is gone."""
        if self.upkeep is not None:
            self.upkeep.deleted(payload.thread_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Look whether alerts can go on."""
        self._changed(guild)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Look whether alerts can go on."""
        self._changed(guild)

    async def on_guild_channel_update(
        self, _before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Look whether alerts can go on."""
        self._changed(after.guild)

    async def on_thread_update(self, _before: discord.Thread, after: discord.Thread) -> None:
        """Look whether alerts can go on."""
        self._changed(after.guild)

    async def on_guild_role_update(self, _before: discord.Role, after: discord.Role) -> None:
        """Look whether alerts can go on."""
        self._changed(after.guild)

    async def on_member_update(self, _before: discord.Member, after: discord.Member) -> None:
        """Look whether alerts can go on; without the members intent only the bot's own roles are told."""
        self._changed(after.guild)

    def _changed(self, guild: discord.Guild) -> None:
        if self.upkeep is not None:
            self.upkeep.changed(guild.id)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log what escaped an event handler; nobody waits for an answer there."""
        log.exception("discord.event_failed", event_name=event_method)

    # What messages show

    def after(self, seconds: float) -> str:
        """A moment so many seconds from now, as Discord shows it: "in 8 seconds"."""
        return discord.utils.format_dt(self._now() + timedelta(seconds=max(1.0, seconds)), "R")

    def command_mentions(self) -> dict[str, str]:
        """The commands as links that can be clicked, by the last word of their names."""
        names = ["ask", *(f"isecg {command.name}" for command in isecg.group.commands)]
        return {name.rpartition(" ")[2]: self._mention(name) for name in names}

    def _mention(self, name: str) -> str:
        id_ = self._command_ids.get(name.partition(" ")[0])
        return f"`/{name}`" if id_ is None else f"</{name}:{id_}>"

    def menu_name(self, locale: str) -> str:
        """The entry in the menu of a message, as the person's client calls it."""
        try:
            known = discord.Locale(locale)
        except ValueError:
            return asking.MENU
        return self._translator.lookup(asking.MENU, known) or asking.MENU


def point_at(address: str | None) -> None:
    """Send all requests to another base than Discord's own, if one is set.

    discord.py keeps the base in a class; the gateway's address is what that base returns.
    """
    if address is not None:
        Route.BASE = address.rstrip("/")


def shard_ids(ids: Sequence[int], count: int) -> Shards:
    """Part of the shards, checked: ValueError says what is wrong."""
    if not ids or min(ids) < 0 or max(ids) >= count:
        raise ValueError(f"shards are numbered from 0 to {count - 1}")
    return Shards(tuple(ids), count)
