"""Discord's JSON for the records of the fake, in the shapes that clients insist on."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from . import permissions
from .model import THREADS, Application, Channel, Guild, Interaction, Member, Message, Role, User

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]
HIDDEN_NAME, HIDDEN_FLAG = "___hidden___", 1 << 17


def stamp(moment: datetime | None) -> str | None:
    """Return a time as Discord writes it, or None."""
    return moment.isoformat() if moment else None


def user(record: User) -> Json:
    """Return a user object."""
    return {
        "id": str(record.id),
        "username": record.name if record.bot else record.name.lower().replace(" ", "_"),
        "global_name": None if record.bot else record.name,
        "discriminator": "0000" if record.bot else "0",
        "avatar": None,
        "bot": record.bot,
        "public_flags": 0,
    }


def current_user(record: User) -> Json:
    """Return the bot's own user object, as it sees itself."""
    return user(record) | {
        "verified": True,
        "mfa_enabled": False,
        "flags": 0,
        "email": None,
        "locale": "en-US",
    }


def member(record: Member, owner: User | None = None) -> Json:
    """Return a member object, with its user when given."""
    body: Json = {
        "roles": [str(each) for each in record.roles],
        "nick": record.nick,
        "joined_at": stamp(record.joined),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "avatar": None,
        "communication_disabled_until": None,
    }
    return body | {"user": user(owner)} if owner else body


def role(record: Role) -> Json:
    """Return a role object."""
    return {
        "id": str(record.id),
        "name": record.name,
        "permissions": str(int(record.permissions)),
        "position": record.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": record.managed,
        "mentionable": record.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }


def channel(world: "World", record: Channel, *, obfuscate: bool = True) -> Json:
    """Return a channel object; one that the bot cannot view hides its name, as Discord does since 2026."""
    body: Json = {
        "id": str(record.id),
        "type": record.type,
        "flags": 0,
        "last_message_id": str(record.last_message_id) if record.last_message_id else None,
    }
    if record.guild_id is None:
        people = [user(world.users[each]) for each in record.recipients if each != world.bot.id]
        extra = (
            {"name": record.name, "icon": None, "owner_id": str(record.owner_id)} if record.type == 3 else {}
        )
        return body | {"recipients": people} | extra
    body |= {
        "guild_id": str(record.guild_id),
        "name": record.name,
        "parent_id": str(record.parent_id) if record.parent_id else None,
        "position": record.position,
        "rate_limit_per_user": 0,
    }
    if record.type in THREADS:
        return body | _thread_part(record)
    guild = world.guilds[record.guild_id]
    body |= {"topic": record.topic, "nsfw": False, "permission_overwrites": _overwrites(record)}
    if record.type in (2, 13):
        body |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if record.type in (15, 16):
        body |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
        body["flags"] = 1 << 4 if record.require_tag else 0
    if obfuscate and guild.bot_present and not world.bot_permissions(record) & permissions.Perm.VIEW_CHANNEL:
        own = {
            guild.id,
            world.bot.id,
            *(guild.members[world.bot.id].roles if world.bot.id in guild.members else ()),
        }
        body |= {
            "name": HIDDEN_NAME,
            "topic": None,
            "flags": body["flags"] | HIDDEN_FLAG,
            "last_message_id": None,
        }
        body["permission_overwrites"] = [each for each in _overwrites(record) if int(each["id"]) in own]
    return body


def _overwrites(record: Channel) -> list[Json]:
    return [
        {"id": str(each.id), "type": each.kind, "allow": str(int(each.allow)), "deny": str(int(each.deny))}
        for each in record.overwrites.values()
    ]


def _thread_part(record: Channel) -> Json:
    created = stamp(record.created)
    return {
        "owner_id": str(record.owner_id),
        "message_count": len(record.messages),
        "total_message_sent": len(record.messages),
        "member_count": 1,
        "applied_tags": [],
        "thread_metadata": {
            "archived": record.archived,
            "locked": record.locked,
            "auto_archive_duration": 1440,
            "archive_timestamp": created,
            "create_timestamp": created,
        },
    }


def unavailable(guild: Guild) -> Json:
    """Return the placeholder of a guild that is not available (yet)."""
    return {"id": str(guild.id), "unavailable": True}


def guild(world: "World", record: Guild) -> Json:
    """Return a guild object as REST answers it."""
    return {
        "id": str(record.id),
        "name": record.name,
        "owner_id": str(record.owner_id),
        "preferred_locale": record.locale,
        "roles": [role(each) for each in record.roles.values()],
        "features": ["COMMUNITY"],
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "description": None,
        "banner": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "emojis": [],
        "stickers": [],
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "premium_progress_bar_enabled": False,
        "rules_channel_id": None,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "public_updates_channel_id": None,
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "vanity_url_code": None,
        "max_members": 500000,
    }


def guild_create(world: "World", record: Guild, *, late: bool) -> Json:
    """Return the data of GUILD_CREATE; `late` marks a guild that was known before, not a new one."""
    body = guild(world, record)
    present = [each for each in record.members.values() if each.user_id == world.bot.id]
    flat = [each for each in record.channels.values() if not each.is_thread]
    threads = [each for each in record.channels.values() if each.is_thread and not each.archived]
    body |= {
        "joined_at": stamp(world.clock.now()),
        "large": False,
        "member_count": len(record.members),
        "members": [member(each, world.users[each.user_id]) for each in present],
        "channels": [channel(world, each) for each in flat],
        "threads": [channel(world, each) for each in threads],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }
    return body | {"unavailable": False} if late else body


