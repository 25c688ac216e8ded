"""What people say around a question: greetings, politeness, who wants to know; it asks nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from bot.matching.normalise import normalise
from bot.matching.ordinary import EMPTY
from bot.matching.preambles import BEGINNINGS, opening

_PHRASES = """
hi, hello, hey, hey there, hi there, hello there, hi all, hey all, hi everyone, hello everyone, hey bot,
hi bot, hello bot, dear bot, yo, guys, folks, good morning, good evening, please, thanks, thank you,
many thanks, thanks in advance, cheers, lol, haha, hmm, um, uh, ok, okay, oh, well, sorry, excuse me,
can you, can you please, could you, could you please, would you, would you please, could somebody tell me,
can somebody tell me, someone tell me, anyone know, anybody know, does anyone know, does anybody know,
do you know, do you happen to know, do you know if, would you know, tell me, let me know, want to know,
i wonder, i was wondering, just wondering, i am wondering, wondering, quick question, quick q, quick one,
one question, a question, stupid question, dumb question, another question, question, asking for a friend,
for a friend, for my homework, for homework, homework help, homework, for school, for a school project,
for my school project, for an article, for my article, for my thesis, for a quiz, for a presentation,
i am a journalist, i am a student, i am a reporter, as a journalist, i heard, i heard that, i have heard,
i have heard that, i read, i read that, i have read, i have read that, i read about, i read somewhere that,
i saw that, i think, i think that, i thought, i believe, i guess, i suppose, i forgot, i forget,
i do not know, i do not remember, i can not remember, i am not sure, is it true that, is it right that,
is it correct that, true or false, yes or no, yes no, y n, right, correct, is that right, is that correct,
is that true, am i right, is it not, is not it, are not they, did not it, did not they, does not it,
has not it, was not it, do not they, by the way, btw, in fact, actually, basically, really, exactly, even,
just, again, once more, anyway, also, maybe, perhaps, you know, i mean, for me, to me, in short, in brief,
briefly, shortly, simply, more precisely, and, so, but, then, tho, though, ngl, tbh, frfr, lmao, lmfao,
rofl, xd, bro, bruh, dude, dudes, fam, legit, literally, lowkey, highkey, deadass, no cap, istg, iirc,
afaik, imo, imho, omg, smh, damn, dang, gosh, yeah, yea, yep, nvm, ofc, of course, wow, jeez, ffs, ayy, hm,
huh, respectively, if any, with regard to, as far as it can be established, is it accurate to state that,
jk, fyi, at all, honestly, seriously, frankly, for real, anyways, the hell, the heck, wait so, wait what,
so wait, so like, but like, and like, or nah, or what, or something, or whatever, no offense,
honest question, serious question, genuine question, silly question, noob question, long story short,
like i am five, explain it to me, and why should i care, what gives, is that a thing, is that a real thing,
is that even a thing, please to tell, please to tell me, please to explain me, inform me, explain me,
explain to me, can you say me, say me, please say me, kindly, if i may ask, let me ask, i have one question,
i have a question, i have question, i am asking, one more question, excuse me for the question,
sorry for the question, dear sir, dear sirs, dear madam, dear sir or madam, dear all, dear friends,
good day, greetings, it interests me, i am interested to know, i am interested in knowing,
i am interested in, i am searching, i search for, i am curious, just curious, curious, out of curiosity,
for my understanding, if possible, if it is possible, if you know, if you can, if you please, if so,
be so kind, would you be so kind, can this be confirmed, can that be confirmed, can you check if,
can you check whether, could you check whether, could you check if, we intend to print that,
we want to print that, we plan to write that, our draft states that, is that so, is this so, is this right,
is this correct, is this true, is this accurate, is that accurate, is it accurate that,
is it accurate to say that, is it correct to say that, is it fair to say that, is it so that,
is it the case that, is it a fact that, is it known whether, is it known if, i am told, i am told that,
i was told, i was told that, i have been told, i have been told that, it is said that, apparently,
supposedly, allegedly, reportedly, correct me if i am wrong, or am i wrong, or am i mistaken, am i wrong,
if i remember correctly, if i remember right, if i remember well, if i recall correctly, as far as i know,
as i understand it, as i understand, from what i heard, from what i know, from what i read, i remember,
i remember that, i recall, i recall that, i always thought, i always thought that, i used to think,
i used to think that, i keep hearing, i keep hearing that, i keep reading that, i thought that,
i believe that, i assume, i assume that, i guess that, i suppose that, i am sure, i am sure that,
i am pretty sure, i am pretty sure that, i could swear, i could swear that, it says here, it says here that,
in english, tell us, can anybody tell me, can anybody tell us, does somebody know, does someone know,
help me understand, help me out, i keep wondering, i am wondering if, i wonder if, i was wondering if,
i wonder whether, do you know whether, do you know that, did you know that, i am trying to figure out,
trying to find out, trying to figure out, i can not figure out, just tell me, simple question,
short question, small question, little question, random question, genuinely, genuinely curious, sincerely,
best regards, kind regards, regards, thx in advance, cheers mate, much appreciated, much obliged, any idea,
any ideas, any clue, real quick, right quick, rq, pls, plz, to a layman, to a complete layman,
in simple terms, in simple words, in plain english, in layman terms, to a beginner, to a child,
in a few words, in one sentence, in two sentences, for beginners, for dummies, help us settle this,
help us settle, settle this, settle a bet, i am lost, i am confused, i am so confused, i am new here,
been wondering, been arguing, been arguing with a mate, been arguing with a friend, saw that in an article,
saw it in an article, read it somewhere, i read somewhere, read somewhere that, heard somewhere that,
heard that, anyone here know, does anyone here know, anybody here know, you guys know, do you guys know,
does anybody here know, if you do not mind, if you would not mind, please check if, please check whether,
somehow, in some way, in any way, in this context, in that context, in the context of this, if at all,
in general terms, roughly speaking, off the top of your head, while we are at it, since we are at it,
just for the record, as far as is recorded, as far as is known, as far as you know, as far as we know,
as far as known, rightly so, by any chance, to your knowledge, to the best of your knowledge, if known
"""


FILLERS: frozenset[tuple[str, ...]] = frozenset(normalise(phrase) for phrase in _PHRASES.split(","))
# Further words, but only where a question begins or ends.
_OPENERS = frozenset("wait like man chat listen mate alright aight".split())
_CLOSERS = frozenset("mate chat innit eh huh fr".split())


def _lengths() -> Mapping[str, tuple[int, ...]]:
    table: dict[str, set[int]] = {}
    for filler in FILLERS:
        table.setdefault(filler[0], set()).add(len(filler))
    return MappingProxyType({word: tuple(sorted(found, reverse=True)) for word, found in table.items()})


_FIRST = ("what", "who", "when", "which", "how", "is")
_NEXT_TO_NOTHING = 2  # little words that alone ask nothing
_LENGTHS = _lengths()
"""By first word how long fillers are, the longest first."""
# How fillers begin, by which most texts are seen to have none.
_ALONE = frozenset(filler[0] for filler in FILLERS if len(filler) == 1)
PAIRS = BEGINNINGS.union(filler[:2] for filler in FILLERS if len(filler) > 1)
"""The first two words of every filler that has more than one."""


def openings() -> list[tuple[str, ...]]:
    """Return what people say before a question, each with a word that a question may begin with."""
    return [(*filler, word) for filler in sorted(FILLERS) for word in _FIRST]


def may_be_filler(word: str) -> bool:
    """Tell whether a word may be a filler by itself; a text without such words and without PAIRS has none."""
    return word in _ALONE or word in _OPENERS or word in _CLOSERS


def find_fillers(words: Sequence[str], taken: Sequence[bool], *, named: bool = False) -> frozenset[int]:
    """Return the places of words that only surround the question.

    They are never all that is not `taken`, unless something is `named`: "and Poland?" asks of Poland. Nor do
    they leave next to nothing: "how do you know that" is not "how".
    """
    found = _places(words, taken) if _may_hold(words) else frozenset()
    if named or not found:
        return found
    if True in taken:
        return found if len(found) + sum(taken) < len(words) else frozenset()
    return frozenset() if _is_nothing(words, found) else found


def is_hollow(words: Sequence[str]) -> bool:
    """Tell whether words are next to nothing but fillers."""
    return _may_hold(words) and _is_nothing(words, _places(words, [False] * len(words)))


def _is_nothing(words: Sequence[str], fillers: Collection[int]) -> bool:
    left = [word for place, word in enumerate(words) if place not in fillers]
    return len(left) <= _NEXT_TO_NOTHING and EMPTY.issuperset(left)


def _places(words: Sequence[str], taken: Sequence[bool]) -> frozenset[int]:
    """Return the places of all fillers."""
    opens = [pair in BEGINNINGS for pair in pairwise(words)]
    found: set[int] = set()
    place = 0
    while place < len(words):
        end = place + _listed(words, place)
        if place < len(opens) and opens[place]:
            end = max(end, place + opening(words, place))
        if end > place and not any(taken[place:end]):
            found.update(range(place, end))
        place = max(end, place + 1)
    found.update(tuple(_around(words, taken, found)))
    return frozenset(found)


def _listed(words: Sequence[str], place: int) -> int:
    """Return how many words the longest filler of the list has that begins at a place, 0 if none does."""
    for length in _LENGTHS.get(words[place], ()):
        if place + length <= len(words) and tuple(words[place : place + length]) in FILLERS:
            return length
    return 0


def _may_hold(words: Sequence[str]) -> bool:
    """Tell whether words can hold a filler: quickly, as most do not."""
    if not (_ALONE.isdisjoint(words) and PAIRS.isdisjoint(pairwise(words))):
        return True
    return bool(words) and (words[0] in _OPENERS or words[-1] in _CLOSERS)


def _around(words: Sequence[str], taken: Sequence[bool], fillers: Collection[int]) -> Iterator[int]:
    """Yield the places of what is a filler where a question begins or ends, other fillers apart."""
    open_ = [place for place in range(len(words)) if place not in fillers]
    for edge, phrases in ((open_, _OPENERS), (open_[::-1], _CLOSERS)):
        for place in edge:
            if words[place] not in phrases or taken[place]:
                break
            yield place
