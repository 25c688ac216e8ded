"""A question against all phrasings: the entries that fit it, with their scores and bound slots."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.base import Knowledge
from bot.matching.catalogue import Catalogue, build_catalogue
from bot.matching.clauses import asked_first, questions_proper
from bot.matching.contrasts import CONTRASTS
from bot.matching.coverage import Coverage, Weighed, words_of
from bot.matching.decisive import Decisive
from bot.matching.demands import Binding, Bound, Fit
from bot.matching.gaps import Gaps
from bot.matching.index import Candidate, Index, Near
from bot.matching.normalise import clean, tokenise
from bot.matching.ordinary import NEGATIONS
from bot.matching.remembering import Remembered
from bot.matching.respelling import Respelt, Typed
from bot.matching.slots import MASK, Reading, inside_names, read, stand_in, stand_ins_of
from bot.matching.spelling import Spelling

_NEAR = 10  # phrasings whose spelling is compared with the question's
_BOUND = 256  # readings, apart from their words, of which is kept how they fit: some ten kilobytes each
_LITTLE = 2  # letters of names that are rather misspelt little words where nothing is found: "un" for "in"
_WEAK, _GOOD = int(Fit.WEAK), int(Fit.GOOD)  # arrays compare plain numbers several times as fast
_IN_VAIN = 0.2  # how much a phrasing of a known gap tells of what a misspelt word was meant for
_TWINS = 0.02  # phrasings this equally like the question differ only in what they bind


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that may be meant: the phrasing that speaks most for it, and what its slots stand for.

    In 0..1 are `score`, the `similarity` of that phrasing to the question, and the `coverage`: the share of
    the question's words that the entry has at all.
    """

    entry: int
    score: float
    similarity: float
    coverage: float
    phrasing: str
    binding: Binding
    specific: bool


@dataclass(frozen=True)
class Found:
    """What was read, the entries whose demands are met, and those that would only do as a suggestion.

    `question` is what was looked for; `gap_evidence` is positive where the words are rather those of
    questions that have no answer.
    """

    question: str
    reading: Reading
    good: tuple[Match, ...]
    gap_evidence: float
    _look: Callable[[], tuple[Match, ...]] = field(repr=False, compare=False)
    near: NDArray[np.int64] = field(repr=False, compare=False)
    """The numbers of the phrasings nearest to the question whose demands are met, the nearest first."""

    @cached_property
    def weak(self) -> tuple[Match, ...]:
        """The entries that would only do as a suggestion; most answers never need to look for them."""
        return self._look()


