"""What people say around a question: greetings, politeness, who wants to know; it asks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

from bot.matching.normalise import normalise

_PHRASES = """
hi
hello
hey
hey there
hi there
hello there
hi all
hey all
hi everyone
hello everyone
hey bot
hi bot
hello bot
dear bot
yo
guys
folks
good morning
good evening
please
thanks
thank you
many thanks
thanks in advance
cheers
lol
haha
hmm
um
uh
ok
okay
oh
well
sorry
excuse me
can you
can you please
could you
could you please
would you
would you please
can you tell me
could you tell me
can someone tell me
could someone tell me
can anyone tell me
could somebody tell me
can somebody tell me
someone tell me
anyone know
anybody know
does anyone know
does anybody know
do you know
do you happen to know
do you know if
would you know
tell me
please tell me
let me know
i want to know
i would like to know
we would like to know
we want to know
i need to know
want to know
i wonder
i was wondering
just wondering
i am wondering
wondering
quick question
quick q
quick one
one question
a question
stupid question
dumb question
another question
question
asking for a friend
for a friend
for my homework
for homework
homework help
homework
for school
for a school project
for my school project
for an article
for my article
for my thesis
for a quiz
for a presentation
i am a journalist
i am a student
i am a reporter
as a journalist
i heard
i heard that
i have heard
i have heard that
i read
i read that
i have read
i have read that
i read about
i read somewhere that
i saw that
i think
i think that
i thought
i believe
i guess
i suppose
i forgot
i forget
i do not know
i do not remember
i can not remember
i am not sure
someone said
someone said that
someone told me
somebody told me
somebody told me that
someone told me that
my teacher says
my teacher said
my friend says
my friend said
my friend told me
people say
they say
they say that
a blog says
is it true that
is it right that
is it correct that
true or false
yes or no
yes no
y n
right
correct
is that right
is that correct
is that true
am i right
is it not
is not it
are not they
did not it
did not they
does not it
has not it
was not it
do not they
by the way
btw
in fact
actually
basically
really
exactly
even
just
again
once more
anyway
also
maybe
perhaps
you know
i mean
for me
to me
in english
in short
in brief
briefly
shortly
simply
more precisely
and
so
but
then
"""


FILLERS: frozenset[tuple[str, ...]] = frozenset(normalise(line) for line in _PHRASES.split("\n") if line)


def _lengths() -> Mapping[str, tuple[int, ...]]:
    table: dict[str, set[int]] = {}
    for filler in FILLERS:
        table.setdefault(filler[0], set()).add(len(filler))
    return MappingProxyType({word: tuple(sorted(found, reverse=True)) for word, found in table.items()})


_LENGTHS = _lengths()
"""By first word how long fillers are, the longest first."""
# How fillers begin, by which most texts are seen to have none.
_ALONE = frozenset(filler[0] for filler in FILLERS if len(filler) == 1)
_BEGINNINGS = frozenset(filler[:2] for filler in FILLERS)


def find_fillers(words: Sequence[str], taken: Sequence[bool], *, named: bool = False) -> frozenset[int]:
    """Return the places of words that only surround the question.

    They are never all that is not `taken`, unless something is `named`: "and Poland?" asks of Poland.
    """
    if _ALONE.isdisjoint(words) and _BEGINNINGS.isdisjoint(pairwise(words)):
        return frozenset()
    found: set[int] = set()
    place = 0
    while place < len(words):
        for length in _LENGTHS.get(words[place], ()):
            end = place + length
            if end <= len(words) and tuple(words[place:end]) in FILLERS and not any(taken[place:end]):
                found.update(range(place, end))
                place = end
                break
        else:
            place += 1
    nothing_left = len(found) == len(words) - sum(taken)
    return frozenset() if nothing_left and not named else frozenset(found)
