"""Ordinals in a text: "15th", "fifteenth", "number 15"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from rapidfuzz.distance import OSA

from bot.matching.normalise import Token, may_hold_digits
from bot.matching.ordinary import CARDINAL_WORDS, ORDINAL_WORDS

_WORDS: Mapping[str, int] = MappingProxyType({word: number for number, word in enumerate(ORDINAL_WORDS, 2)})
_CARDINALS: Mapping[str, int] = MappingProxyType(
    {word: number for number, word in enumerate(CARDINAL_WORDS, 1)}
)
_JOINTS = frozenset({"and", "or", "to"})


@dataclass(frozen=True, slots=True)
class Ordinals:
    """The ordinals of a text by the place of their token, and the places of what only ends one ("24 ht")."""

    numbers: Mapping[int, int]
    endings: frozenset[int]


NO_ORDINALS = Ordinals(MappingProxyType({}), frozenset())


def numbers(word: str) -> bool:
    """Tell whether a word by itself may be an ordinal, or part of one; a cardinal may behind "number"."""
    return word in _WORDS or word[0].isdigit()


def _may_number(words: Sequence[str]) -> bool:
    """Tell whether words can hold an ordinal, or its ending: quickly, as most do not."""
    if "number" in words:
        return True
    return not _WORDS.keys().isdisjoint(words) or (may_hold_digits(words) and any(map(numbers, words)))


def find_ordinals(tokens: Sequence[Token]) -> Ordinals:
    """Find every ordinal; "first" is none, but a contrast to "last"."""
    if not _may_number([token.text for token in tokens]):
        return NO_ORDINALS
    places = range(len(tokens))
    numbers: dict[int, int] = {}
    for place in places:
        number = _ordinal(tokens, place)
        if number is None and place - 2 in numbers and tokens[place - 1].text in _JOINTS:
            number = _plain(tokens[place].text)  # "member number 25 and 26"
        if number is not None:
            numbers[place] = number
    return Ordinals(numbers, frozenset(place for place in places if _is_ending(tokens, place)))


def _ordinal(tokens: Sequence[Token], position: int) -> int | None:
    """Read "15th", "fifteenth", and the number of "number 15" or "#15"."""
    word = tokens[position].text
    if word in _WORDS:
        return _WORDS[word]
    if word[:-2].isdigit() and word[-2:] in {"st", "nd", "rd", "th"} and word != "1st":
        return int(word[:-2])
    if word in _CARDINALS and position and tokens[position - 1].text == "number":
        return _CARDINALS[word]
    number = _plain(word)
    if number is None:
        return None
    if position + 1 < len(tokens) and _is_ending(tokens, position + 1):
        return number
    before = tokens[position - 1].text if position else ""
    if before in {"no", "member"} or OSA.normalized_similarity(before, "number") > 0.65:
        return number
    return None


def _plain(word: str) -> int | None:
    """Read a number in figures that is no year."""
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 3 else None


def _is_ending(tokens: Sequence[Token], position: int) -> bool:
    """Tell whether a token is a mistyped ending of an ordinal: the "ht" of "24ht"."""
    token = tokens[position]
    letters = token.surface.casefold()
    return (
        position > 0
        and len(letters) in (2, 3)
        and set(letters) <= set("stndrh")
        and tokens[position - 1].end == token.start
        and tokens[position - 1].text.isdigit()
    )
