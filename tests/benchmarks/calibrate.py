"""Fit the weights of `bot.answers.confidence` on the tuning half of the golden questions, and print them.

python -m tests.benchmarks.calibrate
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from bot.answers.confidence import FEATURES, features
from bot.answers.engine import ranked
from bot.answers.evaluation import Golden, Verdict, judge
from bot.answers.rendering import render
from bot.answers.snapshot import Snapshot
from bot.knowledge.loader import load
from bot.knowledge.shipped import shipped_folder

TODAY = date(2026, 11, 22)
GOLDEN = Path(__file__).parents[1] / "golden"
FOLDS = 5
RIDGE = 2e-3

Numbers = NDArray[np.float64]


def golden(paths: Sequence[Path]) -> Iterator[Golden]:
    """Read golden questions, pairs included."""
    for path in paths:
        for row in yaml.safe_load(path.read_text("utf-8")):
            for item in row if isinstance(row, list) else [row]:
                says, never = (tuple(map(str, item.get(name) or ())) for name in ("says", "never"))
                yield Golden(str(item["q"]), item["expect"] == "answered", says, never)


def measured(snapshot: Snapshot, questions: Iterator[Golden]) -> Iterator[tuple[Golden, Numbers, bool]]:
    """Yield each question whose best entry has an answer, its features, and whether that answer is right."""
    for question in questions:
        found = snapshot.matcher.find(question.question, TODAY)
        matches = ranked(found.good)
        if not matches:
            continue
        entry = snapshot.knowledge.entries[matches[0].entry]
        if entry.unknown is None:
            outcome = render(snapshot, entry, matches[0].binding, TODAY, 1.0)
            yield question, np.array(features(matches, found)), judge(question, outcome) is Verdict.RIGHT


def fitted(x: Numbers, y: Numbers) -> Numbers:
    """Fit a ridge logistic regression by Newton's method."""
    weights = np.zeros(x.shape[1])
    penalty = RIDGE * len(y)
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ weights))
        hessian = (x * (p * (1 - p))[:, None]).T @ x + penalty * np.eye(x.shape[1])
        weights -= np.linalg.solve(hessian, x.T @ (p - y) + penalty * weights)
    return weights


def main() -> None:
    """Fit, print the weights, and what thresholds would keep and let through, cross-validated."""
    loaded = load(Path(sys.argv[1]) if len(sys.argv) > 1 else shipped_folder())
    if loaded.knowledge is None:
        raise SystemExit("\n".join(map(str, loaded.problems)))
    paths = [*sorted(GOLDEN.glob("tune*.yaml")), *sorted(GOLDEN.glob("pairs-tune*.yaml"))]
    questions = list(golden(paths))
    rows = list(measured(Snapshot(loaded.knowledge), iter(questions)))
    x = np.array([row[1] for row in rows])
    y = np.array([row[2] for row in rows], dtype=float)
    inside = np.array([row[0].answered for row in rows])
    fold = np.random.default_rng(0).integers(0, FOLDS, len(y))
    p = np.zeros(len(y))
    for k in range(FOLDS):
        p[fold == k] = 1 / (1 + np.exp(-x[fold == k] @ fitted(x[fold != k], y[fold != k])))
    for name, weight in zip(FEATURES, fitted(x, y), strict=True):
        print(f"{weight:8.2f}  {name}")
    total_in = sum(question.answered for question in questions)
    total_out = len(questions) - total_in
    print(f"\n{total_in} in scope, {total_out} out of scope; best entry right: {y.sum() / total_in:.1%}")
    print("threshold   right   wrong   false answers (cross-validated)")
    for threshold in (0.3, 0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9):
        said = p >= threshold
        right, wrong = (said & (y == 1)).sum(), (said & inside & (y == 0)).sum()
        false = (said & ~inside).sum()
        print(f"{threshold:9.2f} {right / total_in:7.1%} {wrong / total_in:7.1%} {false / total_out:7.1%}")


if __name__ == "__main__":
    main()
