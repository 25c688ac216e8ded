"""The names of a message: derived from what it announces and where, so that every attempt has the same."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime

from bot.outbox.policy import Policy
from bot.store.records import Action, Chosen, Due

# Discord's limit for a nonce.
NONCE_LENGTH = 25
MARKER_PREFIX = "isecg:1:"


def nonce_of(event_keys: Sequence[str], channel_id: int) -> str:
    """25 characters from the events that a message announces and its channel."""
    content = "\n".join([str(channel_id), *sorted(event_keys)])
    digest = hashlib.sha256(content.encode()).digest()
    return base64.b32encode(digest).decode("ascii").lower()[:NONCE_LENGTH]


def marker_of(nonce: str) -> str:
    """The text by which a message is recognised in a channel's history (in a button's `custom_id`)."""
    return MARKER_PREFIX + nonce


def nonce_in(text: str) -> str | None:
    """The nonce in a text that contains a marker, or None."""
    _, found, rest = text.partition(MARKER_PREFIX)
    nonce = rest[:NONCE_LENGTH]
    return nonce if found and len(nonce) == NONCE_LENGTH else None


def choose(due: Sequence[Due], now: datetime, policy: Policy) -> Chosen:
    """What a channel's next message holds: its oldest delivery, or a digest of all that waits.

    Edits and publishes of one message go together: they would all write the same.
    """
    first = due[0]
    if first.action is not Action.POST:
        same = [one for one in due if one.action is first.action and one.target_nonce == first.target_nonce]
        return Chosen(tuple(one.id for one in same), first.target_nonce or "")
    posts = [one for one in due if one.action is Action.POST][: policy.digest_most]
    late = any(one.event_at <= now - policy.digest_age for one in posts)
    if len(posts) <= policy.digest_above and not (late and len(posts) > 1):
        posts = posts[:1]
    nonce = nonce_of([one.event_key for one in posts], first.channel_id)
    return Chosen(tuple(one.id for one in posts), nonce)
