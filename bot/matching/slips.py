"""How likely a slip of the fingers, or of who writes by ear, makes what was typed out of a word."""

from __future__ import annotations

import re
from string import ascii_lowercase

from rapidfuzz.distance import OSA

from bot.matching.keyboard import NEIGHBOURS

_SOUNDS = (
    ("f", "ph"),
    ("ph", "f"),
    ("z", "s"),
    ("k", "ch"),
    ("k", "c"),
    ("kw", "qu"),
    ("x", "cks"),
    ("shun", "tion"),
)
_SHORTEST_SOUND = 4  # letters of a word that may be spelt as it sounds
_UNDOUBLED = re.compile(r"(.)\1")

# All are of the order of natural logarithms of likelihoods; they were chosen on slips made in questions that
# no phrasing was written for.
_SWAPPED, _NEAR, _EDIT, _FURTHER = -2.4, -2.8, -3.6, -1.2  # two letters swapped, a key beside, other edits
_DOUBLED, _SOUND = -2.0, -2.6  # a letter that should be double or not, and a word spelt as it sounds
_FIRST_LETTER = -0.8  # people seldom miss it
_SHORT = 0.12  # the share by which a slip is less likely for each letter that a word has less than five


def slip(typed: str, word: str) -> float:
    """Return the gain (none, rather) of typing this for a word; in short words a slip is less likely."""
    if word in sounding(typed):
        return _SOUND
    edits = OSA.distance(typed, word)
    if edits == 1:
        gain = _one_edit(typed, word)
    else:
        edits, gain = _cheapest(typed, word)
    gain += _FURTHER * (edits - 1)
    gain += 0.0 if typed[0] == word[0] else _FIRST_LETTER
    return gain * (1 + _SHORT * edits * max(0, 5 - len(word)))


def _one_edit(typed: str, word: str) -> float:
    if len(typed) != len(word):
        return _DOUBLED if _UNDOUBLED.sub(r"\1", typed) == _UNDOUBLED.sub(r"\1", word) else _NEAR
    if sorted(typed) == sorted(word):
        return _SWAPPED
    hit, meant = next((a, b) for a, b in zip(typed, word, strict=True) if a != b)
    return _NEAR if hit in NEIGHBOURS.get(meant, "") else _EDIT


def _cheapest(typed: str, word: str) -> tuple[int, float]:
    """Return the number of edits, and their gain, of the likeliest way from a word to what was typed."""
    rows = [[(0.0, 0)] * (len(word) + 1) for _ in range(len(typed) + 1)]
    for at in range(1, len(word) + 1):
        rows[0][at] = (_NEAR * at, at)
    for place in range(1, len(typed) + 1):
        row, above, letter = rows[place], rows[place - 1], typed[place - 1]
        row[0] = (_NEAR * place, place)
        for at in range(1, len(word) + 1):
            meant = word[at - 1]
            if letter == meant:
                best = above[at - 1]
            else:
                gain, edits = above[at - 1]
                best = (gain + (_NEAR if letter in NEIGHBOURS.get(meant, "") else _EDIT), edits + 1)
            best = max(best, _after(above[at], _NEAR), _after(row[at - 1], _NEAR))
            if place > 1 and at > 1 and letter == word[at - 2] and typed[place - 2] == meant != letter:
                best = max(best, _after(rows[place - 2][at - 2], _SWAPPED))
            row[at] = best
    gain, edits = rows[-1][-1]
    return edits, gain


def _after(so_far: tuple[float, int], gain: float) -> tuple[float, int]:
    return so_far[0] + gain, so_far[1] + 1


def sounding(word: str) -> frozenset[str]:
    """Return other spellings of the same sound: "fone", "pathwayz", "teknology"."""
    if len(word) < _SHORTEST_SOUND:
        return frozenset()
    return frozenset(word.replace(sound, letters) for sound, letters in _SOUNDS if sound in word) - {word}


def edited_once(word: str) -> set[str]:
    """Return every text that is one edit away: a letter missing, too many, wrong, or two swapped."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *[before + after[1:] for before, after in cuts if after],
        *[before + after[1] + after[0] + after[2:] for before, after in cuts if len(after) > 1],
        *[before + letter + after for before, after in cuts for letter in ascii_lowercase],
        *[before + letter + after[1:] for before, after in cuts if after for letter in ascii_lowercase],
    }
