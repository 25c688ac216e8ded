"""How likely the best entry is the right one, from what the matcher measured.

A logistic regression on a few features; its weights were fitted on the tuning half of the golden questions by
`tests/benchmarks/calibrate.py`, which prints them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.matching.matcher import Found, Match

FEATURES = (
    "score", "lead", "coverage", "score x coverage",
    "names ISECG", "names a thing", "phrasing names the thing", "words of gaps", "one",
)  # fmt: skip
WEIGHTS: tuple[float, ...] = (0.62, 1.71, 1.63, 1.71, 0.65, 1.12, 0.24, -1.50, -1.86)


_MUCH_EVIDENCE = 10.0


def features(ranked: Sequence[Match], found: Found) -> tuple[float, ...]:
    """Measure the best of the ranked matches against its rivals; all values are of the order of 1."""
    top = ranked[0]
    second = ranked[1].score if len(ranked) > 1 else 0.0
    reading = found.reading
    return (
        top.score,
        top.score - second,
        top.coverage,
        top.score * top.coverage,
        float(reading.names_isecg),
        float(bool(reading.things)),
        float(top.specific),
        max(-1.0, min(1.0, found.gap_evidence / _MUCH_EVIDENCE)),
        1.0,
    )


def confidence(ranked: Sequence[Match], found: Found) -> float:
    """Return the probability, 0..1, that the best match answers the question."""
    evidence = math.fsum(w * x for w, x in zip(WEIGHTS, features(ranked, found), strict=True))
    return 1 / (1 + math.exp(-evidence))
