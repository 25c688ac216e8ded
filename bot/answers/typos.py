"""The slips that fingers make on a keyboard, made on purpose to measure what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.matching.keyboard import NEIGHBOURS

ItemT = TypeVar("ItemT")


class Chooser(Protocol):
    """What decides which slip is made, such as a seeded `random.Random`."""

    def choice(self, options: Sequence[ItemT], /) -> ItemT:
        """Return one of the options."""
        ...


def typo(text: str, chooser: Chooser, count: int = 1) -> str:
    """Return the text with `count` keyboard edits at random letters: a wrong, missing, extra or swapped key.

    A text without letters is returned as it is. The same choices give the same edits.
    """
    for _ in range(count):
        text = _one(text, chooser)
    return text


def _one(text: str, chooser: Chooser) -> str:
    places = [place for place, letter in enumerate(text) if letter.lower() in NEIGHBOURS]
    if not places:
        return text
    at = chooser.choice(places)
    letter = text[at]
    near = chooser.choice(NEIGHBOURS[letter.lower()])
    near = near.upper() if letter.isupper() else near
    kind = chooser.choice(("wrong", "missing", "extra", "swapped"))
    if kind == "wrong":
        return text[:at] + near + text[at + 1 :]
    if kind == "missing":
        return text[:at] + text[at + 1 :]
    if kind == "extra":
        return text[: at + 1] + chooser.choice((letter, near)) + text[at + 1 :]
    # The key struck too early: swap with the next letter, or with the one before at the end of a word.
    other = at + 1 if at + 1 < len(text) and text[at + 1].lower() in NEIGHBOURS else at - 1
    if other < 0:
        return text[:at] + near + text[at + 1 :]
    first, second = min(at, other), max(at, other)
    return text[:first] + text[second] + text[first] + text[second + 1 :]
