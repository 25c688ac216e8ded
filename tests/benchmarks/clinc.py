"""The ordinary engine on CLINC150: `python -m tests.benchmarks.clinc` prints the table.

An intent is an entry, its name the entry's title. Right: share of in-scope questions whose best candidate is
right. AUROC: how well the best score tells in-scope from out-of-scope. OOS@90: out-of-scope questions refused
when 90 % of in-scope ones are still answered. 2 typos: right, with two keyboard edits in each question.
"""

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import numpy as np

from bot.matching.index import Index, Phrasing
from bot.matching.normalise import normalise
from tests.benchmarks.data import FOLDER, Clinc, read
from tests.golden.typos import typo


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table, in percent."""

    right: float
    auroc: float
    refused: float
    typos: float


def index_of(clinc: Clinc) -> tuple[Index, list[str]]:
    """Index the stored phrasings and titles; also return the intent of each entry."""
    intents = sorted(clinc.stored)
    texts = [
        (entry, text)
        for entry, intent in enumerate(intents)
        for text in (intent.replace("_", " "), *clinc.stored[intent])
    ]
    return Index.build([Phrasing(entry, normalise(text, authored=True)) for entry, text in texts]), intents


def measure(shots: int, seed: int, folder: Path = FOLDER, every: int = 1) -> Result:
    """Ask each `every`-th validation question as it is and with two typos."""
    clinc = read(shots, seed, folder)
    index, intents = index_of(clinc)
    rng = random.Random(f"typos {seed}")
    right: list[bool] = []
    typos: list[bool] = []
    inside: list[float] = []
    outside: list[float] = []
    for text, intent in clinc.questions[::every]:
        entry, score = _best(index, text)
        if intent is None:
            outside.append(score)
            continue
        inside.append(score)
        right.append(intents[entry] == intent)
        typos.append(intents[_best(index, typo(text, rng, 2))[0]] == intent)
    cutoff = np.quantile(inside, 0.1)
    return Result(
        right=100 * fmean(right),
        auroc=100 * auroc(inside, outside),
        refused=100 * fmean(score < cutoff for score in outside),
        typos=100 * fmean(typos),
    )


def _best(index: Index, text: str) -> tuple[int, float]:
    found = index.search(normalise(text), limit=1)
    return (found[0].entry, found[0].score) if found else (-1, 0.0)


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Return the chance that a score from `inside` is above one from `outside`; ties count half."""
    others = np.sort(np.array(outside))
    below = np.searchsorted(others, inside, side="left")
    equal = np.searchsorted(others, inside, side="right") - below
    return float(np.mean(below + equal / 2) / len(others))


def main() -> int:
    """Print the mean and each seed."""
    parser = argparse.ArgumentParser(description="The matcher on CLINC150's validation part.")
    parser.add_argument(
        "--data", type=Path, default=FOLDER, help="folder with train.jsonl and validation.jsonl"
    )
    folder = parser.parse_args().data
    if not folder.is_dir():
        print(
            f"{folder} does not exist; pass the folder of CLINC150's jsonl files with --data", file=sys.stderr
        )
        return 1
    print(f"{'phrasings':>10} {'seed':>5} {'right':>7} {'AUROC':>7} {'OOS@90':>7} {'2 typos':>8}")
    for shots in (5, 10):
        results = [measure(shots, seed, folder) for seed in (0, 1, 2)]
        for seed, result in enumerate(results):
            _print(shots, str(seed), result)
        mean = Result(*(fmean(getattr(r, name) for r in results) for name in Result.__dataclass_fields__))
        _print(shots, "mean", mean)
    return 0


def _print(shots: int, seed: str, r: Result) -> None:
    print(
        f"{shots:>10} {seed:>5} {r.right:>7.1f} {r.auroc:>7.1f} {r.refused:>7.1f} {r.typos:>8.1f}", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