def message(world: "World", record: Message, *, reveal: bool = True, event: bool = False) -> Json:
    """Return a message object; without `reveal` what it says is blank, as without the content intent.

    `event` adds what only gateway events carry (guild_id, the author's membership).
    """
    author = world.users[record.author_id]
    body: Json = {
        "id": str(record.id),
        "channel_id": str(record.channel_id),
        "author": user(author),
        "content": record.content if reveal else "",
        "embeds": [{"type": "rich"} | each for each in record.embeds] if reveal else [],
        "components": record.components if reveal else [],
        "attachments": record.attachments if reveal else [],
        "type": record.type,
        "flags": record.flags,
        "tts": record.tts,
        "pinned": False,
        "timestamp": stamp(record.created),
        "edited_timestamp": stamp(record.edited),
        "mention_everyone": record.mentioned.everyone,
        "mention_roles": [str(each) for each in record.mentioned.roles],
        "mentions": [_mention(world, record, each) for each in record.mentioned.users],
    }
    if record.nonce is not None:
        body["nonce"] = record.nonce
    if record.webhook_id is not None:
        body["webhook_id"] = str(record.webhook_id)
        if record.webhook_id == world.app.id:
            body["application_id"] = str(world.app.id)
    if record.reference is not None:
        _refer(world, record, body, reveal=reveal)
    if record.interaction_id is not None and record.interaction_id in world.interactions:
        body["interaction_metadata"] = interaction_metadata(world, world.interactions[record.interaction_id])
    if event and record.guild_id is not None:
        body["guild_id"] = str(record.guild_id)
        membership = world.guilds[record.guild_id].members.get(record.author_id)
        if membership:
            body["member"] = member(membership)
    return body


def _mention(world: "World", record: Message, user_id: int) -> Json:
    body = user(world.users[user_id])
    guild_record = world.guilds.get(record.guild_id or 0)
    membership = guild_record.members.get(user_id) if guild_record else None
    return body | {"member": member(membership)} if membership else body


def _refer(world: "World", record: Message, body: Json, *, reveal: bool) -> None:
    body["message_reference"] = {
        "type": 0,
        "channel_id": body["channel_id"],
        "message_id": str(record.reference),
    }
    if record.guild_id is not None:
        body["message_reference"]["guild_id"] = str(record.guild_id)
    target = world.find_message(record.channel_id, record.reference or 0)
    if target is None:
        body["referenced_message"] = None
    else:
        shown = reveal or world.content_is_visible(target)
        flat = {k: v for k, v in message(world, target, reveal=shown).items() if k != "referenced_message"}
        body["referenced_message"] = flat


def interaction_metadata(world: "World", record: Interaction) -> Json:
    """Return what a message says about the interaction that it answers."""
    kind = 2 if record.type == 4 else record.type
    body: Json = {
        "id": str(record.id),
        "type": kind,
        "user": user(world.users[record.user_id]),
        "authorizing_integration_owners": record.owners,
    }
    if kind == 3 and record.message:
        body["interacted_message_id"] = str(record.message.id)
    if kind == 5:
        body["triggering_interaction_metadata"] = body | {"type": 2}
    return body


def application(world: "World", app: Application) -> Json:
    """Return the application object of the app under test."""
    owner = world.users[world.developer.id]
    flags = (1 << 19 if app.message_content else 0) | (1 << 15 if app.members_intent else 0)
    return {
        "id": str(app.id),
        "name": app.name,
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "hook": True,
        "is_monetized": False,
        "owner": user(owner),
        "team": None,
        "bot": user(world.bot),
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "redirect_uris": [],
        "integration_types_config": {"0": {}, "1": {}},
        "approximate_guild_count": sum(each.bot_present for each in world.guilds.values()),
        "approximate_user_install_count": sum(each.installed for each in world.users.values()),
    }


def interaction(world: "World", record: Interaction) -> Json:
    """Return the data of INTERACTION_CREATE."""
    place = world.channels[record.channel_id]
    person = world.users[record.user_id]
    guild_record = world.guilds.get(record.guild_id or 0)
    body: Json = {
        "id": str(record.id),
        "application_id": str(world.app.id),
        "type": record.type,
        "token": record.token,
        "version": 1,
        "data": record.data,
        "channel_id": str(place.id),
        "channel": channel(world, place, obfuscate=False),
        "context": record.context,
        "authorizing_integration_owners": record.owners,
        "locale": person.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "attachment_size_limit": 10 * 1024 * 1024,
        "app_permissions": str(world.app_permissions(record)),
    }
    if record.message is not None:
        body["message"] = message(world, record.message)
    if guild_record is None:
        return body | {"user": user(person)}
    granted = permissions.in_channel(guild_record, place, person.id)
    body["channel"]["permissions"] = str(granted)
    return body | {
        "guild_id": str(guild_record.id),
        "guild_locale": guild_record.locale,
        "guild": {"id": str(guild_record.id), "locale": guild_record.locale, "features": ["COMMUNITY"]},
        "member": member(guild_record.members[person.id], person) | {"permissions": str(granted)},
    }
