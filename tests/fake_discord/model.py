"""What exists on the fake: plain records without behaviour beyond reading them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from . import reading

Json = dict[str, Any]

TEXT, DM, VOICE, GROUP_DM, CATEGORY, ANNOUNCEMENT = 0, 1, 2, 3, 4, 5
ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD, STAGE, FORUM, MEDIA = 10, 11, 12, 13, 15, 16
THREADS = frozenset({ANNOUNCEMENT_THREAD, PUBLIC_THREAD, PRIVATE_THREAD})
MESSAGEABLE = frozenset({TEXT, DM, VOICE, GROUP_DM, ANNOUNCEMENT, STAGE}) | THREADS

CROSSPOSTED, SUPPRESS_EMBEDS, EPHEMERAL, LOADING = 1 << 0, 1 << 2, 1 << 6, 1 << 7
SUPPRESS_NOTIFICATIONS, COMPONENTS_V2 = 1 << 12, 1 << 15


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot; `installed` means that the app was installed to this user."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    installed: bool = False
    dms_open: bool = True

    @property
    def mention(self) -> str:
        """Return the text that mentions the user."""
        return f"<@{self.id}>"


@dataclass(slots=True, eq=False)
class Role:
    """A role of a guild; the role whose id is the guild's is @everyone."""

    id: int
    name: str
    permissions: int = 0
    position: int = 1
    mentionable: bool = False
    managed: bool = False

    @property
    def mention(self) -> str:
        """Return the text that mentions the role."""
        return f"<@&{self.id}>"


@dataclass(slots=True, eq=False)
class Overwrite:
    """What a channel allows and denies to one role (kind 0) or member (kind 1)."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(slots=True, eq=False)
class Member:
    """A user's presence in a guild."""

    user_id: int
    joined: datetime
    roles: list[int] = field(default_factory=list)
    nick: str | None = None


@dataclass(slots=True, eq=False)
class Channel:
    """A channel, thread or conversation, with its history in order of arrival."""

    id: int
    type: int
    name: str
    created: datetime
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    recipients: list[int] = field(default_factory=list)
    owner_id: int | None = None
    archived: bool = False
    locked: bool = False
    require_tag: bool = False
    last_message_id: int | None = None
    messages: "dict[int, Message]" = field(default_factory=dict)

    @property
    def is_thread(self) -> bool:
        """Return whether the channel is a thread or a forum post."""
        return self.type in THREADS


@dataclass(slots=True, eq=False)
class Guild:
    """A server; `bot_present` and `available` decide what the bot can see of it."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    bot_present: bool = True
    available: bool = True


@dataclass(slots=True, frozen=True)
class Pings:
    """Who is really notified by a message."""

    users: tuple[int, ...] = ()
    roles: tuple[int, ...] = ()
    everyone: bool = False

    def __bool__(self) -> bool:
        return bool(self.users or self.roles or self.everyone)


@dataclass(slots=True, eq=False)
class Message:
    """A posted message; `seen_by` is the only person who sees an ephemeral one."""

    id: int
    channel_id: int
    guild_id: int | None
    author_id: int
    content: str
    created: datetime
    type: int = 0
    flags: int = 0
    tts: bool = False
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    reference: int | None = None
    nonce: str | None = None
    pings: Pings = Pings()
    edited: datetime | None = None
    edits: int = 0
    later_mentions: Pings | None = None
    deleted: bool = False
    seen_by: int | None = None
    interaction_id: int | None = None
    webhook_id: int | None = None

    @property
    def mentioned(self) -> Pings:
        """Return whom the present text mentions; `pings` are those whom the message notified when it came."""
        return self.pings if self.later_mentions is None else self.later_mentions

    @property
    def text(self) -> str:
        """Return everything there is to read: content, embeds and text components, line by line."""
        return reading.visible_text(self.content, self.embeds, self.components)

    @property
    def ephemeral(self) -> bool:
        """Return whether only one person sees the message."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Return whether the message is still the placeholder of a deferred answer."""
        return bool(self.flags & LOADING)

    @property
    def published(self) -> bool:
        """Return whether the message was published to following channels."""
        return bool(self.flags & CROSSPOSTED)

    @property
    def buttons(self) -> list[str]:
        """Return the labels of all buttons in reading order."""
        return [str(part.get("label") or "") for part in self.parts if part["type"] == 2]

    @property
    def links(self) -> list[str]:
        """Return the addresses of all link buttons in reading order."""
        return [str(part["url"]) for part in self.parts if part["type"] == 2 and part.get("url")]

    @property
    def parts(self) -> Iterator[Json]:
        """Return all components, nested ones included."""
        return reading.walk(self.components)


@dataclass(slots=True, eq=False)
class Interaction:
    """One thing a person asked of the app, and how the app has answered so far."""

    id: int
    token: str
    type: int
    user_id: int
    channel_id: int
    guild_id: int | None
    data: Json
    created: float
    context: int
    owners: dict[str, str]
    message: Message | None = None
    responded: int | None = None
    original: Message | None = None
    deferred: bool = False
    modal: Json | None = None
    choices: list[Json] | None = None
    followups: list[Message] = field(default_factory=list)
    updates: int = 0
    asked_at: float = field(default_factory=perf_counter)
    answered_at: float | None = None
    on_answer: Callable[[], object] | None = None


@dataclass(slots=True, eq=False)
class Application:
    """The app under test: its token, its switches and its registered commands."""

    id: int
    name: str
    token: str
    message_content: bool = False
    members_intent: bool = False
    presence_intent: bool = False
    token_valid: bool = True
    commands: dict[int, Json] = field(default_factory=dict)
    guild_commands: dict[int, dict[int, Json]] = field(default_factory=dict)
    command_writes: int = 0
    command_creates: list[float] = field(default_factory=list)
