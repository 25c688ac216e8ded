"""The state of the fake and every change to it; each change tells the gateway what happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from . import mentions, payloads, permissions
from .clock import Clock, Snowflakes
from .model import (
    DM,
    GROUP_DM,
    Application,
    Channel,
    Guild,
    Interaction,
    Member,
    Message,
    Overwrite,
    Pings,
    Role,
    User,
)
from .permissions import Perm

Json = dict[str, Any]

GUILDS, GUILD_MEMBERS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = (
    1 << 0,
    1 << 1,
    1 << 9,
    1 << 12,
    1 << 15,
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something a gateway session hears of if it has one of `intents` (0: always).

    `render` gets the session's intents and returns the data.
    """

    name: str
    intents: int
    guild_id: int | None
    render: Callable[[int], Json]


class World:
    """Everything that exists on the fake, and the only place where it changes."""

    def __init__(self, clock: Clock, token: str, emit: Callable[[Event], None]) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.emit = emit
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.interactions: dict[int, Interaction] = {}
        self.nonce_window = 300.0
        self.nonces: dict[tuple[int, str], tuple[float, Message]] = {}
        self.by_token: dict[str, Interaction] = {}
        self.developer = self.add_user("Developer")
        self.bot = self.add_user("ISECG Bot", bot=True)
        self.app = Application(id=self.bot.id, name="ISECG Bot", token=token)

    # people and places

    def add_user(
        self, name: str, *, bot: bool = False, locale: str = "en-US", installed: bool = False
    ) -> User:
        """Create an account."""
        user = User(self.ids.next(), name, bot=bot, locale=locale, installed=installed)
        self.users[user.id] = user
        return user

    def add_guild(
        self, name: str, *, locale: str = "en-US", bot: bool = True, bot_permissions: int = 0
    ) -> Guild:
        """Create a guild whose bot role has these permissions beside those of everyone."""
        guild = Guild(self.ids.next_guild(), name, self.developer.id, locale=locale, bot_present=False)
        guild.roles[guild.id] = Role(guild.id, "@everyone", permissions=permissions.EVERYONE, position=0)
        self.guilds[guild.id] = guild
        self.add_member(guild, self.developer)
        if bot:
            self.add_bot(guild, bot_permissions)
        return guild

    def add_bot(self, guild: Guild, bot_permissions: int = 0) -> None:
        """Let the bot join a guild, with a managed role of its own."""
        role = Role(self.ids.next(), self.app.name, permissions=bot_permissions, managed=True)
        guild.roles[role.id] = role
        guild.members[self.bot.id] = Member(self.bot.id, self.clock.now(), roles=[role.id])
        guild.bot_present = True
        self.emit(
            Event("GUILD_CREATE", GUILDS, guild.id, lambda _: payloads.guild_create(self, guild, late=False))
        )

    def remove_bot(self, guild: Guild) -> None:
        """Let the guild throw the bot out."""
        membership = guild.members.pop(self.bot.id)
        for role_id in membership.roles:
            if guild.roles[role_id].managed:
                del guild.roles[role_id]
        self.emit(Event("GUILD_DELETE", GUILDS, guild.id, lambda _: {"id": str(guild.id)}))
        guild.bot_present = False

    def set_available(self, guild: Guild, *, available: bool) -> None:
        """Begin or end an outage of one guild."""
        if available:
            guild.available = True
            self.emit(
                Event(
                    "GUILD_CREATE", GUILDS, guild.id, lambda _: payloads.guild_create(self, guild, late=True)
                )
            )
        else:
            self.emit(Event("GUILD_DELETE", GUILDS, guild.id, lambda _: payloads.unavailable(guild)))
            guild.available = False

    def add_member(self, guild: Guild, user: User, roles: tuple[int, ...] = ()) -> Member:
        """Let a user join a guild."""
        membership = Member(user.id, self.clock.now(), roles=list(roles))
        guild.members[user.id] = membership
        self._guild_event("GUILD_MEMBER_ADD", guild, lambda: payloads.member(membership, user), GUILD_MEMBERS)
        return membership

    def remove_member(self, guild: Guild, user: User) -> None:
        """Let a user leave a guild."""
        del guild.members[user.id]
        self._guild_event("GUILD_MEMBER_REMOVE", guild, lambda: {"user": payloads.user(user)}, GUILD_MEMBERS)

    def change_member(self, guild: Guild, user_id: int, roles: list[int]) -> None:
        """Give a member other roles; the bot hears of its own without any privileged intent."""
        membership = guild.members[user_id]
        membership.roles = roles
        mask = GUILDS if user_id == self.bot.id else GUILD_MEMBERS
        body = payloads.member(membership, self.users[user_id])
        self._guild_event("GUILD_MEMBER_UPDATE", guild, lambda: body, mask)

    def add_role(self, guild: Guild, name: str, granted: int = 0, *, mentionable: bool = False) -> Role:
        """Create a role."""
        role = Role(self.ids.next(), name, granted, position=len(guild.roles), mentionable=mentionable)
        guild.roles[role.id] = role
        self._guild_event("GUILD_ROLE_CREATE", guild, lambda: {"role": payloads.role(role)})
        return role

    def change_role(self, guild: Guild, role: Role) -> None:
        """Tell that a role was changed in place."""
        self._guild_event("GUILD_ROLE_UPDATE", guild, lambda: {"role": payloads.role(role)})

    def delete_role(self, guild: Guild, role: Role) -> None:
        """Delete a role and take it from its members."""
        del guild.roles[role.id]
        for membership in guild.members.values():
            membership.roles = [each for each in membership.roles if each != role.id]
        self._guild_event("GUILD_ROLE_DELETE", guild, lambda: {"role_id": str(role.id)})

    def rename_guild(self, guild: Guild, name: str) -> None:
        """Rename a guild."""
        guild.name = name
        self._guild_event("GUILD_UPDATE", guild, lambda: payloads.guild(self, guild))

    def add_channel(
        self,
        guild: Guild,
        name: str,
        kind: int = 0,
        *,
        parent: Channel | None = None,
        owner: User | None = None,
    ) -> Channel:
        """Create a channel, or a thread when `kind` is one."""
        channel = Channel(
            self.ids.next(),
            kind,
            name,
            self.clock.now(),
            guild_id=guild.id,
            parent_id=parent.id if parent else None,
            position=len(guild.channels),
            owner_id=owner.id if owner else None,
        )
        guild.channels[channel.id] = self.channels[channel.id] = channel
        if channel.is_thread:
            body = {"newly_created": True}
            self._guild_event("THREAD_CREATE", guild, lambda: payloads.channel(self, channel) | body)
        else:
            self._guild_event("CHANNEL_CREATE", guild, lambda: payloads.channel(self, channel))
        return channel

    def change_channel(self, channel: Channel) -> None:
        """Tell that a channel or thread was changed in place."""
        name = "THREAD_UPDATE" if channel.is_thread else "CHANNEL_UPDATE"
        self._guild_event(name, self.guilds[channel.guild_id or 0], lambda: payloads.channel(self, channel))

    def overwrite(
        self, channel: Channel, target: int, *, allow: int = 0, deny: int = 0, clear: int = 0
    ) -> None:
        """Change what a channel allows and denies a role or member."""
        guild = self.guilds[channel.guild_id or 0]
        kind = 0 if target in guild.roles else 1
        entry = channel.overwrites.setdefault(target, Overwrite(target, kind))
        entry.allow = (entry.allow & ~deny & ~clear) | allow
        entry.deny = (entry.deny & ~allow & ~clear) | deny
        self.change_channel(channel)

    def delete_channel(self, channel: Channel) -> None:
        """Delete a channel with its threads."""
        guild = self.guilds[channel.guild_id or 0]
        body = payloads.channel(self, channel)
        name = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        for each in [
            each for each in guild.channels.values() if each.parent_id == channel.id and each.is_thread
        ]:
            del guild.channels[each.id], self.channels[each.id]
        del guild.channels[channel.id], self.channels[channel.id]
        self._guild_event(name, guild, lambda: body)

    def conversation(self, *people: User) -> Channel:
        """Return the direct conversation of two accounts, or a group of more; opens it when there is none."""
        members = sorted(each.id for each in people)
        for channel in self.channels.values():
            if channel.guild_id is None and sorted(channel.recipients) == members:
                return channel
        kind = DM if len(people) == 2 else GROUP_DM
        channel = Channel(
            self.ids.next(), kind, "", self.clock.now(), recipients=members, owner_id=members[0]
        )
        self.channels[channel.id] = channel
        return channel

    def _guild_event(self, name: str, guild: Guild, body: Callable[[], Json], intents: int = GUILDS) -> None:
        identity = {"guild_id": str(guild.id)}
        self.emit(Event(name, intents, guild.id, lambda _: body() | identity))

    # messages

    def post(self, channel: Channel, message: Message, *, unseen: bool = False) -> Message:
        """Put a message into a channel; `unseen` keeps it out of the history (ephemeral)."""
        channel.messages[message.id] = message
        if unseen:
            return message
        channel.last_message_id = message.id
        if channel.archived and not channel.locked:
            channel.archived = False
            self.change_channel(channel)
        self._message_event("MESSAGE_CREATE", channel, message)
        return message

    def compose(self, channel: Channel, author: User, content: str, **details: Any) -> Message:
        """Return a new message by `author`, not yet posted."""
        return Message(
            self.ids.next(), channel.id, channel.guild_id, author.id, content, self.clock.now(), **details
        )

    def edited(self, channel: Channel, message: Message) -> None:
        """Mark a message as edited in place, and tell it."""
        message.edited = self.clock.now()
        message.edits += 1
        self.changed(channel, message)

    def changed(self, channel: Channel, message: Message) -> None:
        """Tell that something about a message changed."""
        if message.seen_by is None:
            self._message_event("MESSAGE_UPDATE", channel, message)

    def delete_message(self, channel: Channel, message: Message) -> None:
        """Delete a message."""
        channel.messages.pop(message.id, None)
        message.deleted = True
        body: Json = {"id": str(message.id), "channel_id": str(channel.id)}
        if channel.guild_id:
            body["guild_id"] = str(channel.guild_id)
        if message.seen_by is None and self.bot_hears(channel):
            self.emit(Event("MESSAGE_DELETE", _message_intent(channel), channel.guild_id, lambda _: body))

    def _message_event(self, name: str, channel: Channel, message: Message) -> None:
        if not self.bot_hears(channel):
            return

        def render(intents: int) -> Json:
            shown = bool(intents & MESSAGE_CONTENT) or self.content_is_visible(message)
            return payloads.message(self, message, reveal=shown, event=True)

        self.emit(Event(name, _message_intent(channel), channel.guild_id, render))

    def find_message(self, channel_id: int, message_id: int) -> Message | None:
        """Return a message that still exists, or None."""
        channel = self.channels.get(channel_id)
        return channel.messages.get(message_id) if channel else None

    def history(self, channel: Channel) -> Iterator[Message]:
        """Yield the messages that everyone in the channel sees, oldest first."""
        return (each for each in channel.messages.values() if each.seen_by is None)

    def content_is_visible(self, message: Message) -> bool:
        """Return whether the bot may read a message without the content intent."""
        own = self.bot.id
        return message.guild_id is None or message.author_id == own or own in message.mentioned.users

    def forget(self) -> None:
        """Drop all messages, interactions and nonces, so that long measurements do not fill the memory."""
        for channel in self.channels.values():
            channel.messages.clear()
        self.interactions.clear()
        self.by_token.clear()
        self.nonces.clear()

    # permissions

    def bot_hears(self, channel: Channel) -> bool:
        """Return whether gateway events of a channel reach the bot."""
        if channel.guild_id is None:
            return self.bot.id in channel.recipients
        return bool(
            self.guilds[channel.guild_id].bot_present and self.bot_permissions(channel) & Perm.VIEW_CHANNEL
        )

    def bot_permissions(self, channel: Channel) -> int:
        """Return the bot's permissions in a channel."""
        return self.permissions(channel, self.bot.id)

    def permissions(self, channel: Channel, user_id: int) -> int:
        """Return a user's permissions in a channel or conversation; 0 outside of it."""
        if channel.guild_id is None:
            return permissions.IN_DM if user_id in channel.recipients else 0
        guild = self.guilds[channel.guild_id]
        return permissions.in_channel(guild, channel, user_id) if user_id in guild.members else 0

    def app_permissions(self, interaction: Interaction) -> int:
        """Return what an interaction reports as the app's permissions where it happened."""
        channel = self.channels[interaction.channel_id]
        if channel.guild_id and not self.guilds[channel.guild_id].bot_present:
            theirs = self.permissions(channel, interaction.user_id)
            return int(theirs & (Perm.EMBED_LINKS | Perm.ATTACH_FILES | Perm.USE_EXTERNAL_EMOJIS))
        return int(self.bot_permissions(channel)) if channel.guild_id else int(permissions.IN_DM)

    def pings(
        self, channel: Channel, author: User, content: str, allowed: Json | None, **details: Any
    ) -> Pings:
        """Return whom a text by `author` in a channel would notify."""
        return mentions.resolve(
            content,
            details.get("components") or (),
            allowed,
            guild=self.guilds.get(channel.guild_id or 0),
            users=self.users,
            permissions=self.permissions(channel, author.id),
            replied_to=details.get("replied_to"),
        )


def _message_intent(channel: Channel) -> int:
    return GUILD_MESSAGES if channel.guild_id else DIRECT_MESSAGES
