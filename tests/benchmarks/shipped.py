"""Time and memory of the engine on the shipped knowledge: `python -m tests.benchmarks.shipped`.

Goals: load and index, without a cache, within 1 s; the 99th percentile of a question within 3 ms, also when
an entry answers for the first time. The questions are the tuning half of the golden ones, asked twice from a
snapshot as the bot and a cold `ask` use it: out of the cache of compiled knowledge.

Beside the wall's time stands the processor time of the asking thread. On a machine with other work the wall
also measures how long others held the core; the goals are for a quiet one, where the two are the same.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np
import psutil
import yaml

from bot.answers.engine import answer
from bot.answers.golden import golden_set
from bot.answers.snapshot import Snapshot
from bot.knowledge.loader import load
from bot.matching.english import common_words
from bot.reload.collection import without_collection
from bot.reload.opening import open_cached

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 1, 1)

ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the wall's clock and of the processor, and megabytes of memory gained."""

    wall: float
    processor: float
    memory: float


def taken(work: Callable[[], ResultT]) -> tuple[ResultT, Took]:
    """Do something once and measure it."""
    process = psutil.Process()
    memory, wall, processor = process.memory_info().rss, time.perf_counter(), time.process_time()
    result = work()
    took = Took(
        time.perf_counter() - wall,
        time.process_time() - processor,
        (process.memory_info().rss - memory) / 2**20,
    )
    return result, took


def questions(folder: Path) -> list[str]:
    """Return the questions of the tuning half, those in pairs included."""
    found: list[str] = []
    for path in sorted(folder.glob("*tune*.yaml")):
        golden = golden_set(yaml.safe_load(path.read_text(encoding="utf-8")))
        found += [
            item.question for item in (*golden.singles, *(item for pair in golden.pairs for item in pair))
        ]
    return found


def asked(snapshot: Snapshot, texts: Sequence[str]) -> list[tuple[float, float]]:
    """Ask each question once; return the milliseconds of each by the wall's clock and of the processor."""
    times: list[tuple[float, float]] = []
    for text in texts:
        wall, processor = time.perf_counter(), time.thread_time()
        answer(snapshot, text, TODAY)
        times.append((1000 * (time.perf_counter() - wall), 1000 * (time.thread_time() - processor)))
    return times


def main() -> int:
    """Print the table; the knowledge is the shipped one, or the folder named as argument."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "knowledge"
    print(f"{'':26}{'wall s':>9}{'cpu s':>9}{'MB':>7}")
    _, words = taken(common_words)
    _row("common words of English", words)
    with without_collection():  # as the bot loads and indexes
        loaded, reading = taken(lambda: load(folder))
    _row("load", reading)
    knowledge = loaded.knowledge
    if knowledge is None:
        print(*loaded.problems, sep="\n", file=sys.stderr)
        return 1
    with without_collection():
        snapshot, indexing = taken(lambda: Snapshot(knowledge))
    _row("index", indexing)
    steps = (words, reading, indexing)
    _row(
        "together (goal: 1 s)", Took(*(sum(getattr(s, n) for s in steps) for n in Took.__dataclass_fields__))
    )
    stored = sum(len(entry.questions) for entry in knowledge.entries)
    demands = len(snapshot.matcher.catalogue.demands.demands)
    print(f"{len(knowledge.entries)} entries, {stored} questions, {demands} different demands\n")

    with tempfile.TemporaryDirectory() as cache:
        opened, checking = taken(lambda: open_cached(folder, TODAY, Path(cache)))
        _row("load, index, check, keep", checking)
        again, unpacking = taken(lambda: open_cached(folder, TODAY, Path(cache)))
        _row("out of the cache", unpacking)
    if opened.snapshot is None or again.snapshot is None:
        print(*opened.problems, sep="\n", file=sys.stderr)
        return 1
    texts = questions(ROOT / "tests" / "golden")
    print(f"\n{len(texts)} questions{'wall p50':>15}{'p99':>8}{'cpu p50':>10}{'p99':>8}{'longest':>9}   ms")
    for name in ("first time", "second time"):
        wall, processor = np.array(asked(again.snapshot, texts)).T
        figures = (
            np.median(wall),
            np.quantile(wall, 0.99),
            np.median(processor),
            np.quantile(processor, 0.99),
        )
        print(
            f"{name:18}{figures[0]:>10.2f}{figures[1]:>8.2f}{figures[2]:>10.2f}{figures[3]:>8.2f}"
            f"{processor.max():>9.2f}"
        )
    return 0


def _row(name: str, took: Took) -> None:
    print(f"{name:26}{took.wall:>9.2f}{took.processor:>9.2f}{took.memory:>7.0f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
