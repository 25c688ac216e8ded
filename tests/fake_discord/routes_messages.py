"""Messages: create, read, edit, delete, publish, and threads."""

from typing import Any

from . import payloads, posting
from .errors import ApiError
from .model import ANNOUNCEMENT, CROSSPOSTED, FORUM, MEDIA, PUBLIC_THREAD, Channel, Message
from .permissions import Perm
from .rest import Call, Reply, Table

Json = dict[str, Any]
table = Table()


def _found(call: Call, channel: Channel) -> Message:
    message = channel.messages.get(call.id("message_id"))
    if message is None or message.seen_by is not None:
        raise ApiError(10008)
    return message


def _shown(call: Call, message: Message) -> Json:
    world = call.world
    reveal = world.app.message_content or world.content_is_visible(message)
    return payloads.message(world, message, reveal=reveal)


@table.add("create_message", "POST", "/channels/{channel_id}/messages")
def create_message(call: Call) -> Reply:
    """Post a message, or return the first one that bears the same enforced nonce."""
    world, channel, body = call.world, call.channel(), call.json
    posting.may_send(world, channel, body, call.files)
    made = posting.draft(world, body, call.files)
    target = posting.reply_target(world, channel, body)
    first = posting.duplicate(world, world.bot, body)
    if first is not None:
        return Reply(payloads.message(world, first))
    message = posting.create(
        world,
        channel,
        world.bot,
        made,
        tts=bool(body.get("tts")),
        type=19 if target else 0,
        reference=target.id if target else None,
        replied_to=target.author_id if target else None,
    )
    posting.remember(world, message, body)
    world.post(channel, message)
    return Reply(payloads.message(world, message))


@table.add("list_messages", "GET", "/channels/{channel_id}/messages")
def list_messages(call: Call) -> Reply:
    """List the history, newest first; without Read Message History it is an empty list, not an error."""
    channel = call.channel()
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= 100:
        detail = {"code": "NUMBER_TYPE_MAX", "message": "int value should be between 1 and 100."}
        raise ApiError(50035, errors={"limit": {"_errors": [detail]}})
    if channel.guild_id is not None and not call.world.bot_permissions(channel) & Perm.READ_MESSAGE_HISTORY:
        return Reply([])
    history = list(call.world.history(channel))
    if "around" in call.query:
        middle = int(call.query["around"])
        older = [each for each in history if each.id < middle][-(limit // 2) :]
        chosen = older + [each for each in history if each.id >= middle][: limit - len(older)]
    elif "after" in call.query:
        chosen = [each for each in history if each.id > int(call.query["after"])][:limit]
    else:
        before = int(call.query.get("before", 1 << 63))
        chosen = [each for each in history if each.id < before][-limit:]
    return Reply([_shown(call, each) for each in reversed(chosen)])


@table.add("get_message", "GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(call: Call) -> Reply:
    """Return one message; needs Read Message History."""
    channel = call.channel()
    if channel.guild_id is not None and not call.world.bot_permissions(channel) & Perm.READ_MESSAGE_HISTORY:
        raise ApiError(50001)
    return Reply(_shown(call, _found(call, channel)))


@table.add("update_message", "PATCH", "/channels/{channel_id}/messages/{message_id}")
def update_message(call: Call) -> Reply:
    """Edit the bot's own message."""
    channel = call.channel()
    message = _found(call, channel)
    if message.author_id != call.world.bot.id:
        raise ApiError(50005)
    if channel.archived:
        raise ApiError(50083)
    posting.edit(call.world, channel, message, call.json, call.files)
    return Reply(payloads.message(call.world, message))


@table.add("delete_message", "DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete_message(call: Call) -> Reply:
    """Delete the bot's own message, or another's with Manage Messages."""
    channel = call.channel()
    message = _found(call, channel)
    if (
        message.author_id != call.world.bot.id
        and not call.world.bot_permissions(channel) & Perm.MANAGE_MESSAGES
    ):
        raise ApiError(50013)
    call.world.delete_message(channel, message)
    return Reply(status=204)


@table.add("crosspost_message", "POST", "/channels/{channel_id}/messages/{message_id}/crosspost")
def crosspost_message(call: Call) -> Reply:
    """Publish a message of an announcement channel; another's needs Manage Messages."""
    channel = call.channel()
    message = _found(call, channel)
    if channel.type != ANNOUNCEMENT:
        raise ApiError(50024)
    needed = Perm.SEND_MESSAGES if message.author_id == call.world.bot.id else Perm.MANAGE_MESSAGES
    if not call.world.bot_permissions(channel) & needed:
        raise ApiError(50013)
    if message.published:
        raise ApiError(40033)
    message.flags |= CROSSPOSTED
    call.world.changed(channel, message)
    return Reply(payloads.message(call.world, message))


@table.add("trigger_typing_indicator", "POST", "/channels/{channel_id}/typing")
def typing(call: Call) -> Reply:
    """Show that the bot is typing."""
    call.channel(Perm.SEND_MESSAGES)
    return Reply(status=204)


@table.add("create_thread_from_message", "POST", "/channels/{channel_id}/messages/{message_id}/threads")
def thread_from_message(call: Call) -> Reply:
    """Open a thread at a message."""
    channel = call.channel(Perm.CREATE_PUBLIC_THREADS)
    message = _found(call, channel)
    if message.id in call.world.channels:
        raise ApiError(160004)
    return Reply(_open_thread(call, channel), 201)


@table.add("create_thread", "POST", "/channels/{channel_id}/threads")
def thread(call: Call) -> Reply:
    """Open a thread, or a post in a forum with its first message."""
    channel = call.channel()
    if channel.type not in (FORUM, MEDIA):
        call.channel(Perm.CREATE_PUBLIC_THREADS)
        return Reply(_open_thread(call, channel), 201)
    call.channel(Perm.SEND_MESSAGES)
    body = call.json.get("message") or {}
    if channel.require_tag and not call.json.get("applied_tags"):
        raise ApiError(40067, message="A tag is required to create a forum post in this channel")
    made = posting.draft(call.world, body, call.files)
    opened = _open_thread(call, channel)
    post = call.world.channels[int(opened["id"])]
    message = posting.create(call.world, post, call.world.bot, made)
    message.id = post.id
    call.world.post(post, message)
    return Reply(opened | {"message": payloads.message(call.world, message)}, 201)


def _open_thread(call: Call, parent: Channel) -> Json:
    name = str(call.json.get("name") or "")
    if not 1 <= len(name) <= 100:
        detail = {"code": "BASE_TYPE_BAD_LENGTH", "message": "Must be between 1 and 100 in length."}
        raise ApiError(50035, errors={"name": {"_errors": [detail]}})
    guild = call.world.guilds[parent.guild_id or 0]
    kind = int(call.json.get("type") or PUBLIC_THREAD)
    opened = call.world.add_channel(guild, name, kind, parent=parent, owner=call.world.bot)
    return payloads.channel(call.world, opened)
