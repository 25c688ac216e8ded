"""Servers and channels in the hands of a test."""

from typing import TYPE_CHECKING

from . import model
from .model import Channel, Guild, Member, Message, Role

if TYPE_CHECKING:
    from .people import Person
    from .server import FakeDiscord

KINDS = {
    "text": model.TEXT,
    "voice": model.VOICE,
    "category": model.CATEGORY,
    "announcement": model.ANNOUNCEMENT,
    "stage": model.STAGE,
    "forum": model.FORUM,
    "media": model.MEDIA,
}


class ChannelHandle:
    """A channel, thread or conversation as a test sees and changes it."""

    def __init__(self, fake: "FakeDiscord", record: Channel) -> None:
        self.fake, self.record = fake, record

    @property
    def id(self) -> int:
        """Return the channel's id."""
        return self.record.id

    @property
    def mention(self) -> str:
        """Return the text that links to the channel."""
        return f"<#{self.record.id}>"

    @property
    def messages(self) -> list[Message]:
        """Return what everyone in the channel sees, oldest first."""
        return list(self.fake.world.history(self.record))

    @property
    def bot_messages(self) -> list[Message]:
        """Return what the bot has posted for everyone, oldest first, without deferred placeholders."""
        own = self.fake.world.bot.id
        return [each for each in self.messages if each.author_id == own and not each.loading]

    async def shows(self, count: int = 1, within: float = 10.0) -> list[Message]:
        """Wait until the bot has posted at least this many messages here."""

        def enough() -> list[Message] | None:
            return self.bot_messages if len(self.bot_messages) >= count else None

        return await self.fake.until(enough, within, f"{count} messages in {self.record.name!r}")

    def deny(self, permissions: int, target: int | None = None) -> None:
        """Deny permissions to the bot here, or to another role or member."""
        self.fake.world.overwrite(self.record, target or self.fake.world.bot.id, deny=permissions)

    def allow(self, permissions: int, target: int | None = None) -> None:
        """Allow permissions to the bot here, or to another role or member."""
        self.fake.world.overwrite(self.record, target or self.fake.world.bot.id, allow=permissions)

    def reset(self, permissions: int, target: int | None = None) -> None:
        """Neither allow nor deny permissions to the bot (or another) here any more."""
        self.fake.world.overwrite(self.record, target or self.fake.world.bot.id, clear=permissions)

    def rename(self, name: str) -> None:
        """Rename the channel."""
        self.record.name = name
        self.fake.world.change_channel(self.record)

    def becomes(self, kind: str) -> None:
        """Turn a text channel into an announcement channel, or back."""
        self.record.type = KINDS[kind]
        self.fake.world.change_channel(self.record)

    def delete(self) -> None:
        """Delete the channel."""
        self.fake.world.delete_channel(self.record)

    def thread(
        self, name: str = "thread", *, archived: bool = False, locked: bool = False
    ) -> "ChannelHandle":
        """Open a public thread."""
        world = self.fake.world
        guild = world.guilds[self.record.guild_id or 0]
        record = world.add_channel(
            guild, name, model.PUBLIC_THREAD, parent=self.record, owner=world.developer
        )
        handle = ChannelHandle(self.fake, record)
        if archived or locked:
            handle.set_thread(archived=archived, locked=locked)
        return handle

    def set_thread(self, *, archived: bool, locked: bool) -> None:
        """Archive or lock the thread, or undo it."""
        self.record.archived, self.record.locked = archived, locked
        self.fake.world.change_channel(self.record)

    def remove(self, message: Message) -> None:
        """Let a moderator delete a message."""
        self.fake.world.delete_message(self.record, message)
        self.fake.pulse.beat()


class GuildHandle:
    """A server as a test sees and changes it."""

    def __init__(self, fake: "FakeDiscord", record: Guild) -> None:
        self.fake, self.record = fake, record

    @property
    def id(self) -> int:
        """Return the server's id."""
        return self.record.id

    def channel(self, name: str = "general", kind: str = "text") -> ChannelHandle:
        """Create a channel: text, announcement, forum, media, voice, stage or category."""
        return ChannelHandle(self.fake, self.fake.world.add_channel(self.record, name, KINDS[kind]))

    def role(self, name: str, permissions: int = 0, *, mentionable: bool = False) -> Role:
        """Create a role."""
        return self.fake.world.add_role(self.record, name, permissions, mentionable=mentionable)

    def member(
        self, name: "str | Person", *, permissions: int = 0, locale: str = "en-US", installed: bool = False
    ) -> "Person":
        """Let a person (new, when a name) join, with a role of their own when permissions are given."""
        person = self.fake.user(name, locale=locale, installed=installed) if isinstance(name, str) else name
        roles = (self.role(f"role of {person.record.name}", permissions).id,) if permissions else ()
        self.fake.world.add_member(self.record, person.record, roles)
        return person

    def leave(self, person: "Person") -> None:
        """Let a person leave."""
        self.fake.world.remove_member(self.record, person.record)

    @property
    def bot_member(self) -> Member:
        """Return the bot's membership."""
        return self.record.members[self.fake.world.bot.id]

    def set_everyone(self, permissions: int) -> None:
        """Change what everyone may do in the server."""
        role = self.record.roles[self.record.id]
        role.permissions = permissions
        self.fake.world.change_role(self.record, role)

    def rename(self, name: str) -> None:
        """Rename the server."""
        self.fake.world.rename_guild(self.record, name)

    def kick_bot(self) -> None:
        """Throw the bot out."""
        self.fake.world.remove_bot(self.record)

    def invite_bot(self, permissions: int = 0) -> None:
        """Let the bot (back) in."""
        self.fake.world.add_bot(self.record, permissions)

    def go_down(self) -> None:
        """Begin an outage: the guild becomes unavailable."""
        self.fake.world.set_available(self.record, available=False)

    def come_back(self) -> None:
        """End the outage."""
        self.fake.world.set_available(self.record, available=True)
