"""What is sent, as plain values: a text with rows of buttons and selects under it.

The text goes into `content`, not into an embed or Components V2. It is what notifications, search and screen
readers take, it needs no permission (embeds need Embed Links, and are gone for readers who have switched
previews off), and small print and links work in it. An answer has at most 1,900 characters (`isecg-bot check`
sees to that), so the 4,000 of Components V2 are not needed.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Button:
    """A button; `code` is its custom_id and says all that is needed when it is clicked, even years later."""

    label: str
    code: str
    primary: bool = False
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a select."""

    label: str
    value: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A list to choose of: by default exactly one."""

    placeholder: str
    code: str
    options: tuple[Option, ...]
    most: int = 1


@dataclass(frozen=True, slots=True)
class RoleSelect:
    """A list of the server's roles, to choose one or none of."""

    placeholder: str
    code: str
    chosen: int | None = None


Row = tuple[Button, ...] | Select | RoleSelect


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: at most 2,000 characters and five rows."""

    text: str
    rows: tuple[Row, ...] = ()
