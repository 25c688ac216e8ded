"""The control API of a fake in a process of its own: POST /_control/<operation> with JSON arguments."""

import inspect
import json
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from aiohttp import web

from . import payloads
from .control_people import PeopleOperations
from .journal import Match, Request
from .places import ChannelHandle, GuildHandle

if TYPE_CHECKING:
    from .model import Message
    from .server import FakeDiscord

Json = dict[str, Any]


def message_json(fake: "FakeDiscord", message: "Message") -> Json:
    """Return a message object with what a test wants to know beside it: text, pings, deleted, seen_by."""
    return payloads.message(fake.world, message) | {
        "text": message.text,
        "deleted": message.deleted,
        "seen_by": str(message.seen_by) if message.seen_by else None,
        "edits": message.edits,
        "pings": {
            "users": [str(each) for each in message.pings.users],
            "roles": [str(each) for each in message.pings.roles],
            "everyone": message.pings.everyone,
        },
    }


def _request_json(request: Request) -> Json:
    names = ("number", "route", "method", "path", "body", "stage", "answered", "status", "code")
    return {name: getattr(request, name) for name in names}


class Control(PeopleOperations):
    """Every public method is an operation; identifiers travel as strings."""

    def __init__(self, fake: "FakeDiscord") -> None:
        super().__init__(fake)
        self._faults: dict[str, Any] = {}

    async def serve(self, request: web.BaseRequest) -> web.Response:
        """Answer one control request; 404 for an unknown operation, 400 with the reason for a failed one."""
        name = request.path.removeprefix("/_control/")
        operation: Callable[..., Any] | None = None if name.startswith("_") else getattr(self, name, None)
        if operation is None or name == "serve":
            return web.json_response({"error": f"no operation {name!r}"}, status=404)
        raw = await request.read()
        try:
            result = operation(**(json.loads(raw) if raw else {}))
            if inspect.isawaitable(result):
                result = await _awaited(result)
        except (LookupError, TypeError, ValueError, AssertionError) as problem:
            return web.json_response({"error": f"{type(problem).__name__}: {problem}"}, status=400)
        self._fake.pulse.beat()
        return web.json_response(result)

    # places

    def guild(self, name: str = "Space fans", locale: str = "en-US", bot: bool = True) -> Json:
        """Create a guild."""
        return {"id": str(self._fake.guild(name, locale=locale, bot=bot).id)}

    def channel(self, guild: str, name: str = "general", kind: str = "text") -> Json:
        """Create a channel."""
        return {"id": str(self._guild(guild).channel(name, kind).id)}

    def fleet(self, guilds: int, channels: int = 1) -> Json:
        """Create many guilds with as many channels each, at once."""
        made: dict[str, list[str]] = {}
        for number in range(guilds):
            guild = self._fake.guild(f"Guild {number}")
            made[str(guild.id)] = [str(guild.channel(f"news-{n}").id) for n in range(channels)]
        return made

    def thread(
        self, channel: str, name: str = "thread", archived: bool = False, locked: bool = False
    ) -> Json:
        """Open a thread."""
        return {"id": str(self._channel(channel).thread(name, archived=archived, locked=locked).id)}

    def role(self, guild: str, name: str, permissions: int = 0, mentionable: bool = False) -> Json:
        """Create a role."""
        return {"id": str(self._guild(guild).role(name, permissions, mentionable=mentionable).id)}

    def overwrite(
        self, channel: str, allow: int = 0, deny: int = 0, reset: int = 0, target: str | None = None
    ) -> Json:
        """Allow, deny or reset permissions in a channel, for the bot or another role or member."""
        whom = int(target) if target else self._fake.world.bot.id
        self._fake.world.overwrite(self._channel(channel).record, whom, allow=allow, deny=deny, clear=reset)
        return {}

    def change_channel(self, channel: str, name: str | None = None, kind: str | None = None) -> Json:
        """Rename a channel, or change its kind."""
        handle = self._channel(channel)
        if name is not None:
            handle.rename(name)
        if kind is not None:
            handle.becomes(kind)
        return {}

    def change_thread(self, channel: str, archived: bool, locked: bool) -> Json:
        """Archive or lock a thread, or undo it."""
        self._channel(channel).set_thread(archived=archived, locked=locked)
        return {}

    def delete_channel(self, channel: str) -> Json:
        """Delete a channel."""
        self._channel(channel).delete()
        return {}

    def change_guild(self, guild: str, available: bool | None = None, bot: bool | None = None) -> Json:
        """Begin or end an outage of a guild; remove the bot from it or let it in again."""
        handle = self._guild(guild)
        if available is not None:
            self._fake.world.set_available(handle.record, available=available)
        if bot is not None:
            (handle.invite_bot if bot else handle.kick_bot)()
        return {}

    # messages

    def messages(self, channel: str) -> list[Json]:
        """Return what everyone in a channel sees, oldest first."""
        return [message_json(self._fake, each) for each in self._channel(channel).messages]

    def bot_posts(self) -> dict[str, list[str]]:
        """Return the texts that the bot has posted and that are still there, by channel."""
        own = self._fake.world.bot.id
        posts = {}
        for channel in self._fake.world.channels.values():
            texts = [each.text for each in channel.messages.values() if each.author_id == own]
            if texts:
                posts[str(channel.id)] = texts
        return posts

    def delete_message(self, channel: str, message: str) -> Json:
        """Let a moderator delete a message."""
        handle = self._channel(channel)
        handle.remove(handle.record.messages[int(message)])
        return {}

    def forget(self) -> Json:
        """Drop all messages, interactions and nonces."""
        self._fake.world.forget()
        return {}

    # faults, requests and time

    def fault(self, kind: str, **details: Any) -> Json:
        """Order a fault: hold, fail, drop, delay or limit, with the arguments of `Faults`; returns its id."""
        if details.get("channel"):
            details["channel"] = int(details["channel"])
        if kind not in ("hold", "fail", "drop", "delay", "limit"):
            msg = f"no fault {kind!r}"
            raise ValueError(msg)
        key = str(len(self._faults))
        self._faults[key] = getattr(self._fake.faults, kind)(**details)
        return {"id": key}

    async def struck(self, fault: str, count: int = 1, within: float = 10.0) -> Json:
        """Wait until a fault has struck so often."""
        await self._fake.faults.struck(self._faults[fault], count, within)
        return {"reached": self._faults[fault].reached}

    async def orphaned(self, fault: str, count: int = 1, within: float = 10.0) -> Json:
        """Wait until so many requests that a fault holds have lost their sender."""
        await self._fake.faults.orphaned(self._faults[fault], count, within)
        return {}

    def release(self, fault: str, drop: bool = False, orphans: bool = False) -> Json:
        """Let the requests that a fault holds go on (see `Fault.release`), and end the fault."""
        self._faults[fault].release(drop=drop, orphans=orphans)
        return {}

    def clear_faults(self) -> Json:
        """End all faults."""
        self._fake.faults.clear()
        return {}

    def requests(
        self, route: str | None = None, channel: str | None = None, stage: str | None = None
    ) -> list[Json]:
        """Return the kept requests that match, oldest first."""
        match = Match(route, int(channel) if channel else None)
        return [_request_json(each) for each in self._fake.journal.matching(match, stage)]

    async def wait_requests(
        self,
        route: str | None = None,
        channel: str | None = None,
        stage: str | None = None,
        count: int = 1,
        within: float = 10.0,
    ) -> list[Json]:
        """Wait until so many requests match, and return them."""
        match = Match(route, int(channel) if channel else None)
        found = await self._fake.journal.wait(match, stage=stage, count=count, within=within)
        return [_request_json(each) for each in found]

    def now(self) -> Json:
        """Return the clock's moment."""
        return {"now": self._fake.clock.now().isoformat()}

    def advance(self, seconds: float) -> Json:
        """Move the clock."""
        self._fake.advance(seconds)
        return {}

    def settings(
        self,
        *,
        nonce_window: float | None = None,
        limits: bool | None = None,
        global_per_second: int | None = None,
        sample: int | None = None,
        shards: int | None = None,
        token_valid: bool | None = None,
        message_content: bool | None = None,
    ) -> Json:
        """Change what is given: nonce window, rate limits, contract sampling, shards, token, intents."""
        fake = self._fake
        if nonce_window is not None:
            fake.world.nonce_window = nonce_window
        if limits is not None:
            fake.limits.enabled = limits
        if global_per_second is not None:
            fake.limits.set_global(global_per_second)
        if sample is not None:
            fake.contract.sample = sample
        if shards is not None:
            fake.gateway.recommended_shards = shards
        if message_content is not None:
            fake.app.message_content = message_content
        if token_valid is False:
            fake.revoke_token()
        elif token_valid:
            fake.app.token_valid = True
        return {}

    # gateway and figures

    def gateway(
        self, action: str, code: int = 4000, shard: int | None = None, resumable: bool = False
    ) -> Json:
        """Act on the gateway: close, drop, reconnect, invalidate, refuse or accept (connections)."""
        gateway = self._fake.gateway
        actions: dict[str, Callable[[], None]] = {
            "close": lambda: gateway.close(code, shard),
            "drop": lambda: gateway.drop(shard),
            "reconnect": lambda: gateway.reconnect(shard),
            "invalidate": lambda: gateway.invalidate(shard, resumable=resumable),
            "refuse": lambda: setattr(gateway, "refuse_with", 503),
            "accept": lambda: setattr(gateway, "refuse_with", None),
        }
        actions[action]()
        return {}

    async def ready(self, shards: int = 1, within: float = 30.0) -> Json:
        """Wait until so many sessions are connected."""
        return {"sessions": len(await self._fake.gateway.ready(shards, within))}

    async def disconnected(self, within: float = 30.0) -> Json:
        """Wait until no session is connected."""
        await self._fake.until(lambda: not self._fake.gateway.live(), within, "the sessions to end")
        return {}

    async def settled(self, within: float = 30.0) -> Json:
        """Wait until the bot has handled all events so far and no request is in flight."""
        await self._fake.settled(within)
        return {}

    def figures(self) -> Json:
        """Return counts: requests by route and status, 429s, invalid ones, sessions, violations, commands."""
        fake = self._fake
        return {
            "requests": {f"{route} {status}": n for (route, status), n in fake.journal.statuses.items()},
            "in_flight": fake.journal.in_flight,
            "limit_hits": fake.limits.hits,
            "invalid_requests": fake.limits.invalid_requests,
            "sessions": len(fake.gateway.live()),
            "violations": fake.violations + fake.journal.crashes,
            "commands": fake.commands,
            "command_writes": fake.app.command_writes,
        }

    def _guild(self, guild: str) -> GuildHandle:
        return GuildHandle(self._fake, self._fake.world.guilds[int(guild)])

    def _channel(self, channel: str) -> ChannelHandle:
        return ChannelHandle(self._fake, self._fake.world.channels[int(channel)])


async def _awaited(result: Awaitable[Any]) -> Any:
    return await result
