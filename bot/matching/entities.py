"""Things named in a text: agencies, countries, people, documents, found fuzzily by names and aliases."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from operator import itemgetter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.matching.days import MONTH_WORDS
from bot.matching.english import common_words
from bot.matching.keyboard import NEIGHBOURS
from bot.matching.lexicon import Lexicon
from bot.matching.likeness import alike, by_no_slip, cutoff_of, same_numbers
from bot.matching.normalise import Token, normalise
from bot.matching.slips import slip

Thing = tuple[str, str]
"""A kind and an id, such as ("member", "nzsa")."""

SELF: Thing = ("self", "isecg")
"""The group that all is about; its id is its name."""

# Acronyms that are everyday words count only in capitals, or behind one of the words that precede names.
_WORDS_TOO = frozenset({"us", "un", "ai", "isa", "its", "sa", "who", "it"})
_BEFORE_NAMES = frozenset({"the", "does", "did", "has", "was", "is", "of", "by", "with"})
_LINKS = frozenset({"and", "or", "versus"})
_LITTLE = 3  # letters of a word that inside a longer name says nothing by itself
_NO_WORDS = Lexicon.build(())
_SHORTEST_SURNAME = 3
_SPEECH = frozenset(
    """
    say says said saying tell tells told talk talked speak speaks spoke think thinks thought mention mentions
    mentioned quote quotes quoted comment comments commented hope hopes hoped praise praised call called
    describe described mr mrs ms dr madame person name title
    """.split()
)
_OFFICE = frozenset("job role position post function affiliation employer organisation office".split())
_KEYWORDS = 2  # words of a question that is but a name and what is asked of it
_MAX_UNKNOWN = 4  # unknown words looked at in one text: enough for any question, bounded for any input
_SHORTEST_FUZZY = 4
_INSTEAD_OF_A_NAME = 0.84  # likeness from which a longer misspelt name replaces a shorter name inside it
_ACRONYM = 6  # letters up to which a misspelt word is rather an acronym than a country
_OUR_SLIPS = 2  # edits in the name of the group itself
_LIKELIER = 0.7  # lead of the slip that makes one name out of another, of the order of logarithms
_AMBIGUOUS_WITHIN = 0.06  # two things this close to a misspelt word are both meant


@dataclass(frozen=True, slots=True)
class Mention:
    """What the tokens `start` to `end` (exclusive) can stand for, and how alike the spelling is (0 to 1)."""

    start: int
    end: int
    things: frozenset[Thing]
    similarity: float = 1.0
    unsure: bool = False

    def overlaps(self, other: Mention) -> bool:
        """Tell whether two mentions share a token."""
        return self.start < other.end and other.start < self.end

    def of_kind(self, kind: str) -> tuple[str, ...]:
        """Return the ids of this kind, sorted."""
        return tuple(sorted(id_ for k, id_ in self.things if k == kind))


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All names by which things are known; immutable, built once per revision of the knowledge."""

    names: Mapping[tuple[str, ...], frozenset[Thing]]
    longest: int
    lengths: Mapping[str, tuple[int, ...]] = field(repr=False)
    alone: frozenset[str] = field(repr=False)
    """The names of one word."""
    beginnings: frozenset[tuple[str, ...]] = field(repr=False)
    """The first two words of all other names."""
    spelled: Mapping[str, frozenset[Thing]] = field(repr=False)
    sizes: Mapping[tuple[int, int], tuple[str, ...]] = field(repr=False)
    """The names that may be misspelt, by how many letters and words they have."""
    common: frozenset[str] = field(repr=False)
    """The common words of English."""
    parts: frozenset[str] = field(repr=False)
    """The words of names: like the common ones, none of these is misspelt."""
    acronyms: frozenset[str] = field(repr=False)
    """The names of one word that are written in capitals."""
    before_numbers: frozenset[str] = field(repr=False)
    """The words that stand before a single figure in names of two words."""
    inner: frozenset[str] = field(repr=False)
    """Of the words of names the little ones that stand in no place else, as the "ni" of a native name."""

    @classmethod
    def build(cls, names: Iterable[tuple[str, Thing]]) -> Gazetteer:
        """Collect names; a name that several things share means all of them."""
        table: dict[tuple[str, ...], set[Thing]] = {}
        acronyms: set[str] = set()
        for name, thing in names:
            tokens = normalise(name)
            if name.isupper() and len(tokens) == 1:
                acronyms.update(tokens)
            if tokens[:1] == ("the",):
                tokens = tokens[1:]
            if tokens:
                table.setdefault(tokens, set()).add(thing)
        same: dict[frozenset[Thing], frozenset[Thing]] = {}  # most things have several names
        frozen = {
            tokens: same.setdefault(things, things)
            for tokens, things in ((tokens, frozenset(found)) for tokens, found in sorted(table.items()))
        }
        fuzzy = {" ".join(tokens): things for tokens, things in frozen.items()}
        sizes: dict[tuple[int, int], list[str]] = {}
        for name in fuzzy:
            if len(name) >= _SHORTEST_FUZZY:
                sizes.setdefault((len(name), name.count(" ") + 1), []).append(name)
        lengths: dict[str, set[int]] = {}
        for tokens in frozen:
            lengths.setdefault(tokens[0], set()).add(len(tokens))
        return cls(
            names=frozen,
            lengths={word: tuple(sorted(found)) for word, found in lengths.items()},
            alone=frozenset(tokens[0] for tokens in frozen if len(tokens) == 1),
            beginnings=frozenset(tokens[:2] for tokens in frozen if len(tokens) > 1),
            longest=max((len(tokens) for tokens in frozen), default=0),
            spelled=fuzzy,
            sizes={size: tuple(names) for size, names in sizes.items()},
            common=common_words(),
            parts=frozenset().union(*frozen),
            acronyms=frozenset(acronyms),
            before_numbers=frozenset(
                tokens[0]
                for tokens in frozen
                if len(tokens) == 2 and tokens[1].isdigit() and len(tokens[1]) == 1
            ),
            inner=frozenset(word for tokens in frozen for word in tokens if len(word) <= _LITTLE).difference(
                tokens[0] for tokens in frozen if len(tokens) == 1
            ),
        )

    def is_word(self, word: str) -> bool:
        """Tell whether a word is right as it is: a common one, or one that can stand alone in a name."""
        return word in self.common or (word in self.parts and word not in self.inner)

    def numbered(self, word: str) -> str | None:
        """Return the word that, misspelt like this, begins names with a figure behind, as "gr 4"."""
        if len(word) <= 1 or not word.isalpha() or self._is_spelt(word):
            return None
        near = [
            name for name in self.before_numbers if len(name) >= _LITTLE and OSA.distance(word, name) == 1
        ]
        return near[0] if len(near) == 1 else None

    def may_name(self, words: Sequence[str]) -> bool:
        """Tell whether words can hold a name as it is spelt: quickly, as many do not."""
        return not (self.alone.isdisjoint(words) and self.beginnings.isdisjoint(pairwise(words)))

    def find_exact(self, tokens: Sequence[Token]) -> list[Mention]:
        """Find names as they are spelt, longest first, without overlaps, in order of place."""
        return self.find_in(tuple([token.text for token in tokens]), lambda place: tokens[place].surface)

    def find_in(self, words: tuple[str, ...], surface_of: Callable[[int], str]) -> list[Mention]:
        """Find names among words; how one of them is written is only asked where that decides."""
        if not self.may_name(words):
            return []
        hits = [
            (-length, start, things)
            for start, word in enumerate(words)
            for length in self.lengths.get(word, ())
            if (things := self.names.get(words[start : start + length])) is not None
            and not (length == 1 and self._is_plain_word(words, start, things, surface_of))
        ]
        if not hits:
            return []
        taken = [False] * len(words)
        found: list[Mention] = []
        for shorter, start, things in sorted(hits, key=itemgetter(0, 1)):
            end = start - shorter
            if end <= len(words) and not any(taken[start:end]):
                found.append(Mention(start, end, things))
                taken[start:end] = [True] * (end - start)
        return sorted(found, key=lambda mention: mention.start)

    def find(self, tokens: Sequence[Token], known: Lexicon, met: frozenset[str]) -> list[Mention]:
        """Find names as spelt, then misspelt ones around words that are neither `known`, `met` nor a name's.

        Only a `known` word can be what a misspelt one was meant for, in place of a name.

        A misspelt longer name takes the place of shorter ones inside it: in "outh american members" nobody
        means the United States.
        """
        exact = self.find_exact(tokens)
        words = [token.text for token in tokens]
        taken = [any(mention.start <= i < mention.end for mention in exact) for i in range(len(words))]
        unknown = [
            i
            for i, word in enumerate(words)
            if not (
                taken[i]
                or word in known
                or word in met
                or (self._is_spelt(word) and not self._is_stray(word))
            )
            and len(word) >= 3
        ][:_MAX_UNKNOWN]
        found = sorted(
            self._misspelt(words, unknown, exact, known, _capitals(tokens)),
            key=lambda mention: (-mention.similarity, mention.start - mention.end, mention.start),
        )
        kept: list[Mention] = []
        for mention in found:
            if not any(mention.overlaps(other) for other in kept):
                kept.append(mention)
        kept += [mention for mention in exact if not any(mention.overlaps(other) for other in kept)]
        kept = [_beside(mention, kept) if mention.unsure else mention for mention in kept]
        return sorted(kept, key=lambda mention: mention.start)

    def _misspelt(
        self,
        words: Sequence[str],
        unknown: Sequence[int],
        exact: Sequence[Mention],
        known: Lexicon,
        capitals: frozenset[int],
    ) -> Iterator[Mention]:
        for start, end in self._windows(words, unknown):
            if end - start > 1 and not MONTH_WORDS.isdisjoint(words[start:end]):
                continue  # "sept 2020" is a date, not almost a "report 2020"
            inside = [mention for mention in exact if mention.start < end and start < mention.end]
            if any(mention.start < start or end < mention.end for mention in inside):
                continue
            ordinary = known if capitals.isdisjoint(range(start, end)) else _NO_WORDS
            mention = self._nearest(" ".join(words[start:end]), start, end, ordinary)
            if mention is not None and (not inside or mention.similarity >= _INSTEAD_OF_A_NAME):
                yield mention

    def _windows(self, words: Sequence[str], unknown: Sequence[int]) -> list[tuple[int, int]]:
        """Return the stretches of up to five words, as (start, end), that hold an unknown one.

        All their other words are words of names: no name has a word that is right and stands in none.
        """
        may_be = [
            place in unknown or word in self.parts or len(word) < _LITTLE for place, word in enumerate(words)
        ]
        return sorted(
            {
                (start, start + length)
                for position in unknown
                for length in range(1, min(self.longest, 5) + 1)
                for start in range(max(0, position - length + 1), position + 1)
                if start + length <= len(words) and all(may_be[start : start + length])
            }
        )

    def _as_long(self, text: str, words: int, cutoff: float) -> list[str]:
        """Return the names whose length alone does not rule out a likeness of `cutoff`.

        A neighbouring word may be drawn in only if the name has about as many words.
        """
        counts = range(1, self.longest + 1) if words == 1 else range(words - 1, words + 2)
        letters = range(math.floor(len(text) * cutoff), math.ceil(len(text) / cutoff) + 1)
        return [name for size in product(letters, counts) for name in self.sizes.get(size, ())]

    def _nearest(self, text: str, start: int, end: int, known: Lexicon) -> Mention | None:
        if len(text) < _SHORTEST_FUZZY:
            return None
        owner = self.names.get((text[:-1],)) if text[-1] == "s" else self._with_a_key_more(text)
        if owner is not None:  # "DLRs logo": no other acronym is nearer than the one with an "s" behind it
            return Mention(start, end, owner, 1 - 1 / len(text))
        cutoff = cutoff_of(len(text))
        names = self._as_long(text, end - start, cutoff)
        matches = process.extract(text, names, scorer=OSA.normalized_similarity, score_cutoff=cutoff, limit=6)
        matches = [match for match in matches if same_numbers(text, match[0]) and alike(text, match[0])]
        if not matches:
            return self._our_own(text, start, end)
        best = matches[0][1]
        # Just as likely misspelt ordinary words, one beside another.
        if all(known.has_like(word, best - 1e-6) for word in text.split()):
            return None
        nearest = [name for name, score, _ in matches if score >= best - _AMBIGUOUS_WITHIN]
        if len(text) <= _ACRONYM:  # as near are many; letters swapped or a key beside tell which it is
            gains = {name: slip(text, name) for name in nearest}
            nearest = [name for name in nearest if gains[name] >= max(gains.values()) - _LIKELIER]
        close = [self.spelled[name] for name in nearest]
        if len(text) <= _ACRONYM:  # people ask of our members' acronyms far more often than of others'
            close = [things for things in close if any(kind == "member" for kind, _ in things)] or close
        things = frozenset().union(*close)
        unsure = len({frozenset(group) for group in close}) > 1 and not frozenset.intersection(*close)
        # "pnsa" is rather another agency than a slip for CNSA.
        unsure = unsure or (nearest[0] in self.acronyms and by_no_slip(text, nearest[0]))
        return Mention(start, end, things, best, unsure)

    def _with_a_key_more(self, text: str) -> frozenset[Thing] | None:
        """Return what an acronym of three letters names into which a key was hit that is beside the next."""
        if len(text) != _SHORTEST_FUZZY or (text,) in self.names:
            return None
        shorter = {
            text[:at] + text[at + 1 :]
            for at, letter in enumerate(text)
            if not {letter, *NEIGHBOURS.get(letter, "")}.isdisjoint(
                text[max(at - 1, 0) : at] + text[at + 1 : at + 2]
            )
        }
        found = {self.names[(name,)] for name in shorter & self.acronyms}
        return found.pop() if len(found) == 1 else None

    def _our_own(self, text: str, start: int, end: int) -> Mention | None:
        """Return what is no other name and hardly our own: nothing is typed so often, or so often wrong."""
        name = SELF[1]
        same = sum((Counter(text) & Counter(name)).values())
        if name not in self.spelled or same < len(name) - 1 or OSA.distance(text, name) > _OUR_SLIPS:
            return None
        return Mention(start, end, self.spelled[name], 1 - _OUR_SLIPS / len(name))

    def _is_spelt(self, word: str) -> bool:
        return word in self.common or word in self.parts

    def _is_stray(self, word: str) -> bool:
        """Tell whether a word that stands outside of names only tells of a misspelt one beside it."""
        alone = word in self.common or (word,) in self.names
        return len(word) > _ACRONYM and word in self.parts and not alone

    def _is_plain_word(
        self, words: Sequence[str], place: int, things: frozenset[Thing], surface_of: Callable[[int], str]
    ) -> bool:
        word = words[place]
        if all(kind == "person" for kind, _ in things) and (
            len(word) <= _SHORTEST_SURNAME or word in self.common
        ):  # "stocks" is a person only where somebody speaks, or in the middle of a sentence with a capital
            about = _SPEECH if len(words) > _KEYWORDS else _SPEECH | _OFFICE
            return about.isdisjoint(words) and not (place > 0 and surface_of(place)[0].isupper())
        if word not in _WORDS_TOO:
            return False
        surface = surface_of(place)
        if surface.isupper() or not surface.isascii() or "." in surface:
            return False
        if word == "un":  # the United Nations, not what is French for "a"
            return place == 0 or words[place - 1] != "the"
        return word != "us" or not self._is_country(words, place)

    def _is_country(self, words: Sequence[str], place: int) -> bool:
        """Tell whether "us" is the United States: where no pronoun stands, or beside another name."""
        if place == 0:  # "us Poland in" is a misspelt "is"
            return len(words) > 1 and words[1] not in self.lengths
        if words[place - 1] in _BEFORE_NAMES:
            return True
        # The link and what is linked, on either side.
        sides = (words[place + 1 : place + 3], words[max(place - 2, 0) : place][::-1])
        return any(len(side) == 2 and side[0] in _LINKS and side[1] in self.alone for side in sides)


def _capitals(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places of words with a capital that not all have: within a question only names do."""
    if all(token.surface[0].isupper() for token in tokens if token.text.isalpha()):
        return frozenset()
    return frozenset(
        place
        for place, token in enumerate(tokens)
        if token.surface[0].isupper()
        and (
            (place and token.surface[1:].islower()) or (token.surface.isupper() and len(token.text) > _LITTLE)
        )
    )


def _beside(unsure: Mention, others: Iterable[Mention]) -> Mention:
    """Return what a misspelt name is if only one of its readings is named otherwise, too: "ASA austraia"."""
    named = frozenset().union(*[other.things for other in others if not other.unsure])
    both = unsure.things & named
    return replace(unsure, things=both, unsure=False) if both else unsure
