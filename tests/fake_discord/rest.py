"""The REST side without HTTP: a table of routes, and calls that are decided in one synchronous step."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .errors import ApiError
from .model import Channel, Guild
from .permissions import Perm

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """A request as a handler sees it; `files` are the uploaded attachments' names and sizes."""

    world: "World"
    ids: dict[str, str]
    query: dict[str, str]
    body: Any = None
    files: list[Json] = field(default_factory=list)
    base_url: str = ""
    shards: int = 1

    def id(self, name: str) -> int:
        """Return an identifier from the path; 50035 when it is not a number."""
        raw = self.ids[name]
        if not raw.isdigit():
            detail = {
                "_errors": [{"code": "NUMBER_TYPE_COERCE", "message": f'Value "{raw}" is not snowflake.'}]
            }
            raise ApiError(50035, errors={name: detail})
        return int(raw)

    @property
    def json(self) -> Json:
        """Return the body as an object, empty when there is none."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise ApiError(50109)
        return self.body

    def guild(self) -> Guild:
        """Return the guild of the path if the bot is in it, else 10004."""
        guild = self.world.guilds.get(self.id("guild_id"))
        if guild is None or not guild.bot_present:
            raise ApiError(10004)
        if not guild.available:
            raise ApiError(0, status=503, message="Service Unavailable")
        return guild

    def channel(self, *needed: int) -> Channel:
        """Return the channel of the path: 10003 if there is none, 50001 or 50013 if the bot may not."""
        channel = self.world.channels.get(self.id("channel_id"))
        if channel is None:
            raise ApiError(10003)
        if channel.guild_id is not None:
            guild = self.world.guilds[channel.guild_id]
            if not guild.bot_present:
                raise ApiError(50001)
            if not guild.available:
                raise ApiError(0, status=503, message="Service Unavailable")
        elif self.world.bot.id not in channel.recipients:
            raise ApiError(50001)
        granted = self.world.bot_permissions(channel)
        if not granted & Perm.VIEW_CHANNEL:
            raise ApiError(50001)
        if any(not granted & each for each in needed):
            raise ApiError(50013)
        return channel


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler answers."""

    body: Any = None
    status: int = 200


Handler = Callable[[Call], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """One operation, named by the operationId of Discord's description; `token`: it needs the bot's."""

    name: str
    method: str
    template: str
    handler: Handler
    token: bool = True
    major: str | None = None


class Table:
    """All routes as a tree of path steps; a literal step wins over a parameter."""

    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self._tree: dict[str, Any] = {}

    def add(
        self, name: str, method: str, template: str, *, token: bool = True
    ) -> Callable[[Handler], Handler]:
        """Register a handler under an operation's name, method and path."""

        def register(handler: Handler) -> Handler:
            majors = ("{channel_id}", "{webhook_token}", "{guild_id}")
            major = next((each[1:-1] for each in majors if each in template), None)
            self._insert(Route(name, method, template, handler, token, major))
            return handler

        return register

    def include(self, other: "Table") -> None:
        """Take over all routes of another table."""
        for route in other.routes.values():
            self._insert(route)

    def _insert(self, route: Route) -> None:
        self.routes[route.name] = route
        node = self._tree
        for step in route.template.strip("/").split("/"):
            node = node.setdefault("{}" if step.startswith("{") else step, {})
        names = [step[1:-1] for step in route.template.split("/") if step.startswith("{")]
        node[f" {route.method}"] = (route, names)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """Return the route of a path (without the version prefix) and its parameters, or None."""
        found = _descend(self._tree, path.strip("/").split("/"), 0, [], f" {method}")
        if found is None:
            return None
        (route, names), values = found
        return route, dict(zip(names, values, strict=True))


def _descend(
    node: dict[str, Any], steps: list[str], at: int, values: list[str], leaf: str
) -> tuple[tuple[Route, list[str]], list[str]] | None:
    if at == len(steps):
        return (node[leaf], values) if leaf in node else None
    literal = node.get(steps[at])
    if literal is not None:
        found = _descend(literal, steps, at + 1, values, leaf)
        if found:
            return found
    parameter = node.get("{}")
    return _descend(parameter, steps, at + 1, [*values, steps[at]], leaf) if parameter is not None else None
