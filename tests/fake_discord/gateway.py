"""Gateway v10: sessions, their event streams, resuming, and everything that can go wrong on purpose."""

import asyncio
import importlib
import json
import time
import zlib
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any, Protocol
from uuid import uuid4

from aiohttp import WSMsgType, web

from . import payloads
from .pulse import Pulse
from .world import GUILDS, Event, World

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = (
    *(0, 1, 2, 3, 4, 6, 7, 8, 9),
    *(10, 11),
)
ENCODE = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
FRAMES_PER_MINUTE = 120
FINAL = frozenset({4003, 4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014})
PRIVILEGED = {1 << 1: "members_intent", 1 << 8: "presence_intent", 1 << 15: "message_content"}


class _Compressor(Protocol):
    def __call__(self, data: bytes) -> bytes: ...


def _compressor(name: str | None) -> _Compressor | None:
    if name == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda data: deflate.compress(data) + deflate.flush(zlib.Z_SYNC_FLUSH)
    return _zstd() if name == "zstd-stream" else None


def _zstd() -> _Compressor:
    """Return a zstd compressor out of whichever library the client could have found."""
    try:
        module = importlib.import_module("zstandard")
    except ImportError:
        standard = importlib.import_module("compression.zstd").ZstdCompressor()
        return lambda data: bytes(standard.compress(data, mode=standard.FLUSH_BLOCK))
    stream, flush_block = module.ZstdCompressor().compressobj(), module.COMPRESSOBJ_FLUSH_BLOCK
    return lambda data: bytes(stream.compress(data) + stream.flush(flush_block))


class Connection:
    """One open socket; frames leave in order through its own task."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request, compress: str | None) -> None:
        self.socket = socket
        self.request = request
        self.session: Session | None = None
        self.received: deque[float] = deque(maxlen=FRAMES_PER_MINUTE)
        self.closed_with: int | None = None
        self._compress = _compressor(compress)
        self._outgoing: asyncio.Queue[str | int] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, op: int, data: Any = None, *, seq: int | None = None, name: str | None = None) -> None:
        """Queue one gateway payload."""
        frame = {"op": op, "d": data, "s": seq, "t": name}
        self._outgoing.put_nowait(ENCODE(frame))

    def close(self, code: int) -> None:
        """Queue the close of the socket with a code, after what was queued before."""
        self._outgoing.put_nowait(code)

    def floods(self, now: float) -> bool:
        """Count a received frame; return whether there were more than 120 within a minute."""
        full = len(self.received) == FRAMES_PER_MINUTE and now - self.received[0] < 60
        self.received.append(now)
        return full

    def abort(self) -> None:
        """Cut the connection without a closing frame."""
        if self.request.transport is not None:
            self.request.transport.abort()

    async def _write(self) -> None:
        with suppress(ConnectionError):
            while True:
                item = await self._outgoing.get()
                if isinstance(item, int):
                    self.closed_with = item
                    await self.socket.close(code=item)
                    return
                if self._compress:
                    await self.socket.send_bytes(self._compress(item.encode()))
                else:
                    await self.socket.send_str(item)

    async def end(self) -> None:
        """Stop the writer."""
        self._writer.cancel()
        with suppress(asyncio.CancelledError):
            await self._writer


class Session:
    """A gateway session: survives its connection until it is closed for good."""

    def __init__(self, intents: int, shard: tuple[int, int], connection: Connection, keep: int) -> None:
        self.id = uuid4().hex
        self.intents = intents
        self.shard = shard
        self.connection: Connection | None = connection
        self.seq = 0
        self.acknowledged = 0
        self.ready = False
        self.resumes = 0
        self.missed: deque[tuple[int, str, Json]] = deque(maxlen=keep)

    def covers(self, guild_id: int | None) -> bool:
        """Return whether events of a guild (None: direct messages) belong to this session's shard."""
        number, count = self.shard
        return (guild_id >> 22) % count == number if guild_id is not None else number == 0

    def dispatch(self, name: str, data: Json) -> None:
        """Number an event, keep it for a resume, and send it when connected."""
        self.seq += 1
        self.missed.append((self.seq, name, data))
        if self.connection:
            self.connection.send(DISPATCH, data, seq=self.seq, name=name)


