"""The client: which events it asks for, what it keeps, and how it starts and stops."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import discord
import structlog
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.answers.measurement import Evaluation
from bot.outbox.relay import Relay
from bot.store.store import Store
from bot.ui.discord.alerts import Alerts
from bot.ui.discord.callbacks import use_patience
from bot.ui.discord.cogs import asking, isecg
from bot.ui.discord.components import ITEMS, take_report
from bot.ui.discord.desk import Desk
from bot.ui.discord.events import be_lenient, forgive
from bot.ui.discord.listening import Listener
from bot.ui.discord.managing import ITEMS as MANAGEMENT
from bot.ui.discord.opening import ITEMS as CARDS
from bot.ui.discord.outdated import Tree, answer_outdated
from bot.ui.discord.publisher import DiscordPublisher
from bot.ui.discord.starting import NotDiscordError, application_id, find_gateway, out_of_the_way
from bot.ui.discord.syncing import PAUSES, Commands, Notes
from bot.ui.discord.traffic import Traffic
from bot.ui.discord.translating import CommandTranslator
from bot.ui.discord.upkeep import Upkeep
from bot.ui.discord.wording import stamped_words

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

# Guilds for permissions, messages for mentions and direct messages. None of them is privileged: the text of
# a message comes only if it mentions the bot or is written to it.
INTENTS = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
_LONGEST_WAIT = 30.0  # seconds that the library waits for a limit; longer ones are reported to whoever asked
_COMMANDS_WAIT = 5.0  # seconds that the first connection waits for the commands
_ITEMS = (*ITEMS, *CARDS, *MANAGEMENT)
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
        commands_pauses: Sequence[float] = PAUSES,
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
        forgive(self._connection.parsers)
        self.desk = desk
        self.evaluation, self.source = evaluation, source
        self.was_ready = asyncio.Event()
        self.publisher = DiscordPublisher(self, desk.catalogue)
        # Until `announce` the bot only answers, and nobody looks after subscriptions.
        self.upkeep: Upkeep | None = None
        self.alerts: Alerts
        self._now, self._identify_pause = now, identify_pause
        self._listener = Listener(self, clock)
        self._translator = CommandTranslator()
        self.tree = Tree(self)
        self.tree.add_command(asking.ask)
        self.tree.add_command(asking.ask_about)
        self.tree.add_command(isecg.group)
        self._commands = Commands(self.tree, notes, commands_pauses)
        self._registering: asyncio.Task[None] | None = None

    def announce(self, store: Store, relay: Relay, now: Callable[[], datetime]) -> Upkeep:
        """Take alerts into the bot; returns what must run beside the client."""

        async def revive(channel_id: int) -> None:
            await relay.revive(channel_id=channel_id)

        self.alerts = Alerts(store, self.publisher, revive, relay.wake, now, stamped_words)
        self.upkeep = Upkeep(store, relay, self.publisher, now)
        return self.upkeep

    # Life

    async def login(self, token: str) -> None:
        """Log in, and wait a little where Discord says that it has too much to do."""
        attempt = 0
        while True:
            try:
                return await super().login(token)
            except (TypeError, LookupError, ValueError) as problem:
                if self.user is not None:
                    raise
                raise NotDiscordError from problem
            except discord.HTTPException as problem:
                attempt += 1
                if not await out_of_the_way(problem, attempt):
                    raise
                await self.http.close()
                self.http.clear()
                self.http.connector = discord.utils.MISSING  # the old one is closed with its session

    async def application_info(self) -> discord.AppInfo:
        """What Discord says of the application; of all that the bot needs no more than its id."""
        try:
            return await super().application_info()
        except (discord.HTTPException, LookupError, TypeError, ValueError) as problem:
            if isinstance(problem, discord.HTTPException) and problem.status in {401, 429, 503}:
                raise
            log.warning("discord.no_application", problem=str(problem))
        me = self.user
        assert me is not None
        owner = {"id": me.id, "username": me.name, "discriminator": me.discriminator, "avatar": None}
        known: Any = {
            "id": await application_id(self.http, me.id),
            "name": me.name,
            "owner": owner,
            "description": "",
            "icon": None,
            "verify_key": "",
            "bot_public": True,
            "bot_require_code_grant": False,
        }
        return discord.AppInfo(self._connection, known)

    async def setup_hook(self) -> None:
        """Register buttons and, if need be, commands; find the gateway. Runs before the first connection."""
        use_patience()
        be_lenient()
        self.add_dynamic_items(*_ITEMS)
        await self.tree.set_translator(self._translator)
        self._registering = asyncio.create_task(self._commands.register(), name="commands")
        with suppress(TimeoutError):
            async with asyncio.timeout(_COMMANDS_WAIT):
                await self._commands.tried.wait()
        gateway = await find_gateway(self.http)
        # The library takes this address whenever it begins a session anew; it would be Discord's own.
        DiscordWebSocket.DEFAULT_GATEWAY = gateway.address
        self.shard_count = self.shard_count or gateway.shards
        if gateway.wait:
            log.warning("gateway.no_session_left", seconds=gateway.wait)
            await asyncio.sleep(gateway.wait)

    async def close(self) -> None:
        """Close the connection, and give up what has not been registered."""
        if self._registering is not None:
            self._registering.cancel()
        await super().close()

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
        """Take forms, and clicks that nothing else takes; commands and buttons find their own way."""
        if interaction.type is discord.InteractionType.modal_submit:
            await take_report(interaction)
        elif interaction.type is discord.InteractionType.component:
            await answer_outdated(interaction, _ITEMS)

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
        id_ = self._commands.ids.get(name.partition(" ")[0])
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
