"""Which mentions in a message really notify somebody, after allowed_mentions and permissions."""

import re
from collections.abc import Iterable
from typing import Any

from .model import Guild, Pings, User
from .permissions import Perm
from .reading import walk

Json = dict[str, Any]

_CODE = re.compile(r"```.*?```|``.*?``|`[^`]*`", re.DOTALL)
_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_ALL = re.compile(r"@(?:everyone|here)\b")


def resolve(
    content: str,
    components: Iterable[Json],
    allowed: Json | None,
    *,
    guild: Guild | None,
    users: dict[int, User],
    permissions: int,
    replied_to: int | None = None,
) -> Pings:
    """Return who is notified; text in code blocks and in embeds notifies nobody.

    Without `allowed` everything is parsed; roles that are not mentionable, and everyone, need the author's
    Mention Everyone permission.
    """
    text = (
        content
        + "\n"
        + "\n".join(str(p.get("content") or "") for p in walk(components) if p.get("type") == 10)
    )
    replying = replied_to is not None and (allowed is None or bool(allowed.get("replied_user")))
    if "@" not in text and not replying:
        return Pings()
    text = _CODE.sub("", text)
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or ())
    listed_users = {int(each) for each in (allowed or {}).get("users") or ()}
    listed_roles = {int(each) for each in (allowed or {}).get("roles") or ()}
    found = dict.fromkeys(int(each) for each in _USER.findall(text))
    pinged = [each for each in found if each in users and ("users" in parse or each in listed_users)]
    if replying and replied_to is not None and replied_to not in pinged:
        pinged.append(replied_to)
    roles: list[int] = []
    everyone = False
    if guild is not None:
        may_all = bool(permissions & Perm.MENTION_EVERYONE)
        for each in dict.fromkeys(int(found_id) for found_id in _ROLE.findall(text)):
            role = guild.roles.get(each)
            if role and (role.mentionable or may_all) and ("roles" in parse or each in listed_roles):
                roles.append(each)
        everyone = may_all and "everyone" in parse and bool(_ALL.search(text))
    return Pings(tuple(pinged), tuple(roles), everyone)


def check_allowed(allowed: Json | None) -> str | None:
    """Return why Discord refuses an allowed_mentions object, or None."""
    if not allowed:
        return None
    parse = allowed.get("parse") or []
    for kind in ("users", "roles"):
        if kind in parse and allowed.get(kind):
            return f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.'
        if len(allowed.get(kind) or ()) > 100:
            return "Must be 100 or fewer in length."
    return None
