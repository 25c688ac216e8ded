"""The engine's arithmetic against the same computed slowly and plainly."""

import math
import random
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from bot.matching.index import Index, Phrasing
from bot.matching.meanings import Meanings
from bot.matching.settings import Settings
from bot.matching.stem import stem

MEANINGS = Meanings.build({})
WORDS = "moon mars water who chair join member roadmap when count lander orbit".split()


def _texts(count: int, rng: random.Random) -> list[tuple[str, ...]]:
    return [tuple(rng.choice(WORDS) for _ in range(rng.randint(1, 6))) for _ in range(count)]


def _bags(text: tuple[str, ...]) -> list[Counter[str]]:
    """The four views of a text, as bags of readable features."""
    roots = [stem(word) for word in text]
    meanings = ["|", *(meaning for meaning, _ in MEANINGS.read(roots)), "|"]
    return [
        Counter(roots),
        Counter(meanings[1:-1]),
        Counter(f"{a} {b}" for a, b in pairwise(meanings)),
        Counter(f"<{word}>"[at : at + 3] for word in text for at in range(len(word))),
    ]


class _Obvious:
    """Dictionaries and loops instead of arrays; every phrasing like the question takes part in the solve."""

    def __init__(self, texts: list[tuple[str, ...]], settings: Settings) -> None:
        self.settings = settings
        bags = [_bags(text) for text in texts]
        self.frequency = [Counter(f for bag in bags for f in bag[view]) for view in range(4)]
        self.count = len(texts)
        self.vectors = [self._vectors(bag) for bag in bags]

    def _vectors(self, bags: list[Counter[str]]) -> list[dict[str, float]]:
        s = self.settings
        vectors = []
        for view, (bag, share) in enumerate(
            zip(bags, (s.words, s.meanings, s.pairs, s.letters), strict=True)
        ):
            exponent = s.rarity_of_words if view < 2 else s.rarity
            vector = {
                f: (1 + math.log(n)) * math.log(1 + self.count / (self.frequency[view][f] or 0.5)) ** exponent
                for f, n in bag.items()
            }
            norm = math.sqrt(sum(value**2 for value in vector.values())) or 1.0
            vectors.append({f: value * math.sqrt(share) / norm for f, value in vector.items()})
        return vectors

    def scores(self, question: tuple[str, ...], entries: list[int]) -> dict[int, float]:
        asked = self._vectors(_bags(question))
        like = [number for number, vector in enumerate(self.vectors) if self._kernel(vector, asked) > 0]
        vectors = [self.vectors[number] for number in like]
        kernel = np.array([[self._kernel(a, b) for b in vectors] for a in vectors])
        weights = np.linalg.solve(
            kernel + self.settings.ridge * np.eye(len(like)), [self._kernel(a, asked) for a in vectors]
        )
        scores: dict[int, float] = {}
        for number, weight in zip(like, weights, strict=True):
            scores[entries[number]] = scores.get(entries[number], 0.0) + float(weight) * (
                1 + self.settings.ridge
            )
        return scores

    def _kernel(self, one: list[dict[str, float]], other: list[dict[str, float]]) -> float:
        x = sum(value * b.get(f, 0.0) for a, b in zip(one, other, strict=True) for f, value in a.items())
        return (x + self.settings.sharpness * x**2) / (1 + self.settings.sharpness)


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_the_plain_formula(seed: int) -> None:
    """With fewer phrasings than neighbours the arrays compute exactly kernel ridge regression."""
    rng = random.Random(seed)
    texts = _texts(30, rng)
    entries = [number % 7 for number in range(30)]
    index = Index.build([Phrasing(entry, text) for entry, text in zip(entries, texts, strict=True)])
    slow = _Obvious(texts, Settings())
    for question in [*_texts(5, rng), ("moon", "zzzzqqqq")]:
        expected = slow.scores(question, entries)
        for candidate in index.search(question):
            wanted = min(max(expected[candidate.entry], 0.0), 1.0)
            assert candidate.score == pytest.approx(wanted, abs=2e-3)


def test_reading_few_postings_finds_what_reading_all_finds() -> None:
    """A large index reads the rarest features first; the best candidate is still the best."""
    rng = random.Random(11)
    texts = _texts(600, rng)
    phrasings = [Phrasing(number, text) for number, text in enumerate(dict.fromkeys(texts))]
    whole = Index.build(phrasings)
    hasty = Index.build(phrasings, settings=Settings(postings=2_000, shortlist=64))
    questions = [phrasing.tokens for phrasing in phrasings[:100]]
    same = [whole.search(q, limit=1)[0].entry == hasty.search(q, limit=1)[0].entry for q in questions]
    assert np.mean(same) > 0.95
