"""The rules of retrying and reconciling, one by one, without a database."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.outbox.decide import after_request, pause
from bot.outbox.naming import NONCE_LENGTH, choose, marker_of, nonce_in, nonce_of
from bot.outbox.pace import Breaker
from bot.outbox.policy import Policy
from bot.outbox.publisher import (
    Absent,
    Blocked,
    ChannelGone,
    Done,
    Forbidden,
    Found,
    Invalid,
    MessageGone,
    NotSent,
    Outcome,
    RetryLater,
    Unauthorized,
    Unavailable,
    Unknown,
    Unreadable,
)
from bot.outbox.reconcile import Step, after_look, next_step
from bot.store.records import (
    Action,
    Claimed,
    DeliveryState,
    Due,
    Kind,
    Permit,
    Progress,
    Result,
    Subscription,
    SubscriptionState,
)
from tests.store.databases import NOW

POLICY = Policy()
PLACE = Subscription(
    1, 5, 2, frozenset({Kind.MEMBERS}), None, None, False, 7, SubscriptionState.ACTIVE, None, NOW
)
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
OUTCOMES: list[Outcome] = [
    Done(9),
    Unknown("lost"),
    Unknown("502", replied=True),
    NotSent("refused"),
    RetryLater(3),
    Forbidden("50013"),
    ChannelGone("10003"),
    Unavailable(),
    MessageGone(),
    Blocked("200000"),
    Invalid("50035"),
    Unauthorized(),
]


def claimed_post(action: Action = Action.POST, permit: Permit = Permit.GO, **progress: object) -> Claimed:
    """A claimed message, by default a post of which nothing is known yet."""
    state = Progress(DeliveryState.SENDING, NOW, lease_until=NOW + MINUTE, as_of=3)
    return Claimed(
        ids=(1,),
        action=action,
        subscription=PLACE,
        event_ids=(1,),
        causes=(1,),
        nonce="n" * NONCE_LENGTH,
        progress=replace(state, **progress),  # type: ignore[arg-type]  # fields by name
        since=3,
        message_id=None if action is Action.POST else 44,
        permit=permit,
    )


def _after(outcome: Outcome, *, doubted: bool = False, claimed: Claimed | None = None) -> Result:
    claimed = claimed or claimed_post(requested_at=NOW)
    return after_request(claimed, outcome, doubted=doubted, now=NOW, policy=POLICY, dice=random.Random(1))


@pytest.mark.parametrize(
    ("outcome", "state", "disables"),
    [
        (Done(9), DeliveryState.SENT, False),
        (MessageGone(), DeliveryState.SENT, False),
        (Unknown("lost"), DeliveryState.SENDING, False),
        (NotSent("refused"), DeliveryState.PENDING, False),
        (RetryLater(3), DeliveryState.PENDING, False),
        (Unavailable(), DeliveryState.PENDING, False),
        (Unauthorized(), DeliveryState.PENDING, False),
        (Forbidden("50013"), DeliveryState.PENDING, False),
        (ChannelGone("10003"), DeliveryState.DEAD, True),
        (Blocked("200000"), DeliveryState.DEAD, False),
        (Invalid("50035"), DeliveryState.HELD, False),
    ],
    ids=str,
)
def test_each_outcome_has_its_state(outcome: Outcome, state: DeliveryState, *, disables: bool) -> None:
    """The contract's moves from `sending`."""
    result = _after(outcome)
    assert result.progress.state is state
    assert (result.disable is not None) is disables
    in_doubt = state in {DeliveryState.SENDING, DeliveryState.HELD}
    assert in_doubt or result.progress.requested_at is None


@pytest.mark.parametrize("outcome", OUTCOMES, ids=str)
def test_doubt_ends_only_where_the_platform_says_so(outcome: Outcome) -> None:
    """After a request in doubt, no later refusal makes the delivery `pending` or stops a subscription."""
    result = _after(outcome, doubted=True)
    ends = isinstance(outcome, Done | MessageGone | ChannelGone)
    assert (result.progress.requested_at is None) is ends
    assert result.progress.state is not DeliveryState.PENDING
    assert ends or result.disable is None


def test_permission_is_believed_missing_after_some_tries() -> None:
    """Growing pauses first; other failures before do not count; then disabled, to be probed."""
    claimed = claimed_post(requested_at=NOW, attempts=9, reason="connection refused")
    dues = []
    result = Result(claimed, claimed.progress)
    for _ in range(3):
        result = _after(Forbidden("50013"), claimed=claimed)
        dues.append(result.progress.due_at - NOW)
        claimed = replace(claimed, progress=replace(result.progress, requested_at=NOW))
    assert dues[:2] == list(POLICY.permission_pauses)
    assert result.progress.state is DeliveryState.DEAD
    assert (result.disable, result.probe_at) == ("50013", NOW + POLICY.first_probe)


@pytest.mark.parametrize("action", [Action.EDIT, Action.PUBLISH])
@pytest.mark.parametrize("outcome", OUTCOMES, ids=str)
def test_changes_to_a_message_never_stop_a_subscription_for_a_permission(
    action: Action, outcome: Outcome
) -> None:
    """An edit that is refused is the edit's problem; it is repeated when in doubt, for it may be."""
    result = _after(outcome, claimed=claimed_post(action, attempts=9))
    assert result.disable is None
    assert result.progress.state is not DeliveryState.SENDING


