"""What Discord accepts as an application command, and how it stores one."""

import re
from collections.abc import Iterable
from typing import Any

from .errors import Problems

Json = dict[str, Any]
Path = tuple[str | int, ...]

CHAT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER_OPTION, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = (
    range(1, 12)
)
MOST = {CHAT: 100, USER: 15, MESSAGE: 15}
_NAME = re.compile(r"^[-_'\w]{1,32}$")


def check_all(commands: list[Json]) -> None:
    """Check a whole set of commands as a bulk overwrite does; raises 50035."""
    problems = Problems()
    seen: set[tuple[int, str]] = set()
    for kind, most in MOST.items():
        if sum(1 for each in commands if each.get("type", CHAT) == kind) > most:
            problems.add(("_",), "APPLICATION_COMMAND_TOO_MANY", f"At most {most} commands of type {kind}")
    for index, command in enumerate(commands):
        check(command, (index,), problems)
        key = (command.get("type", CHAT), command.get("name", ""))
        if key in seen:
            problems.add(
                (index, "name"),
                "APPLICATION_COMMANDS_DUPLICATE_NAME",
                "Application command names must be unique",
            )
        seen.add(key)
    problems.raise_if_any()


def check(command: Json, path: Path, problems: Problems) -> None:
    """Check one command with its options and localisations."""
    kind = command.get("type", CHAT)
    if kind == CHAT:
        _named(command, path, problems)
        problems.length((*path, "description"), command.get("description"), 1, 100)
        _options(command.get("options") or [], (*path, "options"), problems)
        if _size(command) > 8000:
            problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
    else:
        problems.length((*path, "name"), command.get("name"), 1, 32)
        if command.get("description"):
            problems.add(
                (*path, "description"), "APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", "Must be empty"
            )
        if command.get("options"):
            problems.add((*path, "options"), "APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", "Must be empty")


def _named(part: Json, path: Path, problems: Problems) -> None:
    names = {"name": part.get("name") or "", **(part.get("name_localizations") or {})}
    for key, name in names.items():
        where = (*path, "name") if key == "name" else (*path, "name_localizations", key)
        if not _NAME.match(name) or name != name.lower():
            problems.add(where, "APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid")
    for key, text in (part.get("description_localizations") or {}).items():
        problems.length((*path, "description_localizations", key), text, 1, 100)


def _options(options: list[Json], path: Path, problems: Problems) -> None:
    if len(options) > 25:
        problems.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    optional_seen = False
    names = [each.get("name") for each in options]
    if len(set(names)) < len(names):
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", "Option names must be unique")
    for index, option in enumerate(options):
        here = (*path, index)
        _named(option, here, problems)
        problems.length((*here, "description"), option.get("description"), 1, 100)
        if option.get("type") in (SUBCOMMAND, GROUP):
            _options(option.get("options") or [], (*here, "options"), problems)
            continue
        if option.get("required") and optional_seen:
            problems.add(here, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", "Required options come first")
        optional_seen = optional_seen or not option.get("required")
        choices = option.get("choices") or []
        if choices and option.get("autocomplete"):
            problems.add(
                here,
                "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE",
                "Choices and autocomplete exclude each other",
            )
        check_choices(choices, (*here, "choices"), problems)


def check_choices(choices: list[Json], path: Path, problems: Problems) -> None:
    """Check the choices of an option or of an autocomplete answer: at most 25, each 1 to 100 characters."""
    if len(choices) > 25:
        problems.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, choice in enumerate(choices):
        problems.length((*path, index, "name"), choice.get("name"), 1, 100)
        if isinstance(choice.get("value"), str):
            problems.length((*path, index, "value"), choice["value"], 1, 100)


def _size(part: Json) -> int:
    def longest(key: str) -> int:
        texts = [part.get(key) or "", *(part.get(f"{key}_localizations") or {}).values()]
        return max(len(text) for text in texts)

    nested: Iterable[Json] = part.get("options") or ()
    choices = sum(
        len(str(c.get("name", ""))) + len(str(c.get("value", ""))) for c in part.get("choices") or ()
    )
    return longest("name") + longest("description") + choices + sum(_size(each) for each in nested)


def stored(command: Json, *, command_id: int, app_id: int, version: int, guild_id: int | None) -> Json:
    """Return a command as Discord gives it back: defaults filled in."""
    kind = command.get("type") or CHAT
    granted = command.get("default_member_permissions")
    body: Json = {
        "id": str(command_id),
        "application_id": str(app_id),
        "version": str(version),
        "type": kind,
        "name": command["name"],
        "name_localizations": command.get("name_localizations"),
        "description": command.get("description") or "",
        "description_localizations": command.get("description_localizations"),
        "default_member_permissions": None if granted is None else str(granted),
        "dm_permission": command.get("dm_permission", True),
        "contexts": command.get("contexts"),
        "integration_types": command.get("integration_types") or [0],
        "nsfw": bool(command.get("nsfw")),
    }
    if command.get("options"):
        body["options"] = command["options"]
    return body | ({"guild_id": str(guild_id)} if guild_id else {})
