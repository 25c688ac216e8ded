"""Stems -> what they mean: synonyms, and phrases of several words, fall together under one name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.matching.normalise import normalise
from bot.matching.stem import stem
from bot.matching.thesaurus import GROUPS


@dataclass(frozen=True, slots=True)
class Meanings:
    """Words and phrases by their stems, with the concept each stands for."""

    concepts: Mapping[tuple[str, ...], str]
    longest: Mapping[str, int]
    """First stem -> most words of a phrase that begins with it."""
    beginnings: frozenset[tuple[str, ...]]
    """The first two stems of all phrases of several words."""
    words: frozenset[str]
    """Every word of every phrase as it is spelt."""

    @classmethod
    def build(cls, concepts: Mapping[str, str]) -> Meanings:
        """Read the general thesaurus and `concepts`, word or phrase -> concept, which take precedence."""
        merged: dict[tuple[str, ...], str] = {}
        words: set[str] = set()
        own = [(normalise(phrase), _name(concept)) for phrase, concept in concepts.items()]
        for tokens, concept in (*_general(), *own):
            words.update(tokens)
            merged[tuple(stem(token) for token in tokens)] = concept
        merged.pop((), None)
        longest: dict[str, int] = {}
        for stems in merged:
            longest[stems[0]] = max(longest.get(stems[0], 1), len(stems))
        beginnings = frozenset(stems[:2] for stems in merged if len(stems) > 1)
        return cls(merged, longest, beginnings, frozenset(words))

    def alone(self, stem_: str) -> str:
        """Return the concept of a word by itself."""
        return self.concepts.get((stem_,), stem_)

    def read(self, stems: Sequence[str]) -> list[tuple[str, int]]:
        """Return the concepts of a text in order, each with the number of words it covers.

        The longest phrase wins; a word without a concept stands for itself.
        """
        found: list[tuple[str, int]] = []
        place = 0
        while place < len(stems):
            stem_ = stems[place]
            concept, covered = self._at(stems, place) if stem_ in self.longest else (stem_, 1)
            found.append((concept, covered))
            place += covered
        return found

    def _at(self, stems: Sequence[str], place: int) -> tuple[str, int]:
        for length in range(min(self.longest.get(stems[place], 0), len(stems) - place), 0, -1):
            concept = self.concepts.get(tuple(stems[place : place + length]))
            if concept is not None:
                return concept, length
        return stems[place], 1


def _general() -> list[tuple[tuple[str, ...], str]]:
    """Return (words, concept) of the thesaurus, whose words `normalise` leaves as they are."""
    groups = [line.split() for line in GROUPS.strip().split("\n")]
    return [(tuple(phrase.split("_")), stem(group[0])) for group in groups for phrase in group]


def _name(concept: str) -> str:
    """Return the name of a concept; a word's is its stem, so that the bare word means the concept too."""
    tokens = normalise(concept)
    return stem(tokens[0]) if len(tokens) == 1 else concept
