"""The control operations in which a person acts, and what that person then sees."""

import asyncio
from time import perf_counter
from typing import TYPE_CHECKING, Any

from . import payloads
from .exchange import Exchange, Modal, Said
from .model import Message
from .people import Person
from .places import ChannelHandle, GuildHandle

if TYPE_CHECKING:
    from .server import FakeDiscord

Json = dict[str, Any]


class PeopleOperations:
    """Operations of people; those that cause an interaction wait for its answer unless `within` is 0."""

    def __init__(self, fake: "FakeDiscord") -> None:
        self._fake = fake

    def user(self, name: str, locale: str = "en-US", installed: bool = False) -> Json:
        """Create a person."""
        return {"id": str(self._fake.user(name, locale=locale, installed=installed).id)}

    def join(self, guild: str, user: str, permissions: int = 0) -> Json:
        """Let a person join a guild, with a role of these permissions."""
        handle = GuildHandle(self._fake, self._fake.world.guilds[int(guild)])
        handle.member(self._person(user), permissions=permissions)
        return {}

    def dm(self, user: str) -> Json:
        """Return the conversation of a person with the bot."""
        return {"id": str(self._person(user).dm.id)}

    async def say(self, user: str, channel: str, text: str, within: float = 0) -> Json:
        """Post a message as a person; with `within`, wait for the bot's answer and return it too."""
        said = await self._person(user).says(self._place(channel), text)
        answer = await said.reply(within) if within else None
        return {"id": str(said.message.id), "answer": self._shown(answer) if answer else None}

    async def command(
        self, user: str, channel: str, command: str, options: Json | None = None, within: float = 10.0
    ) -> Json:
        """Send a slash command."""
        exchange = await self._person(user).types_command(self._place(channel), command, **(options or {}))
        return await self._outcome(exchange, within)

    async def autocomplete(self, user: str, channel: str, command: str, options: Json) -> list[Json]:
        """Type into the last option and return the choices."""
        return await self._person(user).autocomplete(self._place(channel), command, **options)

    async def click(self, user: str, channel: str, message: str, button: str, within: float = 10.0) -> Json:
        """Press a button."""
        record = self._place(channel).record.messages[int(message)]
        return await self._outcome(await self._person(user).clicks(record, button), within)

    async def select(
        self, *, user: str, channel: str, message: str, select: str, choices: list[str], within: float = 10.0
    ) -> Json:
        """Choose options of a select."""
        record = self._place(channel).record.messages[int(message)]
        return await self._outcome(await self._person(user).selects(record, select, *choices), within)

    async def message_command(
        self, user: str, channel: str, message: str, name: str, within: float = 10.0
    ) -> Json:
        """Right-click a message and choose an app command."""
        record = self._place(channel).record.messages[int(message)]
        return await self._outcome(await self._person(user).uses_message_command(record, name), within)

    async def submit(self, user: str, interaction: str, fields: dict[str, str], within: float = 10.0) -> Json:
        """Fill in and send the form that an interaction opened, by custom_id or label."""
        origin = self._fake.world.interactions[int(interaction)]
        if origin.modal is None:
            msg = "that interaction opened no form"
            raise LookupError(msg)
        return await self._outcome(
            await self._person(user).submits(Modal(origin, origin.modal), **fields), within
        )

    async def edit(self, user: str, channel: str, message: str, text: str) -> Json:
        """Change the text of a person's message."""
        place = self._place(channel)
        said = Said(self._fake, place, place.record.messages[int(message)])
        await self._person(user).edits(said, text)
        return {}

    def sees(self, user: str, channel: str) -> list[Json]:
        """Return everything that a person sees in a channel, private answers included."""
        return [self._shown(each) for each in self._person(user).sees(self._place(channel))]

    def offered(self, user: str, channel: str) -> list[str]:
        """Return the commands that a person is offered in a channel."""
        return self._person(user).offered_commands(self._place(channel))

    async def burst(
        self,
        *,
        user: str,
        channels: list[str],
        command: str,
        option: str,
        values: list[str],
        window: int = 16,
    ) -> Json:
        """Send a command once per value, with at most `window` unanswered at a time.

        Returns the whole duration and each latency, in real seconds as measured here.
        """
        person, places = self._person(user), [self._place(each) for each in channels]
        free = asyncio.Semaphore(window)
        began = perf_counter()

        async def ask(number: int, value: str) -> float:
            async with free:
                place = places[number % len(places)]
                exchange = await person.types_command(place, command, **{option: value})
                answered = asyncio.Event()
                exchange.interaction.on_answer = answered.set
                await asyncio.wait_for(answered.wait(), 60)
                return exchange.latency or 0.0

        # Sent from this loop and answered through it: no answer can come before its event is set up.
        latencies = await asyncio.gather(*(ask(number, value) for number, value in enumerate(values)))
        return {"seconds": perf_counter() - began, "latencies": latencies}

    async def chatter(self, *, user: str, channels: list[str], texts: list[str], repeat: int = 1) -> Json:
        """Post texts as a person, in turn in these channels, as fast as possible; returns how many."""
        person, places = self._person(user), [self._place(each) for each in channels]
        count = len(texts) * repeat
        for number in range(count):
            await person.says(places[number % len(places)], texts[number % len(texts)])
            if number % 100 == 99:
                await asyncio.sleep(0)  # lets the sockets be written
        return {"count": count}

    async def _outcome(self, exchange: Exchange, within: float) -> Json:
        body: Json = {"interaction": str(exchange.interaction.id)}
        if within:
            kind = await exchange.acknowledged(within)
            body["kind"] = kind
            if exchange.interaction.modal is not None:
                body["modal"] = exchange.interaction.modal
            elif kind in (4, 5, 6, 7):
                body["message"] = self._shown(await exchange.reply(within))
        return body

    def _shown(self, message: Message) -> Json:
        return payloads.message(self._fake.world, message) | {"text": message.text}

    def _person(self, user: str) -> Person:
        return Person(self._fake, self._fake.world.users[int(user)])

    def _place(self, channel: str) -> ChannelHandle:
        return ChannelHandle(self._fake, self._fake.world.channels[int(channel)])
