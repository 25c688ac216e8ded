"""The ordinary engine on CLINC150: `python -m tests.benchmarks.clinc` prints the table.

The data is written as a knowledge folder, loaded and matched like any other: an intent is an entry, its name
one more question of it. Right: share of in-scope questions whose best match is right. AUROC: how well its
score tells in-scope from out-of-scope. OOS@90: out-of-scope questions refused when 90 % of in-scope ones are
still answered. 2 typos: right, with two keyboard edits in each question.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import fmean

import numpy as np
import yaml

from bot.answers.engine import ranked
from bot.answers.snapshot import Snapshot
from bot.knowledge.loader import load
from tests.benchmarks.data import FOLDER, Clinc, read
from tests.golden.typos import typo

_DAY = date(2019, 11, 3)  # the data has no dates that depend on it


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the table, in percent."""

    right: float
    auroc: float
    refused: float
    typos: float


def write_knowledge(clinc: Clinc, folder: Path) -> None:
    """Write the stored phrasings as the files of a knowledge about no one in particular."""
    about = {
        "name": "Clinc",
        "aliases": ["Clinc"],
        "website": "https://example.org/",
        "contact": "a@example.org",
        "founded": "2019",
        "members_checked": "2019",
        "members_sources": ["paper"],
        "sources": ["paper"],
        "as_of": "2019",
    }
    paper = {
        "id": "paper",
        "title": "An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction",
        "publisher": "EMNLP-IJCNLP",
        "url": "https://aclanthology.org/D19-1131/",
        "date": "2019",
    }
    entries = [
        {
            "id": intent.replace("_", "-"),
            "topic": intent.replace("_", " "),
            "questions": list(dict.fromkeys([intent.replace("_", " "), *clinc.stored[intent]])),
            "answer": intent,
            "sources": ["paper"],
            "as_of": "2019",
            # A request is the same whatever its day and number, and "my card does not work" denies nothing.
            "optional": ["date", "number"],
            "negation": "any",
        }
        for intent in sorted(clinc.stored)
    ]
    for kind, content in (("about", about), ("sources", [paper]), ("entries", entries)):
        text = yaml.safe_dump({kind: content}, allow_unicode=True, sort_keys=False)
        (folder / f"{kind}.yaml").write_text(text, encoding="utf-8")


def snapshot_of(clinc: Clinc) -> Snapshot:
    """Load the stored phrasings the way any knowledge is loaded."""
    with tempfile.TemporaryDirectory() as folder:
        write_knowledge(clinc, Path(folder))
        loaded = load(Path(folder))
    if loaded.knowledge is None:
        raise ValueError("\n".join(map(str, loaded.problems)))
    return Snapshot(loaded.knowledge)


def measure(shots: int, seed: int, folder: Path = FOLDER, every: int = 1) -> Result:
    """Ask each `every`-th validation question as it is and with two typos."""
    clinc = read(shots, seed, folder)
    snapshot = snapshot_of(clinc)
    rng = random.Random(f"typos {seed}")
    right: list[bool] = []
    typos: list[bool] = []
    inside: list[float] = []
    outside: list[float] = []
    for text, intent in clinc.questions[::every]:
        found, score = _best(snapshot, text)
        if intent is None:
            outside.append(score)
            continue
        inside.append(score)
        right.append(found == intent)
        typos.append(_best(snapshot, typo(text, rng, 2))[0] == intent)
    cutoff = np.quantile(inside, 0.1)
    return Result(
        right=100 * fmean(right),
        auroc=100 * auroc(inside, outside),
        refused=100 * fmean(score < cutoff for score in outside),
        typos=100 * fmean(typos),
    )


def _best(snapshot: Snapshot, text: str) -> tuple[str | None, float]:
    """Return the intent of the best match, and its score."""
    found = snapshot.matcher.find(text, _DAY)
    matches = ranked(found.good) or found.weak
    if not matches:
        return None, 0.0
    return snapshot.knowledge.entries[matches[0].entry].answer, matches[0].score


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
