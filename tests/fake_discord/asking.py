"""What a client sends for a command, a menu or a form, and which commands it offers to whom."""

from collections.abc import Iterator
from typing import Any

from . import payloads
from .model import Channel, Message, User
from .permissions import Perm
from .reading import walk
from .world import World

Json = dict[str, Any]

KINDS = {3: str, 4: int, 5: bool, 10: float}


def registered(world: World, place: Channel) -> list[Json]:
    """Return all commands that exist for a channel: global ones and those of its guild."""
    own = world.app.guild_commands.get(place.guild_id or 0, {})
    return [*world.app.commands.values(), *own.values()]


def offered(world: World, person: User, place: Channel) -> list[Json]:
    """Return the commands that a person is offered in a channel.

    That depends on contexts, on where the app is installed, and on default_member_permissions.
    """
    guild = world.guilds.get(place.guild_id or 0)
    context = 0 if guild else (1 if world.bot.id in place.recipients else 2)
    granted = world.permissions(place, person.id)
    found = []
    for command in registered(world, place):
        contexts = command.get("contexts")
        if contexts is not None and context not in contexts:
            continue
        kinds = command["integration_types"]
        in_guild = guild is not None and guild.bot_present and bool(granted & Perm.USE_APPLICATION_COMMANDS)
        by_guild = 0 in kinds and (in_guild or context == 1)
        by_user = 1 in kinds and person.installed
        wanted = command.get("default_member_permissions")
        needed = Perm.ADMINISTRATOR if wanted == "0" else int(wanted or 0)
        allowed = guild is None or granted & needed == needed
        if (by_user or (by_guild and allowed)) and (guild is None or granted):
            found.append(command)
    return found


def command_data(
    record: Json, typed: str, options: dict[str, Any], world: World, focused: str | None
) -> Json:
    """Return the data of a typed command; LookupError or TypeError where the client would not send it."""
    steps = typed.removeprefix("/").split(" ")[1:]
    known: list[Json] = record.get("options") or []
    chain: list[Json] = []
    for step in steps:
        part = next((each for each in known if each["name"] == step and each["type"] in (1, 2)), None)
        if part is None:
            msg = f"{typed!r} has no part {step!r}; there is {[each['name'] for each in known]}"
            raise LookupError(msg)
        chain.append({"name": step, "type": part["type"]})
        known = part.get("options") or []
    if any(each["type"] in (1, 2) for each in known):
        msg = f"{typed!r} needs one of {[each['name'] for each in known]}"
        raise LookupError(msg)
    resolved: Json = {}
    values = [
        _option(known, name, value, world, resolved, focused=name == focused)
        for name, value in options.items()
    ]
    missing = {each["name"] for each in known if each.get("required")} - set(options)
    if missing and focused is None:
        msg = f"{typed!r} needs {sorted(missing)}"
        raise LookupError(msg)
    for part in reversed(chain):
        values = [part | {"options": values}]
    data: Json = {"id": record["id"], "name": record["name"], "type": 1, "options": values}
    if record.get("guild_id"):
        data["guild_id"] = record["guild_id"]
    return data | ({"resolved": resolved} if resolved else {})


def _option(known: list[Json], name: str, value: Any, world: World, resolved: Json, *, focused: bool) -> Json:
    option = next((each for each in known if each["name"] == name), None)
    if option is None:
        msg = f"there is no option {name!r}; there is {[each['name'] for each in known]}"
        raise LookupError(msg)
    kind = option["type"]
    if focused:
        return {"name": name, "type": kind, "value": value, "focused": True}
    if kind in KINDS:
        _check_value(option, value)
        return {"name": name, "type": kind, "value": value}
    return {"name": name, "type": kind, "value": _resolve(world, value, resolved)}


def _check_value(option: Json, value: Any) -> None:
    kind: Any = KINDS[option["type"]]
    if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
        msg = f"option {option['name']!r} takes {kind.__name__}, not {value!r}"
        raise TypeError(msg)
    choices = [each["value"] for each in option.get("choices") or ()]
    if choices and value not in choices:
        msg = f"option {option['name']!r} offers {choices}, not {value!r}"
        raise LookupError(msg)
    if isinstance(value, str):
        _check_bounds(option, len(value), option.get("min_length", 0), option.get("max_length", 6000))
    elif not isinstance(value, bool):
        _check_bounds(option, value, option.get("min_value", value), option.get("max_value", value))


