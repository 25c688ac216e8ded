"""A question with the slips that only a phrasing near it gives away: "was luxembourg he 22nd member".

A misspelt word can be another word, and then nothing about it looks wrong by itself. Beside the phrasing that
was meant it does: the question lacks a word of the phrasing and has one more that is spelt almost like it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.contrasts import CONTRASTS
from bot.matching.fillers import FILLERS
from bot.matching.normalise import Token
from bot.matching.slots import MASK, NEGATIONS

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


def respelt(
    text: str,
    tokens: Sequence[Token],
    fixed: Sequence[bool],
    wanted: Iterable[str],
    is_word: Callable[[str], bool],
) -> Respelt | None:
    """Return a text in which words are spelt as in the `wanted` ones that are almost the same.

    A single letter that they have not goes, and so does a misspelt "actually". `tokens` are those of the
    clean `text`, of which the `fixed` are not touched; no word becomes or ceases to be a negation, a number
    or a side of a contrast. None when there is nothing to change, or nothing that is the same already.
    """
    spare = Counter(wanted)
    words = [token.text for token in tokens]
    # A name, of however many words, fills a slot.
    named = [f and w not in spare for w, f in zip(words, fixed, strict=True)]
    typed = Counter(
        [
            MASK if name else word
            for word, name, before in zip(words, named, [False, *named[:-1]], strict=True)
            if not (name and before)
        ]
    )
    same = sum((spare & typed).values())
    size = sum(spare.values()) + sum(typed.values())
    if not same:
        return None
    spare.subtract(words)
    shouted = text.isupper()
    missing = [word for word, count in spare.items() if count > 0 and word != MASK and _may_change(word)]
    changed: list[str] = []
    # Where a word is none at all, it and no other is the misspelt one.
    slipped = {
        word
        for word, stays in zip(words, fixed, strict=True)
        if len(word) > 1 and not stays and not is_word(word)
    }
    bold = False
    for token, stays in zip(reversed(tokens), [*fixed][::-1], strict=True):
        if stays or spare[token.text] == 0 or not _may_change(token.text):
            continue  # a word of both
        if slipped and len(token.text) > 1 and token.text not in slipped:
            continue
        if not shouted and len(token.text) > 1 and token.surface.isupper():
            continue  # a name, although nobody's we know
        slips = 2 if len(token.text) >= (_TWO_SLIPS if is_word(token.text) else _NO_WORD) else 1
        best = process.extractOne(token.text, missing, scorer=OSA.distance, score_cutoff=slips)
        if best is not None and len(best[0]) > 1:
            missing.remove(best[0])
            word = best[0]
            same += 1
            bold = bold or token.text not in slipped or best[1] * 3 > len(token.text)
        elif (len(token.text) == 1 and token.surface.islower()) or (
            not is_word(token.text) and _said_beside(token.text)
        ):
            word = ""  # what is left of some little word
            size -= 1
        else:
            continue
        text = text[: token.start] + word + text[token.end :]
        changed.append(token.text)
    return Respelt(text, tuple(changed), 2 * same / size, bold) if changed else None


def _said_beside(word: str) -> bool:
    slips = 2 if len(word) >= _TWO_SLIPS else 1
    return (
        len(word) >= _NO_WORD
        and process.extractOne(word, _SAID_BESIDE, scorer=OSA.distance, score_cutoff=slips) is not None
    )


def _may_change(word: str) -> bool:
    return word.isalpha() and word not in NEGATIONS and word not in CONTRASTS
