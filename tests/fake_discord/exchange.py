"""What a person sees after doing something: replies, forms, choices, or nothing at all."""

from typing import TYPE_CHECKING, Any

from .model import Interaction, Message
from .reading import walk

if TYPE_CHECKING:
    from .places import ChannelHandle
    from .server import FakeDiscord

Json = dict[str, Any]


class NoResponseError(AssertionError):
    """The client shows "The application did not respond"."""


class Modal:
    """A form as the person sees it."""

    def __init__(self, interaction: Interaction, data: Json) -> None:
        self.interaction, self.data = interaction, data

    @property
    def title(self) -> str:
        """Return the form's title."""
        return str(self.data["title"])

    @property
    def fields(self) -> list[str]:
        """Return the labels of the fields in order."""
        labels = [part.get("label") for part in walk(self.data["components"])]
        return [label for label in labels if label]


class Exchange:
    """One interaction as its person sees it."""

    def __init__(self, fake: "FakeDiscord", channel: "ChannelHandle", interaction: Interaction) -> None:
        self.fake, self.channel, self.interaction = fake, channel, interaction

    @property
    def failed(self) -> bool:
        """Return whether the client has given up: no answer within 3 s of the fake's clock."""
        interaction = self.interaction
        return interaction.responded is None and self.fake.clock.seconds() - interaction.created > 3.0

    @property
    def latency(self) -> float | None:
        """Return the real seconds from the question to the first answer, measured on the fake, or None."""
        answered = self.interaction.answered_at
        return None if answered is None else answered - self.interaction.asked_at

    async def acknowledged(self, within: float = 10.0) -> int:
        """Wait for the first answer and return its type; NoResponseError when it is too late."""

        def first() -> bool:
            if self.failed:
                raise NoResponseError(f"no answer to {self.interaction.data}")
            return self.interaction.responded is not None

        await self.fake.until(first, within, f"an answer to {self.interaction.data}")
        return self.interaction.responded or 0

    async def reply(self, within: float = 10.0) -> Message:
        """Wait for the message that answers: new, or the one clicked on when that was updated."""
        kind = await self.acknowledged(within)
        if kind not in (4, 5, 6, 7):
            msg = f"the answer was not a message but of type {kind}"
            raise AssertionError(msg)

        def shown() -> Message | None:
            message = self.interaction.original
            waiting = kind == 6 and not self.interaction.updates
            return None if message is None or message.loading or waiting else message

        return await self.fake.until(shown, within, "the deferred answer")

    async def modal(self, within: float = 10.0) -> Modal:
        """Wait for a form to open."""
        kind = await self.acknowledged(within)
        assert self.interaction.modal is not None, f"the answer was not a form but of type {kind}"
        return Modal(self.interaction, self.interaction.modal)

    async def choices(self, within: float = 10.0) -> list[Json]:
        """Wait for autocomplete choices."""
        await self.acknowledged(within)
        assert self.interaction.choices is not None
        return self.interaction.choices

    async def followups(self, count: int = 1, within: float = 10.0) -> list[Message]:
        """Wait for further messages after the first answer."""

        def enough() -> list[Message] | None:
            found = self.interaction.followups
            return found if len(found) >= count else None

        return await self.fake.until(enough, within, f"{count} follow-ups")


class Said:
    """A message that a person wrote, and what the bot does about it."""

    def __init__(self, fake: "FakeDiscord", channel: "ChannelHandle", message: Message) -> None:
        self.fake, self.channel, self.message = fake, channel, message

    @property
    def answers(self) -> list[Message]:
        """Return what the bot has posted in the channel since, and replies to the message anywhere."""
        return [each for each in self.channel.bot_messages if each.id > self.message.id]

    async def reply(self, within: float = 10.0) -> Message:
        """Wait for the bot's first message in the channel since."""

        def first() -> Message | None:
            return self.answers[0] if self.answers else None

        return await self.fake.until(first, within, f"an answer to {self.message.content!r}")