def _check_bounds(option: Json, size: float, least: float, most: float) -> None:
    if not least <= size <= most:
        msg = f"option {option['name']!r} takes {least} to {most}"
        raise LookupError(msg)


def _resolve(world: World, value: Any, resolved: Json) -> str:
    """Put a chosen user, role or channel into `resolved` and return its id."""
    identifier = int(getattr(value, "id", value))
    key = str(identifier)
    if identifier in world.users:
        resolved.setdefault("users", {})[key] = payloads.user(world.users[identifier])
    elif identifier in world.channels:
        place = world.channels[identifier]
        body = payloads.channel(world, place, obfuscate=False)
        resolved.setdefault("channels", {})[key] = body | {"permissions": str(world.bot_permissions(place))}
    else:
        role = next(guild.roles[identifier] for guild in world.guilds.values() if identifier in guild.roles)
        resolved.setdefault("roles", {})[key] = payloads.role(role)
    return key


def message_command_data(record: Json, message: Message, world: World) -> Json:
    """Return the data of a message command; it carries the message in full."""
    body = payloads.message(world, message)
    return {
        "id": record["id"],
        "name": record["name"],
        "type": 3,
        "target_id": str(message.id),
        "resolved": {"messages": {str(message.id): body}},
    }


def user_command_data(record: Json, target: User, world: World) -> Json:
    """Return the data of a user command."""
    resolved: Json = {}
    key = _resolve(world, target, resolved)
    return {"id": record["id"], "name": record["name"], "type": 2, "target_id": key, "resolved": resolved}


def selected(part: Json, choices: tuple[str, ...], world: World, guild_id: int | None) -> Json:
    """Return the values of a select; LookupError for an option that is not there."""
    least, most = part.get("min_values", 1), part.get("max_values", 1)
    if not least <= len(choices) <= most:
        msg = f"choose {least} to {most}, not {len(choices)}"
        raise LookupError(msg)
    if part["type"] != 3:
        resolved: Json = {}
        values = [_resolve(world, choice, resolved) for choice in choices]
        guild = world.guilds.get(guild_id or 0)
        people = (
            {key: payloads.member(guild.members[int(key)]) for key in resolved.get("users", {})}
            if guild
            else {}
        )
        return {"values": values, "resolved": resolved | ({"members": people} if people else {})}
    by_name = {
        name: option["value"] for option in part["options"] for name in (option["label"], option["value"])
    }
    unknown = [choice for choice in choices if choice not in by_name]
    if unknown:
        msg = f"no option {unknown}; there is {[option['label'] for option in part['options']]}"
        raise LookupError(msg)
    return {"values": [by_name[choice] for choice in choices]}


def modal_fields(modal: Json) -> Iterator[tuple[str, Json]]:
    """Yield the label and the input of every field of a form."""
    for part in modal["components"]:
        for child in walk([part]):
            if child["type"] in (3, 4, 5, 6, 7, 8):
                yield part.get("label") or child.get("label") or "", child


def modal_data(modal: Json, fields: dict[str, str]) -> Json:
    """Return the data of a submitted form; LookupError when the client would not let it be sent."""
    names = {}
    for label, child in modal_fields(modal):
        names[child["custom_id"]] = names[label] = names[label.replace(" ", "_")] = child
    unknown = [name for name in fields if name not in names]
    if unknown:
        msg = f"the form has no field {unknown}; there is {sorted(names)}"
        raise LookupError(msg)
    filled = {names[name]["custom_id"]: value for name, value in fields.items()}
    return {
        "custom_id": modal["custom_id"],
        "components": [_filled(part, filled) for part in modal["components"]],
    }


def _filled(part: Json, filled: dict[str, str]) -> Json:
    body: Json = {"type": part["type"], "id": part["id"]}
    if part["type"] == 1:
        return body | {"components": [_filled(child, filled) for child in part["components"]]}
    if part["type"] == 18:
        return body | {"component": _filled(part["component"], filled)}
    if part["type"] == 10:
        return body
    value = filled.get(part["custom_id"], part.get("value") or "")
    body["custom_id"] = part["custom_id"]
    if part["type"] != 4:
        return body | {"values": [value] if value else []}
    least, most = part.get("min_length") or 0, part.get("max_length") or 4000
    needed = part.get("required", True)
    if (needed and not value) or (value and not least <= len(value) <= most):
        msg = f"field {part['custom_id']!r} takes {least} to {most} characters"
        raise LookupError(msg)
    return body | {"value": value}
