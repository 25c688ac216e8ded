"""The keys of a keyboard and their neighbours, which fingers hit by mistake."""

from collections.abc import Mapping
from types import MappingProxyType

NEIGHBOURS: Mapping[str, str] = MappingProxyType(
    {
        "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok",
        "o": "ipl", "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn",
        "j": "hukm", "k": "jil", "l": "kop", "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb", "b": "vghn",
        "n": "bhjm", "m": "njk",
    }
)  # fmt: skip
"""Letter -> the letters around it on a QWERTY keyboard."""
