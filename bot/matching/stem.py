"""Light stemming of English: endings of plural, tense and adverb come off; other scripts are left alone."""

import re
from functools import lru_cache

_VOWEL = re.compile("[aeiouy]")

_IRREGULAR = {
    "am": "be", "are": "be", "is": "be", "was": "be", "were": "be", "been": "be", "being": "be",
    "has": "have", "had": "have", "having": "have", "does": "do", "did": "do", "done": "do", "doing": "do",
    "went": "go", "gone": "go", "goes": "go", "came": "come", "coming": "come", "got": "get", "gotten": "get",
    "made": "make", "making": "make", "took": "take", "taken": "take", "taking": "take", "gave": "give",
    "given": "give", "giving": "give", "said": "say", "told": "tell", "knew": "know", "known": "know",
    "thought": "think", "left": "leave", "leaving": "leave", "began": "begin", "begun": "begin",
    "wrote": "write", "written": "write", "writing": "write", "chose": "choose", "chosen": "choose",
    "led": "lead", "met": "meet", "held": "hold", "sent": "send", "spent": "spend", "paid": "pay",
    "bought": "buy", "sold": "sell", "kept": "keep", "built": "build", "saw": "see", "seen": "see",
    "ran": "run", "became": "become", "becoming": "become", "spoke": "speak", "spoken": "speak",
    "broke": "break", "broken": "break", "forgot": "forget", "forgotten": "forget", "lost": "lose",
    "losing": "lose", "meant": "mean", "men": "man", "women": "woman", "people": "person",
    "children": "child", "using": "use", "used": "use", "dying": "die", "died": "die",
    "programme": "program", "programmes": "program", "centre": "center", "centres": "center",
    "favourite": "favorite", "defence": "defense", "licence": "license", "catalogue": "catalog",
    "catalogues": "catalog", "theatre": "theater", "metre": "meter", "metres": "meter", "grey": "gray",
    # Not what they look like: neither a plural nor a tense.
    "news": "news", "lens": "lens", "always": "always", "during": "during", "morning": "morning",
    "evening": "evening", "nothing": "nothing", "something": "something", "anything": "anything",
    "everything": "everything", "meeting": "meeting", "meetings": "meeting", "building": "building",
}  # fmt: skip


@lru_cache(maxsize=32768)  # every room of the matcher stems the same words
def stem(word: str) -> str:
    """Return the form under which the variants of a word are compared; it need not be a word itself."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return _IRREGULAR_STEMS.get(word, word)
    if word in _IRREGULAR_STEMS:
        return _IRREGULAR_STEMS[word]
    return _regular(word)


def _regular(word: str) -> str:
    word = _american(_tense(_plural(word)))
    if len(word) > 5 and word.endswith("ly"):
        word = word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


def _american(word: str) -> str:
    """Return a word without tense as it is spelt in America: "organis" and "organise", "labour"."""
    if len(word) > 5 and word.endswith(("ise", "yse")):
        return f"{word[:-2]}ze"
    if len(word) > 4 and word.endswith(("is", "ys")):
        return f"{word[:-1]}z"
    if len(word) > 5 and word.endswith("our"):
        return f"{word[:-2]}r"
    return f"{word[:-7]}ization" if len(word) > 9 and word.endswith("isation") else word


def _plural(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def _tense(word: str) -> str:
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) > 2 and _VOWEL.search(base):
            if base[-1] == base[-2] and base[-1] not in "lsz":
                return base[:-1]
            return f"{base[:-1]}y" if ending == "ed" and base.endswith("i") else base
    return word


_IRREGULAR_STEMS = {
    # What the form stands for is a regular word or, like "news", what it looks like is not what it is.
    word: base if base == word else _regular(base) if len(base) > 3 and base not in _IRREGULAR else base
    for word, base in _IRREGULAR.items()
}
