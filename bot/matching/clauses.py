"""What people say around their question: "we are preparing a poster: what is ISECG? It is for school"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.matching.contrasts import CONTRASTS
from bot.matching.entities import SELF, Mention
from bot.matching.normalise import Token
from bot.matching.ordinary import BACK, EMPTY, NEGATIONS

_BREAK = re.compile(r"[,:;.!?\u2013\u2014\u2026\n]|\s-\s")
_SENTENCE = re.compile(r"[:.!?\n]")
_LEAST = 3  # words without which what follows is no question of its own
_LEAST_LEFT = 2  # words that are left where only the end is taken away
_WHAT_FOR = frozenset(
    """
    thesis essay homework assignment slide slides presentation poster article school university class project
    quiz exam talk lecture podcast blog newsletter video magazine newspaper interview story book friend
    colleague boss teacher professor son daughter kids students student journalist deadline help thanks thank
    curious interested regards cheers idea clue find found
    """.split()
)
_TALK = _WHAT_FOR.union(
    """
    i we am are is it this for my our a an the to on at and so because just really very me us you please
    kindly much many some lot in advance asap urgent urgently writing write preparing prepare making make
    doing do working work need asking ask want know wondering trying try understand learn research paper
    report have has be would will can could great nice appreciated answer sorry bye any anywhere
    """.split()
)
"""Words that, among themselves, only tell why somebody asks."""
_STARTS = frozenset(
    {
        ("for", "my"), ("for", "our"), ("for", "a"), ("for", "an"), ("for", "school"), ("for", "class"),
        ("for", "university"), ("i", "need"), ("we", "need"), ("i", "am"), ("we", "are"), ("it", "is"),
        ("this", "is"), ("need", "it"), ("need", "this"), ("asking", "for"), ("please", "help"),
        ("help", "me"), ("help", "please"), ("i", "have"), ("thanks", "for"), ("thank", "you"),
        ("just", "curious"), ("we", "have"), ("i", "can"), ("i", "could"),
    }
)  # fmt: skip
"""How an end begins that tells why somebody asks, where no sign sets it off."""


_SPEAKING = frozenset({"i", "we", "my", "our"})
_REASONS = frozenset({"because", "since", "as"})
_MORE = frozenset({"mean", "meant", "need", "want", "only"})
"""Words by which somebody says more exactly what he asks."""
_BELIEVED = frozenset(
    "thought think believed believe assumed assume know knew heard read guessed learned".split()
)
_ASKING = frozenset(
    "who what when where which how why is are was were does do did has have can could".split()
)


def questions_proper(text: str, tokens: Sequence[Token], names: Sequence[Mention]) -> Iterator[str]:
    """Yield what is left of a question without what is only said around it, likeliest first.

    `text` is clean and `tokens` are its own. Before a comma, colon or full stop nothing that matters is left
    away: what names something, gives a number, denies, or takes a side; ISECG itself does not matter. At the
    end only words go that tell why somebody asks.
    """
    matters = {place for name in names if SELF not in name.things for place in range(name.start, name.end)}
    alone = asked_first(text, tokens) or _believed_first(text, tokens)
    if alone is not None:
        yield alone
    end = _end(text, tokens, matters)
    begins = list(_begins(text, tokens[:end], matters))
    close = len(text) if end == len(tokens) else tokens[end].start
    last = _last_sentence(text, tokens[:end], begins)
    if last is not None:
        begins.remove(last)
        begins.insert(0, last)
    elif end < len(tokens):
        begins.insert(0, 0)
    for begin in begins:
        if begin == 0 or not EMPTY.issuperset(token.text for token in tokens[begin:end]):
            yield text[tokens[begin].start : close].rstrip()


def asked_first(text: str, tokens: Sequence[Token]) -> str | None:
    """Return the question that somebody gives a reason for: "Is Spain in it? We live in Madrid"."""
    mark = text.find("?")
    following = [token.text for token in tokens if token.start > mark]
    if mark < 0 or "?" in text[mark + 1 :] or not following or following[0] not in _SPEAKING | _REASONS:
        return None
    more = any(
        word.isdigit() or word in NEGATIONS or word in CONTRASTS or word in _MORE for word in following
    )
    return None if more or len(tokens) - len(following) < _LEAST else text[: mark + 1]


def _believed_first(text: str, tokens: Sequence[Token]) -> str | None:
    """Return the question behind what somebody believed or is: "My wife is Polish. Is Poland in it?"."""
    words = [token.text for token in tokens]
    if not words or words[0] not in _SPEAKING:
        return None
    sign = _SENTENCE if _BELIEVED.isdisjoint(words[1:3]) else _BREAK
    for place in range(len(words) - _LEAST, 2, -1):
        breaks = sign.search(text, tokens[place - 1].end, tokens[place].start)
        if breaks and words[place] in _ASKING and (BACK - {"it"}).isdisjoint(words[place:]):
            return text[tokens[place].start :]
    return None


def _begins(text: str, tokens: Sequence[Token], matters: set[int]) -> Iterator[int]:
    """Yield the places where a question may begin because nothing before it matters, the first first."""
    for place in range(1, len(tokens) - _LEAST + 1):
        before = tokens[place - 1]
        word = before.text
        if place - 1 in matters or word.isdigit() or word in NEGATIONS or word in CONTRASTS:
            return
        words = sum(token.text.isalpha() for token in tokens[place:])
        if words >= _LEAST and _BREAK.search(text, before.end, tokens[place].start):
            yield place


def _last_sentence(text: str, tokens: Sequence[Token], begins: Sequence[int]) -> int | None:
    """Return where the last sentence begins, if it may be asked alone and does not point back."""
    for begin in reversed(begins):
        if _SENTENCE.search(text, tokens[begin - 1].end, tokens[begin].start):
            return begin if BACK.isdisjoint(token.text for token in tokens[begin:]) else None
    return None


def _end(text: str, tokens: Sequence[Token], matters: set[int]) -> int:
    """Return the place behind the question, from which on only is told why somebody asks."""
    start = len(tokens)
    while start > _LEAST_LEFT and _is_talk(tokens, start - 1) and start - 1 not in matters:
        start -= 1
    for place in range(start, len(tokens)):
        if _WHAT_FOR.isdisjoint(token.text for token in tokens[place:]):
            break
        pair = (tokens[place].text, tokens[place + 1].text if place + 1 < len(tokens) else "")
        if pair in _STARTS or _SENTENCE.search(text, tokens[place - 1].end, tokens[place].start):
            return place
    return len(tokens)


def _is_talk(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether a word only tells why somebody asks, as all of "I can't find it" and "no idea" do."""
    following = tokens[place + 1].text if place + 1 < len(tokens) else ""
    word = tokens[place].text
    return word in _TALK or (word in {"no", "not"} and following in {"idea", "clue", "find"})
