"""One case: a process is killed at a step of announcing, while Discord answers in some way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from bot.outbox.enqueue import enqueue
from bot.store.records import SubscriptionState
from bot.store.store import open_store
from tests.fake_discord.remote import RemoteFake
from tests.outbox.crash.replies import Reply, order
from tests.outbox.crash.scene import AN_HOUR_MORE, TO_THE_END, now, orders_for, run_child
from tests.outbox.examples import knowledge
from tests.store.examples import wish

_SUBSCRIBER = 7 << 54  # an id as Discord gives them: this one is written to

_SOON, _LATE = timedelta(seconds=20), timedelta(minutes=10)


class Restart(StrEnum):
    """When the next process starts, and what happened in the channel before."""

    INSIDE = "inside the nonce window"
    AFTER = "after the nonce window"
    BUSY = "after it, others having posted"
    DELETED_INSIDE = "inside it, a moderator having deleted the post"
    DELETED_AFTER = "after it, a moderator having deleted the post"

    @property
    def inside(self) -> bool:
        """Whether Discord still knows the nonce."""
        return self in {Restart.INSIDE, Restart.DELETED_INSIDE}

    @property
    def deleted(self) -> bool:
        """Whether a moderator was there."""
        return self in {Restart.DELETED_INSIDE, Restart.DELETED_AFTER}


@dataclass(frozen=True, slots=True)
class Case:
    """When the process dies, what Discord answers, and when the next process starts."""

    step: str
    reply: Reply
    restart: Restart


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was left: posts that a reader sees, the delivery's end, whether the reader is still subscribed.

    `deleted` is how many posts a moderator has deleted before the next process started.
    """

    case: Case
    visible: int
    deleted: int
    state: str
    reason: str | None
    subscribed: bool
    killed: bool

    @property
    def right(self) -> bool:
        """One post; or none, with a state and a reason. Unsubscribed only where posting is impossible."""
        reply, restart = self.case.reply, self.case.restart
        never_there = self.case.step == "discord:accepted" and not reply.accepting
        if self.visible + self.deleted > 1 or not (self.killed or never_there):
            return False
        if self.deleted:
            # What was posted is not put back: known to be deleted, or for a person to decide.
            return self.visible == 0 and (
                self.state == "sent" or (self.state == "held" and bool(self.reason))
            )
        if self.state == "held" and reply.expected != "held":
            # Only where others have posted since the request can nobody tell.
            return restart is Restart.BUSY and self.visible == 0 and bool(self.reason) and self.subscribed
        if self.state != reply.expected:
            return False
        if self.state == "sent":
            return self.visible == 1 and self.subscribed
        return self.visible == 0 and bool(self.reason) and self.subscribed is not reply.ends_subscription

    def __str__(self) -> str:
        """`1` for one post, the state where there is none, and `!` with the reason where that is wrong."""
        text = str(self.visible) if self.visible and self.state == "sent" else f"{self.visible} {self.state}"
        return text if self.right else f"! {text}, {self.deleted} deleted: {self.reason}"


async def run_case(case: Case, fake: RemoteFake, url: str) -> Verdict:
    """Play a case in a channel of its own, on an empty database."""
    guild = await fake.guild()
    channel = await fake.channel(guild)
    orders = await orders_for(fake, url)
    async with open_store(url) as store:
        await enqueue(store, knowledge(), orders.start)
        asked_for = replace(wish(int(channel), int(guild)), subscriber_id=_SUBSCRIBER)
        await store.subscribe(asked_for, orders.start)
    hold = None
    if case.step.startswith("discord:"):
        after = case.step == "discord:accepted"
        hold = await fake.fault("hold", "create_message", channel=channel, after=after)
    else:
        orders = replace(orders, kill=case.step)
    await order(fake, case.reply, channel)
    killed = await run_child(fake, orders, hold)
    deleted = await _meanwhile(case.restart, fake, guild, channel)
    pauses = TO_THE_END + AN_HOUR_MORE if case.reply is Reply.LIMITED_LONG else TO_THE_END
    assert not await run_child(fake, orders.afterwards(await now(fake), pauses))
    verdict = await _verdict(case, fake, url, channel, killed=killed, deleted=deleted)
    await fake.call("clear_faults")
    await fake.call("change_guild", guild=guild, bot=False)
    return verdict


async def _meanwhile(restart: Restart, fake: RemoteFake, guild: str, channel: str) -> int:
    """What happens before the next process starts; returns how many posts a moderator has deleted."""
    await fake.advance((_SOON if restart.inside else _LATE).total_seconds())
    if restart is Restart.BUSY:
        user = str((await fake.call("user", name="Anna"))["id"])
        await fake.call("join", guild=guild, user=user)
        await fake.call("say", user=user, channel=channel, text="Good morning")
    if not restart.deleted:
        return 0
    posts = await fake.messages(channel)
    for message in posts:
        await fake.call("delete_message", channel=channel, message=message["id"])
    return len(posts)


async def _verdict(
    case: Case, fake: RemoteFake, url: str, channel: str, *, killed: bool, deleted: int
) -> Verdict:
    visible = sum(bool(one["author"].get("bot")) for one in await fake.messages(channel))
    async with open_store(url) as store:
        (event,) = await store.events()
        subscription = await store.subscription(int(channel))
        troubles = await store.troubles(event.id)
    assert subscription is not None
    return Verdict(
        case=case,
        visible=visible,
        deleted=deleted,
        state=troubles[0].state.value if troubles else ("sent" if event.delivered else "pending"),
        reason=troubles[0].reason if troubles else None,
        subscribed=subscription.state is SubscriptionState.ACTIVE,
        killed=killed,
    )
