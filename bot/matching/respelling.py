"""A question with the slips that only a phrasing near it gives away: "was luxembourg he 22nd member".

A misspelt word can be another word, and then nothing about it looks wrong by itself. Beside the phrasing that
was meant it does: the question lacks a word of the phrasing and has one more that is spelt almost like it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.contrasts import CONTRASTS
from bot.matching.fillers import FILLERS
from bot.matching.normalise import Token
from bot.matching.ordinary import NEGATIONS
from bot.matching.slots import MASK

_TWO_SLIPS = 8  # letters from which a word may be misspelt twice
_NO_WORD = 5  # the same for what is no word at all
_SAID_BESIDE = tuple(sorted({words[0] for words in FILLERS if len(words) == 1} - {"homework", "question"}))


class Respelt(NamedTuple):
    """A question without slips.

    `words` are those that were changed, as typed; `alike` is how much of both, 0 to 1, is then the same;
    `bold` is a change of something that is a word by itself, or of more than a third of the letters.
    """

    text: str
    words: tuple[str, ...]
    alike: float
    bold: bool


class _Open(NamedTuple):
    """A word that may be a slip: of how many letters, and whether it can as well be left out."""

    token: Token
    slips: int
    idle: bool


@dataclass(frozen=True, slots=True)
class Typed:
    """A question as it was typed, to be compared with phrasings near it."""

    text: str
    words: tuple[str, ...]
    fixed: tuple[bool, ...]
    slipped: frozenset[str]
    open: tuple[_Open, ...]
    """What may change, from the end of the text to its beginning."""

    @classmethod
    def of(
        cls, text: str, tokens: Sequence[Token], fixed: Sequence[bool], is_word: Callable[[str], bool]
    ) -> Typed:
        """Look for what may be a slip; `tokens` are those of the clean `text`, the `fixed` ones are none."""
        words = tuple([token.text for token in tokens])
        # Where a word is none at all, it and no other is the misspelt one.
        slipped = frozenset(
            [w for w, stays in zip(words, fixed, strict=True) if len(w) > 1 and not stays and not is_word(w)]
        )
        shouted = text.isupper()
        changing: list[_Open] = []
        for token, stays in zip(reversed(tokens), [*fixed][::-1], strict=True):
            word = token.text
            if stays or not _may_change(word):
                continue
            if len(word) == 1:
                changing.append(_Open(token, 1, token.surface.islower()))
            elif (word in slipped or not slipped) and (shouted or not token.surface.isupper()):
                right = is_word(word)  # in capitals it is a name, although nobody's we know
                slips = 2 if len(word) >= (_TWO_SLIPS if right else _NO_WORD) else 1
                changing.append(_Open(token, slips, not right and _said_beside(word)))
        return cls(text, words, tuple(fixed), slipped, tuple(changing))

    def respelt(self, wanted: Sequence[str]) -> Respelt | None:
        """Return the text in which words are spelt as in the `wanted` ones that are almost the same.

        A single letter that they have not goes, and so does a misspelt "actually". No word becomes or ceases
        to be a negation, a number or a side of a contrast. None when there is nothing to change, or nothing
        that is the same already.
        """
        if not self.open:
            return None
        count, text = self.words.count, self.text
        missing = [
            word
            for word in dict.fromkeys(wanted)
            if word != MASK and wanted.count(word) > count(word) and _may_change(word)
        ]
        changed: list[str] = []
        respelt, bold = 0, False
        for token, slips, idle in self.open:
            typed = token.text
            if wanted.count(typed) == count(typed):
                continue  # a word of both
            near = [word for word in missing if -slips <= len(word) - len(typed) <= slips]
            best = process.extractOne(typed, near, scorer=OSA.distance, score_cutoff=slips) if near else None
            if best is not None and len(best[0]) > 1:
                word = best[0]
                missing.remove(word)
                respelt += 1
                bold = bold or typed not in self.slipped or best[1] * 3 > max(len(typed), len(word))
            elif idle:
                word = ""  # what is left of some little word
            else:
                continue
            text = text[: token.start] + word + text[token.end :]
            changed.append(typed)
        if not changed:
            return None
        same, size = self._shared(Counter(wanted))
        dropped = len(changed) - respelt
        return Respelt(text, tuple(changed), 2 * (same + respelt) / (size - dropped), bold) if same else None

    def _shared(self, wanted: Counter[str]) -> tuple[int, int]:
        """Return how many words both have, and how many they have together."""
        # A name, of however many words, fills a slot.
        named = [f and w not in wanted for w, f in zip(self.words, self.fixed, strict=True)]
        typed = Counter(
            [
                MASK if name else word
                for word, name, before in zip(self.words, named, [False, *named[:-1]], strict=True)
                if not (name and before)
            ]
        )
        return sum((wanted & typed).values()), sum(wanted.values()) + sum(typed.values())


def _said_beside(word: str) -> bool:
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    return (
        len(word) >= _NO_WORD
        and process.extractOne(word, _SAID_BESIDE, scorer=OSA.distance, score_cutoff=slips) is not None
    )


def _may_change(word: str) -> bool:
    return word.isalpha() and word not in NEGATIONS and word not in CONTRASTS
