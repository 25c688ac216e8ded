"""The common words of English: whoever types one of them means it, and made no typo."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.resources import files

from pydantic_core import from_json

COMMON = 20_000
"""How many words, by frequency, count as common; rarer ones are as likely misspelt as meant."""

_COMMON_SHORT = 320
"""The same for words of three letters, where a slip often makes a rare word; little words have a list."""
_SHORT = 3


@cache
def common_words() -> frozenset[str]:
    """Return the common words, from the frequency list that the spell checker's package carries."""
    # Only the list itself is read: making a spell checker of it takes several times as long.
    packed = files("spellchecker").joinpath("resources", "en.json.gz").read_bytes()
    frequency: dict[str, int] = from_json(gzip.decompress(packed), cache_strings="none")
    least = sorted(frequency.values(), reverse=True)[:COMMON][-1]
    most = sorted([word for word, times in frequency.items() if times >= least])  # few, with equals to spare
    most.sort(key=frequency.__getitem__, reverse=True)  # leaves equals in the order of the alphabet
    del most[COMMON:]
    words = [word for word in most if word.isascii() and word.isalpha()]
    short = [word for word in words if len(word) == _SHORT][:_COMMON_SHORT]
    return frozenset([*short, *(word for word in words if len(word) > _SHORT)])
