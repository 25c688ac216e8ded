"""From an outcome to a delivery's next state: pure, so that each rule can be read and tested by itself.

A request that is *in doubt* may have been accepted: its reply was lost, or the process died. Doubt is not
undone by what happens to a later attempt: if the first request timed out and the second was refused, the
first may still be in the channel. So while there is doubt the delivery stays `sending`, and when its lease
runs out bot/outbox/reconcile.py decides. Only `Done` and `MessageGone` end doubt here, and `ChannelGone`,
after which there is nothing to see.
"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from bot.outbox.policy import Policy
from bot.outbox.publisher import (
    Blocked,
    ChannelGone,
    Done,
    Forbidden,
    Invalid,
    MessageGone,
    NotSent,
    Outcome,
    RetryLater,
    Unauthorized,
    Unavailable,
    Unknown,
)
from bot.store.records import Action, Claimed, DeliveryState, Progress, Result

DELETED = "posted, then deleted by somebody"
GIVEN_UP = "given up after many attempts"


def pause(attempts: int, policy: Policy, dice: random.Random) -> timedelta:
    """The wait after so many failures: doubled each time up to a cap, spread over its upper half."""
    doublings: int = 2 ** min(attempts, 20)
    longest = min(policy.first_pause * doublings, policy.longest_pause)
    return longest * (0.5 + dice.random() / 2)


def after_request(
    claimed: Claimed,
    outcome: Outcome,
    *,
    doubted: bool,
    now: datetime,
    policy: Policy,
    dice: random.Random,
) -> Result:
    """What becomes of a message after a request; `doubted` if an earlier one may have been accepted."""
    progress = claimed.progress
    wait = pause(progress.attempts, policy, dice)
    match outcome:
        case Done(message_id):
            return Result(claimed, _sent(progress, message_id or claimed.message_id, now))
        case MessageGone():
            return _message_gone(claimed, now)
        case ChannelGone(reason):
            return Result(claimed, _dead(progress, reason, now), disable=_disabled(claimed, reason))
        case Unknown(reason, replied):
            if claimed.action is not Action.POST:
                return _again(claimed, reason, now + wait, policy)
            return Result(
                claimed,
                replace(
                    progress,
                    state=DeliveryState.SENDING,
                    lease_until=now + wait,
                    attempts=progress.attempts + 1,
                    reply_lost=progress.reply_lost or not replied,
                    reason=reason,
                ),
            )
        case _ if doubted:
            return _still_in_doubt(claimed, outcome, now, wait)
        case NotSent(reason):
            return _again(claimed, reason, now + wait, policy)
        case RetryLater(seconds):
            due = now + timedelta(seconds=seconds)
            return Result(claimed, _pending(progress, due, "asked to wait", failed=False))
        case Unavailable(reason):
            return Result(claimed, _pending(progress, now + policy.outage_pause, reason, failed=False))
        case Unauthorized(reason):
            return Result(claimed, _pending(progress, now, reason, failed=False))
        case Forbidden(reason):
            # Failures of another kind before this one do not make the permission more missing.
            tries = progress.attempts if progress.reason == reason else 0
            if tries < len(policy.permission_pauses):
                due = now + policy.permission_pauses[tries]
                again = _pending(progress, due, reason, failed=False)
                return Result(claimed, replace(again, attempts=tries + 1))
            return Result(
                claimed,
                _dead(progress, reason, now),
                disable=_disabled(claimed, reason),
                probe_at=now + policy.first_probe,
            )
        case Blocked(reason):
            return Result(claimed, _dead(progress, reason, now))
        case Invalid(reason):
            return Result(claimed, held(progress, reason, now))


def held(progress: Progress, reason: str, now: datetime) -> Progress:
    """A person decides."""
    return replace(progress, state=DeliveryState.HELD, due_at=now, lease_until=None, reason=reason)


def cancelled(progress: Progress, reason: str, now: datetime) -> Progress:
    """There is nothing to send any more."""
    return replace(progress, state=DeliveryState.CANCELLED, due_at=now, lease_until=None, reason=reason)


def found(progress: Progress, message_id: int, now: datetime) -> Progress:
    """It is in the channel."""
    return _sent(progress, message_id, now)


def not_there(progress: Progress, now: datetime) -> Progress:
    """It is certainly not in the channel: as if it had never been tried."""
    return _pending(progress, now, "not found in the channel", failed=False)


def _sent(progress: Progress, message_id: int | None, now: datetime) -> Progress:
    return replace(
        progress,
        state=DeliveryState.SENT,
        message_id=message_id,
        sent_at=now,
        lease_until=None,
        requested_at=None,
        reply_lost=False,
        reason=None,
    )


def _message_gone(claimed: Claimed, now: datetime) -> Result:
    if claimed.action is Action.POST:
        return Result(claimed, replace(_sent(claimed.progress, None, now), reason=DELETED))
    return Result(claimed, cancelled(claimed.progress, DELETED, now))


def _still_in_doubt(claimed: Claimed, outcome: Outcome, now: datetime, wait: timedelta) -> Result:
    """This attempt failed for sure, an earlier one perhaps not: wait and reconcile."""
    if isinstance(outcome, RetryLater):
        wait = timedelta(seconds=outcome.seconds)
    elif isinstance(outcome, Invalid):
        return Result(claimed, held(claimed.progress, outcome.reason, now))
    return Result(
        claimed,
        replace(
            claimed.progress,
            state=DeliveryState.SENDING,
            lease_until=now + wait,
            attempts=claimed.progress.attempts + 1,
            reason=getattr(outcome, "reason", "asked to wait"),
        ),
    )


def _again(claimed: Claimed, reason: str, due: datetime, policy: Policy) -> Result:
    """Later; only a post is never given up, for it would be an alert that nobody got."""
    progress = claimed.progress
    if claimed.action is not Action.POST and progress.attempts >= policy.changes_given_up_after:
        return Result(claimed, _dead(progress, f"{GIVEN_UP}: {reason}", due))
    return Result(claimed, _pending(progress, due, reason, failed=True))


def _pending(progress: Progress, due: datetime, reason: str, *, failed: bool) -> Progress:
    """Back to the queue, with nothing in doubt: the text is made anew the next time."""
    return replace(
        progress,
        state=DeliveryState.PENDING,
        due_at=due,
        attempts=progress.attempts + int(failed),
        lease_until=None,
        requested_at=None,
        reply_lost=False,
        as_of=None,
        reason=reason,
    )


def _dead(progress: Progress, reason: str, now: datetime) -> Progress:
    return replace(
        _pending(progress, now, reason, failed=False), state=DeliveryState.DEAD, attempts=progress.attempts
    )


def _disabled(claimed: Claimed, reason: str) -> str | None:
    """A post that is refused stops the subscription; a refused change to a posted message does not."""
    return reason if claimed.action is Action.POST else None
