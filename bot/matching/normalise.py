"""Text as people type it -> the tokens that are compared.

The same rules read an author's phrasing and a reader's question, so that what looks alike compares equal.
Only an author's text may contain slots: `{member}` typed by a reader is the plain word "member".
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache, partial
from itertools import chain, groupby, pairwise
from string import ascii_letters, ascii_lowercase
from typing import NamedTuple

from bot.matching.keyboard import NEIGHBOURS
from bot.matching.spoken import COMPOUNDS, EXPANSIONS

MAX_CHARACTERS = 2000
"""Text beyond this is not read: no question is longer, and any input must cost the same small time."""

_SPELT_OUT = 3  # single letters in a row that spell one word
_MAX_TOKEN = 64  # scripts without spaces make one token of a sentence; compare no more than this of it
_APOSTROPHES = dict.fromkeys(
    map(ord, "\u2018\u2019\u201b\u2032\u02bc\u02bb\u02b9\u00b4`\uff07\ua78c\u05f3"), "'"
)
_SPACES = str.maketrans(dict.fromkeys("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029", " "))
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")

# Marks that only decorate a letter (Latin, Greek, Cyrillic accents; Arabic and Hebrew vowel points).
# The vowel signs of Devanagari, Thai and others are letters in all but name and stay.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_UNDECOMPOSABLE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŋ": "n"}
)

_LETTER = r"[^\W\d_]"
_HAN = "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_ENDINGS = ("st", "nd", "rd", "th")


def _mistyped(ending: str) -> frozenset[str]:
    """Return what fingers make of the ending of an ordinal: "18tj", "4thh", "24ht"."""
    first, second = ending[0], ending[1]
    near_first, near_second = NEIGHBOURS[first], NEIGHBOURS[second]
    return frozenset(
        {
            second + first,
            first + ending,
            ending + second,
            *(near + second for near in near_first),
            *(first + near for near in near_second),
            *(ending + near for near in near_second),
        }
    )


_NO_SLIPS = frozenset({"at", "ed", "md", "ne", "re"})  # such as the "ed" of "4ed", an edition
_SLIPS = "|".join(sorted(frozenset().union(*map(_mistyped, _ENDINGS)) - _NO_SLIPS))
_PATTERN = rf"""
    (?P<flag>[\U0001f1e6-\U0001f1ff]{{2}})
  | (?P<acronym>(?<![^\W_]){_LETTER}(?:\.{_LETTER}(?![^\W_]))+\.?(?:'s(?![^\W_]))?)
  | (?P<chat>(?<![^\W_])(?:b4|any1|some1|som1|every1|2day)(?![^\W_]))
  | (?P<ordinal>(?:\d{{1,4}}(?:{"|".join(_ENDINGS)})|\d{{1,2}}(?:{_SLIPS}))(?![^\W_]))
  | (?P<number>\d+)(?:'?s(?![^\W_]))?
  | (?P<han>[{_HAN}])
  | (?P<word>(?:(?![{_HAN}]){_LETTER})+(?:'{_LETTER}+)*)
  | (?P<ampersand>&)
"""
_READER = re.compile(_PATTERN, re.VERBOSE | re.IGNORECASE)
_AUTHOR = re.compile(rf"(?P<slot>\{{[a-z][a-z0-9_]*\}}) | {_PATTERN}", re.VERBOSE | re.IGNORECASE)
_POSSESSIVE = re.compile(r"'s?\Z")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_SECOND_HALVES = frozenset(second for _, second in COMPOUNDS)
_DIGIT = re.compile(r"\d")
_ROMAN = re.compile(r"[ivxlcdm]+\Z")


class Token(NamedTuple):
    """One word, number or slot of a text.

    `text` is the form that is compared; `start` and `end` delimit `surface` in `clean(text)`. The words of
    an expanded contraction share one surface.
    """

    text: str
    start: int
    end: int
    surface: str


def clean(text: str) -> str:
    """Return the readable part of any text: NFKC, case kept, nothing invisible, at most MAX_CHARACTERS."""
    text = text[:MAX_CHARACTERS]
    if text.isascii():
        if text.isprintable() and "`" not in text:
            return text
        text = text.translate(_SPACES).replace("`", "'")
        return _UNPRINTABLE.sub("", text)
    # Before NFKC, which would turn a lone acute accent into a space; and after it, for what it produces.
    text = (
        unicodedata.normalize("NFKC", text.translate(_APOSTROPHES)).translate(_APOSTROPHES).translate(_SPACES)
    )
    kept = "".join(c for c in text if unicodedata.category(c) not in _DROPPED_CATEGORIES)
    return unicodedata.normalize("NFKC", kept)[:MAX_CHARACTERS]


def fold(text: str) -> str:
    """Return the text without differences of case and accent, in any script."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", _ACCENTS.sub("", folded).translate(_UNDECOMPOSABLE))


def tokenise(text: str, *, authored: bool = False) -> tuple[Token, ...]:
    """Split any text into tokens placed in `clean(text)`; with `authored`, `{slot}` is one token."""
    tokens: list[Token] = []
    place = 0
    cleaned = clean(text)
    remembered = _authored if authored else _typed
    for part in cleaned.split(" "):
        read = remembered(part) if len(part) <= _MAX_TOKEN else _read(_AUTHOR if authored else _READER, part)
        tokens += [Token(word, place + start, place + end, surface) for word, start, end, surface in read]
        place += len(part) + 1
    return joined(tokens, cleaned)


def normalise(text: str, *, authored: bool = False) -> tuple[str, ...]:
    """Return only the compared forms of `tokenise`, in a fraction of its time."""
    cleaned = clean(text)
    parts = cleaned.split(" ")
    if len(cleaned) <= _MAX_TOKEN or max(map(len, parts)) <= _MAX_TOKEN:
        remembered = _authored_words if authored else _typed_words
        words = tuple(chain.from_iterable(map(remembered, parts)))
        if not _may_join(words):
            return words
    return tuple(token.text for token in tokenise(text, authored=authored))


def _read(pattern: re.Pattern[str], part: str) -> tuple[Token, ...]:
    """Read what stands between two spaces; no token reaches across one."""
    return tuple(
        Token(word, match.start(), match.end(), surface)
        for match in pattern.finditer(_marks_as_letters(part))
        for surface in (part[match.start() : match.end()],)
        for word in _words(match.lastgroup or "", surface)
        if word
    )


# All phrasings together consist of a few thousand words, said over and over.
_typed = lru_cache(maxsize=8192)(partial(_read, _READER))
_authored = lru_cache(maxsize=8192)(partial(_read, _AUTHOR))


@lru_cache(maxsize=8192)
def _typed_words(part: str) -> tuple[str, ...]:
    return tuple(token.text for token in _typed(part))


@lru_cache(maxsize=8192)
def _authored_words(part: str) -> tuple[str, ...]:
    return tuple(token.text for token in _authored(part))


def _may_join(words: Sequence[str]) -> bool:
    """Tell whether any of these words may be one word with another."""
    lengths = list(map(len, words))
    if lengths.count(1) >= _SPELT_OUT and (1, 1, 1) in zip(lengths, lengths[1:], lengths[2:], strict=False):
        return True
    return not (_SECOND_HALVES.isdisjoint(words) or COMPOUNDS.keys().isdisjoint(pairwise(words)))


def joined(tokens: Sequence[Token], text: str) -> tuple[Token, ...]:
    """Write as one word what is one word, such as "road map" and "I S E C G"."""
    if not _may_join([token.text for token in tokens]):
        return tuple(tokens)
    found: list[Token] = []
    for token in _letters_joined(tokens, text):
        compound = COMPOUNDS.get((found[-1].text, token.text)) if found else None
        if compound is None:
            found.append(token)
        else:
            before = found.pop()
            surface = text[before.start : token.end]
            found.append(Token(compound, before.start, token.end, surface))
    return tuple(found)


def _letters_joined(tokens: Sequence[Token], text: str) -> list[Token]:
    """Join every run of single Latin letters that is too long to be words."""
    joined: list[Token] = []
    for alone, run in groupby(
        tokens, key=lambda token: len(token.text) == 1 and token.text in ascii_lowercase
    ):
        letters = list(run)
        if alone and len(letters) >= _SPELT_OUT:
            start, end = letters[0].start, letters[-1].end
            word = "".join(token.text for token in letters)[:_MAX_TOKEN]
            letters = [Token(word, start, end, text[start:end])]
        joined += letters
    return joined


def may_hold_digits(words: Iterable[str]) -> bool:
    """Tell whether any word may hold a digit: at once, where none does."""
    return _DIGIT.search("".join(words)) is not None


def is_slot(token: str) -> bool:
    """Tell whether a token stands for a slot; no reader's text yields one."""
    return token.startswith("{")


def _marks_as_letters(text: str) -> str:
    """Return a text of the same length in which `re` takes combining marks for letters."""
    if text.isascii():
        return text
    return "".join("a" if unicodedata.category(c)[0] == "M" else c for c in text)


def _words(kind: str, surface: str) -> tuple[str, ...]:
    if kind == "word":
        return _spoken(fold(surface))
    if kind == "chat":
        return EXPANSIONS[fold(surface)]
    if kind == "number":
        return (_digits(surface.rstrip("sS'"))[:_MAX_TOKEN],)
    if kind == "ordinal":
        return (_ordinal(_digits(surface.rstrip(ascii_letters))),)
    if kind == "acronym":
        return _spoken(_POSSESSIVE.sub("", fold(surface).replace(".", "")))
    if kind == "flag":  # regional indicators are the letters of a country's code
        return ("".join(chr(ord(c) - 0x1F1E6 + ord("a")) for c in surface),)
    return ("and",) if kind == "ampersand" else (fold(surface),)


def _spoken(word: str) -> tuple[str, ...]:
    if word in EXPANSIONS:
        return EXPANSIONS[word]
    word = _POSSESSIVE.sub("", word).replace("'", "")[:_MAX_TOKEN]
    if len(word) > 4 and not _ROMAN.match(word):
        word = _DRAWN_OUT.sub(r"\1", word)
    return EXPANSIONS.get(word, (word,))


def _digits(number: str) -> str:
    return number if number.isascii() else "".join(str(unicodedata.decimal(c)) for c in number)


def _ordinal(digits: str) -> str:
    number = int(digits)
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
