"""What Discord answers to a post, and how the fake is told to."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from tests.fake_discord.remote import RemoteFake

_ROUTE = "create_message"


class Reply(StrEnum):
    """What becomes of the next post in a channel."""

    OK = "success"
    LOST = "success, connection lost"
    RESET = "success, connection reset"
    SLOW = "success, no reply in time"
    DROPPED = "connection lost"
    LIMITED = "429, at once again"
    LIMITED_LONG = "429, in an hour"
    LIMITED_SHARED = "429, shared"
    E500 = "500"
    E500_AFTER = "success, 500"
    E502 = "502"
    E503 = "503"
    E503_AFTER = "success, 503"
    NO_ACCESS = "403 50001"
    NO_PERMISSION = "403 50013"
    GONE = "404 10003"
    BLOCKED = "400 200000"
    INVALID = "400 50035"

    @property
    def accepting(self) -> bool:
        """Whether the post takes effect."""
        return self in _ACCEPTING

    @property
    def expected(self) -> str:
        """The state in which the delivery must end, unless it is `held` because nobody can tell."""
        return {
            Reply.NO_ACCESS: "dead",
            Reply.NO_PERMISSION: "dead",
            Reply.GONE: "dead",
            Reply.BLOCKED: "dead",
            Reply.INVALID: "held",
        }.get(self, "sent")

    @property
    def ends_subscription(self) -> bool:
        """Whether posting in the channel is impossible from now on."""
        return self in {Reply.NO_ACCESS, Reply.NO_PERMISSION, Reply.GONE}


_ACCEPTING = frozenset(
    {
        Reply.OK,
        Reply.LOST,
        Reply.RESET,
        Reply.SLOW,
        Reply.LIMITED,
        Reply.E500_AFTER,
        Reply.E503_AFTER,
    }
)
_REFUSALS = {
    Reply.NO_ACCESS: (403, 50001),
    Reply.NO_PERMISSION: (403, 50013),
    Reply.GONE: (404, 10003),
    Reply.BLOCKED: (400, 200000),
    Reply.INVALID: (400, 50035),
}


async def order(fake: RemoteFake, reply: Reply, channel: str | None, skip: int = 0) -> None:
    """Let the fake answer like this: once, after `skip` others, or always where it stands for that."""
    where: dict[str, Any] = {"route": _ROUTE, "channel": channel, "skip": skip}
    match reply:
        case Reply.OK:
            return
        case Reply.LOST | Reply.RESET:
            await fake.fault("drop", **where, after=True, reset=reply is Reply.RESET)
        case Reply.SLOW:
            await fake.fault("hold", **where, after=True)
        case Reply.DROPPED:
            await fake.fault("drop", **where)
        case Reply.LIMITED:
            await fake.fault("limit", **where, retry_after=0.01)
        case Reply.LIMITED_LONG:
            await fake.fault("limit", **where, retry_after=3600)
        case Reply.LIMITED_SHARED:
            await fake.fault("limit", **where, retry_after=0.01, scope="shared")
        case Reply.E500 | Reply.E502 | Reply.E503:
            await fake.fault("fail", **where, status=int(reply.value))
        case Reply.E500_AFTER | Reply.E503_AFTER:
            status = 500 if reply is Reply.E500_AFTER else 503
            await fake.fault("fail", **where, status=status, after=True)
        case _:
            status, code = _REFUSALS[reply]
            await fake.fault("fail", **where, status=status, code=code, times=None)
