"""The bot itself, its guilds and channels, direct messages and the gateway's address."""

from typing import Any

from . import payloads
from .errors import ApiError
from .permissions import Perm
from .rest import Call, Reply, Table

Json = dict[str, Any]
table = Table()


@table.add("get_gateway", "GET", "/gateway", token=False)
def get_gateway(call: Call) -> Reply:
    """Return the gateway's address."""
    return Reply({"url": call.base_url})


@table.add("get_bot_gateway", "GET", "/gateway/bot")
def get_bot_gateway(call: Call) -> Reply:
    """Return the gateway's address, the recommended shards and how many sessions may start."""
    limit = {"total": 1000, "remaining": 1000, "reset_after": 14_400_000, "max_concurrency": 1}
    return Reply({"url": call.base_url, "shards": call.shards, "session_start_limit": limit})


@table.add("get_my_user", "GET", "/users/@me")
def me(call: Call) -> Reply:
    """Return the bot's user."""
    return Reply(payloads.current_user(call.world.bot))


@table.add("get_my_application", "GET", "/applications/@me")
def my_application(call: Call) -> Reply:
    """Return the app."""
    return Reply(payloads.application(call.world, call.world.app))


@table.add("get_my_oauth2_application", "GET", "/oauth2/applications/@me")
def my_oauth2_application(call: Call) -> Reply:
    """Return the app, the old way."""
    return my_application(call)


@table.add("create_dm", "POST", "/users/@me/channels")
def create_dm(call: Call) -> Reply:
    """Open the conversation with a user, or return it."""
    user = call.world.users.get(int(call.json.get("recipient_id") or 0))
    if user is None:
        raise ApiError(10013)
    if user.bot:
        raise ApiError(50007)
    return Reply(payloads.channel(call.world, call.world.conversation(call.world.bot, user)))


@table.add("get_user", "GET", "/users/{user_id}")
def get_user(call: Call) -> Reply:
    """Return any user."""
    user = call.world.users.get(call.id("user_id"))
    if user is None:
        raise ApiError(10013)
    return Reply(payloads.user(user))


@table.add("list_my_guilds", "GET", "/users/@me/guilds")
def my_guilds(call: Call) -> Reply:
    """List the bot's guilds, by id, at most 200 after the given one."""
    after = int(call.query.get("after", 0))
    limit = int(call.query.get("limit", 200))
    mine = sorted(
        (g for g in call.world.guilds.values() if g.bot_present and g.id > after), key=lambda g: g.id
    )
    body: list[Json] = [
        {"id": str(g.id), "name": g.name, "icon": None, "owner": False, "permissions": "0", "features": []}
        for g in mine[:limit]
    ]
    return Reply(body)


@table.add("leave_guild", "DELETE", "/users/@me/guilds/{guild_id}")
def leave_guild(call: Call) -> Reply:
    """Let the bot leave."""
    call.world.remove_bot(call.guild())
    return Reply(status=204)


@table.add("get_my_guild_member", "GET", "/users/@me/guilds/{guild_id}/member")
def my_member(call: Call) -> Reply:
    """Return the bot's membership."""
    membership = call.guild().members[call.world.bot.id]
    return Reply(payloads.member(membership, call.world.bot))


@table.add("get_guild", "GET", "/guilds/{guild_id}")
def get_guild(call: Call) -> Reply:
    """Return a guild of the bot."""
    guild = call.guild()
    body = payloads.guild(call.world, guild)
    if call.query.get("with_counts") in ("1", "true", "True"):
        body |= {"approximate_member_count": len(guild.members), "approximate_presence_count": 1}
    return Reply(body)


@table.add("list_guild_channels", "GET", "/guilds/{guild_id}/channels")
def guild_channels(call: Call) -> Reply:
    """List a guild's channels without threads."""
    channels = call.guild().channels.values()
    return Reply([payloads.channel(call.world, each) for each in channels if not each.is_thread])


@table.add("list_guild_roles", "GET", "/guilds/{guild_id}/roles")
def guild_roles(call: Call) -> Reply:
    """List a guild's roles."""
    return Reply([payloads.role(each) for each in call.guild().roles.values()])


@table.add("get_guild_member", "GET", "/guilds/{guild_id}/members/{user_id}")
def guild_member(call: Call) -> Reply:
    """Return a member."""
    guild, user_id = call.guild(), call.id("user_id")
    if user_id not in guild.members:
        raise ApiError(10007, status=404, message="Unknown Member")
    return Reply(payloads.member(guild.members[user_id], call.world.users[user_id]))


@table.add("get_active_guild_threads", "GET", "/guilds/{guild_id}/threads/active")
def active_threads(call: Call) -> Reply:
    """List the threads that are not archived."""
    threads = [each for each in call.guild().channels.values() if each.is_thread and not each.archived]
    return Reply({"threads": [payloads.channel(call.world, each) for each in threads], "members": []})


@table.add("get_channel", "GET", "/channels/{channel_id}")
def get_channel(call: Call) -> Reply:
    """Return a channel that the bot can view."""
    return Reply(payloads.channel(call.world, call.channel()))


@table.add("update_channel", "PATCH", "/channels/{channel_id}")
def update_channel(call: Call) -> Reply:
    """Rename a channel, or archive and lock a thread."""
    channel = call.channel()
    needed = Perm.MANAGE_THREADS if channel.is_thread else Perm.MANAGE_CHANNELS
    if channel.owner_id != call.world.bot.id:
        call.channel(needed)
    for key in ("name", "archived", "locked"):
        if key in call.json:
            setattr(channel, key, call.json[key])
    call.world.change_channel(channel)
    return Reply(payloads.channel(call.world, channel))


@table.add("delete_channel", "DELETE", "/channels/{channel_id}")
def delete_channel(call: Call) -> Reply:
    """Delete a channel."""
    channel = call.channel(Perm.MANAGE_CHANNELS)
    body = payloads.channel(call.world, channel)
    call.world.delete_channel(channel)
    return Reply(body)
