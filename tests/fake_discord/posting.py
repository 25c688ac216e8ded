"""What becomes of a message body: checked, turned into a message, deduplicated by nonce."""

from dataclasses import dataclass
from typing import Any

from . import limits
from .components import with_ids
from .errors import ApiError
from .mentions import check_allowed
from .model import COMPONENTS_V2, MESSAGEABLE, SUPPRESS_EMBEDS, SUPPRESS_NOTIFICATIONS, Channel, Message, User
from .permissions import Perm
from .world import World

Json = dict[str, Any]
KEPT_FLAGS = COMPONENTS_V2 | SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS


@dataclass(frozen=True, slots=True)
class Draft:
    """A checked body, ready to become a message or an edit."""

    content: str
    embeds: list[Json]
    components: list[Json]
    attachments: list[Json]
    flags: int
    allowed: Json | None


def draft(world: World, body: Json, files: list[Json], *, flags: int | None = None) -> Draft:
    """Check a body against the limits and return it; raises 50035 or 50006."""
    wanted = int(body.get("flags") or 0) if flags is None else flags
    refusal = check_allowed(body.get("allowed_mentions"))
    if refusal:
        tree = {"allowed_mentions": {"_errors": [{"code": "MESSAGE_ALLOWED_MENTIONS", "message": refusal}]}}
        raise ApiError(50035, errors=tree)
    limits.check_body(body, flags=wanted, files=len(files))
    return Draft(
        content=str(body.get("content") or "").strip(),
        embeds=list(body.get("embeds") or ()),
        components=with_ids(body.get("components") or []),
        attachments=attachments(world, body, files),
        flags=wanted & KEPT_FLAGS,
        allowed=body.get("allowed_mentions"),
    )


def attachments(world: World, body: Json, files: list[Json]) -> list[Json]:
    """Return the attachment objects of uploaded files, with the descriptions given for them."""
    told = {str(each.get("id")): each for each in body.get("attachments") or ()}
    made = []
    for index, file in enumerate(files):
        identifier = str(world.ids.next())
        url = f"https://cdn.discordapp.com/attachments/0/{identifier}/{file['filename']}"
        made.append(
            {
                "id": identifier,
                "filename": file["filename"],
                "size": file["size"],
                "url": url,
                "proxy_url": url,
                "description": (told.get(str(index)) or {}).get("description"),
            }
        )
    return made


def may_send(world: World, channel: Channel, body: Json, files: list[Json]) -> None:
    """Raise what Discord answers when the bot may not post this body here."""
    if channel.guild_id is None:
        others = [world.users[each] for each in channel.recipients if each != world.bot.id]
        if any(not each.dms_open for each in others):
            raise ApiError(50007)
        return
    if channel.type not in MESSAGEABLE:
        raise ApiError(50008)
    granted = world.bot_permissions(channel)
    sending = Perm.SEND_MESSAGES_IN_THREADS if channel.is_thread else Perm.SEND_MESSAGES
    if not granted & sending:
        raise ApiError(50013)
    if channel.locked and not granted & Perm.MANAGE_THREADS:
        raise ApiError(160005)
    if body.get("embeds") and not granted & Perm.EMBED_LINKS:
        raise ApiError(50013)
    if files and not granted & Perm.ATTACH_FILES:
        raise ApiError(50013)


def reply_target(world: World, channel: Channel, body: Json) -> Message | None:
    """Return the message that a body replies to; raises when the reply is impossible."""
    reference = body.get("message_reference")
    if not reference or not reference.get("message_id"):
        return None
    if channel.guild_id is not None and not world.bot_permissions(channel) & Perm.READ_MESSAGE_HISTORY:
        raise ApiError(160002)
    target = channel.messages.get(int(reference["message_id"]))
    if target is None and reference.get("fail_if_not_exists", True):
        detail = {"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}
        raise ApiError(50035, errors={"message_reference": {"_errors": [detail]}})
    return target


def duplicate(world: World, author: User, body: Json) -> Message | None:
    """Return the message by this author that already bears an enforced nonce, or None.

    Within the window the first message is returned, whatever its channel; if it was deleted since, 10008.
    """
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    known = world.nonces.get((author.id, str(nonce)))
    if known is None or world.clock.seconds() - known[0] >= world.nonce_window:
        return None
    if known[1].deleted:
        raise ApiError(10008)
    return known[1]


def remember(world: World, message: Message, body: Json) -> None:
    """Keep the nonce of a new message for the window."""
    nonce = body.get("nonce")
    if nonce is not None:
        message.nonce = str(nonce)
        if body.get("enforce_nonce"):
            world.nonces[message.author_id, str(nonce)] = (world.clock.seconds(), message)


def create(world: World, channel: Channel, author: User, made: Draft, **details: Any) -> Message:
    """Return a new message out of a draft, not yet posted; `replied_to` is the author of a quoted message."""
    replied_to = details.pop("replied_to", None)
    flags = made.flags | details.pop("flags", 0)
    pings = world.pings(
        channel, author, made.content, made.allowed, components=made.components, replied_to=replied_to
    )
    return world.compose(
        channel,
        author,
        made.content,
        embeds=made.embeds,
        components=made.components,
        attachments=made.attachments,
        flags=flags,
        pings=pings,
        **details,
    )


def edit(world: World, channel: Channel, message: Message, body: Json, files: list[Json]) -> None:
    """Apply an edit to a message after checking the whole of what it becomes; tells the gateway.

    Components V2 cannot be switched off again. An edit mentions, but it notifies nobody.
    """
    flags = message.flags & COMPONENTS_V2
    wanted = body.get("flags")
    if wanted is not None:
        flags |= int(wanted) & KEPT_FLAGS
    kept: Json = {"content": message.content, "embeds": message.embeds, "components": message.components}
    if flags & COMPONENTS_V2 and not message.flags & COMPONENTS_V2:
        kept |= {"content": None, "embeds": []}
    after = {key: body.get(key, value) for key, value in kept.items()}
    limits.check_body(after, flags=flags, files=len(files) + len(message.attachments), partial=False)
    author = world.users[message.author_id]
    message.content = str(after["content"] or "")
    message.embeds = list(after["embeds"] or ())
    if "components" in body:
        message.components = with_ids(body["components"] or [])
    if "attachments" in body or files:
        keep = {str(each.get("id")) for each in body.get("attachments") or ()}
        message.attachments = [each for each in message.attachments if each["id"] in keep]
        message.attachments += attachments(world, body, files)
    message.flags = (message.flags & ~SUPPRESS_EMBEDS) | flags
    message.later_mentions = world.pings(
        channel, author, message.content, body.get("allowed_mentions"), components=message.components
    )
    world.edited(channel, message)
