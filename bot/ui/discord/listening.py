"""Messages that are addressed to the bot: it answers them, and follows their corrections for two minutes."""

from __future__ import annotations

import asyncio
import math
import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import discord
import structlog

from bot.answers.model import Refusal
from bot.ui.discord.messages.answers import show_outcome
from bot.ui.discord.phrases import Phrases
from bot.ui.discord.places import standing_in
from bot.ui.discord.replies import Reply
from bot.ui.discord.speaking import Host, view_of
from bot.ui.discord.starting import pause_after

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

FOLLOWED_SECONDS = 120.0
_REMEMBERED = 1_000
_ASKS = (discord.MessageType.default, discord.MessageType.reply)
_TRIES = 3
_LONGEST_PAUSE = 30.0  # seconds that a limit is waited for
_MENTION = re.compile(r"<(?:@[!&]?|#)\d+>|<a?:\w+:\d+>")


@dataclass(slots=True)
class _Asked:
    """A question that was answered: what it said, and where the answer is."""

    question: str
    at: float
    answer: discord.Message | None = None
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Listener:
    """Answers messages; `clock` gives seconds that never go back."""

    def __init__(self, client: Host, clock: Callable[[], float]) -> None:
        self._client, self._clock = client, clock
        self._asked: OrderedDict[int, _Asked] = OrderedDict()

    def is_addressed(self, message: discord.Message) -> bool:
        """Whether somebody speaks to the bot; the cheapest tests come first, as all messages pass here."""
        if not _alone(message):
            me = self._client.user
            if me is None or not any(user.id == me.id for user in message.mentions):
                return False
        return not message.author.bot and message.webhook_id is None and message.type in _ASKS

    async def hear(self, message: discord.Message) -> None:
        """Answer a message that is addressed to the bot."""
        desk, phrases = self._client.desk, self._phrases(message)

        async def say(text: str) -> None:
            await self._send(message, Reply(text))

        async with desk.serving("mention", phrases, say):
            if desk.closing:
                return
            asked = _Asked(question_in(message), self._clock())
            self._remember(message.id, asked)
            async with asked.lock:
                reply = await self._reply(message, asked.question, phrases)
                if reply is not None:
                    asked.answer = await self._send(message, reply)

    async def hear_correction(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Edit the answer when the question was edited; a preview that was added changes nothing."""
        asked = self._asked.get(payload.message_id)
        if asked is None or self._clock() - asked.at > FOLLOWED_SECONDS:
            return
        message = payload.message
        if not message.content or self._client.desk.closing:
            return  # without a mention the text does not come, so nothing is known of it
        phrases = self._phrases(message)

        async def say(text: str) -> None:
            if asked.answer is not None:
                await asked.answer.edit(content=text, view=None)

        async with self._client.desk.serving("correction", phrases, say), asked.lock:
            question = question_in(message)
            answer = asked.answer
            if question == asked.question or answer is None:
                return
            asked.question = question
            outcome = await self._client.desk.answer(question, "correction")
            reply = show_outcome(outcome, question, phrases)
            view = view_of(reply) if reply.rows else None
            try:
                await _insisting(lambda: answer.edit(content=reply.text, view=view))
            except (discord.NotFound, discord.Forbidden):  # deleted by a moderator, or made secret meanwhile
                asked.answer = None

    async def _reply(self, message: discord.Message, question: str, phrases: Phrases) -> Reply | None:
        desk, client = self._client.desk, self._client
        pause = desk.limits.person(message.author.id)
        if pause is not None:
            when = client.after(pause.seconds)
            return Reply(phrases.say("slow_user", when=when)) if pause.say else None
        if not _alone(message):
            pause = desk.limits.channel(message.channel.id)
            if pause is not None:
                when = client.after(pause.seconds)
                return Reply(phrases.say("slow_channel_mention", when=when)) if pause.say else None
        outcome = await desk.answer(question, "mention")
        if isinstance(outcome, Refusal) and self._only_replied(message):
            return None  # "thanks!" under an answer is no question
        return show_outcome(outcome, question, phrases)

    def _only_replied(self, message: discord.Message) -> bool:
        """Whether the bot is mentioned only because the message replies to it."""
        me = self._client.user
        return not _alone(message) and me is not None and me.id not in message.raw_mentions

    async def _send(self, message: discord.Message, reply: Reply) -> discord.Message | None:
        """Reply to a message; where the bot may not write, write to the person who asked."""
        may_write, may_quote = self._may(message)
        channel: discord.abc.Messageable = message.channel
        text = reply.text
        if not may_write:
            phrases = self._phrases(message)
            note = phrases.say("cannot_write", channel=f"<#{message.channel.id}>")
            text = f"{note}\n{text}" if len(note) + len(text) < 2000 else text
            channel, may_quote = message.author, False
        details: dict[str, Any] = {
            # The nonce is the question's: however often this is sent, Discord posts it once.
            "nonce": f"q{message.id}",
            "suppress_embeds": True,
            "mention_author": False,
        }
        if reply.rows:
            details["view"] = view_of(reply)
        if may_quote:
            details["reference"] = message.to_reference(fail_if_not_exists=False)
        try:
            return await _insisting(lambda: channel.send(text, **details))
        except discord.Forbidden:
            log.info("discord.may_not_answer", channel=message.channel.id)
            return None

    def _may(self, message: discord.Message) -> tuple[bool, bool]:
        """Whether the bot may write in the channel, and whether it may refer to the message there."""
        channel = message.channel
        if message.guild is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return True, True
        standing = standing_in(channel, message.guild.me)
        if standing is None:  # nothing is known
            return True, True
        granted, in_thread = standing.granted, isinstance(channel, discord.Thread)
        may_write = granted.send_messages_in_threads if in_thread else granted.send_messages
        hindered = standing.timed_out or standing.locked
        return may_write and not hindered, granted.read_message_history

    def _phrases(self, message: discord.Message) -> Phrases:
        """A message does not say which language its writer's client has; its server does."""
        locale = None if message.guild is None else str(message.guild.preferred_locale)
        return self._client.desk.catalogue.for_locale(locale)

    def _remember(self, message_id: int, asked: _Asked) -> None:
        self._asked[message_id] = asked
        while len(self._asked) > _REMEMBERED:
            self._asked.popitem(last=False)
        while self._asked and asked.at - next(iter(self._asked.values())).at > FOLLOWED_SECONDS:
            self._asked.popitem(last=False)


def _alone(message: discord.Message) -> bool:
    """Whether nobody but the writer and the bot is there.

    That no server is known of a message does not say so: it can be one of which the bot could not be told.
    """
    return isinstance(message.channel, discord.DMChannel)


def question_in(message: discord.Message) -> str:
    """What was asked: the text without mentions."""
    return " ".join(_MENTION.sub(" ", message.content).split())


async def _insisting(send: Any) -> discord.Message:
    """Send, and again where the library gives up although the request may pass: a 503, a limit, a lost line.

    The nonce keeps a second try from posting twice, and to edit twice does no harm.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            sent: discord.Message = await send()
        except (discord.HTTPException, aiohttp.ClientConnectionError, OSError) as problem:
            pause = _pause(problem, attempt)
            if attempt == _TRIES or pause > _LONGEST_PAUSE:
                raise
            await asyncio.sleep(pause)
        else:
            return sent
    raise AssertionError("unreachable")


def _pause(problem: Exception, attempt: int) -> float:
    """Seconds until the next try; infinite if it cannot pass."""
    if not isinstance(problem, discord.HTTPException) or problem.status >= 500:
        return 0.25 * attempt
    return (pause_after(problem, attempt) if problem.status == 429 else None) or math.inf
