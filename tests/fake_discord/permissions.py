"""Discord's permission bits and how roles and overwrites add up to them."""

from .model import THREADS, Channel, Guild


class Perm:
    """The permission bits that the fake knows, as plain numbers; values are Discord's."""

    KICK_MEMBERS = 1 << 1
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_EXTERNAL_EMOJIS = 1 << 18
    MANAGE_ROLES = 1 << 28
    MANAGE_WEBHOOKS = 1 << 29
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    USE_EXTERNAL_APPS = 1 << 50
    PIN_MESSAGES = 1 << 51


ALL = (1 << 53) - 1
EVERYONE = (
    Perm.VIEW_CHANNEL
    | Perm.SEND_MESSAGES
    | Perm.EMBED_LINKS
    | Perm.ATTACH_FILES
    | Perm.READ_MESSAGE_HISTORY
    | Perm.ADD_REACTIONS
    | Perm.USE_EXTERNAL_EMOJIS
    | Perm.USE_APPLICATION_COMMANDS
    | Perm.CREATE_PUBLIC_THREADS
    | Perm.SEND_MESSAGES_IN_THREADS
    | Perm.USE_EXTERNAL_APPS
)
IN_DM = EVERYONE | Perm.MENTION_EVERYONE

_SENDING = Perm.EMBED_LINKS | Perm.ATTACH_FILES | Perm.MENTION_EVERYONE


def in_guild(guild: Guild, user_id: int) -> int:
    """Return a member's permissions before any channel overwrite."""
    if guild.owner_id == user_id:
        return ALL
    granted = guild.roles[guild.id].permissions
    member = guild.members.get(user_id)
    for role_id in member.roles if member else ():
        role = guild.roles.get(role_id)
        granted |= role.permissions if role else 0
    return ALL if granted & Perm.ADMINISTRATOR else granted


def in_channel(guild: Guild, channel: Channel, user_id: int) -> int:
    """Return a member's permissions in a channel, by Discord's documented order of overwrites.

    A thread takes its parent's. Losing View Channel loses everything; losing the permission to send loses
    what hangs on sending (embeds, files, mentions).
    """
    base = in_guild(guild, user_id)
    if base == ALL:
        return ALL
    holder = guild.channels.get(channel.parent_id or 0) if channel.type in THREADS else channel
    overwrites = (holder or channel).overwrites
    if overwrites:
        member = guild.members.get(user_id)
        everyone = overwrites.get(guild.id)
        if everyone:
            base = (base & ~everyone.deny) | everyone.allow
        allow = deny = 0
        for role_id in member.roles if member else ():
            overwrite = overwrites.get(role_id)
            if overwrite:
                allow, deny = allow | overwrite.allow, deny | overwrite.deny
        base = (base & ~deny) | allow
        own = overwrites.get(user_id)
        if own:
            base = (base & ~own.deny) | own.allow
    if not base & Perm.VIEW_CHANNEL:
        return 0
    if not base & Perm.SEND_MESSAGES and channel.type not in THREADS:
        base &= ~_SENDING
    return base
