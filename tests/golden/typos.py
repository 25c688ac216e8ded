"""A seeded generator of the slips that fingers make on a keyboard."""

import random

# Keys and the keys around them on a QWERTY keyboard.
_NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm",
    "k": "jil", "l": "kop", "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm",
    "m": "njk",
}  # fmt: skip


def typo(text: str, rng: random.Random, count: int = 1) -> str:
    """Return the text with `count` keyboard edits at random letters: a wrong, missing, extra or swapped key.

    A text without letters is returned as it is. The same generator state gives the same edits.
    """
    for _ in range(count):
        text = _one(text, rng)
    return text


def _one(text: str, rng: random.Random) -> str:
    places = [place for place, letter in enumerate(text) if letter.lower() in _NEIGHBOURS]
    if not places:
        return text
    at = rng.choice(places)
    letter = text[at]
    near = rng.choice(_NEIGHBOURS[letter.lower()])
    near = near.upper() if letter.isupper() else near
    kind = rng.choice(("wrong", "missing", "extra", "swapped"))
    if kind == "wrong":
        return text[:at] + near + text[at + 1 :]
    if kind == "missing":
        return text[:at] + text[at + 1 :]
    if kind == "extra":
        return text[: at + 1] + rng.choice((letter, near)) + text[at + 1 :]
    # The key struck too early: swap with the next letter, or with the one before at the end of a word.
    other = at + 1 if at + 1 < len(text) and text[at + 1].lower() in _NEIGHBOURS else at - 1
    if other < 0:
        return text[:at] + near + text[at + 1 :]
    first, second = min(at, other), max(at, other)
    return text[:first] + text[second] + text[first] + text[second + 1 :]
