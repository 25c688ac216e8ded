"""What to do with a delivery whose lease ran out while it was `sending`.

- A claim without a begun request: nothing can have been posted, so send.
- A request begun, its outcome unknown, inside the nonce window: send again with the same nonce. Discord
  returns the first message, or says that it was deleted.
- The same after the window: look for our marker in the channel's history. Then,
  1. our marker is there: `sent`;
  2. it is not, and nothing was posted there since the request: it was never accepted, send again;
  3. it is not, something else was posted, and every attempt was answered with an error: send again;
  4. it is not, something else was posted, and a reply was lost or the process died: undecidable, `held`;
  5. the history cannot be read: `held`.

The fourth is the one undecidable case: the reply was lost, the window is over, and the post may have
been deleted by a moderator meanwhile, which from here looks the same as a post that never was. Posting again
would put back what a person removed, so we do not; `isecg-bot alerts` shows it, and `retry` posts it.
"Nothing was posted there since" is known from the channel's last message id, which Discord keeps even when
that message is deleted: in a quiet channel the case is decidable after all, and the alert is not lost.

One gap no bookkeeping can close is a process that is frozen between recording "request begun" and making the
request, for longer than its lease and the nonce window together, while another relay looks and posts.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.outbox.decide import cancelled, found, held, not_there, pause
from bot.outbox.policy import Policy
from bot.outbox.publisher import Absent, ChannelGone, Found, Look, RetryLater, Unavailable, Unreadable
from bot.store.records import Claimed, DeliveryState, Permit, Progress, Result

MAYBE_DELETED = (
    "cannot tell: the reply was lost, and the message is not in the channel; it may have been posted and "
    "deleted. Retry to post it again."
)


class Step(StrEnum):
    """What a claimed post needs next."""

    SEND = "send"
    LOOK = "look"
    WAIT = "wait"
    CANCEL = "cancel"


def next_step(claimed: Claimed, now: datetime, policy: Policy) -> Step:
    """How to go on with a claimed post, fresh or recovered."""
    requested_at = claimed.progress.requested_at
    if requested_at is None:
        return {Permit.GO: Step.SEND, Permit.WAIT: Step.WAIT, Permit.CANCEL: Step.CANCEL}[claimed.permit]
    # Sending is how Discord is asked inside the window; where that is not allowed, look instead. A request
    # from the future was made under a wrong clock: how long ago it was, nobody knows.
    age = now - requested_at
    if claimed.permit is Permit.GO and -policy.clock_error <= age < policy.nonce_window:
        return Step.SEND
    return Step.LOOK


def look_from(claimed: Claimed, now: datetime, policy: Policy) -> datetime:
    """The moment from which the message can be in the channel, whatever our clock says."""
    return _earliest(claimed, now, policy) - policy.clock_margin


def after_look(claimed: Claimed, look: Look, *, now: datetime, policy: Policy, dice: random.Random) -> Result:
    """What becomes of a post after looking for it in the channel."""
    progress = claimed.progress
    match look:
        case Found(message_id):
            return Result(claimed, found(progress, message_id, now))
        case Absent(last_message_at):
            quiet = last_message_at is None or last_message_at < _earliest(claimed, now, policy)
            if claimed.permit is Permit.CANCEL:
                return Result(claimed, cancelled(progress, "stopped before it was posted", now))
            if quiet or not progress.reply_lost:
                return Result(claimed, not_there(progress, now))
            return Result(claimed, held(progress, MAYBE_DELETED, now))
        case Unreadable(reason):
            return Result(claimed, held(progress, f"cannot tell whether it was posted: {reason}", now))
        case ChannelGone(reason):
            gone = replace(not_there(progress, now), state=DeliveryState.DEAD, reason=reason)
            return Result(claimed, gone, disable=reason)
        case RetryLater(seconds):
            return Result(claimed, _look_again(progress, now + timedelta(seconds=seconds)))
        case Unavailable():
            return Result(claimed, _look_again(progress, now + policy.outage_pause))
        case _:
            return Result(claimed, _look_again(progress, now + pause(progress.attempts, policy, dice)))


def _earliest(claimed: Claimed, now: datetime, policy: Policy) -> datetime:
    """The earliest moment at which the request can have been made, by the platform's time."""
    requested_at = claimed.progress.requested_at
    if requested_at is None:
        raise ValueError("nothing was requested")
    if requested_at > now + policy.clock_error:
        return now - policy.clock_doubt
    return requested_at - policy.quiet_margin


def _look_again(progress: Progress, when: datetime) -> Progress:
    return replace(progress, state=DeliveryState.SENDING, lease_until=when, attempts=progress.attempts + 1)