class Gateway:
    """All sessions, and the tests' hand on them."""

    def __init__(self, pulse: Pulse, world: Callable[[], World], url: Callable[[], str]) -> None:
        self._pulse, self._world, self._url = pulse, world, url
        self.sessions: list[Session] = []
        self.connections: list[Connection] = []
        self.heartbeat_interval_ms = 41_250
        self.keep_events = 10_000
        self.recommended_shards = 1
        self.identifies: list[Json] = []
        self.refuse_with: int | None = None
        self.refused = 0
        self.held_guilds: set[int] = set()

    # for tests

    def live(self, shard: int | None = None) -> list[Session]:
        """Return the sessions that are connected and ready, of one shard or of all."""
        return [s for s in self.sessions if s.connection and s.ready and shard in (None, s.shard[0])]

    async def ready(self, shards: int = 1, within: float = 10.0) -> list[Session]:
        """Wait until this many sessions are connected and their clients know their guilds."""

        def enough() -> list[Session] | None:
            return self.live() if len(self.live()) >= shards else None

        await self._pulse.until(enough, within, f"{shards} gateway sessions")
        await self.caught_up(within)
        return self.live()

    async def caught_up(self, within: float = 10.0) -> None:
        """Wait until every live session's client has handled all events sent to it so far."""
        marks = [(session, session.seq) for session in self.live()]
        for session, _ in marks:
            if session.connection:
                session.connection.send(HEARTBEAT)
        await self._pulse.until(
            lambda: all(s.acknowledged >= seq or not s.connection for s, seq in marks), within, "heartbeats"
        )

    def close(self, code: int, shard: int | None = None) -> None:
        """Close the sockets of a shard (or all) with any code."""
        for session in self.live(shard):
            if session.connection:
                session.connection.close(code)

    def drop(self, shard: int | None = None) -> None:
        """Cut the sockets of a shard (or all) without a closing frame."""
        for session in self.live(shard):
            if session.connection:
                session.connection.abort()

    def reconnect(self, shard: int | None = None) -> None:
        """Ask clients to reconnect and resume (op 7)."""
        for session in self.live(shard):
            if session.connection:
                session.connection.send(RECONNECT)

    def invalidate(self, shard: int | None = None, *, resumable: bool = False) -> None:
        """Declare sessions invalid (op 9); not resumable ones are forgotten."""
        for session in self.live(shard):
            if session.connection:
                session.connection.send(INVALID, resumable)
            if not resumable:
                self._forget(session)

    @asynccontextmanager
    async def outage(self, *, abort: bool = True) -> AsyncIterator[None]:
        """Cut all sockets and refuse new ones with 503 inside the block; sessions stay resumable."""
        self.refuse_with = 503
        for connection in list(self.connections):
            if abort:
                connection.abort()
            else:
                connection.close(1012)
        await self._pulse.until(lambda: not self.connections, what="the sockets to fall")
        try:
            yield
        finally:
            self.refuse_with = None

    # for the fake

    def emit(self, event: Event) -> None:
        """Send an event to every session that should hear it."""
        if event.guild_id is not None:
            guild = self._world().guilds[event.guild_id]
            if not guild.bot_present or not guild.available:
                return
        rendered: dict[int, Json] = {}
        for session in self.sessions:
            if session.covers(event.guild_id) and (not event.intents or session.intents & event.intents):
                if session.intents not in rendered:
                    rendered[session.intents] = event.render(session.intents)
                session.dispatch(event.name, rendered[session.intents])
        self._pulse.beat()

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one socket from hello to its end."""
        if self.refuse_with:
            self.refused += 1
            self._pulse.beat()
            return web.Response(status=self.refuse_with)
        socket = web.WebSocketResponse(autoping=True, max_msg_size=0, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, request, request.query.get("compress"))  # type: ignore[arg-type]  # only its transport is used
        self.connections.append(connection)
        connection.send(HELLO, {"heartbeat_interval": self.heartbeat_interval_ms, "_trace": []})
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    self._receive(connection, json.loads(frame.data))
                elif frame.type is WSMsgType.ERROR:
                    break
        except ConnectionError:
            pass
        finally:
            self._disconnected(connection)
            await connection.end()
        return socket

    async def stop(self) -> None:
        """Close all sockets."""
        for connection in list(self.connections):
            connection.abort()

    def _receive(self, connection: Connection, frame: Json) -> None:
        op: int = frame["op"]
        data: Any = frame.get("d")
        if connection.floods(time.monotonic()):
            connection.close(4008)
        elif op == HEARTBEAT:
            if connection.session:
                connection.session.acknowledged = max(connection.session.acknowledged, data or 0)
            connection.send(ACK)
        elif op == IDENTIFY:
            self._identify(connection, data)
        elif op == RESUME:
            self._resume(connection, data)
        elif op == MEMBERS:
            self._members(connection, data)
        elif op not in (PRESENCE, VOICE):
            connection.close(4001)
        self._pulse.beat()

    def _identify(self, connection: Connection, data: Json) -> None:
        world = self._world()
        self.identifies.append({key: value for key, value in data.items() if key != "token"})
        shard = data.get("shard") or [0, 1]
        intents = int(data.get("intents", 0))
        if connection.session:
            connection.close(4005)
        elif not world.app.token_valid or data.get("token") != world.app.token:
            connection.close(4004)
        elif not 0 <= shard[0] < shard[1]:
            connection.close(4010)
        elif any(intents & bit and not getattr(world.app, switch) for bit, switch in PRIVILEGED.items()):
            connection.close(4014)
        else:
            session = Session(intents, (shard[0], shard[1]), connection, self.keep_events)
            connection.session = session
            self.sessions.append(session)
            self._greet(session, world)

    def _greet(self, session: Session, world: World) -> None:
        mine = [each for each in world.guilds.values() if each.bot_present and session.covers(each.id)]
        ready = {
            "v": 10,
            "user": payloads.current_user(world.bot),
            "guilds": [payloads.unavailable(each) for each in mine],
            "session_id": session.id,
            "resume_gateway_url": self._url(),
            "shard": list(session.shard),
            "application": {"id": str(world.app.id), "flags": 0},
            "session_type": "normal",
            "private_channels": [],
            "_trace": [],
        }
        session.dispatch("READY", ready)
        for guild in mine if session.intents & GUILDS else ():
            if guild.available and guild.id not in self.held_guilds:
                session.dispatch("GUILD_CREATE", payloads.guild_create(world, guild, late=True))
        session.missed.clear()
        session.ready = True

    def _resume(self, connection: Connection, data: Json) -> None:
        world = self._world()
        if not world.app.token_valid or data.get("token") != world.app.token:
            connection.close(4004)
            return
        session = next((each for each in self.sessions if each.id == data["session_id"]), None)
        seq = int(data.get("seq") or 0)
        if session is None or not _reaches(session.missed, seq, session.seq):
            connection.send(INVALID, data=False)
            return
        connection.session, session.connection = session, connection
        session.resumes += 1
        for number, name, body in session.missed:
            if number > seq:
                connection.send(DISPATCH, body, seq=number, name=name)
        session.dispatch("RESUMED", {"_trace": []})

    def _members(self, connection: Connection, data: Json) -> None:
        world = self._world()
        guild = world.guilds.get(int(data["guild_id"]))
        session = connection.session
        if guild is None or session is None:
            return
        wanted = {int(each) for each in data.get("user_ids") or ()}
        found = [m for m in guild.members.values() if not wanted or m.user_id in wanted]
        body = {
            "guild_id": str(guild.id),
            "members": [payloads.member(each, world.users[each.user_id]) for each in found],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
        }
        session.dispatch(
            "GUILD_MEMBERS_CHUNK", body | ({"nonce": data["nonce"]} if data.get("nonce") else {})
        )

    def _disconnected(self, connection: Connection) -> None:
        self.connections.remove(connection)
        session = connection.session
        if session and session.connection is connection:
            session.connection = None
            ended = connection.closed_with or connection.socket.close_code
            if ended in FINAL or (connection.closed_with is None and ended in (1000, 1001)):
                self._forget(session)
        self._pulse.beat()

    def _forget(self, session: Session) -> None:
        if session in self.sessions:
            self.sessions.remove(session)


def _reaches(missed: Iterable[tuple[int, str, Json]], seq: int, latest: int) -> bool:
    """Return whether every event after `seq` is still kept."""
    first = next((number for number, _, _ in missed), latest + 1)
    return seq + 1 >= first or seq >= latest