@given(st.integers(0, 10_000), st.integers())
def test_pauses_grow_to_a_cap(attempts: int, seed: int) -> None:
    """Between half and the whole of the doubled pause, never above the cap."""
    wait = pause(attempts, POLICY, random.Random(seed))
    full = min(POLICY.first_pause * 2 ** min(attempts, 20), POLICY.longest_pause)
    assert full / 2 <= wait <= full


@pytest.mark.parametrize(
    ("minutes", "permit", "requested", "step"),
    [
        (0, Permit.GO, False, Step.SEND),
        (99, Permit.GO, False, Step.SEND),
        (0, Permit.WAIT, False, Step.WAIT),
        (0, Permit.CANCEL, False, Step.CANCEL),
        (2, Permit.GO, True, Step.SEND),
        (3, Permit.GO, True, Step.LOOK),
        (2, Permit.WAIT, True, Step.LOOK),
        (2, Permit.CANCEL, True, Step.LOOK),
    ],
)
def test_recovery_asks_inside_the_window_and_looks_after_it(
    minutes: int, permit: Permit, *, requested: bool, step: Step
) -> None:
    """What never was requested is simply sent; what was, is asked for by nonce, then looked for."""
    claimed = claimed_post(permit=permit, requested_at=NOW if requested else None)
    assert next_step(claimed, NOW + minutes * MINUTE, POLICY) is step


@pytest.mark.parametrize(
    ("look", "reply_lost", "state"),
    [
        (Found(5), True, DeliveryState.SENT),
        (Absent(None), True, DeliveryState.PENDING),
        (Absent(NOW - 2 * MINUTE), True, DeliveryState.PENDING),
        (Absent(NOW - SECOND), True, DeliveryState.HELD),
        (Absent(NOW + MINUTE), True, DeliveryState.HELD),
        (Absent(NOW + MINUTE), False, DeliveryState.PENDING),
        (Unreadable("no"), False, DeliveryState.HELD),
        (Unknown("502"), True, DeliveryState.SENDING),
        (NotSent("refused"), True, DeliveryState.SENDING),
        (RetryLater(9), True, DeliveryState.SENDING),
        (Unavailable(), True, DeliveryState.SENDING),
        (ChannelGone("10003"), True, DeliveryState.DEAD),
    ],
    ids=str,
)
def test_looking_decides(look: object, state: DeliveryState, *, reply_lost: bool) -> None:
    """Found, surely absent, undecidable, unreadable, or to be looked at again."""
    claimed = claimed_post(requested_at=NOW, reply_lost=reply_lost)
    result = after_look(
        claimed,
        look,  # type: ignore[arg-type]  # the parameters above
        now=NOW + 10 * MINUTE,
        policy=POLICY,
        dice=random.Random(1),
    )
    assert result.progress.state is state
    assert (result.progress.requested_at is None) is (
        state in {DeliveryState.SENT, DeliveryState.PENDING, DeliveryState.DEAD}
    )


@given(st.lists(st.text(), min_size=1, max_size=5), st.integers(0, 2**63))
def test_a_nonce_is_short_and_the_same_each_time(keys: list[str], channel: int) -> None:
    """At most 25 characters, independent of order, different for another channel."""
    nonce = nonce_of(keys, channel)
    assert len(nonce) == NONCE_LENGTH
    assert nonce == nonce_of(list(reversed(keys)), channel)
    assert nonce != nonce_of(keys, channel + 1)
    assert nonce_in(f"button:{marker_of(nonce)}") == nonce
    assert len(marker_of(nonce)) <= 60


def _due(number: int, action: Action = Action.POST, hours: int = 0, nonce: str | None = None) -> Due:
    at = NOW - timedelta(hours=hours)
    return Due(number, number, f"e{number}", at, 5, action, None if nonce is None else 1, nonce)


@pytest.mark.parametrize(
    ("due", "ids"),
    [
        ([_due(1), _due(2), _due(3)], (1,)),
        ([_due(1), _due(2), _due(3), _due(4)], (1, 2, 3, 4)),
        ([_due(1, hours=7)], (1,)),
        ([_due(1, hours=7), _due(2)], (1, 2)),
        ([_due(n) for n in range(40)], tuple(range(25))),
        ([_due(1, Action.EDIT, nonce="x"), _due(2), _due(3, Action.EDIT, nonce="x")], (1, 3)),
        ([_due(1, Action.EDIT, nonce="x"), _due(2, Action.EDIT, nonce="y")], (1,)),
    ],
)
def test_the_next_message_of_a_channel(due: list[Due], ids: tuple[int, ...]) -> None:
    """One alert, or a digest when many wait or some are old; edits of one message go together."""
    assert choose(due, NOW, POLICY).ids == ids


def test_the_breaker_counts_a_sliding_window() -> None:
    """Open at the limit until enough of the window has passed."""
    breaker = Breaker(3, 10 * MINUTE)
    for minute in range(3):
        assert breaker.open_until(NOW + minute * MINUTE) is None
        breaker.count(NOW + minute * MINUTE)
    assert breaker.open_until(NOW + 3 * MINUTE) == NOW + 10 * MINUTE
    assert breaker.open_until(NOW + 10 * MINUTE) is None
    assert breaker.counted == 2
