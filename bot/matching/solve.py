"""The nearest phrasings -> what each speaks for its entry, solved together so that near-duplicates share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.matching.views import Ids, Narrow, Rows, Weights

Similarities = NDArray[np.float64]

# Products this small are computed on the calling thread. Waking a second one for some microseconds of work
# costs tens of milliseconds now and then on a busy machine.
_BLOCK = 64


def similarities(rows: Rows, chosen: NDArray[np.int64], question: Weights) -> Similarities:
    """Return the similarity, 0..1, of some rows, none empty, to a question given as one weight a feature."""
    places, lengths = rows.picked(chosen)
    products = rows.weights(places)
    products *= question.take(rows.ids.take(places))
    return _sums(products, lengths)


def _sums(values: Weights, lengths: Ids) -> Similarities:
    """Return the sums of stretches of so many values, one stretch after the other and none empty."""
    if not len(lengths):
        return np.empty(0)
    sums: Similarities = np.add.reduceat(values.astype(np.float64), np.cumsum(lengths) - lengths)
    return sums


def gram(rows: Rows, chosen: NDArray[np.int64]) -> Similarities:
    """Return the similarities of some rows, none empty, to each other."""
    count = len(chosen)
    places, lengths = rows.picked(chosen)
    weights = rows.weights(places)
    column, columns = _shared(rows.ids.take(places))
    blocks = columns // _BLOCK + 1
    width = -(-columns // blocks)
    # A column more, for what no other row has; it is left out again. As -1 it is the last of the row before.
    dense = np.zeros((count, blocks * width + 1), dtype=np.float32)
    owners = np.repeat(np.arange(count), lengths)
    dense.ravel()[owners * dense.shape[1] + column] = weights
    parts = dense[:, :-1].reshape(count, blocks, width).transpose(1, 0, 2)
    # Copied, or numpy would see one matrix times itself and choose a routine that starts threads sooner.
    products: Similarities = np.matmul(parts, parts.copy().transpose(0, 2, 1)).sum(axis=0).astype(np.float64)
    products.ravel()[:: count + 1] = _sums(weights * weights, lengths)
    return products


def _shared(ids: Narrow) -> tuple[NDArray[np.int64], int]:
    """Number the features that occur more than once, from 0; all others get -1. Also return how many."""
    # Each feature is known by the last place where it stands. Faster than sorting, and most of the scratch
    # space is never touched.
    scratch = np.empty(int(ids.max(initial=0)) + 1, dtype=np.int64)
    scratch[ids] = np.arange(len(ids))
    last = scratch.take(ids)
    several = np.bincount(last, minlength=len(ids)) > 1
    numbers = np.cumsum(several)
    numbers *= several
    return numbers.take(last) - 1, int(numbers.max(initial=0))


def sharpened(similarity: Similarities, sharpness: float) -> Similarities:
    """Return a similarity in which half a match counts less than half; still a kernel, still 1 for equals."""
    return similarity * (similarity * (sharpness / (1 + sharpness)) + 1 / (1 + sharpness))


def support(between: Similarities, question: Similarities, *, ridge: float, sharpness: float) -> Similarities:
    """Return how much each phrasing speaks for its entry: kernel ridge regression at the question.

    `between` are the phrasings' similarities to each other, `question` those to the question. Scaled so that
    a question equal to a phrasing without rivals gets 1.
    """
    kernel = sharpened(between, sharpness)
    kernel.ravel()[:: len(kernel) + 1] += ridge  # the diagonal
    solved = np.linalg.solve(kernel, sharpened(question, sharpness))
    return (solved * (1 + ridge)).astype(np.float64, copy=False)
