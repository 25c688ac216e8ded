"""How like a misspelt text and a name have to be before the one may be meant for the other."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from bot.matching.keyboard import NEIGHBOURS
from bot.matching.ordinary import NUMBER_WORDS

_LITTLE = 3  # letters of a word that inside a longer name says nothing by itself
_ALIKE, _HALF = 0.65, 0.5  # likeness of a word to the one in its place in a name, and of a little one


def by_no_slip(typed: str, name: str) -> bool:
    """Tell whether a name has another letter in place of one whose key is not beside it."""
    other = [(a, b) for a, b in zip(typed, name, strict=False) if a != b]
    return len(typed) == len(name) and len(other) == 1 and other[0][0] not in NEIGHBOURS.get(other[0][1], "")


def same_numbers(text: str, name: str) -> bool:
    """Tell whether two spellings agree in every number: the sixth edition is no misspelt fourth one."""
    return _numbers(text) == _numbers(name)


def alike(text: str, name: str) -> bool:
    """Tell whether every word is like its own: "that langr" is no misspelt "that gang"."""
    typed, meant = text.split(), name.split()
    return len(typed) != len(meant) or all(
        OSA.normalized_similarity(one, other) >= (_ALIKE if len(other) > _LITTLE else _HALF)
        for one, other in zip(typed, meant, strict=True)
    )


def _numbers(text: str) -> list[str]:
    return sorted(word for word in text.split() if word in NUMBER_WORDS or any(map(str.isdigit, word)))


def cutoff_of(length: int) -> float:
    """Return the likeness a spelling needs: one edit in four to six letters, two in seven to nine."""
    if length <= 5:
        return 0.75
    return 0.7 if length <= 9 else 0.79  # two in ten
