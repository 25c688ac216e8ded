"""The common words of English: whoever types one of them means it, and made no typo."""

from __future__ import annotations

import gzip
import json
from functools import cache
from importlib.resources import files

COMMON = 20_000
"""How many words, by frequency, count as common; rarer ones are as likely misspelt as meant."""

_COMMON_SHORT = 320
"""The same for words of three letters, where a slip often makes a rare word; little words have a list."""
_SHORT = 3


@cache
def common_words() -> frozenset[str]:
    """Return the common words, from the frequency list that the spell checker's package carries."""
    # Only the list itself is read: making a spell checker of it takes twice as long.
    packed = files("spellchecker").joinpath("resources", "en.json.gz").read_bytes()
    frequency: dict[str, int] = json.loads(gzip.decompress(packed))
    least = sorted(frequency.values(), reverse=True)[:COMMON][-1]
    often = [word for word, times in frequency.items() if times >= least]  # few to sort, with equals to spare
    most = sorted(often, key=lambda word: (-frequency[word], word))[:COMMON]
    words = [word for word in most if word.isascii() and word.isalpha()]
    short = [word for word in words if len(word) == _SHORT][:_COMMON_SHORT]
    return frozenset([*short, *(word for word in words if len(word) > _SHORT)])
