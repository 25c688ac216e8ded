"""Time and memory of the engine beside its peers on the same phrasings: `python -m tests.benchmarks.speed`.

Goals: at 10,000 stored phrasings 15 times faster than `WRatio` and 4 times faster than FTS5; at 100,000, 60
and 25 times; the median at 100,000 within 4 times that at 1,000; build at 100,000 under 30 s and 1 GB. Every
figure of one run comes from the same machine, questions and phrasings; compare the ratios.
"""

import random
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import bm25s
import numpy as np
import psutil
from rapidfuzz import fuzz, process

from bot.matching.index import Index, Phrasing
from bot.matching.normalise import normalise
from tests.benchmarks.data import FOLDER, phrasings, read
from tests.golden.typos import typo

SIZES = (1_000, 6_000, 10_000, 100_000)
Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds a question, seconds and megabytes for the build."""

    p50: float
    p99: float
    build: float
    memory: float


def stored(count: int, rng: random.Random) -> list[tuple[int, str]]:
    """Return (entry, text) pairs: real phrasings, and new ones spliced from halves of two real ones."""
    real = [(text, intent) for intent, texts in sorted(phrasings().items()) for text in texts]
    rng.shuffle(real)
    entries: dict[str, int] = {}
    found = [(entries.setdefault(intent, len(entries)), text) for text, intent in real[:count]]
    while len(found) < count:
        (first, intent), (second, _) = rng.choice(real), rng.choice(real)
        words, others = first.split(), second.split()
        text = " ".join(words[: len(words) // 2 + 1] + others[len(others) // 2 :])
        found.append((entries.setdefault(f"{intent} {len(found) // 150}", len(entries)), text))
    return found


def asked(count: int, rng: random.Random) -> list[str]:
    """Return questions from the validation part, half of them with a typo."""
    texts = [text for text, _ in read(1, 0).questions]
    return [typo(text, rng) if number % 2 else text for number, text in enumerate(rng.sample(texts, count))]


class _Peak:
    """The most memory the process used while it was watched, in megabytes above the start."""

    def __enter__(self) -> "_Peak":
        self._process = psutil.Process()
        self._start = self._most = self._process.memory_info().rss
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._done.wait(0.005):
            self._most = max(self._most, self._process.memory_info().rss)

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
        self._most = max(self._most, self._process.memory_info().rss)

    @property
    def megabytes(self) -> float:
        return (self._most - self._start) / 2**20


def measure(
    build: Callable[[Sequence[tuple[int, str]]], Ask], texts: Sequence[tuple[int, str]], questions: list[str]
) -> Measured:
    """Build, then ask each question once after a short warm-up."""
    with _Peak() as peak:
        began = time.perf_counter()
        ask = build(texts)
        built = time.perf_counter() - began
    for question in questions[:5]:
        ask(question)
    times = []
    for question in questions:
        began = time.perf_counter()
        ask(question)
        times.append(1000 * (time.perf_counter() - began))
    return Measured(float(np.median(times)), float(np.quantile(times, 0.99)), built, peak.megabytes)


def engine(texts: Sequence[tuple[int, str]]) -> Ask:
    """Our own, from raw text to candidates."""
    index = Index.build([Phrasing(entry, normalise(text, authored=True)) for entry, text in texts])
    return lambda question: index.search(normalise(question))


def wratio(texts: Sequence[tuple[int, str]]) -> Ask:
    """rapidfuzz's default scorer over every phrasing."""
    choices = [text for _, text in texts]
    return lambda question: process.extractOne(question, choices, scorer=fuzz.WRatio)


def bm25(texts: Sequence[tuple[int, str]]) -> Ask:
    """BM25 from bm25s, its own tokeniser."""
    corpus = bm25s.tokenize([text for _, text in texts], stopwords=None, show_progress=False)
    model = bm25s.BM25()
    model.index(corpus, show_progress=False)

    def ask(question: str) -> object:
        tokens = bm25s.tokenize([question], stopwords=None, show_progress=False, return_ids=False)
        return model.retrieve(tokens, k=10, show_progress=False)

    return ask


def fts5(texts: Sequence[tuple[int, str]]) -> Ask:
    """SQLite's full-text index with the porter stemmer, words joined by OR, best ten by bm25."""
    base = sqlite3.connect(":memory:")
    base.execute("CREATE VIRTUAL TABLE phrasing USING fts5(text, tokenize='porter')")
    base.executemany("INSERT INTO phrasing VALUES (?)", [(text,) for _, text in texts])
    query = "SELECT rowid, rank FROM phrasing WHERE phrasing MATCH ? ORDER BY rank LIMIT 10"

    def ask(question: str) -> object:
        words = " OR ".join(f'"{token}"' for token in normalise(question))
        return base.execute(query, (words,)).fetchall() if words else []

    return ask


def main() -> int:
    """Print one row for each engine and size, then the ratios."""
    if not FOLDER.is_dir():
        print(f"{FOLDER} does not exist; this benchmark reads CLINC150 from there", file=sys.stderr)
        return 1
    table: dict[tuple[str, int], Measured] = {}
    print(f"{'stored':>8} {'':12} {'p50 ms':>9} {'p99 ms':>9} {'build s':>9} {'build MB':>9}")
    for size in SIZES:
        texts = stored(size, random.Random(1))
        for name, build, count in (
            ("engine", engine, 1000),
            ("WRatio", wratio, 60),
            ("bm25s", bm25, 300),
            ("FTS5", fts5, 100),
        ):
            table[name, size] = found = measure(build, texts, asked(count, random.Random(2)))
            time_and_size = f"{found.p50:>9.3f} {found.p99:>9.3f} {found.build:>9.2f} {found.memory:>9.0f}"
            print(f"{size:>8} {name:12} {time_and_size}", flush=True)
    print(f"\n{'stored':>8} {'x WRatio':>9} {'x FTS5':>9} {'x bm25s':>9}  (their median / ours)")
    for size in SIZES:
        ours = table["engine", size].p50
        ratios = [table[name, size].p50 / ours for name in ("WRatio", "FTS5", "bm25s")]
        print(f"{size:>8} {ratios[0]:>9.1f} {ratios[1]:>9.1f} {ratios[2]:>9.2f}")
    growth = table["engine", 100_000].p50 / table["engine", 1_000].p50
    print(f"median at 100,000 / median at 1,000: {growth:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
