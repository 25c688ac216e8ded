"""What people say before their question: "we are preparing a poster: what is ISECG"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.matching.contrasts import CONTRASTS
from bot.matching.entities import Mention
from bot.matching.normalise import Token
from bot.matching.slots import NEGATIONS, SELF

_BREAK = re.compile(r"[,:;.!?\u2013\u2014\u2026\n]|\s-\s")
_LEAST = 3  # words without which what follows is no question of its own


def questions_proper(text: str, tokens: Sequence[Token], names: Sequence[Mention]) -> Iterator[str]:
    """Yield what follows a comma, colon or full stop, longest first, where nothing before it matters.

    `text` is clean and `tokens` are its own. What names something, gives a number, denies, or takes a side
    matters; ISECG itself does not.
    """
    matters = {place for name in names if SELF not in name.things for place in range(name.start, name.end)}
    for place in range(1, len(tokens) - _LEAST + 1):
        before = tokens[place - 1]
        word = before.text
        if place - 1 in matters or word.isdigit() or word in NEGATIONS or word in CONTRASTS:
            return
        words = sum(token.text.isalpha() for token in tokens[place:])
        if words >= _LEAST and _BREAK.search(text, before.end, tokens[place].start):
            yield text[tokens[place].start :]
