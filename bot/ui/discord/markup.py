"""Discord's markup: what is escaped, how dates and links are written, and how long a text may be.

A line that starts with `-# ` is small and grey; `<t:seconds:D>` is shown in the reader's language.
https://docs.discord.com/developers/reference#message-formatting
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from bot.matching.normalise import clean

MAX_CONTENT = 2000
MAX_LABEL = 80
_READ = 8

_SPECIAL = re.compile(r"([#()*+\-./:;<=>@\[\\\]^_`{|}~])")
_INLINE = re.compile(r"([\\*_~|`])")
_ADDRESS = re.compile(r"(https?://\S+)")
_LINE_START = re.compile(r"(?m)^(\s*)(#{1,3} |-# |> |>>> |[-+] )")
_TAG = re.compile(r"<(?=[@#:/tai])")
_BROKEN_LINK = re.compile(r"[\[\]]")
# An exact day is a whole day, a time stamp a moment. At ten in the morning UTC the same day is written on
# calendars from Hawaii (-10) to the Chatham Islands (+13:45); no moment does better.
_MOMENT = time(10, tzinfo=UTC)


def escape(text: str, limit: int = 200) -> str:
    """Text of a stranger in one line, at most `limit` characters of it: nothing in it can do anything."""
    # No more is read than can be needed: one sign can become eighteen letters, and take as long.
    line = clip(" ".join(clean(text[: _READ * limit]).split()), limit)
    # Discord takes a backslash before any sign of ASCII's, and shows the sign.
    return _SPECIAL.sub(r"\\\1", line)


def plain(text: str) -> str:
    """Text of the knowledge as it stands: no sign in it becomes markup; addresses still work."""
    parts = _ADDRESS.split(text)
    parts[::2] = [_TAG.sub(r"\\<", _INLINE.sub(r"\\\1", part)) for part in parts[::2]]
    return _LINE_START.sub(r"\1\\\2", "".join(parts))


def link(text: str, address: str | None) -> str:
    """A text that leads to an address, without a preview of it; plain where there is none."""
    label = plain(_BROKEN_LINK.sub("", text))
    if address is None or re.search(r"[\s<>]", address):
        return label
    return f"[{label}](<{address}>)"


def small(text: str) -> str:
    """A quiet line."""
    return f"-# {text}"


def moment(day: date) -> str:
    """An exact day as a Discord time stamp."""
    return f"<t:{int(datetime.combine(day, _MOMENT).timestamp())}:D>"


def clip(text: str, limit: int) -> str:
    """The text, or as many whole words of it as fit with an ellipsis."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > limit // 2 else cut).rstrip() + "…"
