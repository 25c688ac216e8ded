"""The result of the last evaluation, as it is shipped beside the knowledge.

The file is no YAML, so that it is no part of the revision that it speaks of.
"""

from __future__ import annotations

from pathlib import Path

from bot.answers.measurement import Evaluation

_NAME = "evaluation.json"


def shipped_evaluation(folder: Path) -> Evaluation | None:
    """What is recorded in a folder of knowledge; None where nothing is, or nothing that can be read."""
    try:
        return Evaluation.from_json((folder / _NAME).read_text("utf-8"))
    except (OSError, UnicodeDecodeError):
        return None


def ship_evaluation(folder: Path, evaluation: Evaluation) -> Path:
    """Record an evaluation in a folder of knowledge; raises OSError. Returns the file."""
    path = folder / _NAME
    path.write_text(f"{evaluation.to_json()}\n", "utf-8")
    return path
