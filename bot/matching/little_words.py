"""The little words of English where they are misspelt: "hwo", "teh", "whags"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.normalise import Token
from bot.matching.ordinary import LITTLE_WORDS
from bot.matching.spoken import EXPANSIONS

_LONGEST = 8  # letters of a misspelt little word
_SHORT_FORMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {form: EXPANSIONS[form] for form in ("whats", "whos", "wheres", "hows", "whens", "thats")}
)
_MENDED = (*LITTLE_WORDS, *_SHORT_FORMS, "please", "thanks")
_DENIAL = "not"


def mended(tokens: Sequence[Token], explained: Sequence[bool]) -> tuple[tuple[Token, ...], bool]:
    """Return the tokens with little words mended, and whether one of them may be a misspelt "not".

    A word that is not `explained` becomes the little word one edit away; capitals are names and stay. No word
    is turned into a denial, nor is it safe to read one that may be: "which are ot founders".
    """
    result: list[Token] = []
    doubtful = False
    for token, known in zip(tokens, explained, strict=True):
        found = None
        if not known and len(token.text) <= _LONGEST and token.surface.islower() and _is_spelt(token.text):
            found = _nearest(token.text)
            doubtful |= OSA.distance(token.text, _DENIAL, score_cutoff=1) <= 1
        words = (token.text,) if found is None else _SHORT_FORMS.get(found, (found,))
        result += [Token(word, token.start, token.end, token.surface) for word in words]
    return tuple(result), doubtful


def _is_spelt(word: str) -> bool:
    """Tell whether a word begins with a letter: "2nd" is no misspelt "and"."""
    return not word[0].isdigit()


def _nearest(word: str) -> str | None:
    """Return the little word that is one edit away: of several the one with the same letters or beginning."""
    near = process.extract(word, _MENDED, scorer=OSA.distance, score_cutoff=1, limit=None)
    letters = sorted(word)
    best = min(near, key=lambda m: (sorted(m[0]) != letters, m[0][0] != word[0], m[2]), default=None)
    return None if best is None else best[0]