@dataclass(frozen=True, slots=True)
class Matcher:
    """All phrasings of one revision of the knowledge, ready to be searched."""

    catalogue: Catalogue
    index: Index
    coverage: Coverage
    gaps: Gaps
    decisive: Decisive
    spelling: Spelling
    signature_of: NDArray[np.int32]
    unanswered: frozenset[int]
    """The entries of known gaps."""
    _bound: Remembered[Hashable, Bound] = field(
        default_factory=lambda: Remembered(_BOUND), repr=False, compare=False
    )

    @classmethod
    def build(cls, knowledge: Knowledge) -> Matcher:
        """Read and index every phrasing."""
        catalogue = build_catalogue(knowledge)
        phrasings = catalogue.phrasings
        unanswered = frozenset(n for n, entry in enumerate(knowledge.entries) if entry.unknown is not None)
        in_vain = np.isin(phrasings.entries, sorted(unanswered))
        weights = np.where(in_vain, np.float32(_IN_VAIN), np.float32(1))
        index = Index.of(phrasings.entries, phrasings.words, concepts=catalogue.concepts, weights=weights)
        words = words_of(knowledge.entries, phrasings.entries, phrasings.words)
        gaps = Gaps.build(phrasings.words, in_vain)
        decisive = Decisive.build(catalogue.decisive, words, unanswered)
        gazetteer, vocabulary = catalogue.gazetteer, index.vocabulary
        names = {word: MASK for word in gazetteer.parts if not vocabulary.speller.commonness(word)}
        names |= {name[0]: stand_in(things) for name, things in gazetteer.names.items() if len(name) == 1}
        spelling = Spelling.build(
            vocabulary.speller, vocabulary.neighbours, gazetteer.common, names, gazetteer.beginnings
        )
        coverage = Coverage.build(words)
        return cls(catalogue, index, coverage, gaps, decisive, spelling, phrasings.signatures, unanswered)

    def find(self, question: str, today: date, limit: int = 6) -> Found:
        """Return the entries nearest to a question, best first."""
        catalogue = self.catalogue
        reading = read(
            question,
            catalogue.gazetteer,
            catalogue.known,
            today,
            met=catalogue.met,
            dated=catalogue.dated,
            spelling=self.spelling,
        )
        bound = self._bound.get(
            catalogue.demands.heeded(reading), lambda: catalogue.demands.bind(reading, catalogue.dated)
        )
        asked = self.index.read(reading.words)
        spelt = [word.word for word in asked.words]
        weighed = self.coverage.weigh(spelt)
        strangers = self.decisive.strangers([word.word for word in asked.words if word.similarity == 1])

        def nearest(wanted: int) -> Near:
            return self.index.nearest(asked, partial(self._fitting, bound, strangers, wanted))

        def matches(near: Near) -> tuple[Match, ...]:
            candidates = self.index.candidates(near, limit=limit)
            return _specific_first(
                [self._match(candidate, weighed, bound) for candidate in candidates], self.unanswered
            )

        near = nearest(_GOOD)
        return Found(
            question,
            reading,
            matches(near),
            self.gaps.evidence(spelt),
            lambda: matches(nearest(_WEAK)),
            near.phrasings,
        )

    def is_word(self, word: str) -> bool:
        """Tell whether a word may be meant as it is typed."""
        catalogue = self.catalogue
        return word in catalogue.known or catalogue.gazetteer.is_word(word)

    def respelt(self, question: str, found: Found) -> Iterator[Respelt]:
        """Yield the question without slips: with likelier words, then as in the phrasings found for it."""
        tokens = tokenise(question)
        if len(tokens) > self.index.settings.longest:
            return
        likelier = self.likelier(question, found)
        if likelier is not None:
            yield likelier
        names, cleaned = self.catalogue.gazetteer.find_exact(tokens), clean(question)
        typed = Typed.of(cleaned, tokens, inside_names(len(tokens), names), self.is_word)
        near = dict.fromkeys(self.catalogue.phrasings.words[number] for number in found.near[:_NEAR].tolist())
        spellings = filter(None, map(typed.respelt, near))
        seen = set()
        for spelling in sorted(spellings, key=lambda spelling: -spelling.alike):
            if spelling.text not in seen:
                seen.add(spelling.text)
                yield spelling

    def likelier(self, question: str, found: Found) -> Respelt | None:
        """Return the question with words that are likelier beside the others; None if all are likely."""
        tokens = tokenise(question)
        if len(tokens) > self.index.settings.longest:
            return None
        guesses = dict(found.reading.guesses)
        stand_ins = stand_ins_of(len(tokens), self.catalogue.gazetteer.find_exact(tokens))
        open_ = [
            token.surface == token.text
            and token.text.isalpha()
            and (name is None or len(token.text) <= _LITTLE)
            and token.text not in NEGATIONS
            and token.text not in CONTRASTS
            and token.text not in guesses
            for token, name in zip(tokens, stand_ins, strict=True)
        ]
        read_as = [token._replace(text=guesses.get(token.text, token.text)) for token in tokens]
        words = self.spelling.reconsidered(read_as, open_, stand_ins)
        if words is None:
            return None
        text = clean(question)
        changed: list[str] = []
        for token, word in zip(reversed(tokens), reversed(words), strict=True):
            if word != token.text:
                text = text[: token.start] + word + text[token.end :]
                changed.append(token.text)
        return Respelt(text, tuple(changed), 1.0, bold=False)

    def asked_first(self, question: str) -> str | None:
        """Return the question that a text begins with, if it only goes on with why somebody asks."""
        return asked_first(clean(question), tokenise(question)) if "?" in question[:-1] else None

    def clauses(self, question: str) -> Iterator[str]:
        """Yield what is left of a question without what is only said around it, likeliest first."""
        tokens = tokenise(question)
        names = self.catalogue.gazetteer.find_exact(tokens)
        return questions_proper(clean(question), tokens, names)

    def _fitting(
        self, bound: Bound, strangers: NDArray[np.bool_] | None, wanted: int, phrasings: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        fits = bound.fits.take(self.signature_of.take(phrasings))
        if strangers is not None:
            fits[(fits == _GOOD) & strangers.take(self.index.entries.take(phrasings))] = _WEAK
        fitting: NDArray[np.bool_] = fits == wanted
        return fitting

    def _match(self, candidate: Candidate, weighed: Weighed, bound: Bound) -> Match:
        signature = self.signature_of.item(candidate.phrasing)
        demand = self.catalogue.demands.signatures[signature].demand
        binding = bound.binding(signature)
        assert binding is not None, "only phrasings that fit are searched"
        return Match(
            entry=candidate.entry,
            score=candidate.score,
            similarity=candidate.similarity,
            coverage=self.coverage.share(weighed, candidate.entry),
            phrasing=self.catalogue.phrasings.written[candidate.phrasing],
            binding=binding,
            specific=bool(demand.consts or demand.times or demand.ordinals),
        )


def _specific_first(matches: list[Match], gaps: frozenset[int]) -> tuple[Match, ...]:
    """Let a phrasing that names its thing outright have the credit it shares with its twin with a slot.

    "Was Luxembourg the 22nd member" and "was {member} the {number} member" are the same words once names are
    masked, and only the first of the two was written for this very question. The credit of an entry of `gaps`
    is not shared: "what does GER 4 say about money" says nothing for "what does GER 4 say about Mars".
    """
    if matches and not matches[0].specific and matches[0].entry not in gaps:
        first = matches[0]
        for place, match in enumerate(matches[1:], 1):
            if match.specific and match.similarity >= first.similarity - _TWINS:
                score = min(1.0, match.score + first.score)
                others = (other for i, other in enumerate(matches) if i not in {0, place})
                return (replace(match, score=score), replace(first, score=match.score), *others)
    return tuple(matches)
