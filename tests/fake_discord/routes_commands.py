"""Application commands, global and of a guild: list, bulk overwrite, create, edit, delete."""

from typing import Any

from . import commands
from .errors import ApiError
from .rest import Call, Handler, Reply, Table

Json = dict[str, Any]
table = Table()
_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def _store(call: Call) -> tuple[dict[int, Json], int | None]:
    world = call.world
    if call.id("application_id") != world.app.id:
        raise ApiError(
            20012, status=403, message="You are not authorized to perform this action on this application"
        )
    if "guild_id" not in call.ids:
        return world.app.commands, None
    guild = call.guild()
    return world.app.guild_commands.setdefault(guild.id, {}), guild.id


def _save(
    call: Call, store: dict[int, Json], guild_id: int | None, body: Json, command_id: int | None = None
) -> Json:
    world = call.world
    same = next((int(known["id"]) for known in store.values() if _key(known) == _key(body)), None)
    identifier = command_id or same or _new_id(call)
    saved = commands.stored(
        body, command_id=identifier, app_id=world.app.id, version=world.ids.next(), guild_id=guild_id
    )
    store[identifier] = saved
    world.app.command_writes += 1
    return saved


def _new_id(call: Call) -> int:
    """Return the id of a new command; 200 a day may be created."""
    world, now = call.world, call.world.clock.seconds()
    created = world.app.command_creates
    created[:] = [each for each in created if each > now - 86_400]
    if len(created) >= 200:
        raise ApiError(30034)
    created.append(now)
    return world.ids.next()


def _key(command: Json) -> tuple[int, str]:
    return command.get("type") or commands.CHAT, command["name"]


def _listed(call: Call) -> Reply:
    store, _ = _store(call)
    return Reply(list(store.values()))


def _replaced(call: Call) -> Reply:
    store, guild_id = _store(call)
    wanted = call.body if isinstance(call.body, list) else []
    commands.check_all(wanted)
    saved = [_save(call, store, guild_id, each) for each in wanted]
    kept = {int(each["id"]) for each in saved}
    for identifier in [each for each in store if each not in kept]:
        del store[identifier]
    return Reply(saved)


def _created(call: Call) -> Reply:
    store, guild_id = _store(call)
    others = [each for each in store.values() if _key(each) != _key(call.json)]
    commands.check_all([*others, call.json])
    return Reply(_save(call, store, guild_id, call.json), 200 if len(others) < len(store) else 201)


def _one(call: Call) -> tuple[dict[int, Json], int | None, Json]:
    store, guild_id = _store(call)
    command = store.get(call.id("command_id"))
    if command is None:
        raise ApiError(10063)
    return store, guild_id, command


def _got(call: Call) -> Reply:
    return Reply(_one(call)[2])


def _changed(call: Call) -> Reply:
    store, guild_id, command = _one(call)
    merged = command | call.json
    commands.check_all([merged])
    return Reply(_save(call, store, guild_id, merged, int(command["id"])))


def _deleted(call: Call) -> Reply:
    store, _, command = _one(call)
    del store[int(command["id"])]
    call.world.app.command_writes += 1
    return Reply(status=204)


_OPERATIONS: tuple[tuple[str, str, str, Handler], ...] = (
    ("list{}_application_commands", "GET", "", _listed),
    ("bulk_set{}_application_commands", "PUT", "", _replaced),
    ("create{}_application_command", "POST", "", _created),
    ("get{}_application_command", "GET", "/{command_id}", _got),
    ("update{}_application_command", "PATCH", "/{command_id}", _changed),
    ("delete{}_application_command", "DELETE", "/{command_id}", _deleted),
)
for _name, _method, _rest, _handler in _OPERATIONS:
    table.add(_name.format(""), _method, _GLOBAL + _rest)(_handler)
    table.add(_name.format("_guild"), _method, _GUILD + _rest)(_handler)
