"""People in the hands of a test: they write, type commands, click, choose and fill in forms."""

from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from . import asking
from .exchange import Exchange, Modal, Said
from .model import Channel, Guild, Interaction, Message, User
from .payloads import interaction as interaction_payload
from .permissions import Perm
from .places import ChannelHandle
from .reading import find
from .world import Event

if TYPE_CHECKING:
    from .server import FakeDiscord

Json = dict[str, Any]

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5


class Person:
    """A person who uses Discord; every action is refused where the real client would not offer it."""

    def __init__(self, fake: "FakeDiscord", record: User) -> None:
        self.fake, self.record = fake, record

    @property
    def id(self) -> int:
        """Return the person's id."""
        return self.record.id

    @property
    def mention(self) -> str:
        """Return the text that mentions the person."""
        return self.record.mention

    # writing

    async def says(
        self, channel: ChannelHandle, text: str, *, reply_to: Message | None = None, webhook: bool = False
    ) -> Said:
        """Post a message; `{bot}` in the text becomes a mention of the bot; `webhook`: post through one."""
        world, place = self.fake.world, channel.record
        needed = Perm.SEND_MESSAGES_IN_THREADS if place.is_thread else Perm.SEND_MESSAGES
        if not (granted := world.permissions(place, self.id)) & Perm.VIEW_CHANNEL or not granted & needed:
            msg = f"{self.record.name} cannot write in {place.name!r}"
            raise LookupError(msg)
        content = text.replace("{bot}", world.bot.mention)
        if not 1 <= len(content) <= 4000:
            msg = f"a message has 1 to 4000 characters, not {len(content)}"
            raise LookupError(msg)
        replied = world.users[reply_to.author_id].id if reply_to else None
        message = world.compose(
            place,
            self.record,
            content,
            type=19 if reply_to else 0,
            reference=reply_to.id if reply_to else None,
            webhook_id=self.fake.world.developer.id if webhook else None,
            pings=world.pings(place, self.record, content, None, replied_to=replied),
        )
        world.post(place, message)
        return Said(self.fake, channel, message)

    async def edits(self, said: Said, text: str) -> None:
        """Change the text of an own message."""
        world, message = self.fake.world, said.message
        message.content = text.replace("{bot}", world.bot.mention)
        message.later_mentions = world.pings(said.channel.record, self.record, message.content, None)
        world.edited(said.channel.record, message)

    async def deletes(self, said: Said) -> None:
        """Delete an own message."""
        self.fake.world.delete_message(said.channel.record, said.message)

    def sees(self, channel: ChannelHandle) -> list[Message]:
        """Return everything that the person sees in a channel, oldest first, private answers included."""
        everything = channel.record.messages.values()
        return [each for each in everything if each.seen_by in (None, self.id) and not each.loading]

    def closes_dms(self, *, closed: bool = True) -> None:
        """Accept no more direct messages, or accept them again."""
        self.record.dms_open = not closed

    async def dms(self, text: str) -> Said:
        """Write to the bot directly."""
        return await self.says(self.dm, text)

    @property
    def dm(self) -> ChannelHandle:
        """Return the direct conversation with the bot, opening it if needed."""
        return ChannelHandle(self.fake, self.fake.world.conversation(self.record, self.fake.world.bot))

    # commands

    async def types_command(self, channel: ChannelHandle, command: str, /, **options: Any) -> Exchange:
        """Send a slash command such as "/isecg member" with its options."""
        record = self._command(channel, command, 1)
        data = asking.command_data(record, command, options, self.fake.world, focused=None)
        return self._ask(channel, COMMAND, data, integration=record["integration_types"])

    async def autocomplete(self, channel: ChannelHandle, command: str, /, **options: Any) -> list[Json]:
        """Type into the last named option and return the choices that are shown."""
        record = self._command(channel, command, 1)
        data = asking.command_data(record, command, options, self.fake.world, focused=list(options)[-1])
        exchange = self._ask(channel, AUTOCOMPLETE, data, integration=record["integration_types"])
        return await exchange.choices()

    async def uses_message_command(self, message: Message | Said, name: str) -> Exchange:
        """Right-click a message and choose an app command."""
        message = message.message if isinstance(message, Said) else message
        channel = ChannelHandle(self.fake, self.fake.world.channels[message.channel_id])
        record = self._command(channel, name, 3)
        data = asking.message_command_data(record, message, self.fake.world)
        return self._ask(channel, COMMAND, data, integration=record["integration_types"])

    async def uses_user_command(self, channel: ChannelHandle, target: "Person", name: str) -> Exchange:
        """Right-click a person and choose an app command."""
        record = self._command(channel, name, 2)
        data = asking.user_command_data(record, target.record, self.fake.world)
        return self._ask(channel, COMMAND, data, integration=record["integration_types"])

    def offered_commands(self, channel: ChannelHandle) -> list[str]:
        """Return the names of the commands that the client offers this person here, sorted."""
        offered = asking.offered(self.fake.world, self.record, channel.record)
        return sorted(each["name"] for each in offered)

    # components

    async def clicks(self, message: Message, button: str) -> Exchange:
        """Press a button by its label or custom_id."""
        part = find(message.components, button, frozenset({2}))
        if part.get("disabled") or part.get("url"):
            msg = f"{button!r} is {'disabled' if part.get('disabled') else 'a link'}"
            raise LookupError(msg)
        return self._press(message, {"custom_id": part["custom_id"], "component_type": 2, "id": part["id"]})

    async def selects(self, message: Message, select: str, *choices: str) -> Exchange:
        """Choose options of a select (by its placeholder or custom_id) by their labels or values."""
        part = find(message.components, select, frozenset({3, 5, 6, 7, 8}))
        if part.get("disabled"):
            msg = f"{select!r} is disabled"
            raise LookupError(msg)
        data: Json = {"custom_id": part["custom_id"], "component_type": part["type"], "id": part["id"]}
        data |= asking.selected(part, choices, self.fake.world, message.guild_id)
        return self._press(message, data)

    async def submits(self, modal: Modal, **fields: str) -> Exchange:
        """Fill in a form, by custom_id or label (spaces as underscores), and send it."""
        origin = modal.interaction
        data = asking.modal_data(modal.data, fields)
        place = ChannelHandle(self.fake, self.fake.world.channels[origin.channel_id])
        return self._ask(place, SUBMIT, data, owners=origin.owners, message=origin.message)

    # how an interaction comes about

    def _command(self, channel: ChannelHandle, command: str, kind: int) -> Json:
        name = command.removeprefix("/").split(" ")[0] if kind == 1 else command
        everything = asking.registered(self.fake.world, channel.record)
        for each in asking.offered(self.fake.world, self.record, channel.record):
            if each["name"] == name and each["type"] == kind:
                return each
        known = sorted(each["name"] for each in everything)
        reason = "is not offered to them here" if name in known else f"does not exist; there is {known}"
        msg = f"{self.record.name} cannot use {command!r}: it {reason}"
        raise LookupError(msg)

    def _press(self, message: Message, data: Json) -> Exchange:
        if message.deleted or message.seen_by not in (None, self.id):
            msg = f"{self.record.name} does not see that message"
            raise LookupError(msg)
        origin = self.fake.world.interactions.get(message.interaction_id or 0)
        place = ChannelHandle(self.fake, self.fake.world.channels[message.channel_id])
        return self._ask(place, COMPONENT, data, owners=origin.owners if origin else None, message=message)

    def _ask(
        self,
        channel: ChannelHandle,
        kind: int,
        data: Json,
        *,
        integration: list[int] | None = None,
        owners: dict[str, str] | None = None,
        message: Message | None = None,
    ) -> Exchange:
        world, place = self.fake.world, channel.record
        guild = world.guilds.get(place.guild_id or 0)
        interaction = Interaction(
            id=world.ids.next(),
            token=token_urlsafe(48),
            type=kind,
            user_id=self.id,
            channel_id=place.id,
            guild_id=place.guild_id,
            data=data,
            created=world.clock.seconds(),
            context=_context(place, world.bot.id),
            owners=owners or _owners(guild, place, self.record, world.bot.id, integration or [0, 1]),
            message=message,
        )
        world.interactions[interaction.id] = interaction
        world.by_token[interaction.token] = interaction
        payload = interaction_payload(world, interaction)
        present = guild is not None and guild.bot_present
        world.emit(Event("INTERACTION_CREATE", 0, place.guild_id if present else None, lambda _: payload))
        return Exchange(self.fake, channel, interaction)


def _context(place: Channel, bot_id: int) -> int:
    if place.guild_id is not None:
        return 0
    return 1 if bot_id in place.recipients else 2


def _owners(
    guild: Guild | None, place: Channel, person: User, bot_id: int, integration: list[int]
) -> dict[str, str]:
    owners: dict[str, str] = {}
    if 0 in integration and guild is not None and guild.bot_present:
        owners["0"] = str(guild.id)
    if 0 in integration and guild is None and bot_id in place.recipients:
        owners["0"] = "0"
    if 1 in integration and person.installed:
        owners["1"] = str(person.id)
    return owners
