"""CLINC150 as benchmarks read it: intents are entries, out-of-scope text must be refused."""

import json
import random
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[3] / "shared" / "clinc150"
"""Where the data lies beside a checkout; see its README for the source and the licence."""


@dataclass(frozen=True, slots=True)
class Clinc:
    """The stored phrasings by intent, and the questions with the intent each must find, or None."""

    stored: dict[str, list[str]]
    questions: list[tuple[str, str | None]]


def read(shots: int, seed: int, folder: Path = FOLDER) -> Clinc:
    """Take `shots` random training phrasings of each intent, and the validation part as questions."""
    by_intent = phrasings(folder)
    rng = random.Random(seed)
    stored = {intent: rng.sample(texts, shots) for intent, texts in sorted(by_intent.items())}
    rows = _rows(folder / "validation.jsonl")
    questions = [(row["text"], None if row["intent"] == "oos" else row["intent"]) for row in rows]
    return Clinc(stored, questions)


def phrasings(folder: Path = FOLDER) -> dict[str, list[str]]:
    """Return the whole training part by intent."""
    by_intent: dict[str, list[str]] = {}
    for row in _rows(folder / "train.jsonl"):
        by_intent.setdefault(row["intent"], []).append(row["text"])
    return by_intent


def _rows(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
